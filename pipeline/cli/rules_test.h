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
 * With `coverage` also which patterns no test makes match, and how many rows of each
 * lexicon the tests reach. */
enum assay_status rules_test_run(const struct rules *rules, const char *const *names,
                                 size_t name_count, bool coverage, FILE *out,
                                 struct rules_test_result *result,
                                 struct assay_error *error);

#endif
