/* Offsets in other units, held against counting from the start. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/positions.h"

static struct position_count count_slowly(struct slice text, uint32_t offset) {
    struct position_count count = {0, 0};
    for (uint32_t i = 0; i < offset; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if (byte < 0x80 || byte >= 0xC0) {
            count.characters++;
            count.utf16 += byte >= 0xF0 ? 2 : 1;
        }
    }
    return count;
}

static void assert_counts(struct slice text) {
    struct arena arena;
    struct positions positions;
    arena_init(&arena);
    assert_true(positions_init(&positions, &arena, text));
    for (uint32_t offset = 0; offset <= text.size; offset++) {
        if (offset < text.size && ((unsigned char)text.data[offset] & 0xC0) == 0x80) {
            continue; /* inside a character */
        }
        struct position_count wanted = count_slowly(text, offset);
        struct position_count got = positions_at(&positions, offset);
        assert_int_equal(got.characters, wanted.characters);
        assert_int_equal(got.utf16, wanted.utf16);
    }
    arena_deinit(&arena);
}

static void short_texts(void **state) {
    (void)state;
    assert_counts(SLICE_LITERAL(""));
    assert_counts(SLICE_LITERAL("plain"));
    assert_counts(SLICE_LITERAL("\xC3\xA9"));
    assert_counts(SLICE_LITERAL("a\xF0\x9F\x98\x80z\xE2\x82\xAC"));
}

/* Characters of every length lie across the strides' edges. */
static void long_texts(void **state) {
    (void)state;
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC",
                                             "\xF0\x9F\x98\x80"};
    for (size_t first = 0; first < 4; first++) {
        char data[4 * POSITIONS_STRIDE];
        size_t size = 0;
        for (size_t i = first; size + 4 <= sizeof data; i++) {
            size_t length = strlen(characters[i % 4]);
            memcpy(data + size, characters[i % 4], length);
            size += length;
        }
        assert_counts(slice_of(data, size));
    }
}

static void ascii_at_the_edge_of_a_stride(void **state) {
    (void)state;
    char data[POSITIONS_STRIDE];
    memset(data, 'x', sizeof data);
    assert_counts(slice_of(data, sizeof data));
    memcpy(data + sizeof data - 2, "\xC3\xA9", 2);
    assert_counts(slice_of(data, sizeof data));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_texts),
        cmocka_unit_test(long_texts),
        cmocka_unit_test(ascii_at_the_edge_of_a_stride),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
