/* A strict JSON scanner (RFC 8259) that checks and finds, and builds nothing.
 *
 * Values stay where they are in the line, so that members we only pass on can be copied
 * byte for byte, numbers included. Bytes above 0x7F in strings are not judged here but
 * when they are decoded. */
#ifndef ASSAY_STAGES_JSON_H
#define ASSAY_STAGES_JSON_H

#include "base/arena.h"
#include "base/status.h"

struct json {
    struct slice text;
    size_t at;
    size_t depth;        /* containers already open around `at` */
    const char *problem; /* what is wrong at `at`, once a function has given false */
};

void json_skip_space(struct json *json);

/* Skips one byte of punctuation, and white space before it, or fails with `problem`. */
bool json_expect(struct json *json, char byte, const char *problem);

/* Skips a string, with its quotes. */
bool json_skip_string(struct json *json);

/* Skips one value of any kind and white space before it. */
bool json_skip_value(struct json *json);

/* Is the whole text one JSON value, white space around it allowed? */
enum assay_status json_validate(struct slice text, struct assay_error *error);

/* Records INVALID_JSON with the problem and the byte column (from 1) where it stands. */
enum assay_status json_error(const struct json *json, struct assay_error *error);

/* What stands between the quotes of a string that was skipped, with its escapes resolved
 * into `out` (room for `inside.size` bytes). A lone surrogate becomes U+FFFD. */
struct json_unescaped {
    size_t size;
    uint32_t lone_surrogates;
    size_t first_lone_surrogate; /* offset in `out` */
};
struct json_unescaped json_unescape(struct slice inside, char *out);

#endif
