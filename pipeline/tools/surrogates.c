/* A record carries fields of its input line along byte for byte, and these may hold half
 * a surrogate pair: one such field must not lose the whole record. */
#include "tools/surrogates.h"

#include <stdbool.h>
#include <string.h>

enum { ESCAPE = 6 };

static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    char letter = (char)(digit | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The code of an escape \uXXXX that begins here, or -1. */
static int escaped_code(const char *text, size_t size) {
    int code = 0;
    if (size < ESCAPE || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < ESCAPE; i++) {
        int digit = hexadecimal(text[i]);
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code;
}

static bool is_high(int code) { return code >= 0xD800 && code <= 0xDBFF; }
static bool is_low(int code) { return code >= 0xDC00 && code <= 0xDFFF; }

void surrogates_mend(char *json, size_t size) {
    for (size_t i = 0; i + 1 < size;) {
        if (json[i] != '\\') {
            i++;
            continue;
        }
        int code = escaped_code(json + i, size - i);
        if (is_high(code) && is_low(escaped_code(json + i + ESCAPE, size - i - ESCAPE))) {
            i += 2 * (size_t)ESCAPE;
        } else if (is_high(code) || is_low(code)) {
            memcpy(json + i, "\\uFFFD", ESCAPE);
            i += ESCAPE;
        } else {
            i += 2;
        }
    }
}
