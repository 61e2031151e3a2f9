/* Values: what an emitted or adjusted mention gets as id, name and attributes, worked out
 * from captures. */
#ifndef ASSAY_STAGES_VALUES_H
#define ASSAY_STAGES_VALUES_H

#include "stages/view.h"

/* The mention that an entity rule emits for the scanner's current match; span, unit and
 * the like are left to resolve. NULL when out of memory. */
struct mention *value_mention(struct work *work, const struct rule *rule, uint32_t number,
                              const struct view *view);

/* Works a value out. False where there is nothing to be said: the capture took no part,
 * the table has no such key, it is no number or no date. `attribute` gets name, kind and
 * text. */
bool value_attribute(struct work *work, const struct value *value,
                     const struct view *view, struct attribute *attribute);

/* Sets an attribute of a mention: in place of one of that name, or as a new one. */
void value_set(struct work *work, struct mention *mention,
               const struct attribute *attribute);

#endif
