/* How a built automaton lies in memory: one block without pointers. Private to
 * packs/automaton*.c. */
#ifndef ASSAY_PACKS_AUTOMATON_TABLES_H
#define ASSAY_PACKS_AUTOMATON_TABLES_H

#include "packs/automaton.h"

#define AUTOMATON_NO_KEY UINT32_MAX

struct state {
    uint32_t
        first_child;  /* children are neighbours; the label of a state is in `labels` */
    uint32_t failure; /* the longest other state that is a suffix of this one */
    uint32_t key;     /* that ends here, or AUTOMATON_NO_KEY */
    uint32_t shorter; /* the next state on the failure path with a key, or 0 */
    uint16_t child_count;
    unsigned char reports; /* enum reports: for it and the shorter ones */
    unsigned char label;   /* of the first child: most have no other */
};

/* Whether a state is to be told of. In the dense rows this stands beside the state, so
 * that the states themselves are not looked at for every byte. */
enum reports {
    REPORTS_NOTHING,
    REPORTS_WORD_ENDS, /* where no letter or digit of ASCII follows */
    REPORTS_ALWAYS,
};

/* In the block of the keys that begin at the edge of a word: the first state is "behind
 * something that is no part of a word", the second "inside a word, in no key". The
 * failure of a state is the longest suffix that begins at the edge of a word, at last one
 * of these two. Its dense rows are for ASCII, others are read a character at a time. */
enum { WORDS_OUTSIDE = 0, WORDS_INSIDE = 1 };

#define AUTOMATON_REPORTS_SHIFT 30
#define AUTOMATON_STATE_MASK (((uint32_t)1 << AUTOMATON_REPORTS_SHIFT) - 1)

struct automaton_tables {
    uint32_t state_count, dense_count, class_count;
    uint32_t dense_offset,
        labels_offset; /* bytes from the start of this struct; states follow it at once */
    unsigned char classes[256]; /* of bytes that no key holds: 0; in the block of words 1
                                   for parts of words */
};

/* The child of a state for a byte, or 0. */
static inline uint32_t automaton_child(const struct state *states,
                                       const unsigned char *labels, uint32_t at,
                                       unsigned char byte) {
    const struct state *state = &states[at];
    if (state->child_count > 0 && state->label == byte) {
        return state->first_child;
    }
    for (uint32_t i = 1; i < state->child_count; i++) {
        if (labels[state->first_child + i] == byte) {
            return state->first_child + i;
        }
    }
    return 0;
}

/* The same for the bytes of a character. */
static inline uint32_t automaton_descendant(const struct state *states,
                                            const unsigned char *labels, uint32_t at,
                                            const unsigned char *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        at = automaton_child(states, labels, at, bytes[i]);
        if (at == 0) {
            return 0;
        }
    }
    return at;
}

static inline const struct state *
automaton_states(const struct automaton_tables *tables) {
    return (const struct state *)(const void *)(tables + 1);
}

static inline const uint32_t *automaton_dense(const struct automaton_tables *tables) {
    return (const uint32_t *)(const void *)((const char *)tables + tables->dense_offset);
}

static inline const unsigned char *
automaton_labels(const struct automaton_tables *tables) {
    return (const unsigned char *)tables + tables->labels_offset;
}

#endif
