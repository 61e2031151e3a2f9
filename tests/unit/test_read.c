/* Reading one plain article. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "stages/read.h"

static void a_text_is_taken_hashed_and_named(void **state) {
    struct article *article = *state;
    article_reset(article);
    assert_int_equal(read_text(article,
                               SLICE_LITERAL("\xEF\xBB\xBF"
                                             "abc"),
                               NULL, NULL),
                     ASSAY_OK);
    assert_true(slice_is(article->raw, "abc"));
    assert_true(slice_is(article->id, "ba7816bf8f01cfea"));
    assert_string_equal(
        article->sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(article->source.bytes, 6);
    assert_int_equal(article->source.encoding, ENCODING_UTF8_BOM);
    assert_string_equal(encoding_word(article->source.encoding), "utf-8-bom");
    assert_int_equal(article->meta.size, 0);
}

static void the_input_may_go_away(void **state) {
    struct article *article = *state;
    char bytes[] = "gallium";
    article_reset(article);
    assert_int_equal(read_text(article, slice_of(bytes, 7), NULL, NULL), ASSAY_OK);
    memset(bytes, 'x', 7);
    assert_true(slice_is(article->raw, "gallium"));
}

static void a_given_id_is_kept(void **state) {
    struct article *article = *state;
    article_reset(article);
    article->id = SLICE_LITERAL("mine");
    assert_int_equal(read_text(article, SLICE_LITERAL("abc"), NULL, NULL), ASSAY_OK);
    assert_true(slice_is(article->id, "mine"));
}

static void replaced_bytes_are_counted(void **state) {
    struct article *article = *state;
    article_reset(article);
    assert_int_equal(read_text(article, SLICE_LITERAL("\xC3\xA9 \xFF\xFE"), NULL, NULL),
                     ASSAY_OK);
    const struct diagnostic *found = &article->diagnostics[DIAGNOSTIC_INVALID_UTF8];
    assert_int_equal(found->count, 2);
    assert_int_equal(found->raw_span.start, 3);
    assert_int_equal(found->raw_span.end, 6);
}

static void too_large_a_text_is_refused(void **state) {
    struct article *article = *state;
    struct read_options options = {.maximum = 4};
    struct assay_error error;
    article_reset(article);
    error_clear(&error);
    assert_int_equal(read_text(article, SLICE_LITERAL("abcd"), &options, &error),
                     ASSAY_OK);
    assert_int_equal(read_text(article, SLICE_LITERAL("abcde"), &options, &error),
                     ASSAY_TOO_LARGE);
    assert_string_equal(error.message, "the article has 5 bytes, the limit is 4");
    assert_int_equal(read_maximum(NULL), 64u << 20);
}

static void failing_memory_is_told(void **state) {
    (void)state;
    struct article article;
    struct assay_error error;
    article_init(&article);
    error_clear(&error);
    memory_fail_after(0);
    assert_int_equal(read_text(&article, SLICE_LITERAL("abc"), NULL, &error),
                     ASSAY_NO_MEMORY);
    memory_fail_after(SIZE_MAX);
    assert_int_equal(error.status, ASSAY_NO_MEMORY);
    article_deinit(&article);
}

int main(void) {
    struct article article;
    article_init(&article);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(a_text_is_taken_hashed_and_named, &article),
        cmocka_unit_test_prestate(the_input_may_go_away, &article),
        cmocka_unit_test_prestate(a_given_id_is_kept, &article),
        cmocka_unit_test_prestate(replaced_bytes_are_counted, &article),
        cmocka_unit_test_prestate(too_large_a_text_is_refused, &article),
        cmocka_unit_test(failing_memory_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    article_deinit(&article);
    return failed;
}
