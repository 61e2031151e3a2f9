/* What is wrong with the packs, all of it, each with its place: shown like a compiler's
 * errors. A warning has a name, and the rule that it is about. */
#ifndef ASSAY_PACKS_ERRORS_H
#define ASSAY_PACKS_ERRORS_H

#include "base/arena.h"
#include "base/buffer.h"

/* A place in a file; line and column count from 1, 0 where there is none. The column
 * counts characters. */
struct place {
    struct slice file;
    uint32_t line, column;
};

struct pack_error {
    struct place place;
    struct slice message; /* "what, and what to do" */
    const char *warning;  /* its name; NULL: an error */
    struct slice rule;    /* full name of the rule that a warning is about, or empty */
};

struct pack_errors {
    struct arena arena;
    LIST_OF(struct pack_error) list;
    uint32_t error_count; /* of the list; the rest are warnings */
    uint32_t left_out;    /* beyond LIMIT_PACK_ERRORS */
    bool out_of_memory;   /* the load failed for want of memory, not for an error of the
                             packs */
};

void pack_errors_init(struct pack_errors *errors);
void pack_errors_deinit(struct pack_errors *errors);

/* Adds an error; the message is formatted, and cut at 500 bytes. */
void pack_error_add(struct pack_errors *errors, struct place place, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

/* Adds a warning of that name (which must outlive the list). */
void pack_warning_add(struct pack_errors *errors, struct place place, const char *warning,
                      struct slice rule, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Whether there is an error; warnings do not count. */
static inline bool pack_errors_any(const struct pack_errors *errors) {
    return errors->error_count > 0 || errors->left_out > 0 || errors->out_of_memory;
}

/* Sorts by place. */
void pack_errors_sort(struct pack_errors *errors);

/* Writes all of them by place: "file:line:column: error: message", then the line itself
 * and a caret under the column. */
void pack_errors_write(struct pack_errors *errors, bool colour, struct buffer *out);

/* The candidate nearest to `word` by edit distance, or NULL when none is near: for "did
 * you mean". */
const char *nearest_word(struct slice word, const char *const *candidates, size_t count);

/* How many letters must be put in, left out or changed to make one word of the other. */
size_t word_distance(struct slice a, struct slice b);

#endif
