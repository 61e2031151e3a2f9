/* The record, section by section, in the order in which a reader sees it. What is found
 * in the article is written by record_entities.c and record_judgement.c. */
#include "formats/record_parts.h"

#include "text/decode.h"

extern const unsigned char record_schema[];
extern const size_t record_schema_size;

static const char *const unit_words[UNIT_COUNT] = {
#define X(name, word) word,
    RECORD_UNITS(X)
#undef X
};

static const char *const section_words[SECTION_COUNT] = {
#define X(name, word) word,
    RECORD_SECTIONS(X)
#undef X
};

const char *record_unit_word(enum record_unit unit) { return unit_words[unit]; }

const char *record_section_word(enum record_section section) {
    return section_words[section];
}

struct record_options record_defaults(void) {
    return (struct record_options){.units = 1u << UNIT_BYTE | 1u << UNIT_CHAR,
                                   .sections = (1u << SECTION_COUNT) - 1};
}

struct slice record_schema_text(void) {
    return slice_of((const char *)record_schema, record_schema_size);
}

static bool wants(const struct record *record, enum record_section section) {
    return (record->options->sections >> section & 1) != 0;
}

/* ---- Spans ---- */

/* `"unit":[` on one line and when pretty. All are copied at their full room, which a
 * processor does in one step. */
enum { OPENING_ROOM = 16 };

static const struct opening {
    char text[OPENING_ROOM];
    size_t size;
} openings[UNIT_COUNT][2] = {
#define X(name, word)                                                                    \
    {{"\"" word "\":[", sizeof word + 3}, {"\"" word "\": [", sizeof word + 4}},
    RECORD_UNITS(X)
#undef X
};

/* `"unit":[start,end]` at `at`, behind a comma unless it is the first in the object. */
static char *put_range(char *at, enum record_unit unit, bool pretty, uint32_t start,
                       uint32_t end) {
    const struct opening *opening = &openings[unit][pretty ? 1 : 0];
    size_t separator = pretty ? 2 : 1;
    if (at[-1] != '{') {
        memcpy(at, ", ", 2);
        at += separator;
    }
    memcpy(at, opening->text, OPENING_ROOM);
    at = digits_write(at + opening->size, start);
    memcpy(at, ", ", 2);
    at = digits_write(at + separator, end);
    *at = ']';
    return at + 1;
}

void record_span(struct record *record, struct span span) {
    enum { UNIT_ROOM = 2 + OPENING_ROOM + 2 * DIGITS_MAXIMUM };
    uint32_t units = record->options->units;
    bool pretty = record->json.pretty;
    json_key(&record->json, "span");
    char *at = json_room(&record->json, UNIT_COUNT * UNIT_ROOM);
    if (at == NULL) {
        return;
    }
    *at++ = '{';
    if ((units >> UNIT_BYTE & 1) != 0) {
        at = put_range(at, UNIT_BYTE, pretty, span.start, span.end);
    }
    struct position_count start = positions_at(&record->positions, span.start);
    struct position_count end = positions_at(&record->positions, span.end);
    if ((units >> UNIT_CHAR & 1) != 0) {
        at = put_range(at, UNIT_CHAR, pretty, start.characters, end.characters);
    }
    if ((units >> UNIT_UTF16 & 1) != 0) {
        at = put_range(at, UNIT_UTF16, pretty, start.utf16, end.utf16);
    }
    *at = '}';
    json_end(&record->json, at + 1);
}

struct span record_raw(const struct record *record, struct span normalized) {
    return offsets_to_raw(&record->article->offsets, normalized);
}

void record_span_and_text(struct record *record, struct span normalized) {
    struct span raw = record_raw(record, normalized);
    record_span(record, raw);
    json_key(&record->json, "text");
    json_text(&record->json,
              slice_of(record->article->raw.data + raw.start, span_size(raw)));
}

/* ---- Head ---- */

static void write_source(struct json_writer *json, const struct article *article) {
    json_key(json, "source");
    json_open(json, '{');
    json_key(json, "name");
    json_string_or_null(json, article->source.name);
    json_key(json, "line");
    if (article->source.line == 0) {
        json_nothing(json);
    } else {
        json_number(json, (int64_t)article->source.line);
    }
    json_key(json, "bytes");
    json_number(json, (int64_t)article->source.bytes);
    json_key(json, "encoding");
    json_word(json, encoding_word(article->source.encoding));
    json_key(json, "joined");
    json_string_or_null(json, article->source.joined);
    json_key(json, "sha256");
    json_string_or_null(json, slice_from_string(article->sha256));
    json_close(json, '}');
}

static void write_identity(struct json_writer *json, const struct article *article) {
    json_key(json, "assay");
    json_word(json, RECORD_VERSION);
    json_key(json, "id");
    json_string_or_null(json, article->id);
    write_source(json, article);
}

static void write_head(struct record *record) {
    const struct article *article = record->article;
    write_identity(&record->json, article);
    if (wants(record, SECTION_TITLE)) {
        record_string(record, "title", article->title);
    }
    if (wants(record, SECTION_DATE)) {
        record_string(record, "date", article->date);
    }
    if (wants(record, SECTION_BYLINE)) {
        record_string(record, "byline", article->byline);
    }
    if (wants(record, SECTION_META)) {
        json_key(&record->json, "meta");
        json_verbatim(&record->json,
                      article->meta.size == 0 ? SLICE_LITERAL("{}") : article->meta);
    }
    if (record->options->text) {
        json_key(&record->json, "text");
        json_text(&record->json, article->raw);
    }
}

/* ---- Zones and sentences ---- */

static void write_zones(struct record *record) {
    struct json_writer *json = &record->json;
    json_key(json, "zones");
    json_open(json, '[');
    for (size_t i = 0; i < record->article->zones.count; i++) {
        json_open_flat(json, '{');
        record_number(record, "n", (int64_t)i);
        json_key(json, "kind");
        json_word(json, zone_word(record->article->zones.items[i].kind));
        record_span(record, (struct span){article_zone_start(record->article, i),
                                          article_zone_start(record->article, i + 1)});
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_sentences(struct record *record) {
    struct json_writer *json = &record->json;
    json_key(json, "sentences");
    json_open(json, '[');
    for (size_t i = 0; i < record->article->sentences.count; i++) {
        const struct sentence *sentence = &record->article->sentences.items[i];
        json_open_flat(json, '{');
        record_number(record, "n", (int64_t)i);
        record_number(record, "zone", sentence->zone);
        record_span(record, record_raw(record, sentence->span));
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* ---- Foot ---- */

static void write_diagnostics(struct record *record) {
    struct json_writer *json = &record->json;
    json_key(json, "diagnostics");
    json_open(json, '[');
    for (int i = 0; i < DIAGNOSTIC_CODES; i++) {
        const struct diagnostic *diagnostic = &record->article->diagnostics[i];
        if (diagnostic->count == 0) {
            continue;
        }
        json_open_flat(json, '{');
        json_key(json, "code");
        json_word(json, diagnostic_word((enum diagnostic_code)i));
        record_number(record, "count", diagnostic->count);
        record_span(record, diagnostic->raw_span);
        record_string(record, "detail", diagnostic->detail);
        json_close(json, '}');
    }
    json_close(json, ']');
}

enum assay_status record_write(struct buffer *out, struct article *article,
                               const struct rules *rules,
                               const struct record_options *options) {
    struct record record = {.article = article, .rules = rules, .options = options};
    if (!positions_init(&record.positions, &article->arena, article->raw) ||
        !record_constants_make(options->constants, rules, options->pretty,
                               options->jit)) {
        return ASSAY_NO_MEMORY;
    }
    json_begin(&record.json, out, options->pretty);
    json_open(&record.json, '{');
    write_head(&record);
    if (wants(&record, SECTION_ZONES)) {
        write_zones(&record);
    }
    if (wants(&record, SECTION_SENTENCES)) {
        write_sentences(&record);
    }
    if (wants(&record, SECTION_ENTITIES)) {
        record_entities(&record);
    }
    if (wants(&record, SECTION_RELATIONS)) {
        record_relations(&record);
    }
    if (wants(&record, SECTION_CLAIMS)) {
        record_claims(&record);
    }
    if (wants(&record, SECTION_FRAMING)) {
        record_framing(&record);
    }
    if (wants(&record, SECTION_COUNTS)) {
        record_counts(&record);
    }
    if (wants(&record, SECTION_DIAGNOSTICS)) {
        write_diagnostics(&record);
    }
    if (wants(&record, SECTION_PROVENANCE)) {
        json_verbatim(&record.json, options->constants->provenance);
    }
    json_close(&record.json, '}');
    buffer_append_char(out, '\n');
    return buffer_status(out);
}

enum assay_status record_write_error(struct buffer *out, const struct article *article,
                                     const struct rules *rules,
                                     const struct record_options *options,
                                     const struct assay_error *error) {
    struct json_writer json;
    struct slice message = slice_from_string(error->message);
    if (!record_constants_make(options->constants, rules, options->pretty,
                               options->jit)) {
        return ASSAY_NO_MEMORY;
    }
    message.size = utf8_valid_prefix(message); /* it may be cut, or quote an argument */
    json_begin(&json, out, options->pretty);
    json_open(&json, '{');
    write_identity(&json, article);
    json_key(&json, "error");
    json_open(&json, '{');
    json_key(&json, "code");
    json_word(&json, assay_status_code(error->status));
    json_key(&json, "message");
    json_text(&json, message);
    json_close(&json, '}');
    json_verbatim(&json, options->constants->provenance);
    json_close(&json, '}');
    buffer_append_char(out, '\n');
    return buffer_status(out);
}
