/* assay normalize: what the stages see of an article, for those who write rules: zones,
 * sentences by number, and each place where the text differs from what was read. */
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "text/unicode.h"

static void write_slice(struct output *output, struct slice text) {
    output_write(output, text.data, text.size);
}

static void write_words(struct output *output, const char *words) {
    write_slice(output, slice_from_string(words));
}

static void write_bytes(struct output *output, struct span raw) {
    char text[64];
    snprintf(text, sizeof text, "bytes %u-%u", raw.start, raw.end);
    write_words(output, text);
}

static struct slice trimmed(struct slice text) {
    while (text.size > 0 &&
           (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == ' ')) {
        text.size--;
    }
    return text;
}

/* A line for each zone, with where it stands in the article text, and one for each
 * sentence in it, with its number; zones without sentences show their text. */
static void write_zone(struct output *output, const struct article *article,
                       size_t number, size_t *sentence) {
    const struct zone *zone = &article->zones.items[number];
    bool any = false;
    char text[32];
    write_words(output, zone_word(zone->kind));
    write_words(output, "  ");
    write_bytes(output, offsets_to_raw(&article->offsets, zone->span));
    write_words(output, "\n");
    while (*sentence < article->sentences.count &&
           article->sentences.items[*sentence].span.start < zone->span.end) {
        snprintf(text, sizeof text, "%6zu  ", *sentence);
        write_words(output, text);
        write_slice(output,
                    article_slice(article, article->sentences.items[*sentence].span));
        write_words(output, "\n");
        any = true;
        (*sentence)++;
    }
    if (!any) {
        write_words(output, "     -  ");
        write_slice(output, trimmed(article_slice(article, zone->span)));
        write_words(output, "\n");
    }
}

/* ---- What normalization changed ---- */

/* Text between quotes; what cannot be seen as U+XXXX. */
static void write_quoted(struct output *output, struct slice text) {
    char code[16];
    write_words(output, "\"");
    for (size_t at = 0; at < text.size;) {
        uint32_t length = 0;
        uint32_t point = utf8_decode(text.data + at, &length);
        if (point > ' ' && (unicode_is_word(point) || point < 0x7F ||
                            (point >= 0xA1 && point != 0xAD && point < 0x2000) ||
                            (point >= 0x2010 && point <= 0x2027))) {
            write_slice(output, slice_of(text.data + at, length));
        } else {
            snprintf(code, sizeof code, point == ' ' ? " " : "U+%04X", point);
            write_words(output, code);
        }
        at += length;
    }
    write_words(output, "\"");
}

/* The offset map: every stretch that was not copied as it is. */
static void write_changes(struct output *output, const struct article *article) {
    const struct offsets *offsets = &article->offsets;
    bool any = false;
    for (size_t i = 0; i < offsets->runs.count; i++) {
        const struct offset_run *run = &offsets->runs.items[i];
        bool last = i + 1 == offsets->runs.count;
        uint32_t normalized_end = last ? offsets->normalized_size : run[1].normalized;
        uint32_t raw_end = last ? offsets->raw_size : run[1].raw;
        if (run->copied) {
            continue;
        }
        write_words(output, any ? "" : "changed\n");
        write_words(output, "  ");
        write_bytes(output, (struct span){run->raw, raw_end});
        write_words(output, "  ");
        write_quoted(output, slice_of(article->raw.data + run->raw, raw_end - run->raw));
        write_words(output, " -> ");
        write_quoted(output, slice_of(article->normalized + run->normalized,
                                      normalized_end - run->normalized));
        write_words(output, "\n");
        any = true;
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
        inputs_tell_error(annotator);
        normalization->failed = true;
        return true;
    }
    for (size_t i = 0; i < article->zones.count; i++) {
        write_zone(&normalization->output, article, i, &sentence);
    }
    write_changes(&normalization->output, article);
    return !output_ended(&normalization->output);
}

int command_normalize(const struct options *options) {
    int status = EXIT_TROUBLE;
    struct normalization normalization = {.failed = false};
    struct assay_error error;
    error_clear(&error);
    if (!output_spares(options->output, options->arguments, options->argument_count)) {
        return EXIT_TROUBLE;
    }
    struct assay_rules *rules = inputs_make_sense(options) ? load_rules(options) : NULL;
    struct assay_annotator *annotator =
        rules == NULL ? NULL : assay_annotator_new(rules, NULL, &error);
    if (rules != NULL && annotator == NULL) {
        fprintf(stderr, "assay: %s\n", error.message);
    }
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
