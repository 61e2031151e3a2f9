/* The arena: zeroed, aligned, reset without a leak, and whole after every failed
 * allocation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/memory.h"

#include <stdalign.h>

static void memory_is_zeroed_and_aligned(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    for (size_t round = 0; round < 3; round++) {
        for (size_t size = 0; size < 3000; size += 7) {
            unsigned char *memory = arena_alloc(&arena, size);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++)
                assert_int_equal(memory[i], 0);
            if (size > 0)
                memset(memory, 0xAA, size);
        }
        arena_reset(&arena, SIZE_MAX);
    }
    arena_deinit(&arena);
}

static void reset_keeps_a_bounded_amount(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_non_null(arena_alloc(&arena, 100));
    assert_non_null(arena_alloc(&arena, 5 << 20));
    assert_true(arena.allocated > 5 << 20);
    arena_reset(&arena, 1 << 20);
    assert_true(arena.allocated <= 1 << 20);
    assert_true(arena.allocated > 0);
    arena_reset(&arena, 0);
    assert_int_equal(arena.allocated, 0);
    assert_non_null(arena_alloc(&arena, 10));
    arena_deinit(&arena);
}

static void kept_blocks_are_used_again(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    size_t first = 0;
    for (size_t round = 0; round < 10; round++) {
        for (size_t i = 0; i < 1000; i++)
            assert_non_null(arena_alloc(&arena, 500));
        if (round == 0)
            first = arena.allocated;
        assert_int_equal(arena.allocated, first);
        arena_reset(&arena, SIZE_MAX);
    }
    arena_deinit(&arena);
}

static void impossible_sizes_are_refused(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc_array(&arena, SIZE_MAX / 2, 3));
    assert_non_null(arena_alloc_array(&arena, 0, 3));
    arena_deinit(&arena);
}

static void copies_are_terminated(void **state) {
    (void)state;
    struct arena arena;
    bool copied;
    arena_init(&arena);
    struct slice copy = arena_copy(&arena, SLICE_LITERAL("tin"), &copied);
    assert_true(copied);
    assert_int_equal(copy.size, 3);
    assert_string_equal(copy.data, "tin");
    copy = arena_copy(&arena, slice_of(NULL, 0), &copied);
    assert_true(copied);
    assert_string_equal(copy.data, "");
    arena_deinit(&arena);
}

static void two_lists_grow_side_by_side(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    LIST_OF(uint64_t) odd = {0};
    LIST_OF(uint16_t) even = {0};
    for (uint32_t i = 0; i < 10000; i++) {
        uint64_t *a = LIST_PUSH(&arena, &odd);
        uint16_t *b = LIST_PUSH(&arena, &even);
        if (a == NULL || b == NULL) {
            fail();
            break;
        }
        assert_int_equal(*a, 0);
        *a = 2 * i + 1;
        *b = (uint16_t)(2 * i);
    }
    for (uint32_t i = 0; i < 10000; i++) {
        assert_int_equal(odd.items[i], 2 * i + 1);
        assert_int_equal(even.items[i], (uint16_t)(2 * i));
    }
    arena_deinit(&arena);
}

/* A large list has a block to itself and leaves no copies of itself behind. */
static void a_large_list_grows_with_its_block(void **state) {
    (void)state;
    struct arena arena;
    LIST_OF(uint64_t) list = {0};
    arena_init(&arena);
    assert_non_null(arena_alloc(&arena, 100));
    for (uint64_t i = 0; i < 3000000; i++) {
        uint64_t *item = LIST_PUSH(&arena, &list);
        if (item == NULL || *item != 0) {
            fail();
            return;
        }
        *item = i;
        if (i % 500000 == 1) {
            assert_non_null(arena_alloc(&arena, 100)); /* something stands behind it */
        }
    }
    for (uint64_t i = 0; i < list.count; i++) {
        assert_int_equal(list.items[i], i);
    }
    assert_true(arena.allocated < 2 * list.capacity * sizeof *list.items);
    arena_deinit(&arena);
}

static void every_failure_leaves_the_list_whole(void **state) {
    (void)state;
    for (size_t fail_at = 0; fail_at < 12; fail_at++) {
        struct arena arena;
        LIST_OF(uint32_t) list = {0};
        size_t failures = 0;
        arena_init(&arena);
        memory_fail_after(fail_at);
        for (uint32_t i = 0; i < 200000;) {
            uint32_t *item = LIST_PUSH(&arena, &list);
            if (item == NULL) {
                failures++;
                continue; /* injected failure is single: the next try succeeds */
            }
            *item = i++;
        }
        memory_fail_after(SIZE_MAX);
        assert_true(failures <= 1);
        assert_true(fail_at > 3 || failures == 1);
        assert_int_equal(list.count, 200000);
        for (uint32_t i = 0; i < 200000; i++)
            assert_int_equal(list.items[i], i);
        arena_deinit(&arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned),
        cmocka_unit_test(reset_keeps_a_bounded_amount),
        cmocka_unit_test(kept_blocks_are_used_again),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(copies_are_terminated),
        cmocka_unit_test(two_lists_grow_side_by_side),
        cmocka_unit_test(a_large_list_grows_with_its_block),
        cmocka_unit_test(every_failure_leaves_the_list_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
