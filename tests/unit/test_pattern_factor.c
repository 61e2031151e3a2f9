/* Factored alternations: what they look like, and that they match what they matched. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "support.h"

#include "packs/pattern_factor.h"

#include <pcre2.h>

static void factor(const char *pattern, char *out, size_t room) {
    struct buffer buffer;
    buffer_init(&buffer, 1 << 20);
    pattern_factor(slice_from_string(pattern), &buffer);
    assert_int_equal(buffer.status, ASSAY_OK);
    snprintf(out, room, "%.*s", (int)buffer.size, buffer.data);
    buffer_deinit(&buffer);
}

static void known_patterns(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"(?:apple|ant|bat|axe|bee)", "(?:a(?:pple|nt|xe)|b(?:at|ee))"},
        {"(?:apple|ant|bat|axe)", "(?:apple|ant|bat|axe)"}, /* too short a list */
        {"(?:aa|ab|\\d|ac|ad|b)", "(?:a(?:a|b)|\\d|a(?:c|d)|b)"},
        {"(?:aa|Ab|ac|ad|ae)", "(?:aa|Ab|ac|ad|ae)"}, /* both cases */
        {"(?:a?a|ab|ac|ad|ae)", "(?:a?a|a(?:b|c|d|e))"},
        {"(?<=aa|ab|ac|ad|ae)x", "(?<=aa|ab|ac|ad|ae)x"},
        {"(aa|ab|ac|ad|ae)\\1", "(aa|ab|ac|ad|ae)\\1"},
        {"(?|aa|ab|ac|ad|ae)", "(?|aa|ab|ac|ad|ae)"},
        {"(?(?=a)aa|ab|ac|ad|ae)", "(?(?=a)aa|ab|ac|ad|ae)"}, /* yes or no */
        {"aa)|ab|ac|ad|ae", "aa)|ab|ac|ad|ae"}, /* no pattern: left for PCRE2 to say so */
        {"(aa|ab|ac|ad|ae", "(aa|ab|ac|ad|ae"},
        {"a\\E?b|ab|ac|ad|ae", "a\\E?b|ab|ac|ad|ae"}, /* the repeat is of the a */
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[256];
        factor(cases[i][0], out, sizeof out);
        assert_string_equal(out, cases[i][1]);
    }
}

/* ---- The same matches ---- */

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* A pattern of lists in lists, over few letters so that much of it overlaps. */
static size_t make_pattern(uint32_t *seed, char *out, size_t room, int depth) {
    static const char *const atoms[] = {"a",  "b",  "ab",   "ba", "\\d",
                                        "a?", "b+", "[ab]", "c"};
    static const char *const opens[] = {"(?:", "(?>", "(?<n>", "(?=", "(?!"};
    size_t size = 0;
    uint32_t count = 1 + next_random(seed) % 8;
    for (uint32_t i = 0; i < count && size + 64 < room; i++) {
        size += (size_t)snprintf(out + size, room - size, "%s", i == 0 ? "" : "|");
        uint32_t parts = next_random(seed) % 4;
        for (uint32_t part = 0; part < parts && size + 64 < room; part++) {
            if (depth > 0 && next_random(seed) % 4 == 0) {
                size += (size_t)snprintf(out + size, room - size, "%s",
                                         opens[next_random(seed) % 5]);
                size += make_pattern(seed, out + size, (room - size) / 2, depth - 1);
                size += (size_t)snprintf(out + size, room - size, ")");
            } else {
                size += (size_t)snprintf(out + size, room - size, "%s",
                                         atoms[next_random(seed) % 9]);
            }
        }
    }
    return size;
}

static pcre2_code *compile(const char *pattern) {
    int problem = 0;
    size_t place = 0;
    return pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_DUPNAMES,
                         &problem, &place, NULL);
}

static void assert_same_matches(const char *pattern, const char *factored,
                                uint32_t *seed) {
    pcre2_code *codes[2] = {compile(pattern), compile(factored)};
    assert_non_null(codes[0]);
    assert_non_null(codes[1]);
    pcre2_match_data *data[2] = {pcre2_match_data_create_from_pattern(codes[0], NULL),
                                 pcre2_match_data_create_from_pattern(codes[1], NULL)};
    for (int round = 0; round < 20; round++) {
        char text[17] = {0};
        uint32_t size = next_random(seed) % 16;
        for (uint32_t i = 0; i < size; i++) {
            text[i] = "abAB1cx "[next_random(seed) % 8];
        }
        int found[2];
        for (int side = 0; side < 2; side++) {
            found[side] =
                pcre2_match(codes[side], (PCRE2_SPTR)text, size, 0, 0, data[side], NULL);
        }
        const PCRE2_SIZE *one = pcre2_get_ovector_pointer(data[0]);
        const PCRE2_SIZE *other = pcre2_get_ovector_pointer(data[1]);
        bool same = (found[0] < 0) == (found[1] < 0) &&
                    (found[0] < 0 || memcmp(one, other, 2 * sizeof *one) == 0);
        if (!same) {
            fail_msg("'%s' and '%s' differ on '%s'", pattern, factored, text);
        }
    }
    for (int side = 0; side < 2; side++) {
        pcre2_match_data_free(data[side]);
        pcre2_code_free(codes[side]);
    }
}

static void random_patterns_match_the_same(void **state) {
    (void)state;
    static char pattern[2048], factored[16384];
    uint32_t seed = 20;
    for (int round = 0; round < 3000; round++) {
        make_pattern(&seed, pattern, sizeof pattern, 3);
        factor(pattern, factored, sizeof factored);
        assert_same_matches(pattern, factored, &seed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_patterns),
        cmocka_unit_test(random_patterns_match_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
