/* The table of forms: found for every row, and stable: what is folded once does not fold
 * again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/forms.h"

static void rows_all_over_the_table_are_found(void **state) {
    (void)state;
    static const uint32_t rows[][2] = {
        {0x85, '\n'},     {0xA0, ' '},    {0xB4, '\''},     {0x2BC, '\''},
        {0x2009, ' '},    {0x2011, '-'},  {0x2015, 0x2014}, {0x201D, '"'},
        {0x2028, '\n'},   {0x2033, '"'},  {0x2212, '-'},    {0x25CF, 0x2022},
        {0x2756, 0x2022}, {0x275B, '\''}, {0x275E, '"'},    {0x27A4, 0x2022},
        {0xF0B7, 0x2022}, {0xFE63, '-'},  {0xFF01, '!'},    {0xFF21, 'A'},
        {0xFF5E, '~'},    {0xFFE1, 0xA3}, {0xFFE6, 0x20A9}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct form form = {0};
        if (!form_of(rows[i][0], &form) || form.count != 1 ||
            form.code_points[0] != rows[i][1])
            fail_msg("U+%04X does not become U+%04X", rows[i][0], rows[i][1]);
    }
}

static void others_stand_for_themselves(void **state) {
    (void)state;
    static const uint32_t others[] = {0x80,   0xB7,   0xE9,    0x2013,  0x2014,
                                      0x2026, 0x20AC, 0x2122,  0x4E2D,  0xFB07,
                                      0xFF5F, 0xFFFD, 0x1F600, 0x10FFFF};
    struct form form;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(form_of(others[i], &form));
}

static void ligatures_become_letters(void **state) {
    (void)state;
    static const char *const letters[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    for (uint32_t i = 0; i < 7; i++) {
        struct form form;
        assert_true(form_of(0xFB00 + i, &form));
        assert_int_equal(form.count, strlen(letters[i]));
        for (uint32_t k = 0; k < form.count; k++)
            assert_int_equal(form.code_points[k], letters[i][k]);
    }
}

static void folding_is_done_after_one_step(void **state) {
    (void)state;
    uint32_t folded = 0;
    for (uint32_t code_point = 0x80; code_point < 0x110000; code_point++) {
        struct form form, again;
        if (!form_of(code_point, &form))
            continue;
        folded++;
        for (uint32_t i = 0; i < form.count; i++) {
            uint32_t to = form.code_points[i];
            if (to >= 0x80 && form_of(to, &again) && again.code_points[0] != to)
                fail_msg("U+%04X becomes U+%04X, which folds again", code_point, to);
        }
    }
    assert_true(folded > 500);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_all_over_the_table_are_found),
        cmocka_unit_test(others_stand_for_themselves),
        cmocka_unit_test(ligatures_become_letters),
        cmocka_unit_test(folding_is_done_after_one_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
