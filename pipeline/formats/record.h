/* The record: one JSON object an article, as DESIGN fixes it and record.schema.json
 * describes it. */
#ifndef ASSAY_FORMATS_RECORD_H
#define ASSAY_FORMATS_RECORD_H

#include "article.h"
#include "base/status.h"
#include "packs/rules.h"

/* The version of the record's form: the major number grows when a reader could break. */
#define RECORD_VERSION "1.0"

#define RECORD_UNITS(X)                                                                  \
    X(BYTE, "byte")   /* of the UTF-8 article text */                                    \
    X(CHAR, "char")   /* code points */                                                  \
    X(UTF16, "utf16") /* UTF-16 code units, as in JavaScript and Java */

enum record_unit {
#define X(name, word) UNIT_##name,
    RECORD_UNITS(X)
#undef X
        UNIT_COUNT
};

/* Sections that --fields may choose among; `assay`, `id` and `source` are always there.
 */
#define RECORD_SECTIONS(X)                                                               \
    X(TITLE, "title")                                                                    \
    X(DATE, "date")                                                                      \
    X(BYLINE, "byline")                                                                  \
    X(META, "meta")                                                                      \
    X(ZONES, "zones")                                                                    \
    X(SENTENCES, "sentences")                                                            \
    X(ENTITIES, "entities")                                                              \
    X(RELATIONS, "relations")                                                            \
    X(CLAIMS, "claims")                                                                  \
    X(FRAMING, "framing")                                                                \
    X(COUNTS, "counts")                                                                  \
    X(DIAGNOSTICS, "diagnostics")                                                        \
    X(PROVENANCE, "provenance")

enum record_section {
#define X(name, word) SECTION_##name,
    RECORD_SECTIONS(X)
#undef X
        SECTION_COUNT
};

struct record_constants;

struct record_options {
    uint32_t units;    /* bit per record_unit */
    uint32_t sections; /* bit per record_section */
    bool pretty;
    bool text;    /* adds the article text as `text` */
    bool explain; /* conditions that marks passed; frames that are not present */
    bool jit;     /* for provenance */
    struct record_constants *constants; /* kept from record to record; borrowed */
};

/* Bytes and characters, all sections, one line; `constants` is still to be set. */
struct record_options record_defaults(void);

const char *record_unit_word(enum record_unit unit);
const char *record_section_word(enum record_section section);

/* Appends the record of a finished article and a line break. ASSAY_NO_MEMORY when memory
 * ran out. */
enum assay_status record_write(struct buffer *out, struct article *article,
                               const struct rules *rules,
                               const struct record_options *options);

/* Appends the record of an article that could not be annotated: what is known of it, and
 * why. */
enum assay_status record_write_error(struct buffer *out, const struct article *article,
                                     const struct rules *rules,
                                     const struct record_options *options,
                                     const struct assay_error *error);

/* The JSON Schema of records; made at build time from record.schema.json. */
struct slice record_schema_text(void);

#endif
