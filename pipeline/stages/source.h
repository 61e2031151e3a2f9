/* Sources: who is said to say it, of what class, and how a source holds on through a
 * paragraph. */
#ifndef ASSAY_STAGES_SOURCE_H
#define ASSAY_STAGES_SOURCE_H

#include "stages/view.h"

/* Fills the source of a flag from the scanner's current match, where the rule names one.
 */
void source_of_match(struct work *work, const struct rule *rule, const struct view *view,
                     struct flag *flag);

/* Gives flags with `source: previous` the last source of their paragraph, and drops flags
 * with `carry` where there is none to be carried. Flags are sorted. */
void source_carry(struct work *work);

/* The attribute of a mention that {type.class} asks about; empty where it has none. */
struct slice source_mention_class(const struct work *work, const struct mention *mention);

#endif
