/* SHA-256 against the examples of FIPS 180-4, fed in pieces of every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"
#include "base/sha256_x86.h"

struct example {
    const char *text;
    const char *hex;
};

static const struct example examples[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklm"
     "nopqr"
     "lmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

static void hash_in_pieces(const char *text, size_t size, size_t piece, char hex[65]) {
    struct sha256 hash;
    unsigned char digest[32];
    sha256_init(&hash);
    for (size_t at = 0; at < size; at += piece)
        sha256_update(&hash, text + at, size - at < piece ? size - at : piece);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
}

static void examples_come_out(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        for (size_t piece = 1; piece < 130; piece++) {
            char hex[65];
            hash_in_pieces(examples[i].text, strlen(examples[i].text), piece, hex);
            assert_string_equal(hex, examples[i].hex);
        }
    }
}

static void a_million_letters_come_out(void **state) {
    (void)state;
    char *text = malloc(1000000);
    char hex[65];
    assert_non_null(text);
    memset(text, 'a', 1000000);
    hash_in_pieces(text, 1000000, 997, hex);
    assert_string_equal(
        hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    free(text);
}

/* Where the processor has instructions of its own, the examples above went through them.
 */
static void both_ways_agree(void **state) {
    (void)state;
    unsigned char blocks[64 * 9];
    uint32_t plainly[8] = {1, 2, 3, 4, 5, 6, 7, 8}, specially[8];
    if (!sha256_x86_available())
        skip();
    for (size_t i = 0; i < sizeof blocks; i++)
        blocks[i] = (unsigned char)(i * i + i / 7);
    memcpy(specially, plainly, sizeof specially);
    for (size_t count = 0; count <= 9; count++) {
        sha256_compress_plainly(plainly, blocks, count);
        sha256_x86_compress(specially, blocks, count);
        assert_memory_equal(plainly, specially, sizeof specially);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_come_out),
        cmocka_unit_test(a_million_letters_come_out),
        cmocka_unit_test(both_ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
