/* Tokens of a pattern: each kind, whole, and where one ends. */
#include "support.h"

#include "packs/pattern_tokens.h"

/* The tokens of a pattern as a string of one letter each, with their texts between bars.
 */
static const char letters[] = "cEQS()|rDAG{#";

static void describe(const char *pattern, char *out, size_t room) {
    struct slice text = slice_from_string(pattern);
    size_t size = 0;
    for (struct token token = token_next(text, 0); token.kind != TOKEN_END;
         token = token_next(text, token.end)) {
        assert_true(token.end > token.start && token.end <= text.size);
        size += (size_t)snprintf(out + size, room - size, "%c<%.*s>", letters[token.kind],
                                 (int)(token.end - token.start), pattern + token.start);
    }
    out[size] = '\0';
}

static void every_kind_of_token(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"a\u00E9\U0001F600", "c<a>c<\u00E9>c<\U0001F600>"},
        {".^$", "c<.>c<^>c<$>"},
        {"\\bx\\.", "E<\\b>c<x>E<\\.>"},
        {"\\p{Lu}a", "E<\\p{Lu}>c<a>"},
        {"\\P{^L}", "E<\\P{^L}>"},
        {"\\pLa", "E<\\pL>c<a>"},
        {"\\x{2014}a", "E<\\x{2014}>c<a>"},
        {"\\x41bc", "E<\\x41>c<b>c<c>"},
        {"\\x4z", "E<\\x4>c<z>"},
        {"\\xz", "E<\\x>c<z>"},
        {"\\101a", "E<\\101>c<a>"},
        {"\\0128", "E<\\012>c<8>"},
        {"\\1a", "E<\\1>c<a>"},
        {"\\12a", "E<\\12>c<a>"},
        {"\\cAb", "E<\\cA>c<b>"},
        {"\\o{101}1", "E<\\o{101}>c<1>"},
        {"\\N{U+41}B", "E<\\N{U+41}>c<B>"},
        {"\\N{1,3}B", "E<\\N>r<{1,3}>c<B>"},
        {"\\g{-1}a", "E<\\g{-1}>c<a>"},
        {"\\g1a", "E<\\g1>c<a>"},
        {"\\g-1a", "E<\\g-1>c<a>"},
        {"\\k<x>a", "E<\\k<x>>c<a>"},
        {"\\k'x'a", "E<\\k'x'>c<a>"},
        {"\\k{x}a", "E<\\k{x}>c<a>"},
        {"\\\u00E9a", "E<\\\u00E9>c<a>"},
        {"a\\", "c<a>E<\\>"},
        {"\\Q{\\Ea", "Q<\\Q{\\E>c<a>"},
        {"\\Qa.b", "Q<\\Qa.b>"},
        {"[{}]a", "S<[{}]>c<a>"},
        {"[]a]b", "S<[]a]>c<b>"},
        {"[^]a]b", "S<[^]a]>c<b>"},
        {"[a\\]b]c", "S<[a\\]b]>c<c>"},
        {"[[:alpha:]]c", "S<[[:alpha:]]>c<c>"},
        {"[[:]{UP}", "S<[[:]>D<{UP}>"},
        {"[\\Q]\\E]c", "S<[\\Q]\\E]>c<c>"},
        {"[\\E]a]b", "S<[\\E]a]>c<b>"},
        {"[^\\Q\\E\\E]a]b", "S<[^\\Q\\E\\E]a]>c<b>"},
        {"[[:<:]]a[[:>:]]b", "S<[[:<:]]>c<a>S<[[:>:]]>c<b>"},
        {"[abc", "S<[abc>"},
        {"(a)", "(<(>c<a>)<)>"},
        {"(?:a|b)", "(<(?:>c<a>|<|>c<b>)<)>"},
        {"(?<n>a)", "(<(?<n>>c<a>)<)>"},
        {"(?P<n>a)", "(<(?P<n>>c<a>)<)>"},
        {"(?'n'a)", "(<(?'n'>c<a>)<)>"},
        {"(?=a)(?!a)", "(<(?=>c<a>)<)>(<(?!>c<a>)<)>"},
        {"(?<=a)(?<!a)", "(<(?<=>c<a>)<)>(<(?<!>c<a>)<)>"},
        {"(?>a)", "(<(?>>c<a>)<)>"},
        {"(?i)a", "(<(?i)>c<a>"},
        {"(?-i:a)", "(<(?-i:>c<a>)<)>"},
        {"(?P=n)a", "(<(?P=n)>c<a>"},
        {"(?(1)a|b)", "(<(?(1)>c<a>|<|>c<b>)<)>"},
        {"(?(?={nation})a)", "(<(?>(<(?=>A<{nation}>)<)>c<a>)<)>"},
        {"(?#{x})a", "#<(?#{x})>c<a>"},
        {"a?b*c+", "c<a>r<?>c<b>r<*>c<c>r<+>"},
        {"a??b*+", "c<a>r<?"
                   "?>c<b>r<*+>"},
        {"a{2}b{2,}c{0,4}?", "c<a>r<{2}>c<b>r<{2,}>c<c>r<{0,4}?>"},
        {"{UP}{UP_2}{A}", "D<{UP}>D<{UP_2}>D<{A}>"},
        {"{nation}{nation:KOR}{oda.agency}", "A<{nation}>A<{nation:KOR}>A<{oda.agency}>"},
        {"{gap:4}", "G<{gap:4}>"},
        {"{", "{<{>"},
        {"{}", "{<{}>"},
        {"{nation:}", "{<{nation:}>"},
        {"{Mixed}", "{<{Mixed}>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[512];
        describe(cases[i][0], out, sizeof out);
        assert_string_equal(out, cases[i][1]);
    }
}

/* Any bytes give tokens that lie side by side and end. */
static void tokens_cover_any_text(void **state) {
    (void)state;
    static const char *const pieces[] = {
        "\\",  "{", "}", "[", "]", "(", ")", "?", "<", ">", "#", "\\Q",
        "\\E", ":", "^", "P", "x", "1", ",", "g", "'", "|", "*", "\u00E9"};
    uint64_t seed = 3;
    for (uint32_t round = 0; round < 20000; round++) {
        char text[128];
        size_t size = random_text(&seed, pieces, sizeof pieces / sizeof *pieces,
                                  random_next(&seed, 12), text, sizeof text);
        char *exact = malloc(size + 1);
        assert_non_null(exact);
        memcpy(exact, text, size);
        uint32_t at = 0;
        for (struct token token = token_next(slice_of(exact, size), 0);
             token.kind != TOKEN_END; token = token_next(slice_of(exact, size), at)) {
            assert_int_equal(token.start, at);
            assert_true(token.end > at && token.end <= size);
            at = token.end;
        }
        assert_int_equal(at, size);
        free(exact);
    }
}

static void numbers_are_read(void **state) {
    (void)state;
    uint32_t at = 1;
    assert_int_equal(token_number(SLICE_LITERAL("{12,"), &at), 12);
    assert_int_equal(at, 3);
    assert_int_equal(token_number(SLICE_LITERAL("{12,"), &at), 0);
    assert_int_equal(at, 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_token),
        cmocka_unit_test(tokens_cover_any_text),
        cmocka_unit_test(numbers_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
