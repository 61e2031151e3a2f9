/* The page is built beforehand (pipeline/report/) and stands in this program as bytes,
 * with two places in which the data go. The readers' rows are written as they come; the
 * index, which names what they point at, comes last.
 *
 * Text of articles is hostile. It stands in script elements that hold JSON, in which
 * every character that could end the element or begin a comment is escaped. */
#include "tools/report.h"

#include "base/limits.h"
#include "tools/report_parts.h"

#include <stdio.h>
#include <stdlib.h>

extern const unsigned char report_page[];
extern const size_t report_page_size;

static const char readers_place[] = "@READERS@";
static const char index_place[] = "@INDEX@";

struct report {
    struct report_tables tables;
    struct buffer index, failures, row, escaped;
    char *provenance;
    report_take *take;
    void *context;
    struct report_outcome outcome;
    bool stopped;
};

bool report_has_page(void) { return report_page_size > 0; }

/* ---- Bytes out ---- */

static void give(struct report *report, struct slice bytes) {
    if (!report->stopped && bytes.size > 0) {
        report->stopped = !report->take(report->context, bytes);
    }
}

/* How many bytes at `at` must not stand in a script element as they are: 1, 3 or 0. */
static size_t unsafe(struct slice text, size_t at) {
    const char *byte = text.data + at;
    if (*byte == '<' || *byte == '>' || *byte == '&') {
        return 1;
    }
    /* U+2028 and U+2029, which end a line of JavaScript. */
    bool separator = text.size - at >= 3 && memcmp(byte, "\xE2\x80", 2) == 0 &&
                     (byte[2] == '\xA8' || byte[2] == '\xA9');
    return separator ? 3 : 0;
}

/* Gives finished JSON. What is escaped can stand in its strings only. */
static void give_json(struct report *report, struct slice json) {
    struct buffer *out = &report->escaped;
    size_t start = 0;
    buffer_clear(out);
    for (size_t i = 0; i < json.size;) {
        size_t size = unsafe(json, i);
        if (size > 0) {
            char escape[8];
            unsigned code = size == 1
                                ? (unsigned char)json.data[i]
                                : 0x2000u | ((unsigned char)json.data[i + 2] & 0x3F);
            snprintf(escape, sizeof escape, "\\u%04x", code);
            buffer_append(out, json.data + start, i - start);
            buffer_append(out, escape, 6);
            start = i + size;
        }
        i += size > 0 ? size : 1;
    }
    buffer_append(out, json.data + start, json.size - start);
    report->outcome.no_memory |= buffer_status(out) != ASSAY_OK;
    give(report, buffer_slice(out));
}

static void give_string(struct report *report, const char *text) {
    give(report, slice_from_string(text));
}

/* ---- Records in ---- */

static void take_failure(struct report *report, const json_t *record,
                         const json_t *error) {
    struct json_writer json;
    const json_t *source = json_object_get(record, "source");
    report->outcome.failed++;
    json_begin(&json, &report->failures, false);
    json.comma = report->failures.size > 0;
    json_open(&json, '[');
    json_string_or_null(&json, records_text(record, "id"));
    json_string_or_null(&json, records_text(source, "name"));
    json_number(&json, json_integer_value(json_object_get(source, "line")));
    json_string_or_null(&json, records_text(error, "code"));
    json_string_or_null(&json, records_text(error, "message"));
    json_close(&json, ']');
}

static void take_article(struct report *report, const json_t *record) {
    struct report_outcome *outcome = &report->outcome;
    if (outcome->articles > 0) {
        buffer_append(&report->index, ",\n", 2);
    }
    outcome->articles++;
    outcome->without_text += json_object_get(record, "text") == NULL;
    buffer_clear(&report->row);
    if (!report_rows(&report->tables, record, &report->index, &report->row)) {
        outcome->no_memory = true;
        return;
    }
    buffer_append_char(&report->row, '\n');
    give_json(report, buffer_slice(&report->row));
}

static void take_record(struct report *report, const json_t *record) {
    const json_t *error = json_object_get(record, "error");
    const json_t *provenance = json_object_get(record, "provenance");
    if (error != NULL) {
        take_failure(report, record, error);
    } else {
        take_article(report, record);
    }
    if (report->provenance == NULL && provenance != NULL) {
        report->provenance = json_dumps(provenance, JSON_COMPACT);
    }
}

static void take_records(struct report *report, const char *const *names, size_t count) {
    struct records records;
    json_t *record = NULL;
    records_init(&records, names, count);
    while (!report->stopped && !report->outcome.no_memory &&
           (record = records_next(&records)) != NULL) {
        take_record(report, record);
        json_decref(record);
    }
    report->outcome.refused = records.bad_lines;
    report->outcome.unread = records.trouble;
    records_deinit(&records);
}

/* ---- The page ---- */

static void give_list(struct report *report, const char *key, const struct buffer *list) {
    give_string(report, key);
    give_json(report, buffer_slice(list));
    report->outcome.no_memory |= buffer_status(list) != ASSAY_OK;
}

static void give_index(struct report *report) {
    const char *provenance = report->provenance == NULL ? "null" : report->provenance;
    give_string(report, "{\"format\":1,\"provenance\":");
    give_json(report, slice_from_string(provenance));
    give_list(report, ",\n\"words\":[", &report->tables.words.values);
    give_list(report, "],\n\"entities\":[", &report->tables.entities.values);
    give_list(report, "],\n\"details\":[", &report->tables.details.values);
    give_list(report, "],\n\"failures\":[", &report->failures);
    give_list(report, "],\n\"articles\":[\n", &report->index);
    give_string(report, "]}");
}

/* Where the first of these bytes stands, from `start`; the size where they do not. */
static size_t find(struct slice text, size_t start, const char *bytes) {
    size_t size = strlen(bytes);
    for (size_t i = start; i + size <= text.size; i++) {
        if (memcmp(text.data + i, bytes, size) == 0) {
            return i;
        }
    }
    return text.size;
}

static void make(struct report *report, const char *const *names, size_t count) {
    struct slice page = slice_of((const char *)report_page, report_page_size);
    size_t readers = find(page, 0, readers_place);
    size_t index = find(page, readers, index_place);
    size_t behind_readers = readers + sizeof readers_place - 1;
    size_t behind_index = index + sizeof index_place - 1;
    if (index == page.size) {
        return;
    }
    give(report, slice_of(page.data, readers));
    take_records(report, names, count);
    give(report, slice_of(page.data + behind_readers, index - behind_readers));
    give_index(report);
    give(report, slice_after(page, behind_index));
}

struct report_outcome report_make(const char *const *names, size_t count,
                                  report_take *take, void *context) {
    struct report report = {.take = take, .context = context};
    struct report_tables *tables = &report.tables;
    struct buffer *buffers[] = {&report.index, &report.failures, &report.row,
                                &report.escaped};
    size_t buffer_count = sizeof buffers / sizeof *buffers;
    for (size_t i = 0; i < buffer_count; i++) {
        buffer_init(buffers[i], LIMIT_RECORD_BYTES);
    }
    bool ready = names_init(&tables->words);
    ready &= names_init(&tables->entities);
    ready &= names_init(&tables->details);
    if (ready) {
        make(&report, names, count);
    }
    report.outcome.no_memory |= !ready;
    names_deinit(&tables->words);
    names_deinit(&tables->entities);
    names_deinit(&tables->details);
    places_deinit(&tables->places);
    for (size_t i = 0; i < buffer_count; i++) {
        buffer_deinit(buffers[i]);
    }
    free(report.provenance);
    return report.outcome;
}
