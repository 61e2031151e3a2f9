/* The table, and the numbers that are not short. */
#include "base/digits.h"

const char digit_pairs[200] = "00010203040506070809"
                              "10111213141516171819"
                              "20212223242526272829"
                              "30313233343536373839"
                              "40414243444546474849"
                              "50515253545556575859"
                              "60616263646566676869"
                              "70717273747576777879"
                              "80818283848586878889"
                              "90919293949596979899";

char *digits_write_long(char *at, uint64_t number) {
    char digits[DIGITS_MAXIMUM];
    size_t start = sizeof digits;
    do {
        digits[--start] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(at, digits + start, sizeof digits - start);
    return at + (sizeof digits - start);
}
