/* Byte offsets of the article text in other units: code points and UTF-16 code units.
 *
 * Counts are kept for every POSITIONS_STRIDE bytes, so that any offset costs a few steps
 * of eight bytes; text that is all ASCII needs neither. */
#ifndef ASSAY_FORMATS_POSITIONS_H
#define ASSAY_FORMATS_POSITIONS_H

#include "base/arena.h"

enum { POSITIONS_STRIDE = 64 };

struct position_count {
    uint32_t characters, utf16;
};

struct positions {
    struct slice text;                   /* borrowed */
    const struct position_count *counts; /* at each stride; NULL: all ASCII */
};

/* Counts through valid UTF-8. False when out of memory. */
bool positions_init(struct positions *positions, struct arena *arena, struct slice text);

/* The counts before a byte offset, which is at the start of a character or the end. */
struct position_count positions_at(const struct positions *positions, uint32_t offset);

#endif
