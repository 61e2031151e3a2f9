/* Decoding: each encoding, and what becomes of bytes that are valid in none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "text/decode.h"
#include "text/unicode.h"

#define BAD "\xEF\xBF\xBD"

struct example {
    struct slice bytes;
    const char *text;
    enum encoding encoding;
    uint32_t replaced, first; /* first place, when something is replaced */
};

#define BYTES(text)                                                                      \
    { (text), sizeof(text) - 1 }

static void assert_decoded(struct arena *arena, const struct example *example) {
    struct decoded decoded;
    assert_int_equal(decode_bytes(arena, example->bytes, &decoded), ASSAY_OK);
    if (!slice_is(decoded.text, example->text))
        fail_msg("'%.*s' instead of '%s'", (int)decoded.text.size, decoded.text.data,
                 example->text);
    assert_int_equal(decoded.encoding, example->encoding);
    assert_int_equal(decoded.replaced, example->replaced);
    if (decoded.replaced > 0) {
        assert_int_equal(decoded.first_replaced.start, example->first);
        assert_int_equal(decoded.first_replaced.end, example->first + 3);
    }
}

static void examples_come_out(void **state) {
    static const struct example examples[] = {
        {BYTES(""), "", ENCODING_UTF8, 0, 0},
        {BYTES("plain ascii text"), "plain ascii text", ENCODING_UTF8, 0, 0},
        {BYTES("caf\xC3\xA9 \xF0\x9F\x98\x80"), "caf\xC3\xA9 \xF0\x9F\x98\x80",
         ENCODING_UTF8, 0, 0},
        {BYTES("\xEF\xBB\xBFx"), "x", ENCODING_UTF8_BOM, 0, 0},
        {BYTES("\xEF\xBB\xBF\xE9"), BAD, ENCODING_UTF8_BOM, 1, 0},
        {BYTES("x\xEF\xBB\xBF"), "x\xEF\xBB\xBF", ENCODING_UTF8, 0, 0},
        /* Windows-1252: invalid, and nothing valid beyond ASCII. */
        {BYTES("caf\xE9 \x93q\x94 \x80"),
         "caf\xC3\xA9 \xE2\x80\x9Cq\xE2\x80\x9D \xE2\x82\xAC", ENCODING_WINDOWS_1252, 0,
         0},
        {BYTES("a\x81\x8D\x8F\x90\x9D"), "a\xC2\x81\xC2\x8D\xC2\x8F\xC2\x90\xC2\x9D",
         ENCODING_WINDOWS_1252, 0, 0},
        {BYTES("\xFFz\xA0"), "\xC3\xBFz\xC2\xA0", ENCODING_WINDOWS_1252, 0, 0},
        /* UTF-16. */
        {BYTES("\xFF\xFEh\0\xE9\0"), "h\xC3\xA9", ENCODING_UTF16LE, 0, 0},
        {BYTES("\xFE\xFF\0h\xD8\x3D\xDE\0"), "h\xF0\x9F\x98\x80", ENCODING_UTF16BE, 0, 0},
        {BYTES("\xFE\xFF\xD8\x3D\0h\xDE\0"), BAD "h" BAD, ENCODING_UTF16BE, 2, 0},
        {BYTES("\xFF\xFEh\0\x3D\xD8"), "h" BAD, ENCODING_UTF16LE, 1, 1},
        {BYTES("\xFF\xFEh\0x"), "h" BAD, ENCODING_UTF16LE, 1, 1},
        {BYTES("\xFF\xFE"), "", ENCODING_UTF16LE, 0, 0},
        /* Maximal invalid subparts: the examples of Unicode, chapter 3. */
        {BYTES("\xC3\xA9 \xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
         "\xC3\xA9 " BAD BAD BAD BAD BAD BAD BAD BAD "A", ENCODING_UTF8, 8, 3},
        {BYTES("\xC3\xA9 \xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"),
         "\xC3\xA9 " BAD BAD BAD BAD BAD BAD BAD BAD "A", ENCODING_UTF8, 8, 3},
        {BYTES("\xC3\xA9 \xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"),
         "\xC3\xA9 " BAD BAD BAD BAD BAD "A" BAD BAD "B", ENCODING_UTF8, 7, 3},
        {BYTES("\xC3\xA9 \xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"),
         "\xC3\xA9 " BAD BAD BAD BAD "A", ENCODING_UTF8, 4, 3},
        {BYTES("\xC3\xA9\xE2\x82"), "\xC3\xA9" BAD, ENCODING_UTF8, 1, 2},
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++)
        assert_decoded(*state, &examples[i]);
}

static void zero_bytes_are_text(void **state) {
    struct decoded decoded;
    assert_int_equal(decode_bytes(*state, SLICE_LITERAL("a\0b"), &decoded), ASSAY_OK);
    assert_true(slice_equal(decoded.text, SLICE_LITERAL("a\0b")));
}

static void strings_keep_their_mark(void **state) {
    struct decoded decoded;
    assert_int_equal(decode_string(*state, SLICE_LITERAL("\xEF\xBB\xBFx"), &decoded),
                     ASSAY_OK);
    assert_true(slice_is(decoded.text, "\xEF\xBB\xBFx"));
}

/* Validity, by decoding and encoding again: a slow oracle that shares nothing with the
 * checker. */
static bool is_valid_slowly(const unsigned char *bytes, size_t size) {
    char again[4];
    uint32_t length;
    if (size != utf8_length(bytes[0]) || (bytes[0] >= 0x80 && bytes[0] < 0xC0) ||
        bytes[0] > 0xF7)
        return false;
    for (size_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return false;
    }
    uint32_t code_point = utf8_decode((const char *)bytes, &length);
    return code_point < 0x110000 && (code_point < 0xD800 || code_point > 0xDFFF) &&
           utf8_encode(code_point, again) == size;
}

static void every_short_sequence_is_judged_rightly(void **state) {
    (void)state;
    static const unsigned char tails[] = {0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F,
                                          0xA0, 0xBF, 0xC0, 0xE0, 0xFF};
    const size_t count = sizeof tails;
    for (unsigned lead = 0; lead < 256; lead++) {
        for (size_t i = 0; i < count * count * count; i++) {
            unsigned char bytes[4] = {(unsigned char)lead, tails[i % count],
                                      tails[i / count % count], tails[i / count / count]};
            for (size_t left = 1; left <= 4; left++) {
                bool valid;
                size_t length = utf8_check(bytes, left, &valid);
                assert_true(length >= 1 && length <= left);
                size_t needed = utf8_length((unsigned char)lead);
                bool expected = needed <= left && is_valid_slowly(bytes, needed);
                assert_int_equal(valid, expected);
                assert_true(!valid || length == needed);
            }
        }
    }
}

/* A bad byte at every place of a text of every length around the eight bytes of a step.
 */
static void bad_bytes_are_found_at_every_place(void **state) {
    (void)state;
    for (size_t size = 1; size < 40; size++) {
        for (size_t place = 0; place < size; place++) {
            char text[40];
            memset(text, 'a', sizeof text);
            assert_int_equal(utf8_valid_prefix(slice_of(text, size)), size);
            text[place] = (char)0xE9;
            assert_int_equal(utf8_valid_prefix(slice_of(text, size)), place);
        }
    }
}

static void failing_memory_is_told(void **state) {
    (void)state;
    static const struct slice inputs[] = {BYTES("abc"), BYTES("\xE9"),
                                          BYTES("\xFF\xFEh\0")};
    for (size_t i = 0; i < 3; i++) {
        struct arena arena;
        struct decoded decoded;
        arena_init(&arena);
        memory_fail_after(0);
        assert_int_equal(decode_bytes(&arena, inputs[i], &decoded), ASSAY_NO_MEMORY);
        memory_fail_after(SIZE_MAX);
        arena_deinit(&arena);
    }
}

int main(void) {
    struct arena arena;
    arena_init(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(examples_come_out, &arena),
        cmocka_unit_test_prestate(zero_bytes_are_text, &arena),
        cmocka_unit_test_prestate(strings_keep_their_mark, &arena),
        cmocka_unit_test(every_short_sequence_is_judged_rightly),
        cmocka_unit_test(bad_bytes_are_found_at_every_place),
        cmocka_unit_test(failing_memory_is_told),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_deinit(&arena);
    return failed;
}
