/* One function for each kind of row; rules name what the record names too. */
#include "formats/rows.h"

#include "base/sha256.h"
#include "text/decode.h"

#include <inttypes.h>
#include <stdio.h>

const char *row_kind_word(enum row_kind kind) {
    static const char *const words[] = {
#define X(name, word) word,
        ROW_KINDS(X)
#undef X
    };
    return words[kind];
}

struct place rows_place(const struct rows *rows, struct span normalized) {
    struct span raw = record_raw(&rows->record, normalized);
    return (struct place){
        raw, positions_at(&rows->record.positions, raw.start),
        positions_at(&rows->record.positions, raw.end),
        slice_of(rows->record.article->raw.data + raw.start, span_size(raw))};
}

/* ---- Adding ---- */

static struct flat_row *add(struct rows *rows, enum row_kind kind, uint32_t number) {
    struct flat_row *row = LIST_PUSH(&rows->record.article->arena, &rows->list);
    if (row == NULL) {
        rows->record.json.out->status = ASSAY_NO_MEMORY;
        return NULL;
    }
    row->kind = kind;
    row->number = number;
    row->sentence = SENTENCE_NONE;
    return row;
}

static void set_place(const struct rows *rows, struct flat_row *row,
                      struct span normalized, uint32_t sentence) {
    struct place place = rows_place(rows, normalized);
    row->placed = true;
    row->raw = place.raw;
    row->start = place.start;
    row->end = place.end;
    row->text = place.text;
    row->sentence = sentence;
}

static void set_rule(const struct rows *rows, struct flat_row *row, uint32_t rule) {
    const struct rules *all = rows->record.rules;
    row->rule = all->rules[rule].name;
    row->pack = all->packs[all->rules[rule].pack].name;
}

/* ---- Kinds ---- */

static void add_entity(struct rows *rows, uint32_t number) {
    const struct mention *mention = &rows->record.article->mentions.items[number];
    struct flat_row *row = add(rows, ROW_ENTITY, number);
    if (row == NULL) {
        return;
    }
    set_place(rows, row, mention->span, mention->sentence);
    set_rule(rows, row, mention->rule);
    row->rule = record_mention_rule(&rows->record, mention);
    row->label = rows->record.rules->types[mention->type];
    row->id = mention->id;
    row->name = mention->name;
    row->sure = true;
    row->confidence = mention->confidence;
    row->mention = mention;
}

static void add_relation(struct rows *rows, uint32_t number) {
    const struct relation *relation = &rows->record.article->relations.items[number];
    struct flat_row *row = add(rows, ROW_RELATION, number);
    if (row != NULL) {
        set_place(rows, row, relation->span, relation->sentence);
        set_rule(rows, row, relation->rule);
        row->label = relation->type;
        row->relation = relation;
    }
}

/* The score of the sentence stands with each of its flags. Both are in the order of
 * sentences: `score` is where to look on. */
static void add_flag(struct rows *rows, uint32_t number, const struct flag *flag,
                     size_t *score) {
    const struct article *article = rows->record.article;
    struct flat_row *row = add(rows, ROW_CLAIM, number);
    if (row == NULL) {
        return;
    }
    set_place(rows, row, flag->span, flag->sentence);
    set_rule(rows, row, flag->rule);
    row->label = flag->name;
    row->flag = flag;
    while (*score < article->scores.count &&
           article->scores.items[*score].sentence < flag->sentence) {
        (*score)++;
    }
    if (*score < article->scores.count &&
        article->scores.items[*score].sentence == flag->sentence) {
        row->scored = true;
        row->score = article->scores.items[*score].total;
    }
}

static void add_flags(struct rows *rows) {
    const struct article *article = rows->record.article;
    uint32_t number = 0;
    size_t score = 0;
    for (size_t i = 0; i < article->flags.count; i++) {
        if (!article->flags.items[i].hidden) {
            add_flag(rows, number++, &article->flags.items[i], &score);
        }
    }
}

static void add_frame(struct rows *rows, uint32_t number, const struct frame *frame) {
    struct flat_row *row = add(rows, ROW_FRAME, number);
    if (row != NULL) {
        row->label = frame->name;
        row->pack = rows->record.rules->packs[frame->pack].name;
        row->scored = true;
        row->score = frame->points;
        row->stance = slice_from_string(stance_word(frame->stance));
        row->generic = frame->generic;
    }
}

static void add_evidence(struct rows *rows, uint32_t number, const struct frame *frame,
                         const struct evidence *evidence) {
    struct flat_row *row = add(rows, ROW_EVIDENCE, number);
    if (row != NULL) {
        set_place(rows, row, evidence->span, evidence->sentence);
        set_rule(rows, row, evidence->rule);
        row->label = frame->name;
        row->stance = slice_from_string(stance_word(evidence->stance));
        row->strength = slice_from_string(evidence->strong ? "strong" : "weak");
    }
}

static void add_frames(struct rows *rows) {
    const struct article *article = rows->record.article;
    uint32_t number = 0;
    uint32_t evidence = 0;
    for (size_t i = 0; i < article->frames.count; i++) {
        const struct frame *frame = &article->frames.items[i];
        if (!frame->present) {
            continue;
        }
        add_frame(rows, number++, frame);
        for (size_t j = 0; j < frame->evidence.count; j++) {
            add_evidence(rows, evidence++, frame, &frame->evidence.items[j]);
        }
    }
}

static void add_error(struct rows *rows, const struct assay_error *error) {
    struct flat_row *row = add(rows, ROW_ERROR, 0);
    if (row != NULL) {
        row->label = slice_from_string(assay_status_code(error->status));
        row->text = slice_from_string(error->message);
        row->text.size = utf8_valid_prefix(row->text); /* it may be cut */
    }
}

/* ---- All ---- */

/* As in the record, --fields leaves sections out. */
static bool wants(const struct rows *rows, enum record_section section) {
    return (rows->record.options->sections >> section & 1) != 0;
}

bool rows_make(struct rows *rows, struct buffer *out, const struct format_input *input) {
    struct article *article = input->article;
    *rows = (struct rows){
        .record = {.article = article, .rules = input->rules, .options = input->options},
        .input = input,
        .article = article->id};
    json_begin(&rows->record.json, out, false);
    if (input->error->status != ASSAY_OK) {
        add_error(rows, input->error);
        return buffer_status(out) == ASSAY_OK;
    }
    if (!positions_init(&rows->record.positions, &article->arena, article->raw)) {
        out->status = ASSAY_NO_MEMORY;
        return false;
    }
    for (uint32_t i = 0; wants(rows, SECTION_ENTITIES) && i < article->mentions.count;
         i++) {
        add_entity(rows, i);
    }
    for (uint32_t i = 0; wants(rows, SECTION_RELATIONS) && i < article->relations.count;
         i++) {
        add_relation(rows, i);
    }
    if (wants(rows, SECTION_CLAIMS)) {
        add_flags(rows);
    }
    if (wants(rows, SECTION_FRAMING)) {
        add_frames(rows);
    }
    return buffer_status(out) == ASSAY_OK;
}

/* Some stores take keys of 512 bytes at most; ours leave room for what is added. */
struct slice rows_key(const struct rows *rows, char key[ARTICLE_KEY_BYTES]) {
    const struct source *source = &rows->record.article->source;
    struct sha256 hash;
    unsigned char digest[32];
    char hex[65];
    if (rows->article.size > 0 && rows->article.size < ARTICLE_KEY_BYTES) {
        return rows->article;
    }
    sha256_init(&hash);
    sha256_update(&hash, rows->article.data, rows->article.size);
    if (rows->article.size == 0) {
        char line[24];
        snprintf(line, sizeof line, ":%" PRIu64, source->line);
        sha256_update(&hash, source->name.data, source->name.size);
        sha256_update(&hash, line, strlen(line));
    }
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    memcpy(key, hex, 16);
    return slice_of(key, 16);
}

struct slice row_source_text(const struct rows *rows, const struct flat_row *row) {
    return row->flag != NULL && row->flag->has_source
               ? rows_place(rows, row->flag->source).text
               : (struct slice){NULL, 0};
}

struct slice row_source_id(const struct rows *rows, const struct flat_row *row) {
    return row->flag != NULL && row->flag->has_source &&
                   row->flag->source_mention != RULE_NONE
               ? rows->record.article->mentions.items[row->flag->source_mention].id
               : (struct slice){NULL, 0};
}
