/* Records read back, one at a time: the JSONL that the command wrote. */
#ifndef ASSAY_TOOLS_RECORDS_H
#define ASSAY_TOOLS_RECORDS_H

#include "base/buffer.h"

#include <jansson.h>

/* Called with each record, which is borrowed. False to stop. */
typedef bool records_take(void *context, const json_t *record);

struct records_outcome {
    size_t read;
    size_t refused; /* lines that are no record; each has been told on standard error */
    bool stopped;   /* by the callback */
    bool failed;    /* a file could not be read; a message has been printed */
};

/* Reads all records of these files ("-", or none at all: standard input), in order. */
struct records_outcome records_each(const char *const *names, size_t count,
                                    records_take *take, void *context);

/* What a record says under a key; NULL, empty or `fallback` where it says something else
 * or nothing. */
struct slice record_string(const json_t *object, const char *key);
int64_t record_integer(const json_t *object, const char *key, int64_t fallback);

#endif
