/* A record becomes two rows of numbers. The index row holds what every view counts; the
 * reader row, read only when its article is opened or searched, holds the text and all
 * marks. pipeline/report/source/data.js reads them in the same order. */
#include "tools/report_parts.h"

#include <math.h>
#include <stdlib.h>

enum { NONE = -1 };

struct rows {
    struct report_tables *tables;
    const json_t *record;
    struct json_writer index, reader;
    bool has_text;
};

static const json_t *items(const json_t *object, const char *key) {
    return json_object_get(object, key);
}

static int64_t integer(const json_t *object, const char *key, int64_t fallback) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
}

static void number(struct rows *rows, int64_t value) {
    json_number(&rows->reader, value);
}

static void word(struct rows *rows, const json_t *object, const char *key) {
    number(rows, names_word(&rows->tables->words, records_text(object, key)));
}

static void span(struct rows *rows, const json_t *object, const char *key) {
    struct span found = places_span(&rows->tables->places, object, key);
    number(rows, found.start);
    number(rows, found.end);
}

static int64_t hundredths(const json_t *object, const char *key) {
    double value = json_number_value(json_object_get(object, key));
    return value > 0 && value <= 1 ? (int64_t)lround(value * 100) : 0;
}

static void open(struct rows *rows) { json_open(&rows->reader, '['); }
static void close(struct rows *rows) { json_close(&rows->reader, ']'); }

/* ---- Entities ---- */

/* An entity is its type and id; one without an id is told by its words. */
static int64_t entity_number(struct report_tables *tables, const json_t *entity) {
    struct slice type = records_text(entity, "type");
    struct slice id = records_text(entity, "id");
    struct slice name = records_text(entity, "name");
    struct slice known = id.data != NULL ? id : records_text(entity, "text");
    struct buffer *key = &tables->entities.key;
    bool new = false;
    buffer_clear(key);
    buffer_append_slice(key, type);
    buffer_append_char(key, id.data != NULL ? '\n' : '\t');
    buffer_append_slice(key, known);
    buffer_append_char(key, '\0');
    if (buffer_status(key) != ASSAY_OK) {
        tables->entities.failed = true;
        return NONE;
    }
    int64_t found = names_number(&tables->entities, key->data, &new);
    if (new) {
        struct json_writer json;
        json_begin(&json, &tables->entities.values, false);
        json_open(&json, '[');
        json_number(&json, names_word(&tables->words, type));
        json_string_or_null(&json, id);
        json_string_or_null(&json, name.data != NULL ? name : known);
        json_close(&json, ']');
    }
    return found;
}

/* What is known of a mention beyond its id, where there is anything. */
static int64_t entity_details(struct report_tables *tables, const json_t *entity) {
    const json_t *attributes = json_object_get(entity, "attributes");
    const json_t *others = json_object_get(entity, "alternatives");
    if (json_object_size(attributes) == 0 && json_array_size(others) == 0) {
        return NONE;
    }
    json_t *both = json_array();
    json_array_append(both, (json_t *)(uintptr_t)attributes);
    json_array_append(both, (json_t *)(uintptr_t)others);
    int64_t found = names_value(&tables->details, both);
    json_decref(both);
    return found;
}

static const json_t *entity_at(const struct rows *rows, int64_t n) {
    return n < 0 ? NULL : json_array_get(items(rows->record, "entities"), (size_t)n);
}

static int64_t argument_entity(struct rows *rows, const json_t *argument) {
    const json_t *entity = entity_at(rows, integer(argument, "entity", NONE));
    return entity == NULL ? NONE : entity_number(rows->tables, entity);
}

static void entities(struct rows *rows) {
    size_t i = 0;
    const json_t *entity = NULL;
    json_open(&rows->index, '[');
    open(rows);
    json_array_foreach(items(rows->record, "entities"), i, entity) {
        int64_t which = entity_number(rows->tables, entity);
        int64_t sentence = integer(entity, "sentence", NONE);
        json_number(&rows->index, sentence);
        json_number(&rows->index, which);
        number(rows, which);
        number(rows, sentence);
        span(rows, entity, "span");
        word(rows, entity, "rule");
        number(rows, hundredths(entity, "confidence"));
        number(rows, entity_details(rows->tables, entity));
    }
    close(rows);
    json_close(&rows->index, ']');
}

/* ---- Claims ---- */

static void flag(struct rows *rows, const json_t *flag, int64_t sentence) {
    const json_t *source = json_object_get(flag, "source");
    struct report_names *words = &rows->tables->words;
    int64_t name = names_word(words, records_text(flag, "flag"));
    /* Of a flag with a source: the source's class, "" where that is not known. */
    struct slice class = records_text(source, "class");
    int64_t class_number =
        source == NULL ? NONE
                       : names_word(words, class.data == NULL ? slice_of("", 0) : class);
    json_number(&rows->index, name);
    json_number(&rows->index, sentence);
    json_number(&rows->index, class_number);
    number(rows, name);
    number(rows, sentence);
    span(rows, flag, "span");
    word(rows, flag, "rule");
    span(rows, source, "span");
    number(rows, class_number);
    word(rows, source, "text");
}

static void claims(struct rows *rows) {
    size_t i = 0, j = 0;
    const json_t *claim = NULL, *each = NULL;
    json_open(&rows->index, '[');
    open(rows);
    json_array_foreach(items(rows->record, "claims"), i, claim) {
        int64_t sentence = integer(claim, "sentence", NONE);
        json_array_foreach(items(claim, "flags"), j, each) { flag(rows, each, sentence); }
    }
    close(rows);
    json_close(&rows->index, ']');
}

/* The parts of a score that are not nothing. */
static int64_t worth_parts(struct rows *rows, const json_t *parts) {
    const char *key = NULL;
    json_t *value = NULL, *some = json_object();
    json_object_foreach((json_t *)(uintptr_t)parts, key, value) {
        if (json_number_value(value) != 0) {
            json_object_set(some, key, value);
        }
    }
    int64_t found = names_value(&rows->tables->details, some);
    json_decref(some);
    return found;
}

static void worth(struct rows *rows) {
    size_t i = 0;
    const json_t *claim = NULL;
    open(rows);
    json_array_foreach(items(rows->record, "claims"), i, claim) {
        const json_t *score = json_object_get(claim, "check_worthy");
        if (score != NULL) {
            number(rows, integer(claim, "sentence", NONE));
            number(rows, hundredths(score, "score"));
            number(rows, worth_parts(rows, json_object_get(score, "parts")));
        }
    }
    close(rows);
}

/* ---- Frames ---- */

static void evidence(struct rows *rows, const json_t *frame, int64_t n) {
    size_t i = 0;
    const json_t *each = NULL;
    json_array_foreach(items(frame, "evidence"), i, each) {
        number(rows, n);
        number(rows, integer(each, "sentence", NONE));
        span(rows, each, "span");
        word(rows, each, "rule");
        word(rows, each, "strength");
        word(rows, each, "stance");
    }
}

/* With --explain a record also holds frames that are not present, with what they lack. */
static void framing(struct rows *rows) {
    size_t i = 0;
    const json_t *frame = NULL;
    struct report_names *words = &rows->tables->words;
    json_open(&rows->index, '[');
    open(rows);
    json_array_foreach(items(rows->record, "framing"), i, frame) {
        if (json_object_get(frame, "lacked") != NULL) {
            continue;
        }
        int64_t name = names_word(words, records_text(frame, "frame"));
        json_number(&rows->index, name);
        json_number(&rows->index, hundredths(frame, "score"));
        json_number(&rows->index, names_word(words, records_text(frame, "stance")));
        json_number(&rows->index, names_value(&rows->tables->details,
                                              json_object_get(frame, "generic")));
        evidence(rows, frame, name);
    }
    close(rows);
    json_close(&rows->index, ']');
}

/* ---- Relations ---- */

static void arguments(struct rows *rows, const json_t *relation) {
    const char *role = NULL;
    json_t *argument = NULL;
    struct report_names *words = &rows->tables->words;
    json_t *all = (json_t *)(uintptr_t)json_object_get(relation, "arguments");
    int64_t count = (int64_t)json_object_size(all);
    json_number(&rows->index, count);
    number(rows, count);
    json_object_foreach(all, role, argument) {
        int64_t name = names_word(words, slice_from_string(role));
        int64_t entity = argument_entity(rows, argument);
        int64_t text = names_word(words, records_text(argument, "text"));
        json_number(&rows->index, name);
        json_number(&rows->index, entity);
        json_number(&rows->index, text);
        number(rows, name);
        number(rows, entity);
        number(rows, text);
        span(rows, argument, "span");
    }
}

static void relations(struct rows *rows) {
    size_t i = 0;
    const json_t *relation = NULL;
    json_open(&rows->index, '[');
    open(rows);
    json_array_foreach(items(rows->record, "relations"), i, relation) {
        int64_t type = names_word(&rows->tables->words, records_text(relation, "type"));
        int64_t sentence = integer(relation, "sentence", NONE);
        json_number(&rows->index, type);
        json_number(&rows->index, sentence);
        number(rows, type);
        number(rows, sentence);
        span(rows, relation, "span");
        word(rows, relation, "rule");
        arguments(rows, relation);
    }
    close(rows);
    json_close(&rows->index, ']');
}

/* ---- The rest ---- */

static void zones(struct rows *rows) {
    size_t i = 0;
    const json_t *zone = NULL;
    open(rows);
    json_array_foreach(items(rows->record, "zones"), i, zone) {
        word(rows, zone, "kind");
        span(rows, zone, "span");
    }
    close(rows);
}

static void sentences(struct rows *rows) {
    size_t i = 0;
    const json_t *sentence = NULL;
    open(rows);
    json_array_foreach(items(rows->record, "sentences"), i, sentence) {
        span(rows, sentence, "span");
    }
    close(rows);
}

static void mark_texts(struct rows *rows, const json_t *marks) {
    size_t i = 0;
    const json_t *mark = NULL;
    open(rows);
    json_array_foreach(marks, i, mark) {
        json_text(&rows->reader, records_text(mark, "text"));
    }
    close(rows);
}

/* Without the article's text, the words of each mark: of entities, flags, evidence. */
static void texts(struct rows *rows) {
    size_t i = 0;
    const json_t *part = NULL;
    if (rows->has_text) {
        json_nothing(&rows->reader);
        return;
    }
    open(rows);
    mark_texts(rows, items(rows->record, "entities"));
    open(rows);
    json_array_foreach(items(rows->record, "claims"), i, part) {
        mark_texts(rows, items(part, "flags"));
    }
    close(rows);
    open(rows);
    json_array_foreach(items(rows->record, "framing"), i, part) {
        if (json_object_get(part, "lacked") == NULL) {
            mark_texts(rows, items(part, "evidence"));
        }
    }
    close(rows);
    close(rows);
}

static void diagnostics(struct rows *rows) {
    size_t i = 0;
    const json_t *each = NULL;
    open(rows);
    json_array_foreach(items(rows->record, "diagnostics"), i, each) {
        word(rows, each, "code");
        number(rows, integer(each, "count", 0));
        word(rows, each, "detail");
    }
    close(rows);
}

static void meta(struct rows *rows) {
    const json_t *meta = json_object_get(rows->record, "meta");
    char *text = json_object_size(meta) == 0 ? NULL : json_dumps(meta, JSON_COMPACT);
    if (text == NULL) {
        json_nothing(&rows->reader);
    } else {
        json_verbatim(&rows->reader, slice_from_string(text));
    }
    free(text);
}

static void head(struct rows *rows) {
    static const char *const keys[] = {"id", "title", "date", "byline"};
    const json_t *source = json_object_get(rows->record, "source");
    struct json_writer *index = &rows->index;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_string_or_null(index, records_text(rows->record, keys[i]));
    }
    json_string_or_null(index, records_text(source, "name"));
    json_number(index, integer(source, "line", 0));
    json_number(index, (int64_t)json_array_size(items(rows->record, "sentences")));
}

bool report_rows(struct report_tables *tables, const json_t *record, struct buffer *index,
                 struct buffer *reader) {
    struct rows rows = {.tables = tables, .record = record};
    struct slice text = records_text(record, "text");
    rows.has_text = text.data != NULL;
    if (!places_set(&tables->places, text)) {
        return false;
    }
    json_begin(&rows.index, index, false);
    json_begin(&rows.reader, reader, false);
    json_open(&rows.index, '[');
    open(&rows);
    head(&rows);
    if (rows.has_text) {
        json_text(&rows.reader, text);
    } else {
        json_nothing(&rows.reader);
    }
    zones(&rows);
    sentences(&rows);
    entities(&rows);
    claims(&rows);
    worth(&rows);
    framing(&rows);
    relations(&rows);
    texts(&rows);
    diagnostics(&rows);
    meta(&rows);
    close(&rows);
    json_close(&rows.index, ']');
    return !tables->words.failed && !tables->entities.failed && !tables->details.failed &&
           buffer_status(index) == ASSAY_OK && buffer_status(reader) == ASSAY_OK;
}
