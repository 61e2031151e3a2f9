/* Tab-separated tables with a header line: lexicons, identities, lookup tables. */
#ifndef ASSAY_PACKS_TSV_H
#define ASSAY_PACKS_TSV_H

#include "packs/errors.h"

struct tsv_row {
    uint32_t line;
    const struct slice *cells; /* one for each column, trimmed; empty where absent */
};

struct tsv {
    struct slice file;
    const struct slice *columns;
    uint32_t column_count;
    const struct tsv_row *rows;
    uint32_t row_count;
};

/* Reads a table; cells borrow from `bytes`. Lines that are empty or start with '#' are
 * skipped. A repeated or empty column name, or none, is an error and gives false; a row
 * with more cells than the header is one too, and the table then serves to find others.
 */
bool tsv_read(struct arena *arena, struct slice file, struct slice bytes,
              struct tsv *table, struct pack_errors *errors);

/* The index of a column, or UINT32_MAX. */
uint32_t tsv_column(const struct tsv *table, const char *name);

/* The place of a cell, for errors. */
struct place tsv_place(const struct tsv *table, const struct tsv_row *row,
                       uint32_t column);

#endif
