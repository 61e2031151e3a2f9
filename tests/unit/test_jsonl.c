/* The JSON scanner and the reading of JSONL lines. Where the JSON parsing test suite lies
 * beside the project, its files are run too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>

#include "base/limits.h"
#include "base/memory.h"
#include "stages/json.h"
#include "stages/jsonl.h"

#define SUITE SOURCE_DIR "/../shared/dev/json_test_suite"

static void assert_slice(struct slice found, const char *expected) {
    if (!slice_is(found, expected))
        fail_msg("found '%.*s', expected '%s'", (int)found.size, found.data, expected);
}

static enum assay_status read_line(struct article *article, const char *line,
                                   const struct read_options *options) {
    struct assay_error error;
    error_clear(&error);
    article_reset(article);
    enum assay_status status =
        read_json_line(article, slice_from_string(line), options, &error);
    assert_int_equal(error.status, status);
    return status;
}

/* ---- Validity ---- */

static void valid_values_are_accepted(void **state) {
    (void)state;
    static const char *const values[] = {
        "0",
        "-0",
        "-1.5e+10",
        "1E5",
        "true",
        " null ",
        "\"\"",
        "[]",
        "{}",
        "[[],{}]",
        "{\"a\":[1,2,{\"b\":null}],\"a\":\"\\ud83d\\ude00\"}",
        "\"\\u0000\\/\\b\"",
        "\t[\r\n1 , 2]\n",
        "\"\x7f\""};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (json_validate(slice_from_string(values[i]), NULL) != ASSAY_OK)
            fail_msg("refused: %s", values[i]);
    }
}

static void invalid_values_are_refused(void **state) {
    (void)state;
    static const char *const values[] = {"",
                                         " ",
                                         "01",
                                         "-",
                                         "1.",
                                         ".5",
                                         "+1",
                                         "1e",
                                         "0x1",
                                         "tru",
                                         "nulll",
                                         "True",
                                         "'a'",
                                         "\"",
                                         "\"a",
                                         "\"\\",
                                         "\"\\x\"",
                                         "\"\\u12\"",
                                         "\"\\u12g4\"",
                                         "\"\n\"",
                                         "\"\t\"",
                                         "[",
                                         "[1",
                                         "[1,",
                                         "[1,]",
                                         "[,1]",
                                         "[1 2]",
                                         "]",
                                         "{",
                                         "{\"a\"",
                                         "{\"a\":",
                                         "{\"a\":1",
                                         "{\"a\":1,}",
                                         "{a:1}",
                                         "{\"a\" 1}",
                                         "{1:1}",
                                         "[}",
                                         "{]",
                                         "{} x",
                                         "[1]]",
                                         "NaN",
                                         "// x\n1",
                                         "\"a\" \"b\"",
                                         "{\"a\":1 \"b\":2}",
                                         "[\"\\\xE5\"]",
                                         "\xFF"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (json_validate(slice_from_string(values[i]), NULL) == ASSAY_OK)
            fail_msg("accepted: %s", values[i]);
    }
    assert_int_not_equal(json_validate(SLICE_LITERAL("\"\0\""), NULL), ASSAY_OK);
}

static void depth_is_limited(void **state) {
    (void)state;
    char text[2 * LIMIT_JSON_DEPTH + 4];
    for (size_t depth = LIMIT_JSON_DEPTH; depth <= LIMIT_JSON_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        bool accepted = json_validate(slice_of(text, 2 * depth), NULL) == ASSAY_OK;
        assert_int_equal(accepted, depth <= LIMIT_JSON_DEPTH);
    }
    size_t size = 100000;
    char *deep = malloc(size);
    assert_non_null(deep);
    memset(deep, '[', size);
    assert_int_equal(json_validate(slice_of(deep, size), NULL), ASSAY_INVALID_JSON);
    free(deep);
}

static void errors_tell_the_byte(void **state) {
    (void)state;
    struct assay_error error;
    error_clear(&error);
    assert_int_equal(json_validate(SLICE_LITERAL("{\"a\": tru}"), &error),
                     ASSAY_INVALID_JSON);
    assert_string_equal(error.message, "not valid JSON at byte 7: expected a value");
}

static void check_suite_file(const char *name) {
    static char text[1 << 20];
    char path[1024];
    snprintf(path, sizeof path, SUITE "/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    bool accepted = json_validate(slice_of(text, size), NULL) == ASSAY_OK;
    if ((name[0] == 'y' && !accepted) || (name[0] == 'n' && accepted))
        fail_msg("%s %s", name, accepted ? "accepted" : "refused");
}

static void suite_files_are_judged_rightly(void **state) {
    (void)state;
    DIR *folder = opendir(SUITE);
    if (folder == NULL)
        skip();
    size_t count = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        check_suite_file(entry->d_name);
        count++;
    }
    closedir(folder);
    assert_true(count > 200);
}

/* ---- Lines ---- */

static void fields_are_taken(void **state) {
    struct article *article = *state;
    assert_int_equal(
        read_line(article,
                  "{\"id\":\"a1\",\"title\":\"T\\u00e9\",\"n\": 1.50e1, "
                  "\"text\":\"One\\ntwo \\ud83d\\ude00\",\"date\":\"2025-12-11\","
                  "\"byline\":\"B\",\"x\" : { \"y\":[ 1 ]}}\r\n",
                  NULL),
        ASSAY_OK);
    assert_slice(article->raw, "One\ntwo \xF0\x9F\x98\x80");
    assert_slice(article->id, "a1");
    assert_slice(article->given_title, "T\xC3\xA9");
    assert_slice(article->given_date, "2025-12-11");
    assert_slice(article->given_byline, "B");
    assert_slice(article->meta, "{\"n\": 1.50e1,\"x\" : { \"y\":[ 1 ]}}");
    assert_int_equal(article->source.encoding, ENCODING_UTF8);
    assert_int_equal(article->source.joined.size, 0);
}

static void ids_may_be_numbers_or_missing(void **state) {
    struct article *article = *state;
    assert_int_equal(read_line(article, "{\"text\":\"abc\",\"id\":12.0}", NULL),
                     ASSAY_OK);
    assert_slice(article->id, "12.0");
    assert_int_equal(read_line(article, "{\"text\":\"abc\",\"id\":null}", NULL),
                     ASSAY_OK);
    assert_slice(article->id, "ba7816bf8f01cfea");
    assert_slice(article->meta, "{\"id\":null}");
    assert_int_equal(read_line(article, "{\"text\":\"abc\"}", NULL), ASSAY_OK);
    assert_slice(article->id, "ba7816bf8f01cfea");
    assert_int_equal(article->meta.size, 0);
    assert_int_equal(read_line(article, "{\"te\\u0078t\":\"abc\",\"date\":2025}", NULL),
                     ASSAY_OK);
    assert_slice(article->raw, "abc");
    assert_slice(article->meta, "{\"date\":2025}");
}

static void dates_are_dates(void **state) {
    static const char *const cases[][3] = {
        /* what is given, the date, whether it stays in `meta` */
        {"2025", "2025", ""},
        {"2025-12", "2025-12", ""},
        {"2025-12-11", "2025-12-11", ""},
        {"2025-12-11T10:00:00Z", "2025-12-11", "stays"},
        {"2025-12-11 10:00", "2025-12-11", "stays"},
        {"2025-1-112", "", "stays"},
        {"2025-13", "", "stays"},
        {"2025-12-32", "", "stays"},
        {"2025-12-1", "", "stays"},
        {"20251211", "", "stays"},
        {"11 December 2025", "", "stays"},
        {"", "", "stays"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct article *article = *state;
        char line[128];
        snprintf(line, sizeof line, "{\"text\":\"abc\",\"date\":\"%s\"}", cases[i][0]);
        assert_int_equal(read_line(article, line, NULL), ASSAY_OK);
        assert_slice(article->given_date, cases[i][1]);
        assert_int_equal(article->meta.size > 0, cases[i][2][0] != '\0');
    }
}

static void the_last_of_two_counts(void **state) {
    struct article *article = *state;
    assert_int_equal(
        read_line(article, "{\"text\":1,\"k\":1,\"text\":\"b\",\"k\":2}", NULL),
        ASSAY_OK);
    assert_slice(article->raw, "b");
    assert_slice(article->meta, "{\"k\":1,\"k\":2}");
}

static void fields_are_joined(void **state) {
    struct article *article = *state;
    struct read_options options = {.join = SLICE_LITERAL("title,lead,body")};
    assert_int_equal(read_line(article,
                               "{\"body\":\"Body.\",\"title\":\"Title\",\"lead\":null,"
                               "\"text\":\"other\"}",
                               &options),
                     ASSAY_OK);
    assert_slice(article->raw, "Title\n\nBody.");
    assert_slice(article->source.joined, "title,lead,body");
    assert_slice(article->given_title, "Title");
    assert_slice(article->meta, "{\"text\":\"other\"}");
    assert_int_equal(read_line(article, "{\"text\":\"x\"}", &options), ASSAY_NO_TEXT);
}

static void the_text_field_can_be_named(void **state) {
    struct article *article = *state;
    struct read_options options = {.text_field = SLICE_LITERAL("content")};
    assert_int_equal(read_line(article, "{\"text\":1,\"content\":\"c\"}", &options),
                     ASSAY_OK);
    assert_slice(article->raw, "c");
    assert_slice(article->meta, "{\"text\":1}");
}

static void faulty_lines_are_told(void **state) {
    struct article *article = *state;
    assert_int_equal(read_line(article, "[1]", NULL), ASSAY_NO_TEXT);
    assert_int_equal(read_line(article, " null ", NULL), ASSAY_NO_TEXT);
    assert_int_equal(read_line(article, "[1", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "text", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "{\"text\":\"a\"", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "{\"text\":\"a\",}", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "{\"text\":\"a\"}{}", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "", NULL), ASSAY_INVALID_JSON);
    assert_int_equal(read_line(article, "{\"id\":\"q\",\"text\":7}", NULL),
                     ASSAY_TEXT_NOT_STRING);
    assert_slice(article->id, "q");
    assert_int_equal(read_line(article, "{\"text\":null}", NULL), ASSAY_NO_TEXT);
    assert_int_equal(read_line(article, "{}", NULL), ASSAY_NO_TEXT);
    struct read_options options = {.maximum = 3};
    assert_int_equal(read_line(article, "{\"text\":\"abcd\"}", &options),
                     ASSAY_TOO_LARGE);
}

static void lone_surrogates_are_replaced_and_counted(void **state) {
    struct article *article = *state;
    assert_int_equal(
        read_line(article,
                  "{\"text\":\"a\xFF\xC3\xA9\\ud800b\\udc00\\ud800\\ud83d\\ude00\"}",
                  NULL),
        ASSAY_OK);
    assert_slice(article->raw, "a\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD"
                               "b\xEF\xBF\xBD\xEF\xBF\xBD\xF0\x9F\x98\x80");
    const struct diagnostic *found = &article->diagnostics[DIAGNOSTIC_INVALID_SURROGATE];
    assert_int_equal(found->count, 3);
    assert_int_equal(found->raw_span.start, 6);
    assert_int_equal(found->raw_span.end, 9);
    found = &article->diagnostics[DIAGNOSTIC_INVALID_UTF8];
    assert_int_equal(found->count, 1);
    assert_int_equal(found->raw_span.start, 1);
}

static void bad_bytes_follow_the_rules_of_decoding(void **state) {
    struct article *article = *state;
    assert_int_equal(
        read_line(article, "{\"text\":\"caf\xE9 \x93x\x94\",\"k\":\"\xE9\"}", NULL),
        ASSAY_OK);
    assert_slice(article->raw, "caf\xC3\xA9 \xE2\x80\x9Cx\xE2\x80\x9D");
    assert_int_equal(article->source.encoding, ENCODING_WINDOWS_1252);
    assert_slice(article->meta, "{\"k\":\"\xC3\xA9\"}");
    assert_int_equal(article->diagnostics[DIAGNOSTIC_INVALID_UTF8].count, 0);
}

static void first_lines_are_recognised(void **state) {
    (void)state;
    assert_true(jsonl_looks_like(SLICE_LITERAL("{\"text\":\"a\"}\n")));
    assert_true(jsonl_looks_like(SLICE_LITERAL(" {}\r\n")));
    assert_true(jsonl_looks_like(SLICE_LITERAL("\xEF\xBB\xBF{}")));
    assert_false(jsonl_looks_like(SLICE_LITERAL("[1]")));
    assert_false(jsonl_looks_like(SLICE_LITERAL("{sic} he said")));
    assert_false(jsonl_looks_like(SLICE_LITERAL("")));
    assert_false(jsonl_looks_like(SLICE_LITERAL("{\"a\":1")));
}

static void failing_allocations_lose_nothing(void **state) {
    (void)state;
    enum assay_status status = ASSAY_NO_MEMORY;
    for (size_t count = 0; status == ASSAY_NO_MEMORY; count++) {
        struct article fresh;
        struct assay_error error;
        error_clear(&error);
        article_init(&fresh);
        memory_fail_after(count);
        status = read_json_line(
            &fresh, SLICE_LITERAL("{\"text\":\"a\",\"b\":1,\"id\":\"c\"}"), NULL, &error);
        memory_fail_after(SIZE_MAX);
        article_deinit(&fresh);
        assert_true(count < 100);
    }
    assert_int_equal(status, ASSAY_OK);
}

int main(void) {
    struct article article;
    article_init(&article);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_values_are_accepted),
        cmocka_unit_test(invalid_values_are_refused),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(errors_tell_the_byte),
        cmocka_unit_test(suite_files_are_judged_rightly),
        cmocka_unit_test_prestate(fields_are_taken, &article),
        cmocka_unit_test_prestate(ids_may_be_numbers_or_missing, &article),
        cmocka_unit_test_prestate(dates_are_dates, &article),
        cmocka_unit_test_prestate(the_last_of_two_counts, &article),
        cmocka_unit_test_prestate(fields_are_joined, &article),
        cmocka_unit_test_prestate(the_text_field_can_be_named, &article),
        cmocka_unit_test_prestate(faulty_lines_are_told, &article),
        cmocka_unit_test_prestate(lone_surrogates_are_replaced_and_counted, &article),
        cmocka_unit_test_prestate(bad_bytes_follow_the_rules_of_decoding, &article),
        cmocka_unit_test(first_lines_are_recognised),
        cmocka_unit_test(failing_allocations_lose_nothing),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    article_deinit(&article);
    return failed;
}
