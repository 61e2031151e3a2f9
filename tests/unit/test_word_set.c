/* The set says what the table says: held against table_find. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stages/word_set.h"

#define ENTRY(key, value)                                                                \
    {                                                                                    \
        {key, sizeof key - 1}, { value, sizeof value - 1 }                               \
    }

static const struct table_entry entries[] = {
    ENTRY("And", "1"),          ENTRY("US", "2"), ENTRY("and", "3"),
    ENTRY("na\xC3\xAFve", "4"), ENTRY("of", "5"), ENTRY("the", "6"),
    ENTRY("u.s", "7"),          ENTRY("us", "8"), ENTRY("\xC3\xA9t\xC3\xA9", "9"),
};

static const char *const words[] = {"and",
                                    "And",
                                    "AND",
                                    "aND",
                                    "US",
                                    "us",
                                    "Us",
                                    "uS",
                                    "U.S",
                                    "of",
                                    "oF",
                                    "on",
                                    "o",
                                    "the",
                                    "The",
                                    "tha",
                                    "then",
                                    "NA\xC3\x8FVE",
                                    "naive",
                                    "na\xC3\xAFve",
                                    "\xC3\x89T\xC3\x89",
                                    "u\xC5\xBF",
                                    "",
                                    "7",
                                    "-",
                                    "@",
                                    "[",
                                    "`",
                                    "anda"};

static void as_the_table(void **state) {
    (void)state;
    struct table table = {SLICE_LITERAL("test/words"), entries,
                          sizeof entries / sizeof *entries};
    struct word_set set;
    struct arena arena;
    arena_init(&arena);
    assert_true(word_set_make(&set, &arena, &table));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool wanted = false;
        bool found = false;
        struct slice word = slice_from_string(words[i]);
        struct slice value = table_find(&table, word, &wanted);
        struct slice got = word_set_find(&set, word, &found);
        assert_int_equal(found, wanted);
        assert_true(slice_equal(got, value));
    }
    arena_deinit(&arena);
}

static void without_a_table_nothing_is_found(void **state) {
    (void)state;
    struct word_set set;
    struct arena arena;
    bool found = true;
    arena_init(&arena);
    assert_true(word_set_make(&set, &arena, NULL));
    word_set_find(&set, SLICE_LITERAL("and"), &found);
    assert_false(found);
    arena_deinit(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_table),
        cmocka_unit_test(without_a_table_nothing_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
