/* The second half of the record: relations, claims, framing. */
#include "formats/record_parts.h"

#include <stdlib.h>

static struct slice rule_name(const struct record *record, uint32_t rule) {
    return record->rules->rules[rule].name;
}

/* ---- Relations ----------------------------------------------------------------------
 */

static void write_argument(struct record *record, const struct argument *argument) {
    struct json_writer *json = &record->json;
    json_key_slice(json, argument->role);
    json_open_flat(json, '{');
    if (argument->mention != RULE_NONE) {
        record_number(record, "entity", argument->mention);
    }
    record_span_and_text(record, argument->span);
    json_close(json, '}');
}

void record_relations(struct record *record) {
    struct json_writer *json = &record->json;
    json_key(json, "relations");
    json_open(json, '[');
    for (size_t i = 0; i < record->article->relations.count; i++) {
        const struct relation *relation = &record->article->relations.items[i];
        json_open(json, '{');
        record_number(record, "n", (int64_t)i);
        record_string(record, "type", relation->type);
        record_number(record, "sentence", relation->sentence);
        record_span(record, record_raw(record, relation->span));
        record_string(record, "rule", rule_name(record, relation->rule));
        json_key(json, "arguments");
        json_open(json, '{');
        for (size_t j = 0; j < relation->arguments.count; j++) {
            write_argument(record, &relation->arguments.items[j]);
        }
        json_close(json, '}');
        record_conditions(record, relation->rule, RULE_NONE);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* ---- Claims --------------------------------------------------------------------------
 */

static void write_source(struct record *record, const struct flag *flag) {
    struct json_writer *json = &record->json;
    json_key(json, "source");
    json_open(json, '{');
    record_span_and_text(record, flag->source);
    record_string(record, "class", flag->source_class);
    json_key(json, "entity");
    if (flag->source_mention == RULE_NONE) {
        json_nothing(json);
    } else {
        json_number(json, flag->source_mention);
    }
    json_close(json, '}');
}

static void write_flag(struct record *record, const struct flag *flag) {
    struct json_writer *json = &record->json;
    json_open(json, '{');
    record_string(record, "flag", flag->name);
    record_string(record, "rule", rule_name(record, flag->rule));
    record_span_and_text(record, flag->span);
    if (flag->has_source) {
        write_source(record, flag);
    }
    record_conditions(record, flag->rule, RULE_NONE);
    json_close(json, '}');
}

static void write_score(struct record *record, const struct sentence_score *score) {
    struct json_writer *json = &record->json;
    const struct score *rule = &record->rules->scores[score->score];
    json_key_slice(json, rule->name);
    json_open(json, '{');
    json_key(json, "score");
    json_points(json, score->total);
    json_key(json, "parts");
    json_open_flat(json, '{');
    for (uint32_t i = 0; i < rule->part_count; i++) {
        json_key_slice(json, rule->parts[i].name);
        json_points(json, score->points[i]);
    }
    json_close(json, '}');
    json_close(json, '}');
}

/* Flags and scores are both in the order of sentences; this is where they are read from.
 */
struct claim_cursor {
    size_t flag, score;
};

static void write_claim(struct record *record, uint32_t sentence, int64_t number,
                        struct claim_cursor *at) {
    const struct article *article = record->article;
    struct json_writer *json = &record->json;
    json_open(json, '{');
    record_number(record, "n", number);
    record_number(record, "sentence", sentence);
    json_key(json, "flags");
    json_open(json, '[');
    for (; at->flag < article->flags.count &&
           article->flags.items[at->flag].sentence == sentence;
         at->flag++) {
        if (!article->flags.items[at->flag].hidden) {
            write_flag(record, &article->flags.items[at->flag]);
        }
    }
    json_close(json, ']');
    for (; at->score < article->scores.count &&
           article->scores.items[at->score].sentence == sentence;
         at->score++) {
        write_score(record, &article->scores.items[at->score]);
    }
    json_close(json, '}');
}

/* Whether a sentence has anything to show: a flag, or points. */
static bool has_claim(const struct article *article, uint32_t sentence,
                      const struct claim_cursor *at) {
    for (size_t i = at->flag;
         i < article->flags.count && article->flags.items[i].sentence == sentence; i++) {
        if (!article->flags.items[i].hidden) {
            return true;
        }
    }
    for (size_t i = at->score;
         i < article->scores.count && article->scores.items[i].sentence == sentence;
         i++) {
        if (article->scores.items[i].total > 0) {
            return true;
        }
    }
    return false;
}

void record_claims(struct record *record) {
    const struct article *article = record->article;
    struct json_writer *json = &record->json;
    struct claim_cursor at = {0, 0};
    int64_t number = 0;
    json_key(json, "claims");
    json_open(json, '[');
    for (uint32_t i = 0; i < article->sentences.count; i++) {
        while (at.flag < article->flags.count &&
               article->flags.items[at.flag].sentence < i) {
            at.flag++;
        }
        while (at.score < article->scores.count &&
               article->scores.items[at.score].sentence < i) {
            at.score++;
        }
        if (has_claim(article, i, &at)) {
            write_claim(record, i, number++, &at);
        }
    }
    json_close(json, ']');
}

static int compare_names(const void *left, const void *right) {
    const struct slice *a = left;
    const struct slice *b = right;
    size_t shorter = a->size < b->size ? a->size : b->size;
    int order = shorter == 0 ? 0 : memcmp(a->data, b->data, shorter);
    return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* A flag counts once for each sentence that has it, however many cues it has there. */
static bool is_first(const struct article *article, size_t number) {
    const struct flag *flag = &article->flags.items[number];
    for (size_t i = number;
         i-- > 0 && article->flags.items[i].sentence == flag->sentence;) {
        if (slice_equal(article->flags.items[i].name, flag->name)) {
            return false;
        }
    }
    return !flag->hidden;
}

void record_flag_counts(struct record *record) {
    struct article *article = record->article;
    struct slice *names =
        arena_alloc_array(&article->arena, article->flags.count + 1, sizeof *names);
    size_t count = 0;
    if (names == NULL) {
        record->json.out->status = ASSAY_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < article->flags.count; i++) {
        if (is_first(article, i)) {
            names[count++] = article->flags.items[i].name;
        }
    }
    if (count > 1) {
        qsort(names, count, sizeof *names, compare_names);
    }
    for (size_t i = 0; i < count;) {
        size_t end = i;
        while (end < count && slice_equal(names[end], names[i])) {
            end++;
        }
        json_key_slice(&record->json, names[i]);
        json_number(&record->json, (int64_t)(end - i));
        i = end;
    }
}

/* ---- Framing -------------------------------------------------------------------------
 */

static void write_evidence(struct record *record, const struct evidence *evidence) {
    struct json_writer *json = &record->json;
    json_open(json, '{');
    record_number(record, "sentence", evidence->sentence);
    record_span_and_text(record, evidence->span);
    record_string(record, "rule", rule_name(record, evidence->rule));
    json_key(json, "strength");
    json_word(json, evidence->strong ? "strong" : "weak");
    json_key(json, "stance");
    json_word(json, stance_word(evidence->stance));
    record_conditions(record, evidence->rule, RULE_NONE);
    json_close(json, '}');
}

static void write_generic(struct record *record, struct slice generic) {
    json_key(&record->json, "generic");
    json_open_flat(&record->json, '[');
    while (generic.size > 0) {
        const char *end = memchr(generic.data, ';', generic.size);
        size_t size = end == NULL ? generic.size : (size_t)(end - generic.data);
        json_text(&record->json, slice_of(generic.data, size));
        size += end == NULL ? 0 : 1;
        generic = slice_of(generic.data + size, generic.size - size);
    }
    json_close(&record->json, ']');
}

static int32_t threshold_of(const struct record *record, const struct frame *frame) {
    for (uint32_t i = 0; i < record->rules->scoring_count; i++) {
        if (record->rules->scorings[i].pack == frame->pack) {
            return record->rules->scorings[i].threshold;
        }
    }
    return 0;
}

static void write_frame(struct record *record, const struct frame *frame,
                        int64_t number) {
    struct json_writer *json = &record->json;
    json_open(json, '{');
    record_number(record, "n", number);
    record_string(record, "frame", frame->name);
    json_key(json, "score");
    json_points(json, frame->points);
    json_key(json, "stance");
    json_word(json, stance_word(frame->stance));
    write_generic(record, frame->generic);
    json_key(json, "evidence");
    json_open(json, '[');
    for (size_t i = 0; i < frame->evidence.count; i++) {
        write_evidence(record, &frame->evidence.items[i]);
    }
    json_close(json, ']');
    if (record->options->explain) {
        json_key(json, "lacked");
        json_points(json,
                    frame->present ? 0 : threshold_of(record, frame) - frame->points);
    }
    json_close(json, '}');
}

void record_framing(struct record *record) {
    int64_t number = 0;
    json_key(&record->json, "framing");
    json_open(&record->json, '[');
    for (size_t i = 0; i < record->article->frames.count; i++) {
        const struct frame *frame = &record->article->frames.items[i];
        if (frame->present || (record->options->explain && frame->evidence.count > 0)) {
            write_frame(record, frame, number++);
        }
    }
    json_close(&record->json, ']');
}
