/* assay normalize: what the stages see of an article, for those who write rules. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/output.h"

static void write_slice(struct output *output, struct slice text) {
    output_write(output, text.data, text.size);
}

static void write_words(struct output *output, const char *words) {
    write_slice(output, slice_from_string(words));
}

/* One line for each zone's kind and each sentence in it; zones without sentences show
 * their text. */
static void write_zone(struct output *output, const struct article *article,
                       size_t number, size_t *sentence) {
    const struct zone *zone = &article->zones.items[number];
    bool any = false;
    write_words(output, zone_word(zone->kind));
    write_words(output, "\n");
    while (*sentence < article->sentences.count &&
           article->sentences.items[*sentence].span.start < zone->span.end) {
        write_words(output, "  ");
        write_slice(output,
                    article_slice(article, article->sentences.items[*sentence].span));
        write_words(output, "\n");
        any = true;
        (*sentence)++;
    }
    if (!any) {
        struct slice text = article_slice(article, zone->span);
        while (text.size > 0 &&
               (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == ' ')) {
            text.size--;
        }
        write_words(output, "  ");
        write_slice(output, text);
        write_words(output, "\n");
    }
}

struct normalization {
    struct output output;
    bool failed;
};

static bool write_article(void *context, struct assay_annotator *annotator) {
    struct normalization *normalization = context;
    const struct article *article = annotator_article(annotator);
    const struct assay_error *error = assay_article_error(annotator);
    size_t sentence = 0;
    if (error->status != ASSAY_OK) {
        fprintf(stderr, "assay: %s\n", error->message);
        normalization->failed = true;
        return true;
    }
    for (size_t i = 0; i < article->zones.count; i++) {
        write_zone(&normalization->output, article, i, &sentence);
    }
    return !output_ended(&normalization->output);
}

int command_normalize(const struct options *options) {
    int status = EXIT_TROUBLE;
    struct normalization normalization = {.failed = false};
    struct assay_rules *rules = inputs_make_sense(options) ? load_rules(options) : NULL;
    struct assay_annotator *annotator =
        rules == NULL ? NULL : assay_annotator_new(rules, NULL, NULL);
    if (annotator != NULL && output_open(&normalization.output, options->output)) {
        inputs_set_fields(options, annotator);
        enum input_result result =
            input_each(options, annotator, write_article, &normalization);
        bool written = output_close(&normalization.output);
        status = !written || result == INPUT_FAILED ? EXIT_TROUBLE
                 : normalization.failed             ? EXIT_FOUND
                                                    : EXIT_WELL;
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
    return status;
}
