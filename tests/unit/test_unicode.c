/* Characters: UTF-8 steps, classes, and folding compared with PCRE2 over all code points.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <utf8proc.h>

#include "text/unicode.h"

#define CODE_POINTS 0x110000u

static bool is_surrogate(uint32_t code_point) {
    return code_point >= 0xD800 && code_point < 0xE000;
}

static void every_code_point_survives_utf8(void **state) {
    (void)state;
    for (uint32_t code_point = 0; code_point < CODE_POINTS; code_point++) {
        char text[8] = "a";
        uint32_t length;
        if (is_surrogate(code_point))
            continue;
        uint32_t written = utf8_encode(code_point, text + 1);
        assert_int_equal(utf8_decode(text + 1, &length), code_point);
        assert_int_equal(length, written);
        assert_int_equal(utf8_length((unsigned char)text[1]), written);
        assert_int_equal(utf8_before(text, 1 + written), 1);
        assert_int_equal(utf8_before(text, 1), 0);
    }
}

/* A PCRE2 pattern over a text, as in packs/pattern. */
struct matcher {
    pcre2_code *code;
    pcre2_match_data *data;
};

static struct matcher matcher_new(const char *pattern, size_t size, uint32_t options) {
    int problem;
    PCRE2_SIZE place;
    struct matcher matcher;
    matcher.code = pcre2_compile((PCRE2_SPTR)pattern, size,
                                 PCRE2_UTF | PCRE2_UCP | options, &problem, &place, NULL);
    assert_non_null(matcher.code);
    (void)pcre2_jit_compile(matcher.code, PCRE2_JIT_COMPLETE);
    matcher.data = pcre2_match_data_create_from_pattern(matcher.code, NULL);
    assert_non_null(matcher.data);
    return matcher;
}

static void matcher_free(struct matcher *matcher) {
    pcre2_match_data_free(matcher->data);
    pcre2_code_free(matcher->code);
}

/* The next match in the text at or after `at`; SIZE_MAX if there is none. */
static size_t matcher_next(struct matcher *matcher, const char *text, size_t size,
                           size_t at) {
    int found = pcre2_match(matcher->code, (PCRE2_SPTR)text, size, at, PCRE2_NO_UTF_CHECK,
                            matcher->data, NULL);
    return found < 0 ? SIZE_MAX : pcre2_get_ovector_pointer(matcher->data)[0];
}

/* Writes all code points for which `wanted` says so, one behind the other. */
static size_t write_all(char *text, bool (*wanted)(uint32_t)) {
    size_t size = 0;
    for (uint32_t code_point = 1; code_point < CODE_POINTS; code_point++) {
        if (!is_surrogate(code_point) && wanted(code_point))
            size += utf8_encode(code_point, text + size);
    }
    return size;
}

/* Only characters that both PCRE2's Unicode and utf8proc's know are compared. */
static bool is_assigned(uint32_t code_point) {
    static struct matcher matcher;
    char text[4];
    if (matcher.code == NULL)
        matcher = matcher_new("\\p{Cn}", 6, 0);
    uint32_t length = utf8_encode(code_point, text);
    return utf8proc_category((utf8proc_int32_t)code_point) != UTF8PROC_CATEGORY_CN &&
           matcher_next(&matcher, text, length, 0) != 0;
}

/* What PCRE2 finds in the text for one code point, caselessly, is just what folds to the
 * same. */
static void assert_same_matches(uint32_t code_point, const char *text, size_t size,
                                const uint32_t *class_sizes) {
    char pattern[4];
    uint32_t length = utf8_encode(code_point, pattern);
    uint32_t folded = unicode_fold(code_point), found = 0;
    if (code_point < 0x80 && !unicode_is_word(code_point))
        return; /* may be an operator; folds to itself */
    struct matcher matcher = matcher_new(pattern, length, PCRE2_CASELESS);
    for (size_t at = 0; (at = matcher_next(&matcher, text, size, at)) != SIZE_MAX;) {
        uint32_t match = utf8_decode(text + at, &length);
        if (unicode_fold(match) != folded)
            fail_msg("U+%04X matches U+%04X, but they fold apart", code_point, match);
        found++;
        at += length;
    }
    if (found != class_sizes[folded])
        fail_msg("U+%04X folds together with characters that PCRE2 tells apart",
                 code_point);
    matcher_free(&matcher);
}

static const uint32_t *count_classes(void) {
    static uint32_t sizes[CODE_POINTS];
    for (uint32_t code_point = 1; code_point < CODE_POINTS; code_point++) {
        if (!is_surrogate(code_point))
            sizes[unicode_fold(code_point)]++;
    }
    return sizes;
}

/* Code points that fold, or that could by their kind: letters with case, and the symbols
 * and marks among which Unicode has a few with case. */
static bool could_have_case(uint32_t code_point) {
    static struct matcher matcher;
    char text[4];
    if (matcher.code == NULL) {
        const char kinds[] = "[\\p{L&}\\p{Nl}\\p{So}\\p{Mn}]";
        matcher = matcher_new(kinds, sizeof kinds - 1, 0);
    }
    uint32_t length = utf8_encode(code_point, text);
    return is_assigned(code_point) && matcher_next(&matcher, text, length, 0) == 0;
}

static void folding_agrees_with_pcre2(void **state) {
    (void)state;
    const uint32_t *class_sizes = count_classes();
    char *text = malloc(CODE_POINTS * 4);
    assert_non_null(text);
    size_t size = write_all(text, could_have_case);
    assert_true(size > 20000);
    for (uint32_t code_point = 1; code_point < CODE_POINTS; code_point++) {
        if (is_surrogate(code_point))
            continue;
        if (could_have_case(code_point))
            assert_same_matches(code_point, text, size, class_sizes);
        else if (is_assigned(code_point) && class_sizes[unicode_fold(code_point)] != 1)
            fail_msg("U+%04X folds, but PCRE2 knows no case for it", code_point);
    }
    free(text);
}

/* One class against PCRE2's own over all code points. */
static void assert_class(const char *pattern, bool (*is)(uint32_t), const char *text,
                         size_t size) {
    struct matcher matcher = matcher_new(pattern, strlen(pattern), 0);
    uint32_t length;
    for (size_t at = 0, next; at < size; at = next) {
        next = matcher_next(&matcher, text, size, at);
        for (; at < (next == SIZE_MAX ? size : next); at += length) {
            if (is(utf8_decode(text + at, &length)))
                fail_msg("U+%04X is not %s", utf8_decode(text + at, &length), pattern);
        }
        if (next == SIZE_MAX)
            break;
        if (!is(utf8_decode(text + next, &length)))
            fail_msg("U+%04X is %s", utf8_decode(text + next, &length), pattern);
        next += length;
    }
    matcher_free(&matcher);
}

static void classes_agree_with_pcre2(void **state) {
    (void)state;
    char *text = malloc(CODE_POINTS * 4);
    assert_non_null(text);
    size_t size = write_all(text, is_assigned);
    assert_class("[\\p{L}\\p{N}\\p{M}_]", unicode_is_word, text, size);
    assert_class("\\p{L}", unicode_is_letter, text, size);
    assert_class("[\\p{Lu}\\p{Lt}]", unicode_is_upper, text, size);
    assert_class("\\p{Ll}", unicode_is_lower, text, size);
    assert_class("\\p{Nd}", unicode_is_digit, text, size);
    assert_class("\\p{Sc}", unicode_is_currency, text, size);
    assert_class("\\p{M}", unicode_is_mark, text, size);
    assert_class("[\\t-\\r \\x{85}\\p{Z}]", unicode_is_space, text, size);
    free(text);
}

static void word_edges_are_found(void **state) {
    (void)state;
    struct slice text = SLICE_LITERAL("tin, \xC3\xA9t\xCC\x81 x_1");
    static const bool edges[] = {true,  false, false, true, true,  true,  false, false,
                                 false, false, true,  true, false, false, true};
    for (uint32_t offset = 0; offset <= text.size; offset++) {
        bool boundary =
            offset == text.size || ((unsigned char)text.data[offset] & 0xC0) != 0x80;
        if (boundary)
            assert_int_equal(unicode_word_edge(text, offset), edges[offset]);
    }
    assert_true(unicode_word_edge(slice_of(NULL, 0), 0));
}

static void the_version_is_told(void **state) {
    (void)state;
    assert_true(strlen(unicode_version()) >= 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_survives_utf8),
        cmocka_unit_test(folding_agrees_with_pcre2),
        cmocka_unit_test(classes_agree_with_pcre2),
        cmocka_unit_test(word_edges_are_found),
        cmocka_unit_test(the_version_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
