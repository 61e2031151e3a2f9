/* Reads the records that annotate wrote, one JSON object a line, from files or standard
 * input, compressed or not: one at a time, so memory is that of the longest record. */
#ifndef ASSAY_TOOLS_RECORDS_H
#define ASSAY_TOOLS_RECORDS_H

#include "base/buffer.h"
#include "streams/instream.h"

#include <jansson.h>
#include <stdbool.h>

/* By records_init; "-" and no name at all are standard input. */
struct records {
    const char *const *names;
    size_t name_count;
    /* where it is: */
    size_t next;
    struct instream stream;
    bool open;
    const char *name;       /* of the file at hand, for messages */
    uint64_t line;          /* from 1 */
    struct buffer held;     /* bytes of that file: */
    size_t taken, searched; /* given as lines; known to hold no further line end */
    uint64_t bad_here;      /* lines of that file that hold no record */
    /* what it met: */
    uint64_t
        bad_lines; /* that hold no record; reported on stderr, the first one by one */
    bool trouble;  /* something could not be read; reported too */
};

void records_init(struct records *records, const char *const *names, size_t name_count);
void records_deinit(struct records *records);

/* The next record, to be given back with json_decref; NULL at the end. Lines that hold no
 * record are reported with their place, counted and passed over. */
json_t *records_next(struct records *records);

/* A member that is a string, as bytes of UTF-8; empty with `data` NULL where it is not.
 */
struct slice records_text(const json_t *object, const char *key);

/* The integer at `index` of an array member such as "byte": [4, 9]; -1 where there is
 * none.
 */
int64_t records_offset(const json_t *object, const char *key, size_t index);

#endif
