/* Reads the text of a pattern token by token: just enough of PCRE2's syntax to tell a
 * brace that is ours from one that is not. Private to packs/pattern*.c. */
#ifndef ASSAY_PACKS_PATTERN_TOKENS_H
#define ASSAY_PACKS_PATTERN_TOKENS_H

#include "packs/pattern.h"

enum token_kind {
    TOKEN_CHARACTER,
    TOKEN_ESCAPE, /* \b \d \p{Lu} \x{2014} ... whole */
    TOKEN_QUOTED, /* \Q...\E */
    TOKEN_SET,    /* [...] */
    TOKEN_OPEN,   /* ( and what follows it: (?: (?<name> (?= (?i) ... */
    TOKEN_CLOSE,
    TOKEN_BAR,
    TOKEN_REPEAT,  /* ? * + {n} {n,} {n,m} {,m}, with a lazy or possessive mark */
    TOKEN_DEFINE,  /* {UPPER} */
    TOKEN_ATOM,    /* {nation} {nation:KOR} {oda.agency} */
    TOKEN_GAP,     /* {gap:4} */
    TOKEN_BRACE,   /* a brace that is none of these */
    TOKEN_COMMENT, /* (?#...) */
    TOKEN_END,
};

struct token {
    enum token_kind kind;
    uint32_t start, end; /* in the pattern */
};

/* The token at `at`; TOKEN_END at the end of the text. */
struct token token_next(struct slice pattern, uint32_t at);

static inline struct slice token_text(struct slice pattern, struct token token) {
    return slice_of(pattern.data + token.start, token.end - token.start);
}

/* A decimal number at `at`; steps over it. */
uint32_t token_number(struct slice text, uint32_t *at);

/* How often a repeat ("+", "{2,}?") wants its element at least, and at most: UINT32_MAX
 * for no end. */
uint32_t token_repeat(struct slice repeat, uint32_t *high);

#endif
