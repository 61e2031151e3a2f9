/* JSON as it is written: what is escaped, where lines break, and numbers of hundredths.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/json_writer.h"

static struct buffer out;

static int set_up(void **state) {
    (void)state;
    buffer_init(&out, 4096);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    buffer_deinit(&out);
    return 0;
}

static void assert_written(const char *text) {
    assert_int_equal(buffer_status(&out), ASSAY_OK);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, text);
}

static void an_object_on_one_line(void **state) {
    struct json_writer json;
    (void)state;
    json_begin(&json, &out, false);
    json_open(&json, '{');
    json_key(&json, "a");
    json_number(&json, -12);
    json_key(&json, "b");
    json_open(&json, '[');
    json_close(&json, ']');
    json_key(&json, "c");
    json_flag(&json, true);
    json_key(&json, "d");
    json_string_or_null(&json, (struct slice){NULL, 0});
    json_close(&json, '}');
    assert_written("{\"a\":-12,\"b\":[],\"c\":true,\"d\":null}");
}

static void pretty_and_flat(void **state) {
    struct json_writer json;
    (void)state;
    json_begin(&json, &out, true);
    json_open(&json, '{');
    json_key(&json, "list");
    json_open(&json, '[');
    json_open_flat(&json, '{');
    json_key(&json, "byte");
    json_open_flat(&json, '[');
    json_number(&json, 0);
    json_number(&json, 5);
    json_close(&json, ']');
    json_key(&json, "char");
    json_nothing(&json);
    json_close(&json, '}');
    json_number(&json, 1);
    json_close(&json, ']');
    json_key(&json, "empty");
    json_open(&json, '{');
    json_close(&json, '}');
    json_close(&json, '}');
    assert_written(
        "{\n  \"list\": [\n    {\"byte\": [0, 5], \"char\": null},\n    1\n  ],\n"
        "  \"empty\": {}\n}");
}

static void strings_are_escaped(void **state) {
    struct json_writer json;
    (void)state;
    json_begin(&json, &out, false);
    json_text(&json,
              SLICE_LITERAL("\"\\/\n\r\t\b\f\x01\x1F\x7F \xE2\x80\xA8\xC3\xA9\0z"));
    assert_written("\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\\u001f\\u007f \xE2\x80\xA8\xC3\xA9"
                   "\\u0000z\"");
}

static void append_one(struct buffer *wanted, char byte) {
    struct json_writer json;
    struct buffer alone;
    buffer_init(&alone, 100);
    json_begin(&json, &alone, false);
    json_text(&json, slice_of(&byte, 1));
    buffer_append(wanted, alone.data + 1, alone.size - 2);
    buffer_deinit(&alone);
}

/* Strings are looked at eight bytes at a step: every byte in every place of a step comes
 * out as it does alone. */
static void every_byte_in_every_place(void **state) {
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        struct buffer wanted;
        buffer_init(&wanted, 1000);
        buffer_clear(&out);
        for (size_t place = 0; place < 20; place++) {
            struct json_writer json;
            char text[20] = "!#abc\xC3\xA9 ~[]^`{|}AZ";
            text[place] = (char)byte;
            json_begin(&json, &out, false);
            json_text(&json, slice_of(text, sizeof text));
            buffer_append_char(&wanted, '"');
            for (size_t i = 0; i < sizeof text; i++) {
                append_one(&wanted, text[i]);
            }
            buffer_append_char(&wanted, '"');
        }
        assert_true(slice_equal(buffer_slice(&out), buffer_slice(&wanted)));
        buffer_deinit(&wanted);
    }
}

static void keys_are_escaped(void **state) {
    struct json_writer json;
    (void)state;
    json_begin(&json, &out, false);
    json_open(&json, '{');
    json_key_slice(&json, SLICE_LITERAL("a\"b"));
    json_verbatim(&json, SLICE_LITERAL("1.50"));
    json_close(&json, '}');
    assert_written("{\"a\\\"b\":1.50}");
}

static void hundredths_have_two_places(void **state) {
    struct json_writer json;
    (void)state;
    json_begin(&json, &out, false);
    json_open(&json, '[');
    json_hundredths(&json, 0);
    json_hundredths(&json, 5);
    json_hundredths(&json, 90);
    json_hundredths(&json, 100);
    json_hundredths(&json, 1234);
    json_hundredths(&json, -5);
    json_close(&json, ']');
    assert_written("[0.00,0.05,0.90,1.00,12.34,-0.05]");
}

static void a_full_buffer_tells(void **state) {
    struct json_writer json;
    (void)state;
    buffer_deinit(&out);
    buffer_init(&out, 4);
    json_begin(&json, &out, false);
    json_word(&json, "too long");
    json_number(&json, 1);
    assert_int_equal(buffer_status(&out), ASSAY_TOO_LARGE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(an_object_on_one_line), TEST(pretty_and_flat),
        TEST(strings_are_escaped),   TEST(every_byte_in_every_place),
        TEST(keys_are_escaped),      TEST(hundredths_have_two_places),
        TEST(a_full_buffer_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
