/* The formats that annotate can write, in one table: to add one, write its function in a
 * file of its own and add a row in format.c. */
#ifndef ASSAY_FORMATS_FORMAT_H
#define ASSAY_FORMATS_FORMAT_H

#include "formats/record.h"

/* A finished article, or one that failed. */
struct format_input {
    struct article *article;
    const struct rules *rules;
    const struct record_options *options;
    const struct assay_error *error; /* its status is ASSAY_OK where nothing failed */
};

/* Appends what the format has of one article, which may be nothing. ASSAY_NO_MEMORY, or
 * ASSAY_TOO_LARGE where the buffer can hold no more. */
typedef enum assay_status format_write(struct buffer *out,
                                       const struct format_input *input);

struct format {
    const char *name, *summary;
    const char *ending; /* of a file with one article, such as ".json" */
    const char *header; /* the first line of each file, or "" */
    bool one_a_file;    /* what stands in it is of one article, and cannot say of which */
    bool tells_errors;  /* an article that failed stands in it too */
    uint32_t sections;  /* of the record, of which something may stand in it */
    format_write *write;
};

extern const struct format formats[];
extern const size_t format_count;

/* The format of that name, or NULL. */
const struct format *format_named(struct slice name);

/* ---- One file each ---- */

format_write rows_write, bulk_write, csv_write, brat_write, text_write, w3c_write,
    label_studio_write, doccano_write, conll_write;

#endif
