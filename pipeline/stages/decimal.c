/* Schoolbook arithmetic: numbers in text are short, and nothing may be lost to binary
 * fractions. */
#include "stages/decimal.h"

bool decimal_read(struct slice text, struct decimal *decimal) {
    bool point = false;
    memset(decimal, 0, sizeof *decimal);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '.' && !point && i + 1 < text.size) {
            point = true;
        } else if (byte >= '0' && byte <= '9' && decimal->count < DECIMAL_DIGITS) {
            decimal->digits[decimal->count++] = (unsigned char)(byte - '0');
            decimal->fraction += point ? 1 : 0;
        } else if ((byte != ',' && byte != ' ') || point) {
            return false;
        }
    }
    return decimal->count > 0;
}

bool decimal_multiply(const struct decimal *a, const struct decimal *b,
                      struct decimal *product) {
    uint32_t sums[2 * DECIMAL_DIGITS] = {0};
    uint32_t size = a->count + b->count;
    for (uint32_t i = a->count; i-- > 0;) {
        for (uint32_t j = b->count; j-- > 0;) {
            sums[i + j + 1] += (uint32_t)a->digits[i] * b->digits[j];
        }
    }
    for (uint32_t i = size - 1; i > 0; i--) {
        sums[i - 1] += sums[i] / 10;
        sums[i] %= 10;
    }
    uint32_t first = 0;
    while (first + 1 < size && sums[first] == 0) {
        first++;
    }
    memset(product, 0, sizeof *product);
    product->fraction = a->fraction + b->fraction;
    if (size - first > DECIMAL_DIGITS) {
        return false;
    }
    for (uint32_t i = first; i < size; i++) {
        product->digits[product->count++] = (unsigned char)sums[i];
    }
    return true;
}

uint32_t decimal_write(const struct decimal *decimal, char *out) {
    uint32_t count = decimal->count;
    uint32_t fraction = decimal->fraction;
    uint32_t size = 0;
    while (fraction > 0 && count > 0 && decimal->digits[count - 1] == 0) {
        count--;
        fraction--;
    }
    uint32_t whole = count > fraction ? count - fraction : 0;
    uint32_t first = 0;
    while (first + 1 < whole && decimal->digits[first] == 0) {
        first++;
    }
    if (whole == 0) {
        out[size++] = '0';
    }
    for (uint32_t i = first; i < whole; i++) {
        out[size++] = (char)('0' + decimal->digits[i]);
    }
    if (fraction > 0) {
        out[size++] = '.';
        for (uint32_t i = count; i < fraction; i++) {
            out[size++] = '0';
        }
        for (uint32_t i = whole; i < count; i++) {
            out[size++] = (char)('0' + decimal->digits[i]);
        }
    }
    return size;
}
