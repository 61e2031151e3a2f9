/* Characters: UTF-8 steps, case folding, word characters. With text/normal the only users
 * of utf8proc. */
#ifndef ASSAY_TEXT_UNICODE_H
#define ASSAY_TEXT_UNICODE_H

#include "base/span.h"

/* Length in bytes of the character that starts with this lead byte of valid UTF-8. */
static inline uint32_t utf8_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* The code point at `at` of valid UTF-8; its length through `length`. */
uint32_t utf8_decode(const char *at, uint32_t *length);

/* Writes a code point (valid, no surrogate) as UTF-8; gives its length, 1 to 4. */
uint32_t utf8_encode(uint32_t code_point, char out[4]);

/* Start of the character before `offset` (> 0) in valid UTF-8. */
uint32_t utf8_before(const char *text, uint32_t offset);

/* Simple case folding in PCRE2's sense: equal for two code points exactly if PCRE2 treats
 * them as the same letter under CASELESS. One code point for one, but its length in UTF-8
 * may change (long s, two bytes, to s). */
uint32_t unicode_fold(uint32_t code_point);

/* Letter, mark, digit or underscore (what \w means under UCP, marks included). */
bool unicode_is_word(uint32_t code_point);
bool unicode_is_letter(uint32_t code_point);
bool unicode_is_upper(uint32_t code_point);    /* Lu or Lt */
bool unicode_is_lower(uint32_t code_point);    /* Ll */
bool unicode_is_digit(uint32_t code_point);    /* Nd */
bool unicode_is_space(uint32_t code_point);    /* White_Space */
bool unicode_is_currency(uint32_t code_point); /* Sc */
bool unicode_is_mark(uint32_t code_point);     /* Mn Mc Me */

/* Is there a word edge at `offset`: not both neighbours are word characters. Text edges
 * count. */
bool unicode_word_edge(struct slice text, uint32_t offset);

const char *unicode_version(void); /* of utf8proc, "15.0" or as it says */

#endif
