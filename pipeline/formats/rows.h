/* The marks of an article as flat rows: what the formats that are no record are made
 * from. */
#ifndef ASSAY_FORMATS_ROWS_H
#define ASSAY_FORMATS_ROWS_H

#include "formats/format.h"
#include "formats/record_parts.h"

#define ROW_KINDS(X)                                                                     \
    X(ENTITY, "entity")                                                                  \
    X(RELATION, "relation")                                                              \
    X(CLAIM, "claim")       /* a flag of a sentence */                                   \
    X(FRAME, "frame")       /* of the article: it has no place */                        \
    X(EVIDENCE, "evidence") /* where a frame shows in the text */                        \
    X(ERROR, "error")       /* the article failed */

enum row_kind {
#define X(name, word) ROW_##name,
    ROW_KINDS(X)
#undef X
        ROW_KIND_COUNT
};

/* Text that is not there is empty. At most one of the pointers is set. */
struct flat_row {
    enum row_kind kind;
    uint32_t number; /* among those of its kind in the article */
    struct slice label;
    struct slice id, name;
    uint32_t sentence; /* or SENTENCE_NONE */
    bool placed;       /* the next three are set */
    struct span raw;   /* in the raw text, in bytes */
    struct position_count start, end;
    struct slice text;
    bool sure; /* `confidence` is set */
    uint32_t confidence;
    bool scored; /* `score` is set */
    int32_t score;
    struct slice stance, strength;
    struct slice rule, pack;
    struct slice generic; /* split at ';' */
    const struct mention *mention;
    const struct relation *relation;
    const struct flag *flag;
};

struct rows {
    struct record record; /* the article at hand, and how to write about it */
    const struct format_input *input;
    struct slice article; /* its id; of a failed one may be empty */
    LIST_OF(struct flat_row) list;
};

/* Fills the rows of an article; memory is the article's. `out` is where they will be
 * written. False when out of memory. */
bool rows_make(struct rows *rows, struct buffer *out, const struct format_input *input);

const char *row_kind_word(enum row_kind kind);

/* A key that is the same each time the article is annotated: its id, or what is known of
 * an article that has none, or too long a one. */
enum { ARTICLE_KEY_BYTES = 256 };
struct slice rows_key(const struct rows *rows, char key[ARTICLE_KEY_BYTES]);

/* The source of a claim as text, the id and name of a mention; empty where there is none.
 */
struct slice row_source_text(const struct rows *rows, const struct flat_row *row);
struct slice row_source_id(const struct rows *rows, const struct flat_row *row);

/* The place of a stretch of normalized text, with its text. */
struct place {
    struct span raw;
    struct position_count start, end;
    struct slice text;
};
struct place rows_place(const struct rows *rows, struct span normalized);

#endif
