/* Lines of JSONL through everything, with the shipped rules. Each gives one valid record,
 * of an article or of an error, with true spans; the same with triggers off; and the same
 * text by itself gives the same but for where it came from. */
#include "support.h"

#include "records.h"
#include "stages/jsonl.h"

enum { TRIGGERLESS = 1, JOINED = 2, OTHER_FIELD = 4, UTF16 = 8 };

static struct assay_annotator *make(uint8_t choice, bool without_triggers) {
    struct assay_options options = {
        .units = (choice & UTF16) != 0 ? ASSAY_UTF16 : 0,
        .text = true,
        .without_triggers = without_triggers,
    };
    struct assay_annotator *annotator =
        assay_annotator_new(rules_once(SOURCE_DIR "/rules"), &options, NULL);
    require(annotator != NULL);
    struct read_options *reading = annotator_read_options(annotator);
    reading->join = (choice & JOINED) != 0 ? SLICE_LITERAL("title,text") : reading->join;
    reading->text_field =
        (choice & OTHER_FIELD) != 0 ? SLICE_LITERAL("body") : reading->text_field;
    return annotator;
}

/* Entities of the text by itself are those of the line. */
static void check_alone(struct assay_annotator *line, struct assay_annotator *alone) {
    struct assay_text text = assay_article_text(line);
    /* What begins like a byte order mark would be taken for one. */
    if (text.size >= 2 && ((unsigned char)text.data[0] >= 0xEF)) {
        return;
    }
    require(assay_annotate(alone, NULL, text.data, text.size) == ASSAY_OK);
    struct assay_text again = assay_article_text(alone);
    require(
        slice_equal(slice_of(text.data, text.size), slice_of(again.data, again.size)));
    require(assay_sentence_count(line) == assay_sentence_count(alone));
    require(assay_entity_count(line) == assay_entity_count(alone));
    for (size_t i = 0; i < assay_entity_count(line); i++) {
        struct assay_entity one, other;
        require(assay_entity_at(line, i, &one) && assay_entity_at(alone, i, &other));
        require(one.span.start == other.span.start && one.span.end == other.span.end);
    }
}

static void check_line(struct slice line, uint64_t number, uint8_t choice) {
    struct assay_annotator *one = make(choice, false);
    struct assay_annotator *other = make(choice, (choice & TRIGGERLESS) != 0);
    enum assay_status status = annotator_line(one, "lines.jsonl", number, line);
    require(annotator_line(other, "lines.jsonl", number, line) == status);
    check_record(one);
    check_same_record(one, other);
    if (status == ASSAY_OK && annotator_article(one)->given_title.size == 0 &&
        annotator_article(one)->given_date.size == 0 &&
        annotator_article(one)->given_byline.size == 0) {
        check_alone(one, other);
    }
    assay_annotator_free(one);
    assay_annotator_free(other);
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
    struct slice text = take_rest(&input);
    uint64_t number = 0;
    for (size_t at = 0, end = 0; at < text.size && number < 8; at = end + 1) {
        for (end = at; end < text.size && text.data[end] != '\n';) {
            end++;
        }
        check_line(slice_of(text.data + at, end - at), ++number, choice);
    }
    return 0;
}
