/* What the files that write a record share, and what rows have in common with it. Private
 * to formats/. */
#ifndef ASSAY_FORMATS_RECORD_PARTS_H
#define ASSAY_FORMATS_RECORD_PARTS_H

#include "formats/json_writer.h"
#include "formats/positions.h"
#include "formats/record.h"
#include "formats/record_constants.h"

struct record {
    struct json_writer json;
    struct article *article;
    const struct rules *rules;
    const struct record_options *options;
    struct positions positions;
};

/* The span in the raw text for one in the normalized text. */
struct span record_raw(const struct record *record, struct span normalized);

/* "span": in all units that the options ask for. */
void record_span(struct record *record, struct span raw);

/* "span" and "text" of a stretch of the normalized text. */
void record_span_and_text(struct record *record, struct span normalized);

/* A member of text (null where empty), or of a number. */
static inline void record_string(struct record *record, const char *key,
                                 struct slice text) {
    json_key(&record->json, key);
    json_string_or_null(&record->json, text);
}

static inline void record_number(struct record *record, const char *key, int64_t number) {
    json_key(&record->json, key);
    json_number(&record->json, number);
}

/* ---- record_entities.c ---- */
void record_entities(struct record *record);
void record_counts(struct record *record);

/* The rule of a mention is "pack/id"; of a lexicon's row "pack/lexicon:id". */
struct slice record_mention_rule(struct record *record, const struct mention *mention);

/* "conditions" that a mark of this rule (or of this term's row, unless RULE_NONE) passed;
 * only where the options ask for them. */
void record_conditions(struct record *record, uint32_t rule, uint32_t term);

/* A member of "attributes". */
void record_attribute(struct json_writer *json, const struct attribute *attribute);

/* ---- record_judgement.c ---- */
void record_relations(struct record *record);
void record_claims(struct record *record);
void record_framing(struct record *record);

/* "generic": the frames that a frame feeds, which stand split at ';'. */
void record_generic(struct json_writer *json, struct slice generic);

/* How often each flag stands: the members of `counts.flags`. */
void record_flag_counts(struct record *record);

#endif
