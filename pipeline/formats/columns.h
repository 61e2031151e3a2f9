/* The columns of a row: always all of them, in this order, whatever the row is. README
 * says what each holds. */
#ifndef ASSAY_FORMATS_COLUMNS_H
#define ASSAY_FORMATS_COLUMNS_H

#include "formats/rows.h"

enum cell_kind { CELL_NOTHING, CELL_TEXT, CELL_NUMBER, CELL_HUNDREDTHS, CELL_JSON };

struct cell {
    enum cell_kind kind;
    struct slice text;
    int64_t number;
    void (*write)(struct json_writer *json, const struct rows *rows,
                  const struct flat_row *row); /* JSON */
};

struct column {
    const char *name;
    struct cell (*cell)(const struct rows *rows, const struct flat_row *row);
};

extern const struct column columns[];
extern const size_t column_count;

/* Their names, as the first line of CSV. */
#define COLUMNS_HEADER                                                                   \
    "article,source,line,date,title,kind,n,label,id,name,sentence,start,end,start_byte," \
    "end_byte,text,confidence,score,stance,strength,source_class,source_id,"             \
    "source_text,pack,rule,arguments,attributes\r\n"

/* Writes the row as one flat object. */
void columns_write(struct json_writer *json, const struct rows *rows,
                   const struct flat_row *row);

#endif
