/* csv: the columns of rows as RFC 4180 has it.
 *
 * A cell that a spreadsheet would take for a formula gets an apostrophe before it, since
 * articles are written by strangers. NUL, which no reader of CSV takes, becomes U+FFFD.
 */
#include "formats/columns.h"

static bool is_formula(struct slice text) {
    return text.size > 0 && memchr("=+-@\t\r", text.data[0], 6) != NULL;
}

static bool needs_quotes(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (memchr("\",\r\n", text.data[i], 4) != NULL) {
            return true;
        }
    }
    /* Readers that trim, or that take a lone quote or a blank for something. */
    return text.size > 0 && (text.data[0] == ' ' || text.data[text.size - 1] == ' ');
}

static void write_text(struct buffer *out, struct slice text) {
    bool quoted = needs_quotes(text);
    buffer_append_string(out, quoted ? "\"" : "");
    buffer_append_string(out, is_formula(text) ? "'" : "");
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"') {
            buffer_append(out, "\"\"", 2);
        } else if (text.data[i] == '\0') {
            buffer_append(out, "\xEF\xBF\xBD", 3);
        } else {
            buffer_append_char(out, text.data[i]);
        }
    }
    buffer_append_string(out, quoted ? "\"" : "");
}

/* An error of the scratch buffer is one of the output. */
static void keep_error(struct buffer *out, const struct buffer *scratch) {
    if (buffer_status(out) == ASSAY_OK) {
        out->status = buffer_status(scratch);
    }
}

static void write_cell(struct buffer *out, struct buffer *scratch,
                       const struct cell *cell, const struct rows *rows,
                       const struct flat_row *row) {
    struct json_writer json;
    switch (cell->kind) {
    case CELL_NOTHING:
        break;
    case CELL_TEXT:
        write_text(out, cell->text);
        break;
    case CELL_NUMBER:
        buffer_append_number(out, cell->number);
        break;
    case CELL_HUNDREDTHS:
        json_begin(&json, out, false);
        json_hundredths(&json, cell->number);
        break;
    case CELL_JSON:
        buffer_clear(scratch);
        json_begin(&json, scratch, false);
        cell->write(&json, rows, row);
        write_text(out, buffer_slice(scratch));
        keep_error(out, scratch);
        break;
    }
}

enum assay_status csv_write(struct buffer *out, const struct format_input *input) {
    struct rows rows;
    struct buffer scratch;
    buffer_init(&scratch, out->maximum);
    if (rows_make(&rows, out, input)) {
        for (size_t i = 0; i < rows.list.count; i++) {
            for (size_t j = 0; j < column_count; j++) {
                struct cell cell = columns[j].cell(&rows, &rows.list.items[i]);
                buffer_append_string(out, j == 0 ? "" : ",");
                write_cell(out, &scratch, &cell, &rows, &rows.list.items[i]);
            }
            buffer_append(out, "\r\n", 2);
        }
    }
    buffer_deinit(&scratch);
    return buffer_status(out);
}
