/* Exact decimal arithmetic on text, as numbers in news need it: "1,234.5" times "1000000"
 * is "1234500000". */
#ifndef ASSAY_STAGES_DECIMAL_H
#define ASSAY_STAGES_DECIMAL_H

#include "base/span.h"

enum { DECIMAL_DIGITS = 40 };

/* A number without a sign: digits (most significant first) times ten to the minus
 * `fraction`. */
struct decimal {
    unsigned char digits[DECIMAL_DIGITS];
    uint32_t count, fraction;
};

/* Reads digits with commas or spaces between groups and at most one decimal point. False
 * when it is something else or too long. */
bool decimal_read(struct slice text, struct decimal *decimal);

/* The product. False when it is too long. */
bool decimal_multiply(const struct decimal *a, const struct decimal *b,
                      struct decimal *product);

/* Writes without leading zeros, and without trailing ones behind the point; gives the
 * size, at most DECIMAL_DIGITS + 2. */
uint32_t decimal_write(const struct decimal *decimal, char *out);

#endif
