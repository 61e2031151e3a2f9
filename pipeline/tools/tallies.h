/* Counts by key and period. A key is a word for what is counted and up to three parts;
 * memory grows with the distinct keys and periods, not with the articles. */
#ifndef ASSAY_TOOLS_TALLIES_H
#define ASSAY_TOOLS_TALLIES_H

#include "base/arena.h"
#include "tools/period.h"

enum { TALLY_PARTS = 3 };

struct tally_key {
    enum tally_kind {
        TALLY_ARTICLES, /* () */
        TALLY_CLAIMS,   /* () */
        TALLY_ENTITY,   /* (type, id) */
        TALLY_FRAME,    /* (frame) */
        TALLY_FLAG,     /* (flag) */
        TALLY_SOURCE,   /* (class) */
        TALLY_TOGETHER, /* (nation, mineral, stage or nothing) */
        TALLY_FLOW,     /* (type of relation, from or nothing, to or nothing) */
        TALLY_KINDS
    } kind;
    struct slice parts[TALLY_PARTS];
};

struct tally {
    struct tally_key key;
    int32_t period; /* PERIOD_NONE: all together */
    struct slice name;
    uint64_t count, articles;
    uint64_t last_article; /* that was counted */
};

struct tallies {
    struct arena arena; /* of keys */
    struct tally *items;
    uint32_t *slots; /* numbers of items, from 1 */
    size_t count, capacity, slot_count;
    bool failed; /* out of memory */
};

void tallies_init(struct tallies *tallies);
void tallies_deinit(struct tallies *tallies);

/* Counts once, in all and in the period (unless that is PERIOD_NONE). Articles count from
 * 1. `name` is kept the first time. */
void tallies_add(struct tallies *tallies, const struct tally_key *key, int32_t period,
                 uint64_t article, struct slice name);

/* Sorts by key, then period, the sum first. Nothing may be added after. */
void tallies_sort(struct tallies *tallies);

/* Of sorted tallies, those of the same key: from `start` to before the end that it gives.
 */
size_t tallies_end(const struct tallies *tallies, size_t start);

/* The sum of a key, or NULL; sorted or not. */
const struct tally *tallies_find(const struct tallies *tallies,
                                 const struct tally_key *key, int32_t period);

bool tally_keys_equal(const struct tally_key *a, const struct tally_key *b);

#endif
