/* What the parser of sieves hands to their automaton: private to packs/sieve*.c. */
#ifndef ASSAY_PACKS_SIEVE_PARTS_H
#define ASSAY_PACKS_SIEVE_PARTS_H

#include "packs/sieve.h"

static inline void code_set_add(struct code_set *set, uint32_t code) {
    set->bits[code >> 6] |= (uint64_t)1 << (code & 63);
}

static inline bool code_set_has(const struct code_set *set, uint32_t code) {
    return (set->bits[code >> 6] >> (code & 63) & 1) != 0;
}

/* Lower-case letters, and those of which the case is not known. */
static inline bool sieve_is_small(uint32_t code) {
    return (code >= 'a' && code <= 'z') || code == SIEVE_LETTER;
}

/* How many bits are set (Warren, Hacker's Delight, 5-1). */
static inline uint32_t count_bits(uint64_t bits) {
    bits -= bits >> 1 & 0x5555555555555555u;
    bits = (bits & 0x3333333333333333u) + (bits >> 2 & 0x3333333333333333u);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
    return (uint32_t)((bits * 0x0101010101010101u) >> 56);
}

/* The number of the lowest bit that is set; there is one. */
static inline uint32_t lowest_bit(uint64_t bits) {
    return count_bits((bits & (~bits + 1)) - 1);
}

void code_set_unite(struct code_set *set, const struct code_set *other);
void code_set_range(struct code_set *set, uint32_t first, uint32_t last);

/* All characters; those of mentions; those beyond ASCII that are neither letters nor
 * digits, but for the named ones that are signs for sure. */
struct code_set sieve_any(void);
void sieve_add_symbols(struct code_set *set);
void sieve_add_others(const struct sieve_codes *codes, struct code_set *set);
/* Dashes, quotes and currencies: no part of a word, and without case. */
bool sieve_is_sign(uint32_t character);
/* Those beyond ASCII of one kind (SIEVE_UPPER ... SIEVE_OTHER), named ones included. */
void sieve_add_kind(const struct sieve_codes *codes, struct code_set *set, uint32_t kind);
/* A character as PCRE2 matches it, in either case where `caseless`. */
void sieve_add_character(const struct sieve_codes *codes, struct code_set *set,
                         uint32_t character, bool caseless);
/* The characters from `first` to `last`. */
void sieve_add_range(const struct sieve_codes *codes, struct code_set *set,
                     uint32_t first, uint32_t last, bool caseless);
/* What an escape such as \d or \p{Lu} stands for; `exact` false where too much may have
 * been added. False where it is no class of characters. */
bool sieve_add_escape(const struct sieve_codes *codes, struct code_set *set,
                      struct slice escape, bool caseless, bool *exact);
/* A set in brackets; with `others` all that it does not hold. */
struct code_set sieve_read_set(const struct sieve_codes *codes, struct slice brackets,
                               bool caseless, bool others);
/* The character that an escape such as \n, \x{2014} or \. stands for; UINT32_MAX: none.
 */
uint32_t sieve_escaped(struct slice escape);

/* A match may begin as many characters to the right: what stands before it has been
 * looked at too. */
enum { BEHIND_MAXIMUM = 3 };

/* The pattern as steps, in the direction of reading. A step takes one code of a set and
 * goes on, or leads to several others at once, or is where a match may begin: read
 * forward, all of it has been met. */
enum step_kind { STEP_TAKE, STEP_FORK, STEP_DONE };

struct step {
    uint32_t next;  /* TAKE: the step behind it; FORK: the first of its forks */
    uint16_t count; /* FORK: how many; TAKE: index into sets; DONE: characters behind */
    uint16_t kind;
};

struct program {
    LIST_OF(struct step) steps;
    LIST_OF(uint16_t) forks; /* steps */
    LIST_OF(struct code_set) sets;
    uint32_t first;
    bool line_end; /* it has $ or \Z */
    bool forward;  /* told to the parser */
};

/* Parses what PCRE2 compiles; `forward` stands in the program. False where it is beyond
 * the parser or memory ran out. */
bool sieve_parse(struct arena *arena, const struct sieve_codes *codes,
                 const struct pattern *pattern, struct program *program);

#endif
