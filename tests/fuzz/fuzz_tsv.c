/* Any bytes as a table: rows of as many cells as there are columns, each inside the file
 * and trimmed, or an error with a place in the file. */
#include "support.h"

#include "packs/tsv.h"

static bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

static void check_cell(struct slice cell, struct slice file) {
    require(is_valid(cell));
    require(cell.size == 0 ||
            (cell.data >= file.data && cell.data + cell.size <= file.data + file.size));
    require(cell.size == 0 ||
            (!is_blank(cell.data[0]) && !is_blank(cell.data[cell.size - 1])));
    require(cell.size == 0 || (memchr(cell.data, '\t', cell.size) == NULL &&
                               memchr(cell.data, '\n', cell.size) == NULL));
}

static void check_table(const struct tsv *table, struct slice file) {
    for (uint32_t i = 0; i < table->column_count; i++) {
        require(table->columns[i].size > 0);
        check_cell(table->columns[i], file);
        for (uint32_t j = 0; j < i; j++) {
            require(!slice_equal(table->columns[i], table->columns[j]));
        }
    }
    for (uint32_t i = 0; i < table->row_count; i++) {
        const struct tsv_row *row = &table->rows[i];
        require(i == 0 || row->line > table->rows[i - 1].line);
        for (uint32_t j = 0; j < table->column_count; j++) {
            struct place place = tsv_place(table, row, j);
            check_cell(row->cells[j], file);
            require(place.line == row->line && place.column >= 1);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct pack_errors errors;
    struct tsv table;
    struct slice file = slice_of((const char *)data, size);
    arena_init(&arena);
    pack_errors_init(&errors);
    bool good = tsv_read(&arena, SLICE_LITERAL("terms.tsv"), file, &table, &errors);
    require(good || pack_errors_any(&errors)); /* with an error too it may serve */
    if (good) {
        check_table(&table, file);
        require(tsv_column(&table, "no such column") == UINT32_MAX || size > 10);
    }
    for (size_t i = 0; i < errors.list.count; i++) {
        require(errors.list.items[i].place.line >= 1);
        require(is_valid(errors.list.items[i].message));
    }
    pack_errors_deinit(&errors);
    arena_deinit(&arena);
    return 0;
}
