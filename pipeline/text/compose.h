/* Canonical composition (NFC) of one stretch of code points, in time linear in its
 * length.
 *
 * A stretch is a piece of text across whose edges nothing reorders or composes: one or
 * more whole grapheme clusters. */
#ifndef ASSAY_TEXT_COMPOSE_H
#define ASSAY_TEXT_COMPOSE_H

#include "base/arena.h"

struct code_points {
    int32_t *items;
    size_t count, capacity;
};

/* Working memory, reused from stretch to stretch; zero it to begin. All of it is from the
 * arena. */
struct composer {
    struct code_points work; /* the composed stretch */
    struct code_points sorted;
};

/* Composes `input` into composer->work. `long_run` tells whether more than LIMIT_MARK_RUN
 * marks stood in a row. False when out of memory. */
bool compose(struct composer *composer, struct arena *arena,
             const struct code_points *input, bool *long_run);

#endif
