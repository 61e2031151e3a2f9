/* Patterns and subjects put together from the bytes of a fuzz input, so that most of them
 * are patterns, and match. */
#ifndef ASSAY_TESTS_FUZZ_PATTERNS_H
#define ASSAY_TESTS_FUZZ_PATTERNS_H

#include "base/buffer.h"
#include "support.h"

/* Types that patterns name, in this order. */
enum { TYPE_NATION, TYPE_MINERAL, PATTERN_TYPES };
extern const struct slice pattern_types[PATTERN_TYPES];

/* Mentions of the types as they can stand in a subject: with and without the id and the
 * class that patterns ask for. */
struct variant {
    uint16_t type;
    const char *id, *class;
};
enum { VARIANTS = 8 };
extern const struct variant variants[VARIANTS];

/* Appends a pattern; lists in lists up to some depth. */
void make_pattern(struct input *input, struct buffer *out);

/* Appends a subject, in which `symbols` stand for the variants. */
void make_subject(struct input *input, const uint32_t symbols[VARIANTS],
                  struct buffer *out);

#endif
