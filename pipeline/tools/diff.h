/* What differs between two records of the same article, gathered by rule. */
#ifndef ASSAY_TOOLS_DIFF_H
#define ASSAY_TOOLS_DIFF_H

#include "base/span.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { DIFF_SAMPLES = 5 };

/* The report: {"articles": .., "only_old": .., "only_new": .., "different": .., "rules":
 * {rule: {"appeared": n, "vanished": n, "changed": n, "samples": [..]}}}. Of each rule
 * the first DIFF_SAMPLES differences of each kind are kept. */
struct diff {
    json_t *report;
    bool out_of_memory;
};

bool diff_init(struct diff *diff);
void diff_deinit(struct diff *diff);

/* Compares two records; either may be NULL, where only the other has the article. */
void diff_records(struct diff *diff, const json_t *old, const json_t *new);

bool diff_found(const struct diff *diff);

/* For people: the rules with most differences first, samples under each. */
void diff_print(const struct diff *diff, FILE *out);

#endif
