/* Statuses have codes and words; in an error the first failure wins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

static void every_status_has_code_and_words(void **state) {
    (void)state;
    assert_string_equal(assay_status_code(ASSAY_OK), "ok");
    assert_string_equal(assay_status_code(ASSAY_TOO_LARGE), "too_large");
    assert_string_equal(assay_status_words(ASSAY_NO_MEMORY), "out of memory");
    for (int status = ASSAY_OK; status <= ASSAY_TEXT_NOT_STRING; status++) {
        assert_string_not_equal(assay_status_code((enum assay_status)status), "unknown");
        assert_true(strlen(assay_status_words((enum assay_status)status)) > 0);
    }
}

static void the_first_failure_wins(void **state) {
    (void)state;
    struct assay_error error;
    error_clear(&error);
    assert_int_equal(error.status, ASSAY_OK);
    assert_int_equal(error_set(&error, ASSAY_IO, "a.txt:1:2", "cannot read %d", 7),
                     ASSAY_IO);
    assert_int_equal(error_set(&error, ASSAY_USAGE, NULL, "later"), ASSAY_USAGE);
    assert_int_equal(error.status, ASSAY_IO);
    assert_string_equal(error.place, "a.txt:1:2");
    assert_string_equal(error.message, "cannot read 7");
    error_clear(&error);
    assert_int_equal(error_set(&error, ASSAY_USAGE, NULL, "now"), ASSAY_USAGE);
    assert_string_equal(error.place, "");
    assert_string_equal(error.message, "now");
}

static void no_error_may_be_given(void **state) {
    (void)state;
    error_clear(NULL);
    assert_int_equal(error_set(NULL, ASSAY_RULES, "x", "y"), ASSAY_RULES);
}

/* Cut between characters, whatever their width: what is cut off goes into JSON. */
static void long_messages_are_cut_between_characters(void **state) {
    (void)state;
    static const char *const characters[] = {"x", "\xC3\xA9", "\xE2\x82\xAC",
                                             "\xF0\x9F\x98\x80"};
    for (size_t i = 0; i < 4; i++) {
        char text[700] = "";
        size_t width = strlen(characters[i]);
        for (size_t size = 0; size + width < sizeof text; size += width)
            memcpy(text + size, characters[i], width + 1);
        struct assay_error error;
        error_clear(&error);
        error_set(&error, ASSAY_IO, NULL, "%s", text);
        assert_int_equal(strlen(error.message), 511 / width * width);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_code_and_words),
        cmocka_unit_test(the_first_failure_wins),
        cmocka_unit_test(no_error_may_be_given),
        cmocka_unit_test(long_messages_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
