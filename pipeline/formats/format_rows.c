/* rows: one flat JSON object a mark. bulk: the same behind the action line that
 * OpenSearch and Elasticsearch want, with an id that stays the same from run to run, so
 * that loading twice changes nothing. */
#include "formats/columns.h"

#include <stdio.h>

static enum assay_status write_rows(struct buffer *out, const struct format_input *input,
                                    void (*before)(struct rows *rows,
                                                   const struct flat_row *row)) {
    struct rows rows;
    if (!rows_make(&rows, out, input)) {
        return buffer_status(out);
    }
    for (size_t i = 0; i < rows.list.count; i++) {
        if (before != NULL) {
            before(&rows, &rows.list.items[i]);
        }
        json_begin(&rows.record.json, out, false);
        columns_write(&rows.record.json, &rows, &rows.list.items[i]);
        buffer_append_char(out, '\n');
    }
    return buffer_status(out);
}

enum assay_status rows_write(struct buffer *out, const struct format_input *input) {
    return write_rows(out, input, NULL);
}

/* {"index":{"_id":"ARTICLE-entity-3"}} */
static void write_action(struct rows *rows, const struct flat_row *row) {
    struct json_writer *json = &rows->record.json;
    char key[ARTICLE_KEY_BYTES];
    char id[ARTICLE_KEY_BYTES + 32];
    struct buffer *out = json->out;
    struct slice article = rows_key(rows, key);
    int tail = 0;
    memcpy(id, article.data, article.size);
    tail = snprintf(id + article.size, 32, "-%s-%u", row_kind_word(row->kind),
                    (unsigned)row->number);
    json_begin(json, out, false);
    json_open(json, '{');
    json_key(json, "index");
    json_open(json, '{');
    json_key(json, "_id");
    json_text(json, slice_of(id, article.size + (size_t)tail));
    json_close(json, '}');
    json_close(json, '}');
    buffer_append_char(out, '\n');
}

enum assay_status bulk_write(struct buffer *out, const struct format_input *input) {
    return write_rows(out, input, write_action);
}
