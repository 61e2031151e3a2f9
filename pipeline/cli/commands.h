/* The subcommands, one file each, and what they share. Each gives the exit status. */
#ifndef ASSAY_CLI_COMMANDS_H
#define ASSAY_CLI_COMMANDS_H

#include "cli/options.h"

enum exit_status {
    EXIT_WELL = 0,
    EXIT_FOUND = 1,    /* some articles failed, or a check found something */
    EXIT_TROUBLE = 2,  /* usage, rules, input or output */
    EXIT_SIGNAL = 128, /* and its number: ended by a signal, as shells tell it */
};

int command_annotate(const struct options *options);
int command_normalize(const struct options *options);
int command_rules(const struct options *options);
int command_report(const struct options *options);
int command_summary(const struct options *options);
int command_schema(const struct options *options);
int command_verify(const struct options *options);
int command_diff(const struct options *options);
int command_eval(const struct options *options);

/* Loads the rules that the options name, or prints why not and gives NULL. `program` is
 * argv[0]. */
struct assay_rules *load_rules(const struct options *options);

/* Where the rules are: --rules, $ASSAY_RULES, beside the program, its source tree, the
 * installation. Writes a path. */
void find_rules(const struct options *options, char *path, size_t size);

#endif
