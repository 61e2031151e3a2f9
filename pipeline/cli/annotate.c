/* assay annotate: articles in, records out. */
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "formats/record.h"
#include "stages/read.h"

struct annotation {
    const struct options *options;
    struct output output;
    bool failed; /* some article was */
    bool trouble;
};

static bool write_record(void *context, struct assay_annotator *annotator) {
    struct annotation *annotation = context;
    size_t size = 0;
    const char *record = assay_record(annotator, &size);
    if (record == NULL) {
        fprintf(stderr, "assay: out of memory while writing a record\n");
        annotation->trouble = true;
        return false;
    }
    output_write(&annotation->output, record, size);
    bool failed = assay_article_error(annotator)->status != ASSAY_OK;
    annotation->failed |= failed;
    return !output_ended(&annotation->output) &&
           !(failed && annotation->options->fail_fast);
}

static struct assay_annotator *make_annotator(const struct options *options,
                                              const struct assay_rules *rules) {
    struct assay_error error;
    struct assay_options own = {.units = options->units,
                                .maximum = options->maximum,
                                .pretty = options->pretty,
                                .text = options->text,
                                .without_triggers = options->without_triggers};
    struct assay_annotator *annotator = assay_annotator_new(rules, &own, &error);
    if (annotator == NULL) {
        fprintf(stderr, "assay: %s\n", error.message);
        return NULL;
    }
    annotator_record_options(annotator)->sections = options->sections;
    annotator_record_options(annotator)->explain = options->explain;
    if (options->text_field != NULL) {
        annotator_read_options(annotator)->text_field =
            slice_from_string(options->text_field);
    }
    if (options->join != NULL) {
        annotator_read_options(annotator)->join = slice_from_string(options->join);
    }
    return annotator;
}

static int annotate_all(const struct options *options,
                        struct assay_annotator *annotator) {
    struct annotation annotation = {.options = options};
    if (!output_open(&annotation.output, options->output)) {
        return EXIT_TROUBLE;
    }
    enum input_result result = input_each(options, annotator, write_record, &annotation);
    bool written = output_close(&annotation.output);
    if (!written || annotation.trouble || result == INPUT_FAILED) {
        return EXIT_TROUBLE;
    }
    return annotation.failed ? EXIT_FOUND : EXIT_WELL;
}

int command_annotate(const struct options *options) {
    int status = EXIT_TROUBLE;
    struct assay_rules *rules = load_rules(options);
    struct assay_annotator *annotator =
        rules == NULL ? NULL : make_annotator(options, rules);
    if (annotator != NULL) {
        status = annotate_all(options, annotator);
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
    return status;
}
