/* The options of all commands: one table, from which parsing and help are made. */
#ifndef ASSAY_CLI_OPTIONS_H
#define ASSAY_CLI_OPTIONS_H

#include "assay.h"
#include "base/sha256.h"
#include "batch/reader.h"
#include "tools/period.h"

#include <stdio.h>

/* Bits: the commands that take an option. */
enum command {
    COMMAND_ANNOTATE = 1,
    COMMAND_RULES = 2,
    COMMAND_SCHEMA = 4,
    COMMAND_NORMALIZE = 8,
    COMMAND_VERIFY = 16,
    COMMAND_DIFF = 32,
    COMMAND_EVAL = 64,
    COMMAND_REPORT = 512,
    COMMAND_SUMMARY = 4096,
    COMMAND_ALL = 0xFFFF,
    COMMAND_HELP = 0x10000 /* `assay help` */
};

/* Lists point into argv. */
struct format;

struct options {
    enum command command;
    bool named; /* the command was given */
    bool help, version;
    bool helping; /* the word `help` was given */
    bool man;
    const char *completion; /* a shell, or NULL */
    enum input_form input;
    const char *output; /* NULL: standard output */
    const char *rules;  /* NULL: the environment, the build tree, the installation */
    const char **packs, **only, **disable, **arguments;
    size_t pack_count, only_count, disable_count, argument_count;
    const struct format *format;
    uint32_t units, sections;
    bool pretty, text, without_triggers, without_jit, fail_fast;
    size_t maximum;
    bool explain;
    bool json;     /* a tool's report as JSON */
    bool errors;   /* of eval: list them */
    bool coverage; /* of rules test */
    long sentence; /* of `rules why`; -1: all */
    /* of summary */
    enum period_unit by;
    int32_t from, to; /* days; PERIOD_NONE: no bound */
    size_t top;       /* 0: all */
    const char *text_field, *join;
    /* of many articles */
    const char **globs;
    size_t glob_count;
    const char *list; /* a file of paths; NULL: none */
    bool list_zero;   /* they end with NUL */
    const char *folder;
    size_t jobs;            /* 0: one for each processor */
    uint64_t shard, shards; /* from 0; of how many, 0: not divided */
    bool resume, stats, progress, no_progress, sandbox;
    struct sha256 shape; /* of all options given that can change what is written */
};

/* Reads the arguments behind the program's name. False after a message on stderr.
 * options_deinit in either case. */
bool options_read(struct options *options, int argc, char **argv);
void options_deinit(struct options *options);

/* The command nearest to a word, or NULL when none is near. */
const char *options_nearest_command(const char *word);

/* Prints all help as a man page; a completion script for a shell, false after a message.
 */
void options_man(FILE *out);
bool options_completion(const char *shell, FILE *out);

/* Prints the help of a command (COMMAND_ALL: the overview). */
void options_help(enum command command, FILE *out);

#endif
