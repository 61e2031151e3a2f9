/* The table of formats. */
#include "formats/columns.h"

static enum assay_status record_format(struct buffer *out,
                                       const struct format_input *input) {
    return input->error->status == ASSAY_OK
               ? record_write(out, input->article, input->rules, input->options)
               : record_write_error(out, input->article, input->rules, input->options,
                                    input->error);
}

const struct format formats[] = {
    {"record", "one JSON object an article (the default)", ".json", "", false,
     record_format},
    {"rows", "one flat JSON object a mark", ".jsonl", "", false, rows_write},
    {"bulk", "the same for the bulk interface of OpenSearch and Elasticsearch", ".jsonl",
     "", false, bulk_write},
    {"csv", "the same as CSV", ".csv", COLUMNS_HEADER, false, csv_write},
    {"w3c", "one page of W3C Web Annotations (JSON-LD) an article", ".jsonld", "", false,
     w3c_write},
    {"label-studio", "one Label Studio task an article, its marks as a prediction",
     ".json", "", false, label_studio_write},
    {"doccano", "one JSON object an article, for doccano", ".jsonl", "", false,
     doccano_write},
};

const size_t format_count = sizeof formats / sizeof *formats;

const struct format *format_named(struct slice name) {
    for (size_t i = 0; i < format_count; i++) {
        if (slice_is(name, formats[i].name)) {
            return &formats[i];
        }
    }
    return NULL;
}
