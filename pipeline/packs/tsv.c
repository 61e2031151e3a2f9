/* Reads tab-separated tables. Plain splitting: no quoting, a cell cannot hold a tab or a
 * line break. */
#include "packs/tsv.h"

#include "base/limits.h"

#include "text/decode.h"

static struct slice trim(struct slice text) {
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\r')) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 &&
           (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r')) {
        text.size--;
    }
    return text;
}

/* Takes the text up to `separator` off the front of `rest`. */
static struct slice take(struct slice *rest, char separator) {
    const char *at = rest->size > 0 ? memchr(rest->data, separator, rest->size) : NULL;
    struct slice part = *rest;
    if (at == NULL) {
        *rest = slice_of(rest->data + rest->size, 0);
    } else {
        part.size = (size_t)(at - rest->data);
        *rest = slice_of(at + 1, rest->size - part.size - 1);
    }
    return part;
}

static bool is_skipped(struct slice line) {
    struct slice text = trim(line);
    return text.size == 0 || text.data[0] == '#';
}

static bool read_header(struct arena *arena, struct tsv *table, struct slice line,
                        uint32_t number, struct pack_errors *errors) {
    struct slice_list {
        struct slice *items;
        size_t count, capacity;
    } columns = {0};
    for (bool more = true; more;) {
        more = memchr(line.data, '\t', line.size) != NULL;
        struct slice name = trim(take(&line, '\t'));
        struct place place = {table->file, number, 1};
        if (name.size == 0) {
            pack_error_add(errors, place, "column %zu has no name; name it or remove it",
                           columns.count + 1);
            return false;
        }
        for (size_t i = 0; i < columns.count; i++) {
            if (slice_equal(columns.items[i], name)) {
                pack_error_add(errors, place, "the column '%.*s' stands here twice",
                               (int)name.size, name.data);
                return false;
            }
        }
        if (columns.count == LIMIT_TABLE_COLUMNS) {
            pack_error_add(errors, place, "more than %d columns; split the table",
                           LIMIT_TABLE_COLUMNS);
            return false;
        }
        struct slice *column = LIST_PUSH(arena, &columns);
        if (column == NULL) {
            errors->out_of_memory = true;
            return false;
        }
        *column = name;
    }
    table->columns = columns.items;
    table->column_count = (uint32_t)columns.count;
    return true;
}

static void read_row(struct arena *arena, struct tsv *table, struct slice line,
                     struct tsv_row *row, struct pack_errors *errors) {
    struct slice *cells = arena_alloc_array(arena, table->column_count, sizeof *cells);
    if (cells == NULL) {
        errors->out_of_memory = true;
        return;
    }
    row->cells = cells;
    uint32_t count = 0;
    for (bool more = true; more; count++) {
        more = memchr(line.data, '\t', line.size) != NULL;
        struct slice cell = trim(take(&line, '\t'));
        if (count >= table->column_count) {
            if (cell.size > 0) {
                pack_error_add(
                    errors, (struct place){table->file, row->line, 1},
                    "this row has more cells than the header has columns (%u); "
                    "is there a stray tab?",
                    table->column_count);
            }
            return;
        }
        if (cell.size > LIMIT_CELL_BYTES) {
            pack_error_add(errors, (struct place){table->file, row->line, 1},
                           "cell %u has more than %d bytes; is a line break missing?",
                           count + 1, LIMIT_CELL_BYTES);
            return;
        }
        cells[count] = cell;
    }
}

/* What is loaded is believed to be UTF-8 from here on, by the patterns too. */
static bool check_text(struct slice file, struct slice bytes,
                       struct pack_errors *errors) {
    size_t valid = utf8_valid_prefix(bytes);
    struct place place = {file, 1, 1};
    for (size_t i = 0; i < valid && valid < bytes.size; i++) {
        place.column = bytes.data[i] == '\n' ? 1 : place.column + 1;
        place.line += bytes.data[i] == '\n' ? 1 : 0;
    }
    if (valid < bytes.size) {
        pack_error_add(errors, place, "not valid UTF-8; save the file as UTF-8");
    }
    return valid == bytes.size;
}

bool tsv_read(struct arena *arena, struct slice file, struct slice bytes,
              struct tsv *table, struct pack_errors *errors) {
    struct row_list {
        struct tsv_row *items;
        size_t count, capacity;
    } rows = {0};
    *table = (struct tsv){.file = file};
    uint32_t number = 0;
    if (!check_text(file, bytes, errors)) {
        return false;
    }
    if (bytes.size >= 3 && memcmp(bytes.data, "\xEF\xBB\xBF", 3) == 0) {
        bytes = slice_after(bytes, 3);
    }
    while (bytes.size > 0) {
        struct slice line = take(&bytes, '\n');
        number++;
        if (is_skipped(line)) {
            continue;
        }
        if (table->columns == NULL) {
            if (!read_header(arena, table, line, number, errors)) {
                return false;
            }
            continue;
        }
        if (rows.count == LIMIT_TABLE_ROWS) {
            pack_error_add(errors, (struct place){file, number, 1},
                           "more than %d rows; split the table", LIMIT_TABLE_ROWS);
            return false;
        }
        struct tsv_row *row = LIST_PUSH(arena, &rows);
        if (row == NULL) {
            errors->out_of_memory = true;
            return false;
        }
        row->line = number;
        read_row(arena, table, line, row, errors);
    }
    if (table->columns == NULL) {
        pack_error_add(errors, (struct place){file, 1, 1},
                       "the table is empty; its first line names the columns");
        return false;
    }
    table->rows = rows.items;
    table->row_count = (uint32_t)rows.count;
    return !errors->out_of_memory;
}

uint32_t tsv_column(const struct tsv *table, const char *name) {
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (slice_is(table->columns[i], name)) {
            return i;
        }
    }
    return UINT32_MAX;
}

struct place tsv_place(const struct tsv *table, const struct tsv_row *row,
                       uint32_t column) {
    uint32_t at = 1;
    if (column < table->column_count && row->cells[column].data != NULL) {
        for (const char *c = row->cells[0].data; c < row->cells[column].data; c++) {
            at += ((unsigned char)*c & 0xC0) != 0x80 ? 1 : 0;
        }
    }
    return (struct place){table->file, row->line, at};
}
