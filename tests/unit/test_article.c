/* The article table: words of its codes, diagnostics, and reset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "article.h"

static void codes_have_words(void **state) {
    (void)state;
    assert_string_equal(zone_word(ZONE_TITLE), "title");
    assert_string_equal(zone_word(ZONE_BOILERPLATE), "boilerplate");
    assert_string_equal(diagnostic_word(DIAGNOSTIC_INVALID_UTF8), "invalid_utf8");
    assert_string_equal(diagnostic_word(DIAGNOSTIC_INVALID_SURROGATE),
                        "invalid_surrogate");
    assert_string_equal(encoding_word(ENCODING_UTF16BE), "utf-16be");
}

static void the_first_place_of_a_diagnostic_is_kept(void **state) {
    (void)state;
    struct article article;
    char rule[] = "pack/rule";
    article_init(&article);
    article_diagnose(&article, DIAGNOSTIC_REGEX_LIMIT, (struct span){3, 9},
                     slice_from_string(rule));
    memset(rule, 'x', 4);
    article_diagnose(&article, DIAGNOSTIC_REGEX_LIMIT, (struct span){10, 11},
                     slice_from_string(rule));
    const struct diagnostic *found = &article.diagnostics[DIAGNOSTIC_REGEX_LIMIT];
    assert_int_equal(found->count, 2);
    assert_int_equal(found->raw_span.start, 3);
    assert_int_equal(found->raw_span.end, 9);
    assert_true(slice_is(found->detail, "pack/rule"));
    article_deinit(&article);
}

static void reset_forgets_everything(void **state) {
    (void)state;
    struct article article;
    article_init(&article);
    assert_non_null(LIST_PUSH(&article.arena, &article.mentions));
    article.id = SLICE_LITERAL("x");
    article_diagnose(&article, DIAGNOSTIC_MARK_RUN, (struct span){0, 1},
                     slice_of(NULL, 0));
    article_reset(&article);
    assert_int_equal(article.mentions.count, 0);
    assert_int_equal(article.mentions.capacity, 0);
    assert_int_equal(article.id.size, 0);
    assert_int_equal(article.diagnostics[DIAGNOSTIC_MARK_RUN].count, 0);
    article_deinit(&article);
}

static void slices_are_of_the_normalized_text(void **state) {
    (void)state;
    struct article article;
    char text[] = "tin ore";
    article_init(&article);
    article.normalized = text;
    article.normalized_size = 7;
    assert_true(slice_is(article_slice(&article, (struct span){4, 7}), "ore"));
    assert_true(slice_is(article_slice(&article, (struct span){7, 7}), ""));
    article_deinit(&article);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_words),
        cmocka_unit_test(the_first_place_of_a_diagnostic_is_kept),
        cmocka_unit_test(reset_forgets_everything),
        cmocka_unit_test(slices_are_of_the_normalized_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
