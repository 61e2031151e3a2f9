/* Every allocation may fail: the article says so or its record is the one it always is,
 * and the next article through the same annotator comes out right. Likewise of loading
 * packs.
 *
 * Of the shipped rules every STEPth allocation is made to fail, from another one each
 * day; with the argument `all`, every one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "assay.h"
#include "base/memory.h"
#include "texts.h"

enum { STEP = 23, ENOUGH = 5 /* runs in a row without a failure: there are no more */ };

static struct texts texts;
static const struct text *article;
static char *wanted;
static size_t step = STEP;
static size_t injected;

static size_t first_to_fail(void) {
    size_t first = step == 1 ? 0 : (size_t)(time(NULL) / 86400) % step;
    printf("from allocation %zu, every %zu\n", first, step);
    return first;
}

static struct assay_rules *load(const char *folder) {
    struct assay_error error;
    struct assay_rules *rules = assay_rules_load(folder, NULL, &error);
    if (rules == NULL) {
        fail_msg("%s: %s", error.place, error.message);
    }
    return rules;
}

static bool is_wanted(struct assay_annotator *annotator) {
    size_t size = 0;
    const char *record = assay_record(annotator, &size);
    return record != NULL && strcmp(record, wanted) == 0;
}

/* True when nothing failed. */
static bool annotate_short_of_memory(const struct assay_rules *rules, size_t count) {
    struct assay_error error;
    memory_fail_after(count);
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, &error);
    if (annotator == NULL) {
        memory_fail_after(SIZE_MAX);
        assert_int_equal(error.status, ASSAY_NO_MEMORY);
        injected++;
        return false;
    }
    size_t size = 0;
    enum assay_status status =
        assay_annotate(annotator, NULL, article->data, article->size);
    const char *record = assay_record(annotator, &size);
    bool failed = memory_has_failed();
    memory_fail_after(SIZE_MAX);
    if (status == ASSAY_OK && record != NULL && strcmp(record, wanted) != 0) {
        fail_msg("allocation %zu: the record is another one, and nothing says why: %s",
                 count, record);
    }
    assert_true(status == ASSAY_OK || status == ASSAY_NO_MEMORY);
    assert_true(status == ASSAY_OK || record == NULL ||
                strstr(record, "\"code\":\"no_memory\"") != NULL);
    assert_int_equal(assay_annotate(annotator, NULL, article->data, article->size),
                     ASSAY_OK);
    if (!is_wanted(annotator)) {
        fail_msg("allocation %zu: the next record is not right", count);
    }
    assay_annotator_free(annotator);
    injected += failed ? 1 : 0;
    return !failed;
}

/* `anew`: rules of which no pattern has been compiled, each time. */
static void annotate_all(bool anew) {
    struct assay_rules *rules = load(SOURCE_DIR "/rules");
    size_t good = 0;
    injected = 0;
    for (size_t count = first_to_fail(); good < ENOUGH; count += step) {
        if (anew) {
            assay_rules_free(rules);
            rules = load(SOURCE_DIR "/rules");
        }
        good = annotate_short_of_memory(rules, count) ? good + 1 : 0;
    }
    printf("%zu allocations failed\n", injected);
    assay_rules_free(rules);
}

static void an_annotator_may_run_out_of_memory(void **state) {
    (void)state;
    annotate_all(false);
}

static void patterns_may_run_out_of_memory(void **state) {
    (void)state;
    annotate_all(true);
}

static void load_short_of_memory(const char *folder, size_t stride) {
    size_t good = 0;
    injected = 0;
    for (size_t count = step == 1 ? 0 : (size_t)(time(NULL) / 86400) % stride;
         good < ENOUGH; count += stride) {
        struct assay_error error;
        memory_fail_after(count);
        struct assay_rules *rules = assay_rules_load(folder, NULL, &error);
        bool failed = memory_has_failed();
        memory_fail_after(SIZE_MAX);
        good = failed ? 0 : good + 1;
        injected += failed ? 1 : 0;
        if (rules == NULL && !(failed && error.status != ASSAY_OK)) {
            fail_msg("allocation %zu: %s", count, error.message);
        }
        assay_rules_free(rules);
    }
    printf("%s: %zu allocations failed\n", folder, injected);
}

static void loading_may_run_out_of_memory(void **state) {
    (void)state;
    setenv("XDG_CACHE_HOME", "/dev/null", 1); /* no image: the loader itself */
    load_short_of_memory(SOURCE_DIR "/tests/rules-judgement", step == 1 ? 1 : 11);
}

static int set_up(void **state) {
    (void)state;
    texts = texts_load();
    struct assay_rules *rules = load(SOURCE_DIR "/rules");
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    size_t most = 0;
    for (size_t i = 0; i < texts.count; i++) { /* the one with most in it */
        const struct text *text = &texts.items[i];
        if (assay_annotate(annotator, NULL, text->data, text->size) == ASSAY_OK &&
            assay_entity_count(annotator) > most) {
            most = assay_entity_count(annotator);
            article = text;
        }
    }
    size_t size = 0;
    assay_annotate(annotator, NULL, article->data, article->size);
    const char *record = assay_record(annotator, &size);
    wanted = malloc(size + 1);
    memcpy(wanted, record, size + 1);
    assay_annotator_free(annotator);
    assay_rules_free(rules);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    free(wanted);
    texts_free(&texts);
    return 0;
}

int main(int count, char **arguments) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_annotator_may_run_out_of_memory),
        cmocka_unit_test(patterns_may_run_out_of_memory),
        cmocka_unit_test(loading_may_run_out_of_memory),
    };
    step = count > 1 && strcmp(arguments[1], "all") == 0 ? 1 : STEP;
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
