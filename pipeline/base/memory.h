/* The one door to the heap, so that tests can make any allocation fail. */
#ifndef ASSAY_BASE_MEMORY_H
#define ASSAY_BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

void *
memory_alloc(size_t size); /* NULL when out of memory; size 0 gives a valid pointer */
void *memory_resize(void *memory,
                    size_t size); /* as realloc; the old block stays on failure */
void memory_free(void *memory);

/* Tests: the allocation after `count` further ones fails, once; SIZE_MAX turns it off. */
void memory_fail_after(size_t count);

/* Tests: whether it has failed since. */
bool memory_has_failed(void);

#endif
