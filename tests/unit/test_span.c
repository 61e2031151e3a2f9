/* Slices and spans in order, as lists of records and of rules stand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/span.h"

static int sign(int order) { return (order > 0) - (order < 0); }

static void slices_are_ordered_by_bytes(void **state) {
    static const char *const ordered[] = {"", "a", "a-b", "a/b", "ab", "b", "\xC3\xA9"};
    (void)state;
    for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 7; j++) {
            assert_int_equal(sign(slice_compare(slice_from_string(ordered[i]),
                                                slice_from_string(ordered[j]))),
                             sign(i - j));
        }
    }
}

static void a_slice_without_memory_is_empty(void **state) {
    struct slice none = {NULL, 0};
    (void)state;
    assert_int_equal(slice_compare(none, none), 0);
    assert_int_equal(slice_compare(none, SLICE_LITERAL("")), 0);
    assert_true(slice_compare(none, SLICE_LITERAL("a")) < 0);
    assert_true(slice_compare(SLICE_LITERAL("a"), none) > 0);
}

static void longer_spans_stand_before_those_that_start_with_them(void **state) {
    static const struct span ordered[] = {
        {0, 9}, {0, 4}, {0, 0}, {1, 9}, {3, 9}, {3, 4}, {UINT32_MAX - 1, UINT32_MAX},
    };
    (void)state;
    for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 7; j++) {
            assert_int_equal(sign(span_compare(ordered[i], ordered[j])), sign(i - j));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices_are_ordered_by_bytes),
        cmocka_unit_test(a_slice_without_memory_is_empty),
        cmocka_unit_test(longer_spans_stand_before_those_that_start_with_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
