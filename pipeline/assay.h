/* assay: what is in a news article about critical minerals.
 *
 * The public interface of libassay, and the only installed header. Load the rules once,
 * make an annotator per thread, feed it the bytes of an article in chunks of any size,
 * finish, and take the record as JSON or walk the annotations.
 *
 *     struct assay_error error;
 *     struct assay_rules *rules = assay_rules_load("rules", NULL, &error);
 *     struct assay_annotator *annotator = assay_annotator_new(rules, NULL, &error);
 *     assay_feed(annotator, bytes, size);
 *     assay_finish(annotator);
 *     const char *json = assay_record(annotator, &size);
 *
 * Threads: `struct assay_rules` is read-only once loaded and may be shared by any number
 * of threads; an annotator belongs to one thread at a time. */
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

/* ---- Status ---- */

/* Every status with its code (as it stands in error records) and its plain words. */
#define ASSAY_STATUS_LIST(X)                                                             \
    X(OK, "ok", "no error")                                                              \
    X(NO_MEMORY, "no_memory", "out of memory")                                           \
    X(IO, "io", "input or output failed")                                                \
    X(USAGE, "usage", "called in a way that makes no sense")                             \
    X(RULES, "rules", "the rule packs have errors")                                      \
    X(TOO_LARGE, "too_large", "the article is larger than the limit")                    \
    X(INVALID_JSON, "invalid_json", "the line is not valid JSON")                        \
    X(NO_TEXT, "no_text", "the JSON object has no text")                                 \
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

/* ---- Rules ---- */

/* Loaded rule packs: read-only, to be shared by any number of threads and annotators. */
struct assay_rules;

struct assay_rules_options {
    const char *const *pack_folders; /* packs beside those of the rules folder */
    size_t pack_folder_count;
    const char *const *only; /* load just these packs, by name, and what they need */
    size_t only_count;
    const char *const *disable; /* full names of rules and lexicons to leave out */
    size_t disable_count;
    /* Called once when the packs are wrong, with all errors, one a line:
     * "file:line:column: error: what, and what to do". May be NULL. */
    void (*report)(void *context, const char *errors);
    void *report_context;
};

/* Loads the packs of a folder. `options` and `error` may be NULL. Gives rules that the
 * caller frees with assay_rules_free, or NULL; `error` then says what was wrong first. */
ASSAY_API struct assay_rules *assay_rules_load(const char *folder,
                                               const struct assay_rules_options *options,
                                               struct assay_error *error);

/* Frees rules. No annotator may use them any more. NULL is allowed. */
ASSAY_API void assay_rules_free(struct assay_rules *rules);

/* ---- Annotating ---- */

/* Reads one article after another; one thread at a time. */
struct assay_annotator;

enum assay_unit { ASSAY_BYTES = 1, ASSAY_CHARACTERS = 2, ASSAY_UTF16 = 4 };

struct assay_options {
    unsigned
        units; /* of spans in the record: enum assay_unit bits; 0: bytes and characters */
    size_t maximum; /* bytes of one article; 0: 64 MiB */
    bool pretty;    /* the record on many lines */
    bool text;      /* the article text in the record */
    bool
        without_triggers; /* try every pattern everywhere: slow, same result; for tests */
    bool without_jit;     /* interpret all patterns: slower, same result */
};

/* An annotator for these rules, which it borrows. `options` and `error` may be NULL. NULL
 * on failure. */
ASSAY_API struct assay_annotator *assay_annotator_new(const struct assay_rules *rules,
                                                      const struct assay_options *options,
                                                      struct assay_error *error);

/* Frees an annotator and all it has handed out. NULL is allowed. */
ASSAY_API void assay_annotator_free(struct assay_annotator *annotator);

/* Begins an article, forgetting the last one. `name` (copied; may be NULL) is the
 * `source.name` of the record. Not needed before the first. */
ASSAY_API void assay_begin(struct assay_annotator *annotator, const char *name);

/* Adds bytes of the article, in chunks of any size: the result is the same. UTF-8, UTF-16
 * with a BOM or Windows-1252. ASSAY_TOO_LARGE, ASSAY_NO_MEMORY. */
ASSAY_API enum assay_status assay_feed(struct assay_annotator *annotator,
                                       const void *bytes, size_t size);

/* Ends the article and annotates it. Whatever the status, assay_record then gives a
 * record: the annotations, or the error. */
ASSAY_API enum assay_status assay_finish(struct assay_annotator *annotator);

/* assay_begin, assay_feed and assay_finish in one. */
ASSAY_API enum assay_status assay_annotate(struct assay_annotator *annotator,
                                           const char *name, const void *bytes,
                                           size_t size);

/* What went wrong with the article; ASSAY_OK when nothing did. Borrowed until the next
 * article. */
ASSAY_API const struct assay_error *
assay_article_error(const struct assay_annotator *annotator);

/* The record: one JSON object and a line break, UTF-8, `*size` bytes and a NUL behind
 * them. Borrowed until the next article. NULL when out of memory, or when it would take
 * more than 4 GiB. */
ASSAY_API const char *assay_record(struct assay_annotator *annotator, size_t *size);

/* ---- Walking the annotations ---- */

/* All strings are borrowed until the next article, `size` bytes of UTF-8, not terminated;
 * `data` is NULL where there is nothing. Offsets are bytes of the article text. */
struct assay_text {
    const char *data;
    size_t size;
};

struct assay_span {
    size_t start, end;
};

struct assay_entity {
    struct assay_text type, id, name; /* such as "nation", "KOR", "South Korea" */
    struct assay_text text, term;     /* as written in the article and in the lexicon */
    struct assay_span span;
    size_t sentence;        /* SIZE_MAX: in none, such as a byline */
    struct assay_text rule; /* the rule or lexicon that found it */
    double confidence;      /* 0 to 1; a prior moved by evidence, no probability */
};

struct assay_zone {
    const char *kind; /* "title", "body", ...; a constant string */
    struct assay_span span;
};

/* The article text that all offsets point into. */
ASSAY_API struct assay_text assay_article_text(const struct assay_annotator *annotator);
ASSAY_API struct assay_text assay_article_title(const struct assay_annotator *annotator);
ASSAY_API struct assay_text
assay_article_date(const struct assay_annotator *annotator); /* ISO 8601 */
ASSAY_API struct assay_text assay_article_byline(const struct assay_annotator *annotator);

ASSAY_API size_t assay_zone_count(const struct assay_annotator *annotator);
ASSAY_API bool assay_zone_at(const struct assay_annotator *annotator, size_t number,
                             struct assay_zone *zone);
ASSAY_API size_t assay_sentence_count(const struct assay_annotator *annotator);
ASSAY_API bool assay_sentence_at(const struct assay_annotator *annotator, size_t number,
                                 struct assay_span *span);
ASSAY_API size_t assay_entity_count(const struct assay_annotator *annotator);

/* Entity `number`, in the order of the record. False where there is none. */
ASSAY_API bool assay_entity_at(const struct assay_annotator *annotator, size_t number,
                               struct assay_entity *entity);

/* An attribute of an entity, such as "role". Of a list attribute `index` chooses the
 * item; else it is 0. False where there is none. */
ASSAY_API bool assay_entity_attribute(const struct assay_annotator *annotator,
                                      size_t number, const char *name, size_t index,
                                      struct assay_text *value);

/* ---- Versions ---- */

ASSAY_API const char *assay_version(void);               /* of the library, "0.1.0" */
ASSAY_API const char *assay_record_schema(size_t *size); /* JSON Schema of the record */

#ifdef __cplusplus
}
#endif

#endif
