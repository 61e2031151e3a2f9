/* `assay rules why`: for a rule and an article, what each of its conditions said. */
#ifndef ASSAY_CLI_RULES_WHY_H
#define ASSAY_CLI_RULES_WHY_H

#include "packs/rules.h"

#include <stdio.h>

struct why_options {
    const char *rule; /* full name: "pack/id", or of a lexicon's row "pack/lexicon:id" */
    int64_t sentence; /* only this one, as the record numbers them; -1: all that hold a
                         trigger or a match */
    bool colour;
    FILE *out;
};

/* Explains the rule over an article that has been read. ASSAY_USAGE, with a message, when
 * there is no such rule or sentence. */
enum assay_status rules_why(const struct rules *rules, struct article *article,
                            const struct why_options *options, struct assay_error *error);

#endif
