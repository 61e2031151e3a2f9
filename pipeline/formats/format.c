/* The table of formats. */
#include "formats/columns.h"

static enum assay_status record_format(struct buffer *out,
                                       const struct format_input *input) {
    return input->error->status == ASSAY_OK
               ? record_write(out, input->article, input->rules, input->options)
               : record_write_error(out, input->article, input->rules, input->options,
                                    input->error);
}

#define ALL_SECTIONS ((1u << SECTION_COUNT) - 1)

const struct format formats[] = {
    {"record", "one JSON object an article (the default)", ".json", "", false, true,
     ALL_SECTIONS, record_format},
    {"rows", "one flat JSON object a mark", ".jsonl", "", false, true, ALL_SECTIONS,
     rows_write},
    {"bulk", "the same for the bulk interface of OpenSearch and Elasticsearch", ".jsonl",
     "", false, true, ALL_SECTIONS, bulk_write},
    {"csv", "the same as CSV", ".csv", COLUMNS_HEADER, false, true, ALL_SECTIONS,
     csv_write},
    {"w3c", "one page of W3C Web Annotations (JSON-LD) an article", ".jsonld", "", false,
     false, ALL_SECTIONS, w3c_write},
    {"label-studio", "one Label Studio task an article, its marks as a prediction",
     ".json", "", false, false, ALL_SECTIONS, label_studio_write},
    {"doccano", "one JSON object an article, for doccano", ".jsonl", "", false, false,
     ALL_SECTIONS, doccano_write},
    {"brat", "the standoff file of one article, for brat; beside it goes its text",
     ".ann", "", true, false, ALL_SECTIONS, brat_write},
    {"text", "the text of one article, to which all offsets point", ".txt", "", true,
     false, 0, text_write},
    {"conll", "entities as CoNLL-2003, a token a line", ".conll", "", false, false,
     1u << SECTION_ENTITIES, conll_write},
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
