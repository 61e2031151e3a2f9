/* A table of words that is asked for every word of a text: a hash set beside the table.
 *
 * Most words are in no table, and their first letter and length tell it mostly. */
#ifndef ASSAY_STAGES_WORD_SET_H
#define ASSAY_STAGES_WORD_SET_H

#include "packs/rules.h"
#include "text/unicode.h"

enum { WORD_LONGEST = 40 }; /* no table has longer ones */

struct word_slot {
    uint32_t hash;  /* of the folded key */
    uint32_t entry; /* plus 1; 0: the slot is empty */
};

struct word_set {
    const struct table *table; /* borrowed; NULL: there is none, nothing is found */
    const struct word_slot *slots;
    uint32_t mask;
    uint64_t lengths[128]; /* bit per length, by the first letter, folded */
};

/* Out of memory: false. */
bool word_set_make(struct word_set *set, struct arena *arena, const struct table *table);

/* Whether a word of ASCII may be in the set, by its first letter and length: a quick look
 * for words that mostly are not. */
static inline bool word_set_may_hold(const struct word_set *set, struct slice word) {
    return word.size > 0 && word.size <= WORD_LONGEST &&
           (set->lengths[unicode_fold((unsigned char)word.data[0])] >> word.size & 1) !=
               0;
}

/* What table_find says, but that words longer than WORD_LONGEST are not found. */
struct slice word_set_find(const struct word_set *set, struct slice word, bool *found);

#endif
