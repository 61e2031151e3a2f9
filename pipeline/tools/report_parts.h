/* What the files of the report share: names told once, places in UTF-16, rows. */
#ifndef ASSAY_TOOLS_REPORT_PARTS_H
#define ASSAY_TOOLS_REPORT_PARTS_H

#include "formats/json_writer.h"
#include "tools/records.h"

/* A list of JSON values, each told once and then named by its number. */
struct report_names {
    json_t *numbers; /* of each key */
    struct buffer key, values;
    int64_t count;
    bool failed; /* out of memory */
};

bool names_init(struct report_names *names);
void names_deinit(struct report_names *names);

/* The number of a word, or -1 of none. */
int64_t names_word(struct report_names *names, struct slice word);

/* The number of any JSON value, by what it is written as; -1 of NULL. */
int64_t names_value(struct report_names *names, const json_t *value);

/* The number of what `key` stands for; `new` tells that the caller must append its JSON
 * to `values`. */
int64_t names_number(struct report_names *names, const char *key, bool *new);

/* The offsets of one text in UTF-16 code units, which is how a page counts. */
struct report_places {
    uint32_t *of_byte, *of_char;
    size_t bytes, chars, capacity; /* the text's; what the arrays can hold */
};

bool places_set(struct report_places *places, struct slice text);
void places_deinit(struct report_places *places);

/* The span under `key`, never outside the text; 0 to 0 where there is none. */
struct span places_span(const struct report_places *places, const json_t *object,
                        const char *key);

/* All that is told once, over all articles. */
struct report_tables {
    struct report_names words, entities, details;
    struct report_places places;
};

/* Writes the two rows of a record: what all views need at once, and what only the reader
 * needs. */
bool report_rows(struct report_tables *tables, const json_t *record, struct buffer *index,
                 struct buffer *reader);

#endif
