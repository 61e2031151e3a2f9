/* A sum over what has been written, by which a part is known again when a run goes on.
 *
 * It finds damage and edits, not forgery: eight bytes a multiplication, so that writing
 * costs no more for it, and going on no more than reading the part once. */
#ifndef ASSAY_BATCH_SUM_H
#define ASSAY_BATCH_SUM_H

#include "base/span.h"

enum { SUM_STEP = 8 };

struct sum {
    uint64_t value;
    unsigned char rest[SUM_STEP]; /* fewer than a step, still to be added */
    size_t rest_size;
};

/* Adds bytes; in which pieces they come makes no difference. All zero is the beginning.
 */
void sum_add(struct sum *sum, struct slice bytes);

/* The sum of all that was added so far; more may follow. */
uint64_t sum_of(const struct sum *sum);

/* Adds the first `size` bytes of a file. False where it is shorter or cannot be read;
 * errno says why, or is 0. */
bool sum_add_file(struct sum *sum, int file, uint64_t size);

#endif
