/* An article through everything, with the shipped rules. The first byte chooses options,
 * the second the size of chunks; the rest is the article.
 *
 * The record is valid and its spans are true; fed in chunks, once more after another
 * article, and with triggers off it is the same; and what the other formats have of it is
 * UTF-8, and JSON where it should be. */
#include "support.h"

#include "formats/format.h"
#include "records.h"
#include "stages/json.h"

enum { UNITS = 1, PRETTY = 8, TEXT = 16, TRIGGERLESS = 32, INTERPRETED = 64 };

static struct assay_annotator *make(uint8_t choice, bool without_triggers) {
    struct assay_options options = {
        .units = choice & 7u,
        .pretty = (choice & PRETTY) != 0,
        .text = (choice & TEXT) != 0,
        .without_triggers = without_triggers,
        .without_jit = (choice & INTERPRETED) != 0,
    };
    struct assay_annotator *annotator =
        assay_annotator_new(rules_once(SOURCE_DIR "/rules"), &options, NULL);
    require(annotator != NULL);
    return annotator;
}

static void feed(struct assay_annotator *annotator, struct slice text, size_t step) {
    assay_begin(annotator, "name");
    for (size_t at = 0; at < text.size;) {
        size_t size = step < text.size - at ? step : text.size - at;
        require(assay_feed(annotator, text.data + at, size) == ASSAY_OK);
        at += size;
    }
    require(assay_finish(annotator) == ASSAY_OK);
}

/* Each line of it by itself. */
static void check_lines(struct slice text) {
    for (size_t at = 0, end = 0; at < text.size; at = end + 1) {
        end = at;
        while (end < text.size && text.data[end] != '\n') {
            end++;
        }
        require(json_validate(slice_of(text.data + at, end - at), NULL) == ASSAY_OK);
    }
}

static void check_formats(struct assay_annotator *annotator,
                          const struct record_options *options) {
    static const char *const lines[] = {"rows", "bulk", "label-studio", "doccano"};
    struct format_input input = {
        .article = annotator_article(annotator),
        .rules = annotator_rules(rules_once(SOURCE_DIR "/rules")),
        .options = options,
        .error = assay_article_error(annotator),
    };
    struct buffer out;
    buffer_init(&out, LIMIT_RECORD_BYTES);
    for (size_t i = 0; i < format_count; i++) {
        buffer_clear(&out);
        require(formats[i].write(&out, &input) == ASSAY_OK);
        require(is_valid(buffer_slice(&out)));
        for (size_t j = 0; j < sizeof lines / sizeof *lines; j++) {
            if (strcmp(formats[i].name, lines[j]) == 0) {
                check_lines(buffer_slice(&out));
            }
        }
    }
    buffer_deinit(&out);
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    rules_once(SOURCE_DIR "/rules");
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input input = {data, size};
    uint8_t choice = take_byte(&input);
    size_t step = take_byte(&input);
    struct slice text = take_rest(&input);
    struct assay_annotator *one = make(choice, false);
    struct assay_annotator *other = make(choice, (choice & TRIGGERLESS) != 0);
    feed(one, text, text.size + 1);
    check_record(one);
    assay_annotate(other, "another", "China\xe2\x80\x99s cobalt.", 17);
    feed(other, text, step + 1);
    check_same_record(one, other);
    check_formats(one, annotator_record_options(one));
    assay_annotator_free(one);
    assay_annotator_free(other);
    return 0;
}
