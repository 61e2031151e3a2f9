/* What the tests of packs and stages share: random numbers that are the same every time,
 * slices compared, packs written to a temporary folder, and one text through the
 * pipeline. */
#ifndef ASSAY_TESTS_SUPPORT_H
#define ASSAY_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/status.h"

/* A linear congruential generator: good enough to pick test cases with. */
static inline uint32_t random_next(uint64_t *seed, uint32_t below) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*seed >> 33) % below);
}

static inline void assert_text(struct slice slice, const char *expected) {
    if (!slice_is(slice, expected)) {
        fail_msg("'%.*s' is not '%s'", (int)slice.size,
                 slice.data == NULL ? "" : slice.data, expected);
    }
}

/* A text put together of random pieces; gives its size. */
static inline size_t random_text(uint64_t *seed, const char *const *pieces,
                                 uint32_t count, uint32_t pieces_wanted, char *out,
                                 size_t room) {
    size_t size = 0;
    for (uint32_t i = 0; i < pieces_wanted; i++) {
        const char *piece = pieces[random_next(seed, count)];
        size_t length = strlen(piece);
        if (size + length >= room) {
            break;
        }
        memcpy(out + size, piece, length);
        size += length;
    }
    out[size] = '\0';
    return size;
}

#endif
