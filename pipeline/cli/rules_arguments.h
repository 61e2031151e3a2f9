/* What the verbs of `assay rules` take behind them: names of packs and rules, folders of
 * packs, folders of rules. */
#ifndef ASSAY_CLI_RULES_ARGUMENTS_H
#define ASSAY_CLI_RULES_ARGUMENTS_H

#include "cli/options.h"
#include "packs/rules.h"

struct rules_arguments {
    const char *root;   /* a folder of packs that was named instead of --rules, or NULL */
    const char **packs; /* --pack, and folders of a pack that were named */
    const char **names; /* of packs and rules, those of the named folders included */
    size_t pack_count, name_count;
    char *room; /* the names of folders */
};

/* Reads the arguments behind the verb. False after a message. rules_arguments_free in
 * either case that is true. */
bool rules_arguments_read(struct rules_arguments *own, const struct options *options);
void rules_arguments_free(struct rules_arguments *own);

/* Whether each name is that of a pack, rule or lexicon; false after a message. */
bool rules_arguments_known(const struct rules_arguments *own, const struct rules *rules);

#endif
