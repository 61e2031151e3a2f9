/* Patterns of --glob against paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "batch/glob.h"

static void patterns_fit(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool fits;
    } rows[] = {
        {"", "", true},
        {"a", "a", true},
        {"a", "b", false},
        {"a", "ab", false},
        {"*", "abc", true},
        {"*", "a/b", false},
        {"*", ".a", false},
        {".*", ".a", true},
        {"?", ".", false},
        {"a*c*e", "abcde", true},
        {"a*c*e", "abcd", false},
        {"*.txt", "a.txt.txt", true},
        {"**", "a/b/c", true},
        {"**", "a/.b/c", false},
        {"**/c", "c", true},
        {"**/c", "a/b/c", true},
        {"**/c", "a/bc", false},
        {"a/**", "a/b/c", true},
        {"a/**", "ab/c", false},
        {"a/**/d", "a/d", true},
        {"a/**/d", "a/b/c/d", true},
        {"a/**/d", "a/b/cd", false},
        {"**/b*/**/e", "a/bc/bd/x/e", true},
        {"**/*.txt", "a/b.txt", true},
        {"a**b", "axxb", true},
        {"a**b", "ax/xb", false},
        {"[abc]", "b", true},
        {"[!abc]", "b", false},
        {"[^abc]", "d", true},
        {"[a-c]x", "bx", true},
        {"[]a]", "]", true},
        {"[a-]", "-", true},
        {"[!a]", "/", false},
        {"[.]a", ".a", false},
        {"\\*", "*", true},
        {"\\*", "a", false},
        {"[\\]]", "]", true},
        {"*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bool fits = glob_fits(slice_from_string(rows[i].pattern),
                              slice_from_string(rows[i].text));
        if (fits != rows[i].fits) {
            fail_msg("%s on %s", rows[i].pattern, rows[i].text);
        }
    }
}

static void check(const char *const *patterns, size_t count, const char *path,
                  bool taken) {
    struct globs globs;
    assert_true(globs_init(&globs, patterns, count, NULL));
    if (globs_take(&globs, slice_from_string(path)) != taken) {
        fail_msg("%s", path);
    }
    globs_deinit(&globs);
}

static void the_last_that_fits_decides(void **state) {
    (void)state;
    static const char *const patterns[] = {"*.{txt,m{d,arkdown}}", "!a/*", "a/b.txt"};
    check(patterns, 3, "x.txt", true);
    check(patterns, 3, "x.markdown", true);
    check(patterns, 3, "x.pdf", false);
    check(patterns, 3, "a/x.md", false);
    check(patterns, 3, "a/b.txt", true);
    check(patterns + 1, 1, "x.pdf", true);
    check(NULL, 0, ".hidden", false);
    check(NULL, 0, "a/seen", true);
}

static void a_set_without_an_end_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"a[b", "", "!", "*.{txt,md", "{a,{b,c}", "!{a"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct globs globs;
        struct assay_error error = {.status = ASSAY_OK};
        assert_false(globs_init(&globs, &wrong[i], 1, &error));
        assert_int_equal(error.status, ASSAY_USAGE);
        globs_deinit(&globs);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_fit),
        cmocka_unit_test(the_last_that_fits_decides),
        cmocka_unit_test(a_set_without_an_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
