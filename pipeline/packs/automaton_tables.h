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

#define AUTOMATON_REPORTS_SHIFT 30
#define AUTOMATON_STATE_MASK (((uint32_t)1 << AUTOMATON_REPORTS_SHIFT) - 1)

struct automaton_tables {
    uint32_t state_count, dense_count, class_count;
    uint32_t dense_offset,
        labels_offset; /* bytes from the start of this struct; states follow it at once */
    unsigned char classes[256]; /* of bytes that no key holds: 0 */
};

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
