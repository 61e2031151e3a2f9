/* The same bytes give the same record, however they are cut into chunks, whatever article
 * came before, and with triggers off; and the accessors say what the record says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assay.h"
#include "texts.h"

static struct assay_rules *rules;
static struct texts texts;

static struct assay_annotator *make(bool without_triggers) {
    struct assay_options options = {.units = ASSAY_BYTES | ASSAY_CHARACTERS | ASSAY_UTF16,
                                    .text = true,
                                    .without_triggers = without_triggers};
    struct assay_annotator *annotator = assay_annotator_new(rules, &options, NULL);
    assert_non_null(annotator);
    return annotator;
}

/* The size of the next chunk: fixed, or random below 20 bytes for a step of 0. */
static size_t chunk_size(size_t step, unsigned *state) {
    return step == 0 ? next_random(state) % 20 : step;
}

static void feed(struct assay_annotator *annotator, const struct text *text,
                 size_t step) {
    unsigned state = 7;
    assay_begin(annotator, NULL);
    for (size_t at = 0; at < text->size;) {
        size_t size = chunk_size(step, &state);
        size = size > text->size - at ? text->size - at : size;
        assert_int_equal(assay_feed(annotator, text->data + at, size), ASSAY_OK);
        at += size;
    }
    assert_int_equal(assay_finish(annotator), ASSAY_OK);
}

static void same_record(struct assay_annotator *one, struct assay_annotator *other,
                        const struct text *text) {
    size_t size = 0;
    size_t other_size = 0;
    const char *record = assay_record(one, &size);
    const char *other_record = assay_record(other, &other_size);
    assert_non_null(record);
    assert_non_null(other_record);
    if (size != other_size || memcmp(record, other_record, size) != 0) {
        fail_msg("%s: the records differ:\n%s%s", text->name, record, other_record);
    }
}

static void chunks_make_no_difference(void **state) {
    (void)state;
    static const size_t steps[] = {1, 2, 3, 7, 0};
    struct assay_annotator *whole = make(false);
    struct assay_annotator *pieces = make(false);
    for (size_t i = 0; i < texts.count; i++) {
        const struct text *text = &texts.items[i];
        assert_int_equal(assay_annotate(whole, NULL, text->data, text->size), ASSAY_OK);
        for (size_t step = 0; step < sizeof steps / sizeof *steps; step++) {
            feed(pieces, text, steps[step]);
            same_record(whole, pieces, text);
        }
    }
    assay_annotator_free(whole);
    assay_annotator_free(pieces);
}

/* An annotator that has read other articles gives what a new one gives. */
static void articles_leave_nothing_behind(void **state) {
    (void)state;
    struct assay_annotator *used = make(false);
    for (size_t i = texts.count; i-- > 0;) {
        const struct text *text = &texts.items[i];
        struct assay_annotator *fresh = make(false);
        assay_annotate(used, NULL, text->data, text->size);
        assay_annotate(fresh, NULL, text->data, text->size);
        same_record(used, fresh, text);
        assay_annotator_free(fresh);
    }
    assay_annotator_free(used);
}

static void triggers_make_no_difference(void **state) {
    (void)state;
    struct assay_annotator *with = make(false);
    struct assay_annotator *without = make(true);
    for (size_t i = 0; i < texts.count; i++) {
        const struct text *text = &texts.items[i];
        assay_annotate(with, NULL, text->data, text->size);
        assay_annotate(without, NULL, text->data, text->size);
        same_record(with, without, text);
    }
    assay_annotator_free(with);
    assay_annotator_free(without);
}

static void check_entities(const struct assay_annotator *annotator,
                           struct assay_text raw) {
    struct assay_entity entity;
    size_t last = 0;
    for (size_t i = 0; i < assay_entity_count(annotator); i++) {
        assert_true(assay_entity_at(annotator, i, &entity));
        assert_true(entity.span.start < entity.span.end && entity.span.end <= raw.size);
        assert_true(entity.span.start >= last);
        assert_int_equal(entity.text.size, entity.span.end - entity.span.start);
        assert_memory_equal(entity.text.data, raw.data + entity.span.start,
                            entity.text.size);
        assert_true(entity.sentence == SIZE_MAX ||
                    entity.sentence < assay_sentence_count(annotator));
        assert_true(entity.confidence >= 0 && entity.confidence <= 1);
        last = entity.span.start;
    }
    assert_false(assay_entity_at(annotator, assay_entity_count(annotator), &entity));
}

static void accessors_agree(void **state) {
    (void)state;
    struct assay_annotator *annotator = make(false);
    for (size_t i = 0; i < texts.count; i++) {
        assay_annotate(annotator, "name", texts.items[i].data, texts.items[i].size);
        struct assay_text raw = assay_article_text(annotator);
        struct assay_zone zone;
        size_t end = 0;
        for (size_t n = 0; assay_zone_at(annotator, n, &zone); n++) {
            assert_int_equal(zone.span.start, end);
            end = zone.span.end;
        }
        assert_int_equal(end, raw.size);
        check_entities(annotator, raw);
    }
    assay_annotator_free(annotator);
}

static int set_up(void **state) {
    struct assay_error error;
    (void)state;
    rules = assay_rules_load(SOURCE_DIR "/rules", NULL, &error);
    if (rules == NULL) {
        fprintf(stderr, "%s: %s\n", error.place, error.message);
        return 1;
    }
    texts = texts_load();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    texts_free(&texts);
    assay_rules_free(rules);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_make_no_difference),
        cmocka_unit_test(articles_leave_nothing_behind),
        cmocka_unit_test(triggers_make_no_difference),
        cmocka_unit_test(accessors_agree),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
