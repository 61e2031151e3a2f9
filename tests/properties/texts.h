/* The texts that the property tests run over: every article of the corpus, and texts made
 * to be awkward. */
#ifndef ASSAY_TESTS_TEXTS_H
#define ASSAY_TESTS_TEXTS_H

#include <stddef.h>

struct text {
    char *data;
    size_t size;
    char name[256];
};

struct texts {
    struct text *items;
    size_t count;
};

/* Reads and makes them all; ends the program when it cannot. */
struct texts texts_load(void);
void texts_free(struct texts *texts);

/* The next number of a small generator, the same everywhere. */
unsigned next_random(unsigned *state);

#endif
