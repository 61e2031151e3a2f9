/* Characters, through utf8proc's tables, with a table of our own for ASCII.
 *
 * Folding must agree with PCRE2, since triggers found over folded text decide where PCRE2
 * runs. Lower case of upper case gives exactly PCRE2's classes (Kelvin with k, long s
 * with s, the variant Greek letters with the plain ones), but for the dotted and dotless
 * i, which PCRE2 leaves alone. A test compares all code points. */
#include "text/unicode.h"

#include <utf8proc.h>

#define DOTTED_CAPITAL_I 0x130
#define DOTLESS_SMALL_I 0x131

/* clang-format off */ /* one row of sixteen characters a line */
const unsigned char ascii_classes[128] = {
    0,  0,  0,  0,  0,  0,  0,  0,  0,  8,  8,  8,  8,  8,  0,  0,  0,  0,  0,
    0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  8,  0,  0,  0,  0,  0,
    0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  20, 20, 20, 20, 20, 20, 20, 20, 20,
    20, 0,  0,  0,  0,  0,  0,  0,  17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17,
    17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 0,  0,  0,  0,
    16, 0,  18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18,
    18, 18, 18, 18, 18, 18, 18, 18, 18, 0,  0,  0,  0,  0,
};
/* clang-format on */

uint32_t utf8_decode_long(const char *at, uint32_t *length) {
    const unsigned char *bytes = (const unsigned char *)at;
    *length = utf8_length(bytes[0]);
    switch (*length) {
    case 2:
        return (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu);
    case 3:
        return (bytes[0] & 0x0Fu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
    default:
        return (bytes[0] & 0x07u) << 18 | (bytes[1] & 0x3Fu) << 12 |
               (bytes[2] & 0x3Fu) << 6 | (bytes[3] & 0x3Fu);
    }
}

uint32_t utf8_encode(uint32_t code_point, char out[4]) {
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | code_point >> 6);
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | code_point >> 12);
        out[1] = (char)(0x80 | (code_point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | code_point >> 18);
    out[1] = (char)(0x80 | (code_point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code_point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

uint32_t utf8_before_long(const char *text, uint32_t offset) {
    do
        offset--;
    while (offset > 0 && ((unsigned char)text[offset] & 0xC0) == 0x80);
    return offset;
}

uint32_t unicode_fold_long(uint32_t code_point) {
    if (code_point == DOTTED_CAPITAL_I || code_point == DOTLESS_SMALL_I)
        return code_point;
    utf8proc_int32_t upper = utf8proc_toupper((utf8proc_int32_t)code_point);
    return (uint32_t)utf8proc_tolower(upper);
}

static utf8proc_category_t category(uint32_t code_point) {
    return utf8proc_category((utf8proc_int32_t)code_point);
}

bool unicode_is_word_long(uint32_t code_point) {
    switch (category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

bool unicode_is_letter_long(uint32_t code_point) {
    utf8proc_category_t found = category(code_point);
    return found >= UTF8PROC_CATEGORY_LU && found <= UTF8PROC_CATEGORY_LO;
}

bool unicode_is_upper_long(uint32_t code_point) {
    utf8proc_category_t found = category(code_point);
    return found == UTF8PROC_CATEGORY_LU || found == UTF8PROC_CATEGORY_LT;
}

bool unicode_is_lower_long(uint32_t code_point) {
    return category(code_point) == UTF8PROC_CATEGORY_LL;
}

bool unicode_is_digit_long(uint32_t code_point) {
    return category(code_point) == UTF8PROC_CATEGORY_ND;
}

bool unicode_is_space_long(uint32_t code_point) {
    if (code_point == 0x85) /* next line: white space, though a control by category */
        return true;
    utf8proc_category_t found = category(code_point);
    return found >= UTF8PROC_CATEGORY_ZS && found <= UTF8PROC_CATEGORY_ZP;
}

bool unicode_is_currency_long(uint32_t code_point) {
    return category(code_point) == UTF8PROC_CATEGORY_SC;
}

bool unicode_is_mark(uint32_t code_point) {
    if (code_point < 0x300)
        return false;
    utf8proc_category_t found = category(code_point);
    return found >= UTF8PROC_CATEGORY_MN && found <= UTF8PROC_CATEGORY_ME;
}

bool unicode_word_edge(struct slice text, uint32_t offset) {
    if (offset == 0 || offset >= text.size)
        return true;
    uint32_t length;
    uint32_t before = utf8_before(text.data, offset);
    return !unicode_is_word(utf8_decode(text.data + before, &length)) ||
           !unicode_is_word(utf8_decode(text.data + offset, &length));
}

const char *unicode_version(void) { return utf8proc_unicode_version(); }
