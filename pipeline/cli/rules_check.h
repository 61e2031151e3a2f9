/* `assay rules check`: what is wrong with the packs, and what had better be otherwise. */
#ifndef ASSAY_CLI_RULES_CHECK_H
#define ASSAY_CLI_RULES_CHECK_H

#include "cli/options.h"

/* Prints all errors, and the warnings about the packs, rules and files that the arguments
 * behind the verb name (about all where there are none). Gives the exit status. */
int rules_check(const struct options *options);

#endif
