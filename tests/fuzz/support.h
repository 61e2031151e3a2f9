/* What the fuzz targets share: how a broken promise stops the run, and bytes that decide.
 */
#ifndef ASSAY_TESTS_FUZZ_SUPPORT_H
#define ASSAY_TESTS_FUZZ_SUPPORT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/span.h"
#include "text/decode.h"
#include "text/unicode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Of targets that load rules: so that this is not taken for the time of an input. */
int LLVMFuzzerInitialize(int *count, char ***arguments);

#define require(holds) require_at((holds), #holds, __FILE__, __LINE__)

static inline void require_at(bool holds, const char *what, const char *file, int line) {
    if (!holds) {
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
        abort();
    }
}

static inline bool is_valid(struct slice text) {
    return utf8_valid_prefix(text) == text.size;
}

/* An input that is read from the front: choices first, then the rest as it is. */
struct input {
    const uint8_t *data;
    size_t size;
};

/* The next byte, or 0 behind the end. */
static inline uint8_t take_byte(struct input *input) {
    if (input->size == 0) {
        return 0;
    }
    input->size--;
    return *input->data++;
}

static inline struct slice take_rest(struct input *input) {
    struct slice rest = slice_of((const char *)input->data, input->size);
    input->size = 0;
    return rest;
}

#endif
