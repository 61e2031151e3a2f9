/* What parsing, help, man page and completions are made from: the rows of the table. */
#ifndef ASSAY_CLI_OPTIONS_TABLE_H
#define ASSAY_CLI_OPTIONS_TABLE_H

#include "cli/options.h"

struct option {
    char letter;                        /* or 0 */
    const char *name, *argument, *help; /* `argument` NULL: takes no value */
    unsigned commands;
    bool (*take)(struct options *options, const char *value);
};

struct command_text {
    enum command command;
    const char *name, *usage, *help;
};

enum { OPTIONS_MAXIMUM = 100 };

extern const struct option option_table[];
extern const size_t option_count;
extern const struct command_text command_texts[];
extern const size_t command_count;

const struct command_text *command_text_of(enum command command);

/* Adds a value to a list that grows. False after a message. */
bool options_add(const char ***list, size_t *count, const char *value);

/* ---- What each option does, in options_take.c; false after a message ---- */

bool take_help(struct options *options, const char *value);
bool take_man(struct options *options, const char *value);
bool take_completion(struct options *options, const char *value);
bool take_version(struct options *options, const char *value);
bool take_input(struct options *options, const char *value);
bool take_output(struct options *options, const char *value);
bool take_format(struct options *options, const char *value);
bool take_rules(struct options *options, const char *value);
bool take_pack(struct options *options, const char *value);
bool take_only(struct options *options, const char *value);
bool take_disable(struct options *options, const char *value);
bool take_units(struct options *options, const char *value);
bool take_fields(struct options *options, const char *value);
bool take_pretty(struct options *options, const char *value);
bool take_text(struct options *options, const char *value);
bool take_join(struct options *options, const char *value);
bool take_text_field(struct options *options, const char *value);
bool take_maximum(struct options *options, const char *value);
bool take_glob(struct options *options, const char *value);
bool take_list(struct options *options, const char *value);
bool take_list_zero(struct options *options, const char *value);
bool take_folder(struct options *options, const char *value);
bool take_jobs(struct options *options, const char *value);
bool take_shard(struct options *options, const char *value);
bool take_resume(struct options *options, const char *value);
bool take_progress(struct options *options, const char *value);
bool take_no_progress(struct options *options, const char *value);
bool take_stats(struct options *options, const char *value);
bool take_sandbox(struct options *options, const char *value);
bool take_fail_fast(struct options *options, const char *value);
bool take_without_triggers(struct options *options, const char *value);
bool take_without_jit(struct options *options, const char *value);
bool take_sentence(struct options *options, const char *value);
bool take_coverage(struct options *options, const char *value);
bool take_errors(struct options *options, const char *value);
bool take_json(struct options *options, const char *value);
bool take_by(struct options *options, const char *value);
bool take_from(struct options *options, const char *value);
bool take_to(struct options *options, const char *value);
bool take_top(struct options *options, const char *value);
bool take_explain(struct options *options, const char *value);

#endif
