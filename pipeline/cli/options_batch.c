/* What the options for many articles do: inputs, threads, shards, going on. */
#include "cli/options_table.h"

#include <errno.h>
#include <stdlib.h>

enum { JOBS_MAXIMUM = 1024 };

static const uint64_t SHARDS_MAXIMUM = 1000000;

bool take_glob(struct options *options, const char *value) {
    return options_add(&options->globs, &options->glob_count, value);
}

bool take_list(struct options *options, const char *value) {
    options->list = value;
    return true;
}

bool take_list_zero(struct options *options, const char *value) {
    (void)value;
    options->list_zero = true;
    return true;
}

bool take_folder(struct options *options, const char *value) {
    options->folder = value;
    return true;
}

/* A number from 1 to `maximum`, ended by `end`; moves on behind it. */
static bool take_number(const char **text, char end, uint64_t maximum, uint64_t *number) {
    char *rest = NULL;
    if (**text < '0' || **text > '9') {
        return false;
    }
    errno = 0;
    *number = strtoull(*text, &rest, 10);
    if (errno != 0 || *rest != end || *number == 0 || *number > maximum) {
        return false;
    }
    *text = end == '\0' ? rest : rest + 1;
    return true;
}

bool take_jobs(struct options *options, const char *value) {
    uint64_t number = 0;
    const char *text = value;
    if (!take_number(&text, '\0', JOBS_MAXIMUM, &number)) {
        fprintf(stderr,
                "assay: --jobs must be a number of threads from 1 to %d, not %s\n",
                JOBS_MAXIMUM, value);
        return false;
    }
    options->jobs = (size_t)number;
    return true;
}

bool take_shard(struct options *options, const char *value) {
    uint64_t number = 0;
    uint64_t count = 0;
    const char *text = value;
    if (!take_number(&text, '/', SHARDS_MAXIMUM, &number) ||
        !take_number(&text, '\0', SHARDS_MAXIMUM, &count) || number > count) {
        fprintf(stderr,
                "assay: --shard must be I/N, such as 1/4 for the first of four, not %s\n",
                value);
        return false;
    }
    options->shard = number - 1;
    options->shards = count;
    return true;
}

bool take_resume(struct options *options, const char *value) {
    (void)value;
    options->resume = true;
    return true;
}

bool take_progress(struct options *options, const char *value) {
    (void)value;
    options->progress = true;
    options->no_progress = false;
    return true;
}

bool take_no_progress(struct options *options, const char *value) {
    (void)value;
    options->no_progress = true;
    options->progress = false;
    return true;
}

bool take_stats(struct options *options, const char *value) {
    (void)value;
    options->stats = true;
    return true;
}

bool take_sandbox(struct options *options, const char *value) {
    (void)value;
    options->sandbox = true;
    return true;
}
