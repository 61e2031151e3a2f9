/* The map between normalized and raw text, built by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "text/offsets.h"

/* raw:        a b [e+mark: 3 bytes] c d [removed: 2] e [ligature: 3] [removed: 1]
 * normalized: a b [2 bytes]         c d              e [f i]                       */
static void build(struct offsets *offsets, struct arena *arena) {
    *offsets = (struct offsets){0};
    assert_true(offsets_append(offsets, arena, 1, 1, true));
    assert_true(offsets_append(offsets, arena, 1, 1, true));
    assert_true(offsets_append(offsets, arena, 2, 3, false));
    assert_true(offsets_append(offsets, arena, 2, 2, true));
    assert_true(offsets_append(offsets, arena, 0, 1, false));
    assert_true(offsets_append(offsets, arena, 0, 1, false));
    assert_true(offsets_append(offsets, arena, 1, 1, true));
    assert_true(offsets_append(offsets, arena, 2, 3, false));
    assert_true(offsets_append(offsets, arena, 0, 1, false));
}

static void assert_span(struct span found, uint32_t start, uint32_t end) {
    assert_int_equal(found.start, start);
    assert_int_equal(found.end, end);
}

static void runs_merge_where_they_can(void **state) {
    struct offsets offsets;
    build(&offsets, *state);
    assert_int_equal(offsets.runs.count, 7);
    assert_int_equal(offsets.normalized_size, 9);
    assert_int_equal(offsets.raw_size, 14);
    assert_true(offsets_append(&offsets, *state, 0, 0, true));
    assert_int_equal(offsets.runs.count, 7);
}

static void spans_round_out_to_clusters(void **state) {
    struct offsets offsets;
    build(&offsets, *state);
    assert_span(offsets_to_raw(&offsets, (struct span){0, 1}), 0, 1);
    assert_span(offsets_to_raw(&offsets, (struct span){1, 3}), 1, 5);
    assert_span(offsets_to_raw(&offsets, (struct span){3, 4}), 2, 5);
    assert_span(offsets_to_raw(&offsets, (struct span){3, 5}), 2, 6);
    assert_span(offsets_to_raw(&offsets, (struct span){7, 8}), 10, 13);
    assert_span(offsets_to_raw(&offsets, (struct span){0, 9}), 0, 13);
}

static void removed_characters_are_left_out_at_edges(void **state) {
    struct offsets offsets;
    build(&offsets, *state);
    assert_span(offsets_to_raw(&offsets, (struct span){4, 6}), 5, 7);
    assert_span(offsets_to_raw(&offsets, (struct span){6, 7}), 9, 10);
    assert_span(offsets_to_raw(&offsets, (struct span){5, 7}), 6, 10);
}

static void empty_spans_stay_empty(void **state) {
    struct offsets offsets;
    build(&offsets, *state);
    assert_span(offsets_to_raw(&offsets, (struct span){1, 1}), 1, 1);
    assert_span(offsets_to_raw(&offsets, (struct span){6, 6}), 9, 9);
    assert_span(offsets_to_raw(&offsets, (struct span){9, 9}), 14, 14);
    struct offsets none = {0};
    assert_span(offsets_to_raw(&none, (struct span){0, 0}), 0, 0);
    assert_int_equal(offsets_to_normalized(&none, 0), 0);
}

static void raw_offsets_fall_on_cluster_starts(void **state) {
    static const uint32_t expected[] = {0, 1, 2, 2, 2, 4, 5, 6, 6, 6, 7, 7, 7, 9, 9};
    struct offsets offsets;
    build(&offsets, *state);
    for (uint32_t raw = 0; raw <= 14; raw++)
        assert_int_equal(offsets_to_normalized(&offsets, raw), expected[raw]);
}

static void many_runs_are_found_by_halving(void **state) {
    struct offsets offsets = {0};
    for (uint32_t i = 0; i < 50000; i++) {
        assert_true(offsets_append(&offsets, *state, 1, 1, true));
        assert_true(offsets_append(&offsets, *state, 1, 3, false));
    }
    for (uint32_t i = 0; i < 50000; i += 111) {
        assert_span(offsets_to_raw(&offsets, (struct span){2 * i, 2 * i + 1}), 4 * i,
                    4 * i + 1);
        assert_span(offsets_to_raw(&offsets, (struct span){2 * i + 1, 2 * i + 2}),
                    4 * i + 1, 4 * i + 4);
        assert_int_equal(offsets_to_normalized(&offsets, 4 * i + 2), 2 * i + 1);
    }
}

static void failure_to_append_is_told(void **state) {
    (void)state;
    struct arena arena;
    struct offsets offsets = {0};
    arena_init(&arena);
    memory_fail_after(0);
    assert_false(offsets_append(&offsets, &arena, 1, 1, true));
    memory_fail_after(SIZE_MAX);
    assert_int_equal(offsets.raw_size, 0);
    assert_true(offsets_append(&offsets, &arena, 1, 1, true));
    arena_deinit(&arena);
}

int main(void) {
    struct arena arena;
    arena_init(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(runs_merge_where_they_can, &arena),
        cmocka_unit_test_prestate(spans_round_out_to_clusters, &arena),
        cmocka_unit_test_prestate(removed_characters_are_left_out_at_edges, &arena),
        cmocka_unit_test_prestate(empty_spans_stay_empty, &arena),
        cmocka_unit_test_prestate(raw_offsets_fall_on_cluster_starts, &arena),
        cmocka_unit_test_prestate(many_runs_are_found_by_halving, &arena),
        cmocka_unit_test(failure_to_append_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_deinit(&arena);
    return failed;
}
