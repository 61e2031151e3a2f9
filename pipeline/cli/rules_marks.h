/* The marks that a rule made in an annotated article, held against what a test of it
 * wants. */
#ifndef ASSAY_CLI_RULES_MARKS_H
#define ASSAY_CLI_RULES_MARKS_H

#include "packs/rules.h"

/* Whether the rule made a mark: for a `hit` one with all wanted values, for a `miss` any
 * (of the id that `of` names). Traces must have been kept. */
bool rule_marks(const struct article *article, uint32_t rule,
                const struct rule_test *test);

#endif
