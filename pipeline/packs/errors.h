/* What is wrong with the packs, all of it, each with its place: shown like a compiler's
 * errors. */
#ifndef ASSAY_PACKS_ERRORS_H
#define ASSAY_PACKS_ERRORS_H

#include "base/arena.h"
#include "base/buffer.h"

/* A place in a file; line and column count from 1, 0 where there is none. The column
 * counts bytes. */
struct place {
    struct slice file;
    uint32_t line, column;
};

struct pack_error {
    struct place place;
    struct slice message; /* "what, and what to do" */
};

struct pack_errors {
    struct arena arena;
    LIST_OF(struct pack_error) list;
    uint32_t left_out;  /* beyond LIMIT_PACK_ERRORS */
    bool out_of_memory; /* the load failed for want of memory, not for an error of the
                           packs */
};

void pack_errors_init(struct pack_errors *errors);
void pack_errors_deinit(struct pack_errors *errors);

/* Adds an error; the message is formatted, and cut at 500 bytes. */
void pack_error_add(struct pack_errors *errors, struct place place, const char *format,
                    ...) __attribute__((format(printf, 3, 4)));

static inline bool pack_errors_any(const struct pack_errors *errors) {
    return errors->list.count > 0 || errors->out_of_memory;
}

/* Writes all errors, one a line: "file:line:column: error: message". Sorted by place. */
void pack_errors_write(struct pack_errors *errors, struct buffer *out);

/* The candidate nearest to `word` by edit distance, or NULL when none is near: for "did
 * you mean". */
const char *nearest_word(struct slice word, const char *const *candidates, size_t count);

#endif
