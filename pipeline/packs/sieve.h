/* Sieves: where may a match of a pattern begin?
 *
 * PCRE2 alone decides what a pattern matches, but to be asked costs it from a tenth of a
 * microsecond to hundreds where alternatives abound. A sieve answers the easier question
 * in one step a byte. Where matches begin at the edges of words alone it reads forward
 * from each edge with a deterministic automaton of the pattern, mostly a character or
 * two; else it reads the text backwards with that of the reversed pattern, and gives the
 * places from which some match could reach. Look-arounds, word edges and back references
 * are taken as always fulfilled, long repeats as endless, so it names too many places at
 * times and never too few; reading backwards it looks at what must stand right before a
 * match too. PCRE2 is then tried at these places alone.
 *
 * States are made when first reached (Thompson, CACM 11(6), 1968, as RE2 and the Dragon
 * Book have it) and forgotten when there are too many. A sieve belongs to one thread.
 *
 * The text is given as codes, one a byte: ASCII stands for itself, the first byte of a
 * longer character tells its kind, the others are SIEVE_INNER. */
#ifndef ASSAY_PACKS_SIEVE_H
#define ASSAY_PACKS_SIEVE_H

#include "packs/rules.h"

enum {
    SIEVE_UPPER = 128, /* other upper-case letters */
    SIEVE_LETTER,      /* other letters */
    SIEVE_DIGIT,       /* other digits */
    SIEVE_OTHER,
    SIEVE_EXACT, /* characters that patterns name, one code each */
    SIEVE_SYMBOL = SIEVE_EXACT + SIEVE_EXACT_COUNT, /* mentions, the last for many */
    SIEVE_SYMBOL_COUNT = 253 - SIEVE_SYMBOL,
    SIEVE_BEGIN = 253, /* of the text */
    SIEVE_END,
    SIEVE_INNER,
};

/* Fixes the codes of characters by what the patterns name. */
void sieve_codes_init(struct sieve_codes *codes, const struct pattern *patterns,
                      uint32_t count);

/* The code of a character. */
unsigned char sieve_code(const struct sieve_codes *codes, uint32_t character);

/* Codes for a text, as many as it has bytes. */
void sieve_encode(const struct sieve_codes *codes, struct slice text, unsigned char *out);

/* A text as sieves read it. */
struct sieve_text {
    const unsigned char *codes;
    uint32_t size; /* of the codes, in bytes */
    /* Places of all characters but small letters behind letters, by their codes; those of
     * one code ascend. */
    const uint32_t *edges;
    uint32_t edge_count;
    uint64_t at_edges[4];     /* the codes that stand there, a bit each */
    uint32_t codes_before[4]; /* how many of these are in the words before */
    const uint32_t *ends; /* of the edges of each of these codes, the lowest code first */
    uint32_t code_count;
};

/* Finds the edges of words of a text that has codes, in a room of
 * sieve_room_for_edges(text->size) numbers. */
void sieve_find_edges(struct sieve_text *text, uint32_t *room);
static inline uint32_t sieve_room_for_edges(uint32_t size) { return 2 * size + 256; }

/* What the sieves of a thread share: room in which states are made, and how many bytes
 * the states of all take. All zero to begin with; outlives the sieves. */
struct sieve_room {
    uint64_t *bits;                   /* of steps, none set between uses */
    uint32_t *seen;                   /* per step: the round it was last met in */
    uint16_t *stack, *found, *others; /* of steps */
    uint32_t steps;                   /* for so many */
    uint32_t round;
    size_t bytes;
};
void sieve_room_free(struct sieve_room *room);

struct sieve;

/* A sieve for what PCRE2 compiles (pattern->expanded): to scan with, or of a pattern that
 * is tried before a mark to ask whether it may end there. NULL where the pattern is
 * beyond it, may match no text at all, or memory ran out: then it must be sought
 * everywhere. `scratch` is reset; `room` is borrowed. */
struct sieve *sieve_new(const struct sieve_codes *codes, const struct pattern *pattern,
                        struct arena *scratch, struct sieve_room *room);
void sieve_free(struct sieve *sieve); /* NULL is fine */

/* Gives the memory of the states back; they are made anew. */
void sieve_forget(struct sieve *sieve);

/* The places of a text where a match may begin, ascending: `*places` points into `room`,
 * which has space for text->size + 1. False where it cannot tell; then any place may be
 * one. */
bool sieve_scan(struct sieve *sieve, const struct sieve_text *text, uint32_t *room,
                const uint32_t **places, uint32_t *count);

/* What matches of a pattern begin with. False where they may begin elsewhere than at the
 * edges of words, or as with sieve_new. */
bool sieve_leads(const struct sieve_codes *codes, const struct pattern *pattern,
                 struct arena *scratch, struct sieve_room *room, struct leads *leads);

/* As sieve_scan, by what matches begin with alone. */
void sieve_scan_leads(const struct leads *leads, const struct sieve_text *text,
                      uint32_t *room, const uint32_t **places, uint32_t *count);

/* Whether a match may end at `end` of a text, as if that were all of it. */
bool sieve_may_end(struct sieve *sieve, const struct sieve_text *text, uint32_t end);

#endif
