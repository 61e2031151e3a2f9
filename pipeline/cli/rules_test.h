/* `assay rules test`: runs the tests that stand in the packs. */
#ifndef ASSAY_CLI_RULES_TEST_H
#define ASSAY_CLI_RULES_TEST_H

#include "packs/rules.h"

#include <stdio.h>

struct rules_test_result {
    uint32_t rules, tests, failed;
};

/* Runs the tests of every rule and lexicon whose full name or pack is among `names` (all
 * where there are none), and writes each failure as "file:line: error: ..." to `out`.
 */
enum assay_status rules_test_run(const struct rules *rules, const char *const *names,
                                 size_t name_count, FILE *out,
                                 struct rules_test_result *result,
                                 struct assay_error *error);

/* Runs the same tests and writes which branches of patterns no test makes match, and of
 * each lexicon how many rows the tests reach, and the first that none does. `rules` were
 * loaded with their patterns split. */
enum assay_status rules_test_coverage(const struct rules *rules, const char *const *names,
                                      size_t name_count, FILE *out,
                                      struct assay_error *error);

#endif
