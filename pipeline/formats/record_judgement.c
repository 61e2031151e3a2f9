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

/* The frame of the parts, with those points put in that are not nought. */
static void write_parts(struct record *record, const struct sentence_score *score) {
    const struct score *rule = &record->rules->scores[score->score];
    const struct parts_frame *frame = &record->options->constants->parts[score->score];
    bool negative = false; /* a sign has no room in the frame */
    for (uint32_t i = 0; i < rule->part_count; i++) {
        negative |= score->points[i] < 0;
    }
    if (negative) {
        record_write_parts(&record->json, rule, score->points, NULL);
        return;
    }
    char *at = json_room(&record->json, frame->text.size);
    if (at == NULL) {
        return;
    }
    memcpy(at, frame->text.data, frame->text.size);
    for (uint32_t i = 0; i < rule->part_count; i++) {
        uint32_t points = (uint32_t)score->points[i];
        if (points > 0) {
            at[frame->places[i]] = (char)('0' + points / 100);
            digits_write_pair(at + frame->places[i] + 2, points % 100);
        }
    }
    json_end(&record->json, at + frame->text.size);
}

static void write_score(struct record *record, const struct sentence_score *score) {
    struct json_writer *json = &record->json;
    const struct score *rule = &record->rules->scores[score->score];
    json_key_slice(json, rule->name);
    json_open(json, '{');
    json_key(json, "score");
    json_hundredths(json, score->total);
    json_key(json, "parts");
    write_parts(record, score);
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

struct flag_count {
    struct slice name;
    uint32_t sentence; /* the last that had it */
    uint32_t count;
};

static int compare_names(const void *left, const void *right) {
    return slice_compare(((const struct flag_count *)left)->name,
                         ((const struct flag_count *)right)->name);
}

/* The count of that name; a new one where there is none yet. */
static struct flag_count *count_of(struct flag_count *counts, size_t *size,
                                   struct slice name) {
    for (size_t i = 0; i < *size; i++) {
        if (counts[i].name.data == name.data || slice_equal(counts[i].name, name)) {
            return &counts[i];
        }
    }
    counts[*size] = (struct flag_count){name, SENTENCE_NONE, 0};
    return &counts[(*size)++];
}

/* A flag counts once for each sentence that has it, however many cues it has there. */
void record_flag_counts(struct record *record) {
    struct article *article = record->article;
    struct flag_count *counts =
        arena_alloc_array(&article->arena, article->flags.count + 1, sizeof *counts);
    size_t size = 0;
    if (counts == NULL) {
        record->json.out->status = ASSAY_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < article->flags.count; i++) {
        const struct flag *flag = &article->flags.items[i];
        struct flag_count *count = count_of(counts, &size, flag->name);
        count->count += count->sentence != flag->sentence && !flag->hidden ? 1 : 0;
        count->sentence = flag->sentence;
    }
    if (size > 1) {
        qsort(counts, size, sizeof *counts, compare_names);
    }
    for (size_t i = 0; i < size; i++) {
        if (counts[i].count > 0) {
            json_key_slice(&record->json, counts[i].name);
            json_number(&record->json, counts[i].count);
        }
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

void record_generic(struct json_writer *json, struct slice generic) {
    json_key(json, "generic");
    json_open_flat(json, '[');
    while (generic.size > 0) {
        const char *end = memchr(generic.data, ';', generic.size);
        size_t size = end == NULL ? generic.size : (size_t)(end - generic.data);
        json_text(json, slice_of(generic.data, size));
        size += end == NULL ? 0 : 1;
        generic = slice_after(generic, size);
    }
    json_close(json, ']');
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
    json_hundredths(json, frame->points);
    json_key(json, "stance");
    json_word(json, stance_word(frame->stance));
    record_generic(json, frame->generic);
    json_key(json, "evidence");
    json_open(json, '[');
    for (size_t i = 0; i < frame->evidence.count; i++) {
        write_evidence(record, &frame->evidence.items[i]);
    }
    json_close(json, ']');
    if (record->options->explain) {
        json_key(json, "lacked");
        json_hundredths(json,
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
