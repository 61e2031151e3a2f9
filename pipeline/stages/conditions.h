/* Conditions: does what a rule or a row demands of its surroundings hold at a mark? */
#ifndef ASSAY_STAGES_CONDITIONS_H
#define ASSAY_STAGES_CONDITIONS_H

#include "stages/work.h"

/* Could the conditions hold for any mark in the unit? Asked before a rule's patterns run,
 * of what is known without running others in the unit: whether what must stand in it has
 * a trigger there, whether the document has what it must, and the zone. */
bool conditions_may_hold(struct work *work, struct unit *unit,
                         const struct condition_list *conditions);

/* Do all conditions hold for a mark at `span` of the unit? Where not, `failed` (may be
 * NULL) gets the first that does not. `when` is no condition here: see
 * condition_support. */
bool conditions_hold(struct work *work, struct unit *unit, struct span span,
                     const struct condition_list *conditions,
                     const struct condition **failed);

/* What speaks for one of several ids of a term, and where. */
enum support { SUPPORT_NONE, SUPPORT_ARTICLE, SUPPORT_SENTENCE };
enum support condition_support(struct work *work, struct unit *unit,
                               const struct condition_list *conditions);

#endif
