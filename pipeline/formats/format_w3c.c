/* w3c: a page of Web Annotations (JSON-LD) an article, one a line. Each mark is an
 * annotation whose target has a TextPositionSelector, in code points as the Web
 * Annotation Data Model wants, and a TextQuoteSelector with some of the text around. */
#include "formats/columns.h"

#include <stdio.h>

enum { CONTEXT_BYTES = 32 };

static void write_urn(struct json_writer *json, const struct rows *rows,
                      const struct flat_row *row) {
    char key[ARTICLE_KEY_BYTES];
    char tail[48] = "";
    struct slice article = rows_key(rows, key);
    struct buffer urn;
    buffer_init(&urn, 4096);
    buffer_append_string(&urn, "urn:assay:");
    for (size_t i = 0; i < article.size; i++) {
        unsigned char byte = (unsigned char)article.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' ||
                     byte == '_';
        if (plain) {
            buffer_append_char(&urn, (char)byte);
        } else {
            snprintf(tail, sizeof tail, "%%%02X", (unsigned)byte);
            buffer_append_string(&urn, tail);
        }
    }
    if (row != NULL) {
        snprintf(tail, sizeof tail, ":%s:%u", row_kind_word(row->kind),
                 (unsigned)row->number);
        buffer_append_string(&urn, tail);
    }
    json_text(json, buffer_slice(&urn));
    if (buffer_status(&urn) != ASSAY_OK) {
        json->out->status = buffer_status(&urn);
    }
    buffer_deinit(&urn);
}

/* Some whole characters before and after a place. */
static struct slice text_before(struct slice text, uint32_t at) {
    uint32_t start = at > CONTEXT_BYTES ? at - CONTEXT_BYTES : 0;
    while (start < at && ((unsigned char)text.data[start] & 0xC0) == 0x80) {
        start++;
    }
    return slice_of(text.data + start, at - start);
}

static struct slice text_after(struct slice text, uint32_t at) {
    size_t end = text.size - at > CONTEXT_BYTES ? at + CONTEXT_BYTES : text.size;
    while (end > at && end < text.size &&
           ((unsigned char)text.data[end] & 0xC0) == 0x80) {
        end--;
    }
    return slice_of(text.data + at, end - at);
}

static void write_selectors(struct json_writer *json, struct slice text,
                            const struct flat_row *row) {
    json_key(json, "selector");
    json_open(json, '[');
    json_open(json, '{');
    json_key(json, "type");
    json_word(json, "TextPositionSelector");
    json_key(json, "start");
    json_number(json, row->start.characters);
    json_key(json, "end");
    json_number(json, row->end.characters);
    json_close(json, '}');
    json_open(json, '{');
    json_key(json, "type");
    json_word(json, "TextQuoteSelector");
    json_key(json, "exact");
    json_text(json, row->text);
    json_key(json, "prefix");
    json_text(json, text_before(text, row->raw.start));
    json_key(json, "suffix");
    json_text(json, text_after(text, row->raw.end));
    json_close(json, '}');
    json_close(json, ']');
}

static void write_tag(struct json_writer *json, struct slice label) {
    json_open(json, '{');
    json_key(json, "type");
    json_word(json, "TextualBody");
    json_key(json, "purpose");
    json_word(json, "tagging");
    json_key(json, "value");
    json_text(json, label);
    json_close(json, '}');
}

/* All that assay knows of the mark, as in rows, for those who look. */
static void write_row(struct json_writer *json, const struct rows *rows,
                      const struct flat_row *row) {
    json_open(json, '{');
    json_key(json, "type");
    json_word(json, "Dataset");
    json_key(json, "purpose");
    json_word(json, "describing");
    json_key(json, "format");
    json_word(json, "application/json");
    json_key(json, "assay:row");
    columns_write(json, rows, row);
    json_close(json, '}');
}

static void write_annotation(struct json_writer *json, const struct rows *rows,
                             const struct flat_row *row) {
    const char *motivation = row->kind == ROW_ENTITY ? "identifying" : "classifying";
    json_open(json, '{');
    json_key(json, "id");
    write_urn(json, rows, row);
    json_key(json, "type");
    json_word(json, "Annotation");
    json_key(json, "motivation");
    json_word(json, motivation);
    json_key(json, "body");
    json_open(json, '[');
    write_tag(json, row->label);
    write_row(json, rows, row);
    json_close(json, ']');
    json_key(json, "target");
    json_open(json, '{');
    json_key(json, "source");
    write_urn(json, rows, NULL);
    if (row->placed) {
        write_selectors(json, rows->record.article->raw, row);
    }
    json_close(json, '}');
    json_close(json, '}');
}

/* The context of annotations, and what is our own. */
static void write_context(struct json_writer *json) {
    json_key(json, "@context");
    json_open(json, '[');
    json_word(json, "http://www.w3.org/ns/anno.jsonld");
    json_open(json, '{');
    json_key(json, "assay");
    json_word(json, "urn:assay:terms:");
    json_key(json, "assay:row");
    json_open(json, '{');
    json_key(json, "@type");
    json_word(json, "@json");
    json_close(json, '}');
    json_close(json, '}');
    json_close(json, ']');
}

enum assay_status w3c_write(struct buffer *out, const struct format_input *input) {
    struct rows rows;
    struct json_writer *json = &rows.record.json;
    if (input->error->status != ASSAY_OK || !rows_make(&rows, out, input)) {
        return buffer_status(out);
    }
    json_open(json, '{');
    write_context(json);
    json_key(json, "id");
    write_urn(json, &rows, NULL);
    json_key(json, "type");
    json_word(json, "AnnotationPage");
    record_string(&rows.record, "label", input->article->title);
    json_key(json, "items");
    json_open(json, '[');
    for (size_t i = 0; i < rows.list.count; i++) {
        write_annotation(json, &rows, &rows.list.items[i]);
    }
    json_close(json, ']');
    json_close(json, '}');
    buffer_append_char(out, '\n');
    return buffer_status(out);
}
