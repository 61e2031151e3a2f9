/* assay: what is in a news article about critical minerals.
 *
 * The public interface of libassay, and the only installed header. Load the rules once, make an
 * annotator per thread, feed it the bytes of an article in chunks of any size, finish, and take
 * the record as JSON or walk the annotations.
 *
 *     struct assay_error error;
 *     struct assay_rules *rules = assay_rules_load("rules", &error);
 *     struct assay_annotator *annotator = assay_annotator_new(rules, &error);
 *     assay_feed(annotator, bytes, size);
 *     assay_finish(annotator);
 *     const char *json = assay_record(annotator, &size);
 *
 * Threads: `struct assay_rules` is read-only once loaded and may be shared by any number of
 * threads; an annotator belongs to one thread at a time. */
#ifndef ASSAY_H
#define ASSAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && !defined(ASSAY_NO_VISIBILITY)
#define ASSAY_API __attribute__((visibility("default")))
#else
#define ASSAY_API
#endif

/* ---- Status ----------------------------------------------------------------------------- */

/* Every status with its code (as it stands in error records) and its plain words. */
#define ASSAY_STATUS_LIST(X)                                                                \
    X(OK, "ok", "no error")                                                                 \
    X(NO_MEMORY, "no_memory", "out of memory")                                              \
    X(IO, "io", "input or output failed")                                                   \
    X(USAGE, "usage", "called in a way that makes no sense")                                \
    X(RULES, "rules", "the rule packs have errors")                                         \
    X(TOO_LARGE, "too_large", "the article is larger than the limit")                       \
    X(INVALID_JSON, "invalid_json", "the line is not a JSON object")                        \
    X(NO_TEXT, "no_text", "the JSON object has no text")                                    \
    X(TEXT_NOT_STRING, "text_not_string", "the text of the JSON object is not a string")

enum assay_status {
#define X(name, code, words) ASSAY_##name,
    ASSAY_STATUS_LIST(X)
#undef X
};

/* What went wrong first, owned by the caller. `place` is "file:line:column" or empty. */
struct assay_error {
    enum assay_status status;
    char place[256];
    char message[512];
};

/* The code of a status, such as "too_large"; a constant string. */
ASSAY_API const char *assay_status_code(enum assay_status status);

/* The plain words of a status; a constant string. */
ASSAY_API const char *assay_status_words(enum assay_status status);

#ifdef __cplusplus
}
#endif

#endif
