/* A version is compared number by number; a number that is not written is 0. */
#include "packs/version.h"

enum { NUMBERS = 3, DIGITS_MAXIMUM = 9 };

static bool read_version(struct slice text, uint32_t numbers[NUMBERS]) {
    size_t at = 0;
    for (int i = 0; i < NUMBERS; i++) {
        numbers[i] = 0;
        size_t start = at;
        if (at == text.size && i > 0) {
            continue;
        }
        while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
            numbers[i] = numbers[i] * 10 + (uint32_t)(text.data[at++] - '0');
            if (at - start > DIGITS_MAXIMUM) {
                return false;
            }
        }
        bool more = at + 1 < text.size && text.data[at] == '.' && i + 1 < NUMBERS;
        if (at == start || (at < text.size && !more)) {
            return false;
        }
        at += more ? 1 : 0;
    }
    return true;
}

bool version_is_valid(struct slice text) {
    uint32_t numbers[NUMBERS];
    return read_version(text, numbers);
}

static int compare(const uint32_t a[NUMBERS], const uint32_t b[NUMBERS]) {
    for (int i = 0; i < NUMBERS; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

/* One condition, such as ">=1.2". */
static bool holds(struct slice condition, const uint32_t version[NUMBERS], bool *valid) {
    uint32_t bound[NUMBERS];
    size_t size = 0;
    while (size < condition.size && size < 2 && strchr("<>=", condition.data[size])) {
        size++;
    }
    struct slice sign = slice_of(condition.data, size);
    if (!read_version(slice_after(condition, size), bound)) {
        *valid = false;
        return false;
    }
    int order = compare(version, bound);
    bool equal = slice_is(sign, "=") || slice_is(sign, ">=") || slice_is(sign, "<=");
    bool more = slice_is(sign, ">") || slice_is(sign, ">=");
    bool less = slice_is(sign, "<") || slice_is(sign, "<=");
    *valid &= equal || more || less;
    return (equal && order == 0) || (more && order > 0) || (less && order < 0);
}

bool version_in(struct slice range, struct slice version, bool *valid) {
    uint32_t numbers[NUMBERS];
    bool all = true;
    *valid = true;
    if (!read_version(version, numbers)) {
        return true; /* that is told where it stands */
    }
    for (size_t at = 0; at < range.size;) {
        size_t end = at;
        while (end < range.size && range.data[end] != ' ') {
            end++;
        }
        if (end > at) {
            all &= holds(slice_of(range.data + at, end - at), numbers, valid);
        }
        at = end + 1;
    }
    return all && *valid;
}
