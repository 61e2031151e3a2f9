/* Long runs of combining marks: ordered as Unicode says, counted, and in linear time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <time.h>
#include <utf8proc.h>

#include "base/limits.h"
#include "stages/normalize.h"
#include "text/normal.h"

/* Marks of five classes, and one that composes with the letter. */
static const char *const marks[] = {"\xCC\x81", "\xCC\xA3", "\xCC\xB4",
                                    "\xCD\x85", "\xCC\xA7", "\xCC\x80"};

static struct slice letter_with_marks(size_t count) {
    char *text = malloc(1 + 2 * count);
    assert_non_null(text);
    text[0] = 'a';
    for (size_t i = 0; i < count; i++)
        memcpy(text + 1 + 2 * i, marks[(i * 7 + i / 5) % 6], 2);
    return slice_of(text, 1 + 2 * count);
}

static void release(struct slice text) { free((void *)(uintptr_t)text.data); }

static void order_is_that_of_utf8proc(void **state) {
    for (size_t count = 1; count < 400; count += 13) {
        struct slice text = letter_with_marks(count);
        struct normal normal;
        utf8proc_uint8_t *expected;
        assert_int_equal(normal_text(*state, text, &normal), ASSAY_OK);
        utf8proc_ssize_t size = utf8proc_map(
            (const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.size, &expected,
            (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
        assert_int_equal(normal.size, size);
        assert_memory_equal(normal.text, expected, normal.size);
        assert_int_equal(normal.mark_runs, count > LIMIT_MARK_RUN);
        assert_int_equal(normal.offsets.runs.count, 1);
        free(expected);
        release(text);
    }
}

static void long_runs_are_counted_with_their_place(void **state) {
    (void)state;
    struct article article;
    struct slice run = letter_with_marks(LIMIT_MARK_RUN + 1);
    article_init(&article);
    char text[300];
    size_t size = (size_t)snprintf(text, sizeof text, "tin %.*s and %.*s", (int)run.size,
                                   run.data, (int)run.size, run.data);
    article.raw = slice_of(text, size);
    assert_int_equal(normalize_article(&article, NULL), ASSAY_OK);
    const struct diagnostic *found = &article.diagnostics[DIAGNOSTIC_MARK_RUN];
    assert_int_equal(found->count, 2);
    assert_int_equal(found->raw_span.start, 4);
    assert_int_equal(found->raw_span.end, 4 + run.size);
    article_deinit(&article);
    release(run);
}

/* A quadratic ordering would take many seconds; the limit is generous for slow,
 * instrumented builds. */
static void time_is_linear(void **state) {
    struct slice text = letter_with_marks(640000);
    struct normal normal;
    clock_t start = clock();
    assert_int_equal(normal_text(*state, text, &normal), ASSAY_OK);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    assert_int_equal(normal.mark_runs, 1);
    assert_true(seconds < 3.0);
    release(text);
}

int main(void) {
    struct arena arena;
    arena_init(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(order_is_that_of_utf8proc, &arena),
        cmocka_unit_test(long_runs_are_counted_with_their_place),
        cmocka_unit_test_prestate(time_is_linear, &arena),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_deinit(&arena);
    return failed;
}
