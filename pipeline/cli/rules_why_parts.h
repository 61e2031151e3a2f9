/* What the files that explain a rule share. Private to cli/rules_why*.c. */
#ifndef ASSAY_CLI_RULES_WHY_PARTS_H
#define ASSAY_CLI_RULES_WHY_PARTS_H

#include "cli/rules_why.h"

#include "stages/work.h"

struct why {
    const struct why_options *options;
    const struct rules *rules;
    struct work work;  /* settled: mentions stand */
    struct work fresh; /* with all candidates, before any condition was asked */
    uint32_t rule;
    struct slice row_id; /* of a lexicon's row, or empty */
    uint32_t shown;
};

/* ---- rules_why_mark.c ---- */

/* What switches a terminal's colour; empty where there is to be none. */
const char *why_bold(const struct why *why);
const char *why_green(const struct why *why);
const char *why_red(const struct why *why);
const char *why_plain(const struct why *why);

void why_print(const struct why *why, struct slice text);

/* The line above what is said of a sentence. */
void why_head(struct why *why, const struct unit *unit);

/* The sentence with the mark set off. */
void why_context(const struct why *why, const struct unit *unit, struct span mark);

/* Prints conditions up to the first that fails; false where one does. */
bool why_conditions(struct why *why, struct unit *unit, struct span mark,
                    const struct condition_list *list);

/* Whether the mark became a mention of that type, and if not, what kept it from that. */
void why_outcome(struct why *why, struct span mark, uint16_t type);

/* ---- rules_why_silence.c ---- */

/* Why nothing of the rule matched in the sentence that was asked about. */
void why_silence(struct why *why, struct unit *unit);

#endif
