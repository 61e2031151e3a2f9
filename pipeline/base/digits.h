/* Decimal digits without printf, two at a time from a table. */
#ifndef ASSAY_BASE_DIGITS_H
#define ASSAY_BASE_DIGITS_H

#include <stdint.h>
#include <string.h>

enum { DIGITS_MAXIMUM = 20 }; /* of a 64-bit number */

extern const char digit_pairs[200]; /* "00" to "99" */

/* Writes the digits of any number at `at`, which has room for DIGITS_MAXIMUM; gives where
 * they end. */
char *digits_write_long(char *at, uint64_t number);

/* A number below 100 in two digits. */
static inline char *digits_write_pair(char *at, uint64_t number) {
    memcpy(at, digit_pairs + 2 * number, 2);
    return at + 2;
}

static inline char *digits_write_short(char *at, uint64_t number) {
    if (number >= 10) {
        return digits_write_pair(at, number);
    }
    *at = (char)('0' + number);
    return at + 1;
}

/* The same. Nearly all numbers of a record are short. */
static inline char *digits_write(char *at, uint64_t number) {
    if (number < 100) {
        return digits_write_short(at, number);
    }
    if (number < 10000) {
        return digits_write_pair(digits_write_short(at, number / 100), number % 100);
    }
    return digits_write_long(at, number);
}

#endif
