/* The public interface: what fails says so and leaves the annotator fit for the next
 * article, also when any one allocation fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assay.h"
#include "base/memory.h"

#define RULES SOURCE_DIR "/tests/rules-small"

static const char text[] = "Copper at 2.5%, caf\xC3\xA9 and lithium.";

static struct assay_rules *load(void) {
    struct assay_error error;
    struct assay_rules *rules = assay_rules_load(RULES, NULL, &error);
    if (rules == NULL) {
        fail_msg("%s: %s", error.place, error.message);
    }
    return rules;
}

static bool holds(struct assay_annotator *annotator, const char *words) {
    size_t size = 0;
    const char *record = assay_record(annotator, &size);
    assert_non_null(record);
    assert_int_equal(strlen(record), size);
    assert_int_equal(record[size - 1], '\n');
    return strstr(record, words) != NULL;
}

static bool equals(struct assay_text one, const char *other) {
    return one.size == strlen(other) && memcmp(one.data, other, one.size) == 0;
}

static void entities_are_walked(void **state) {
    struct assay_rules *rules = load();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    struct assay_entity entity;
    struct assay_text value;
    (void)state;
    assert_int_equal(assay_annotate(annotator, "name", text, strlen(text)), ASSAY_OK);
    assert_int_equal(assay_entity_count(annotator), 3);
    assert_true(assay_entity_at(annotator, 0, &entity));
    assert_true(equals(entity.type, "metal") && equals(entity.id, "copper"));
    assert_true(equals(entity.text, "Copper") && equals(entity.term, "copper"));
    assert_int_equal(entity.sentence, 0);
    assert_true(assay_entity_attribute(annotator, 0, "symbol", 0, &value));
    assert_true(equals(value, "Cu"));
    assert_false(assay_entity_attribute(annotator, 0, "symbol", 1, &value));
    assert_false(assay_entity_attribute(annotator, 0, "nothing", 0, &value));
    assert_true(assay_entity_at(annotator, 1, &entity));
    assert_null(entity.id.data);
    assert_false(assay_entity_at(annotator, 3, &entity));
    assert_true(holds(annotator, "\"name\":\"name\""));
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void an_article_too_large_fails_alone(void **state) {
    struct assay_rules *rules = load();
    struct assay_options options = {.maximum = 40};
    struct assay_annotator *annotator = assay_annotator_new(rules, &options, NULL);
    (void)state;
    assay_begin(annotator, NULL);
    assert_int_equal(assay_feed(annotator, text, 30), ASSAY_OK);
    assert_int_equal(assay_feed(annotator, text, 11), ASSAY_TOO_LARGE);
    assert_int_equal(assay_feed(annotator, text, 1), ASSAY_TOO_LARGE);
    assert_int_equal(assay_finish(annotator), ASSAY_TOO_LARGE);
    assert_int_equal(assay_article_error(annotator)->status, ASSAY_TOO_LARGE);
    assert_true(holds(annotator, "\"error\":{\"code\":\"too_large\""));
    assert_int_equal(assay_annotate(annotator, NULL, text, strlen(text)), ASSAY_OK);
    assert_false(holds(annotator, "\"error\""));
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void nothing_is_an_article(void **state) {
    struct assay_rules *rules = load();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    (void)state;
    assert_int_equal(assay_finish(annotator), ASSAY_OK);
    assert_true(holds(annotator, "\"entities\":[]"));
    assert_int_equal(assay_entity_count(annotator), 0);
    assert_null(assay_article_title(annotator).data);
    assay_annotator_free(annotator);
    assay_annotator_free(NULL);
    assay_rules_free(rules);
    assay_rules_free(NULL);
}

/* Nothing of it is left in the normalized text, but zones partition what there was. */
static void text_without_width_is_a_zone(void **state) {
    struct assay_rules *rules = load();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    const char *nothing = "\xE2\x80\x8B\xE2\x80\x8B";
    struct assay_zone zone;
    (void)state;
    assert_int_equal(assay_annotate(annotator, NULL, nothing, strlen(nothing)), ASSAY_OK);
    assert_int_equal(assay_zone_count(annotator), 1);
    assert_true(assay_zone_at(annotator, 0, &zone));
    assert_int_equal(zone.span.start, 0);
    assert_int_equal(zone.span.end, strlen(nothing));
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void keep_report(void *context, const char *errors) {
    snprintf(context, 1024, "%s", errors);
}

static void wrong_rules_are_reported(void **state) {
    char report[1024] = "";
    struct assay_rules_options options = {.report = keep_report,
                                          .report_context = report};
    struct assay_error error;
    (void)state;
    assert_null(assay_rules_load(SOURCE_DIR "/nowhere", &options, &error));
    assert_int_equal(error.status, ASSAY_RULES);
    assert_non_null(strstr(report, "nowhere"));
    assert_null(assay_rules_load(SOURCE_DIR "/nowhere", NULL, NULL));
}

static void statuses_have_codes(void **state) {
    (void)state;
    assert_string_equal(assay_status_code(ASSAY_TOO_LARGE), "too_large");
    assert_string_equal(assay_status_words(ASSAY_OK), "no error");
    size_t size = 0;
    assert_non_null(strstr(assay_record_schema(&size), "json-schema.org"));
    assert_true(size > 1000);
}

/* One run in which an allocation may fail: it fails cleanly or it does what it should. */
static bool annotate_short_of_memory(const struct assay_rules *rules, size_t count) {
    struct assay_error error;
    size_t size = 0;
    memory_fail_after(count);
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, &error);
    bool good = annotator != NULL;
    if (good) {
        enum assay_status status = assay_annotate(annotator, "n", text, strlen(text));
        assert_true(status == ASSAY_OK || status == ASSAY_NO_MEMORY);
        const char *record = assay_record(annotator, &size);
        good = status == ASSAY_OK && record != NULL && assay_entity_count(annotator) == 3;
    } else {
        assert_int_equal(error.status, ASSAY_NO_MEMORY);
    }
    memory_fail_after(SIZE_MAX);
    if (annotator != NULL) { /* and the next article is as good as ever */
        assert_int_equal(assay_annotate(annotator, NULL, text, strlen(text)), ASSAY_OK);
        assert_int_equal(assay_entity_count(annotator), 3);
    }
    assay_annotator_free(annotator);
    return good;
}

static void any_allocation_may_fail(void **state) {
    struct assay_rules *rules = load();
    (void)state;
    size_t good = 0;
    for (size_t count = 0; good < 20; count++) {
        good = annotate_short_of_memory(rules, count) ? good + 1 : 0;
        assert_true(count < 10000);
    }
    assay_rules_free(rules);
}

static void loading_may_run_out_of_memory(void **state) {
    (void)state;
    size_t good = 0;
    for (size_t count = 0; good < 20; count++) {
        struct assay_error error;
        memory_fail_after(count);
        struct assay_rules *rules = assay_rules_load(RULES, NULL, &error);
        memory_fail_after(SIZE_MAX);
        good = rules != NULL ? good + 1 : 0;
        if (rules == NULL) {
            assert_true(error.status != ASSAY_OK);
        }
        assay_rules_free(rules);
        assert_true(count < 10000);
    }
}

/* No image of packs: the loader itself is tested here. */
static int set_up(void **state) {
    (void)state;
    return setenv("XDG_CACHE_HOME", "/dev/null", 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_are_walked),
        cmocka_unit_test(an_article_too_large_fails_alone),
        cmocka_unit_test(nothing_is_an_article),
        cmocka_unit_test(text_without_width_is_a_zone),
        cmocka_unit_test(wrong_rules_are_reported),
        cmocka_unit_test(statuses_have_codes),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(loading_may_run_out_of_memory),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
