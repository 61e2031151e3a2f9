/* What is taken in a unit: words that a mention has, or that are kept from some types. */
#ifndef ASSAY_STAGES_TAKEN_H
#define ASSAY_STAGES_TAKEN_H

#include "stages/work.h"

/* For each byte of a unit: types that have a mention there, and types that may have none.
 */
struct taken_map {
    struct work *work;
    struct unit *unit;
    uint64_t *taken, *blocked;
};

/* Maps what is claimed in the unit so far. False when out of memory. */
bool taken_begin(struct taken_map *map, struct work *work, struct unit *unit);

/* Whether the candidate's words may be a mention of its type. Where some of them, not
 * all, have one of that type, the article notes that an overlap was dropped. */
bool taken_is_free(struct taken_map *map, const struct candidate *candidate);

/* Claims the candidate's words for its type. They are kept from those that it `blocks`
 * (bits), and mentions of these that are no longer than it are dropped. */
void taken_add(struct taken_map *map, const struct candidate *candidate, uint64_t blocks);

#endif
