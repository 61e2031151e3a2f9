/* Characters: UTF-8 steps, case folding, word characters. With text/normal the only users
 * of utf8proc. */
#ifndef ASSAY_TEXT_UNICODE_H
#define ASSAY_TEXT_UNICODE_H

#include "base/span.h"

/* Length in bytes of the character that starts with this lead byte of valid UTF-8. */
static inline uint32_t utf8_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* What ASCII characters are. */
enum ascii_class {
    ASCII_UPPER = 1,
    ASCII_LOWER = 2,
    ASCII_DIGIT = 4,
    ASCII_SPACE = 8,
    ASCII_WORD = 16
};

extern const unsigned char ascii_classes[128];

/* The functions below are asked for every character of a text, and nearly all of these
 * are ASCII: so that answer is inline, and the rest is in functions of the same name. */

uint32_t utf8_decode_long(const char *at, uint32_t *length);
uint32_t utf8_before_long(const char *text, uint32_t offset);
uint32_t unicode_fold_long(uint32_t code_point);
bool unicode_is_word_long(uint32_t code_point);
bool unicode_is_letter_long(uint32_t code_point);
bool unicode_is_upper_long(uint32_t code_point);
bool unicode_is_lower_long(uint32_t code_point);
bool unicode_is_digit_long(uint32_t code_point);
bool unicode_is_space_long(uint32_t code_point);
bool unicode_is_currency_long(uint32_t code_point);

/* The code point at `at` of valid UTF-8; its length through `length`. */
static inline uint32_t utf8_decode(const char *at, uint32_t *length) {
    unsigned char first = (unsigned char)*at;
    if (first < 0x80) {
        *length = 1;
        return first;
    }
    return utf8_decode_long(at, length);
}

/* Writes a code point (valid, no surrogate) as UTF-8; gives its length, 1 to 4. */
uint32_t utf8_encode(uint32_t code_point, char out[4]);

/* Start of the character before `offset` (> 0) in valid UTF-8. */
static inline uint32_t utf8_before(const char *text, uint32_t offset) {
    return (unsigned char)text[offset - 1] < 0x80 ? offset - 1
                                                  : utf8_before_long(text, offset);
}

/* Simple case folding in PCRE2's sense: equal for two code points exactly if PCRE2 treats
 * them as the same letter under CASELESS. One code point for one, but its length in UTF-8
 * may change (long s, two bytes, to s). */
static inline uint32_t unicode_fold(uint32_t code_point) {
    if (code_point < 0x80) {
        return (ascii_classes[code_point] & ASCII_UPPER) != 0 ? code_point + ('a' - 'A')
                                                              : code_point;
    }
    return unicode_fold_long(code_point);
}

/* Letter, mark, digit or underscore (what \w means under UCP, marks included). */
static inline bool unicode_is_word(uint32_t code_point) {
    return code_point < 0x80 ? (ascii_classes[code_point] & ASCII_WORD) != 0
                             : unicode_is_word_long(code_point);
}

static inline bool unicode_is_letter(uint32_t code_point) {
    return code_point < 0x80
               ? (ascii_classes[code_point] & (ASCII_UPPER | ASCII_LOWER)) != 0
               : unicode_is_letter_long(code_point);
}

/* Lu or Lt */
static inline bool unicode_is_upper(uint32_t code_point) {
    return code_point < 0x80 ? (ascii_classes[code_point] & ASCII_UPPER) != 0
                             : unicode_is_upper_long(code_point);
}

/* Ll */
static inline bool unicode_is_lower(uint32_t code_point) {
    return code_point < 0x80 ? (ascii_classes[code_point] & ASCII_LOWER) != 0
                             : unicode_is_lower_long(code_point);
}

/* Nd */
static inline bool unicode_is_digit(uint32_t code_point) {
    return code_point < 0x80 ? (ascii_classes[code_point] & ASCII_DIGIT) != 0
                             : unicode_is_digit_long(code_point);
}

/* White_Space */
static inline bool unicode_is_space(uint32_t code_point) {
    return code_point < 0x80 ? (ascii_classes[code_point] & ASCII_SPACE) != 0
                             : unicode_is_space_long(code_point);
}

/* Sc */
static inline bool unicode_is_currency(uint32_t code_point) {
    return code_point < 0x80 ? code_point == '$' : unicode_is_currency_long(code_point);
}

bool unicode_is_mark(uint32_t code_point); /* Mn Mc Me */

/* Is there a word edge at `offset`: not both neighbours are word characters. Text edges
 * count. */
bool unicode_word_edge(struct slice text, uint32_t offset);

const char *unicode_version(void); /* of utf8proc, "15.0" or as it says */

#endif
