/* The buffer: grows to its maximum and not beyond, and its first error sticks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"

static void pieces_are_put_together(void **state) {
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, SIZE_MAX);
    buffer_append(&buffer, "ab", 2);
    buffer_append_char(&buffer, 'c');
    buffer_append_string(&buffer, "de");
    buffer_append_slice(&buffer, slice_of(NULL, 0));
    buffer_append_slice(&buffer, SLICE_LITERAL("f"));
    assert_true(slice_is(buffer_slice(&buffer), "abcdef"));
    assert_int_equal(buffer_status(&buffer), ASSAY_OK);
    buffer_deinit(&buffer);
}

static void numbers_are_decimal(void **state) {
    (void)state;
    static const int64_t numbers[] = {0,     7,     -1,         9,         10,       42,
                                      99,    100,   101,        999,       1000,     9999,
                                      10000, 10001, 1234567890, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char expected[32];
        struct buffer buffer;
        snprintf(expected, sizeof expected, "%lld", (long long)numbers[i]);
        buffer_init(&buffer, 100);
        buffer_append_number(&buffer, numbers[i]);
        assert_true(slice_is(buffer_slice(&buffer), expected));
        buffer_deinit(&buffer);
    }
}

static void the_maximum_holds_and_its_error_sticks(void **state) {
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 1000);
    for (int i = 0; i < 1000; i++)
        buffer_append_char(&buffer, 'x');
    assert_int_equal(buffer_status(&buffer), ASSAY_OK);
    assert_true(buffer.capacity <= 1000);
    buffer_append_char(&buffer, 'x');
    assert_int_equal(buffer_status(&buffer), ASSAY_TOO_LARGE);
    assert_int_equal(buffer.size, 1000);
    buffer_append(&buffer, "", 0);
    assert_null(buffer_reserve(&buffer, 0));
    buffer_clear(&buffer);
    assert_int_equal(buffer_status(&buffer), ASSAY_OK);
    buffer_append_string(&buffer, "again");
    assert_true(slice_is(buffer_slice(&buffer), "again"));
    buffer_deinit(&buffer);
}

static void failing_memory_sticks_and_keeps_what_is_there(void **state) {
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, SIZE_MAX);
    buffer_append_string(&buffer, "kept");
    memory_fail_after(0);
    char large[4096] = {0};
    buffer_append(&buffer, large, sizeof large);
    memory_fail_after(SIZE_MAX);
    assert_int_equal(buffer_status(&buffer), ASSAY_NO_MEMORY);
    buffer_append_string(&buffer, "!");
    assert_true(slice_is(buffer_slice(&buffer), "kept"));
    buffer_deinit(&buffer);
}

static void room_can_be_filled_in_place(void **state) {
    (void)state;
    struct buffer buffer;
    buffer_init(&buffer, 1 << 20);
    char *room = buffer_reserve(&buffer, 70000);
    assert_non_null(room);
    memset(room, 'y', 70000);
    buffer.size += 70000;
    buffer_append_char(&buffer, 'z');
    assert_int_equal(buffer.data[69999], 'y');
    assert_int_equal(buffer.data[70000], 'z');
    buffer_deinit(&buffer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(the_maximum_holds_and_its_error_sticks),
        cmocka_unit_test(failing_memory_sticks_and_keeps_what_is_there),
        cmocka_unit_test(room_can_be_filled_in_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
