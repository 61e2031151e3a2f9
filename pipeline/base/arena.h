/* A bump allocator for what lives and dies together: one article, or one set of rules.
 *
 * Reset keeps the memory for the next article; nothing is freed one by one. Every
 * allocation may fail (NULL), also by injection in tests, and nothing is lost when it
 * does. */
#ifndef ASSAY_BASE_ARENA_H
#define ASSAY_BASE_ARENA_H

#include "base/span.h"

struct arena_block;

struct arena {
    struct arena_block *first, *current;
    size_t used;      /* in the current block */
    size_t allocated; /* over all blocks, in bytes */
    size_t maximum;   /* of `allocated`; 0: none */
    bool full;        /* an allocation failed for the maximum, not the machine's memory */
};

void arena_init(struct arena *arena);
void arena_deinit(struct arena *arena);

/* Forgets all allocations; keeps at most `keep` bytes of blocks for the next use. */
void arena_reset(struct arena *arena, size_t keep);

/* Zeroed memory aligned for any type, or NULL. `size` may be 0 (gives a valid pointer).
 */
void *arena_alloc(struct arena *arena, size_t size);

/* count * size with an overflow check; zeroed. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* A copy of the bytes (not terminated beyond a convenience NUL that is not counted). */
struct slice arena_copy(struct arena *arena, struct slice text, bool *ok);

/* Growable arrays in an arena. A list is any struct with `items`, `count`, `capacity`:
 *     struct zone_list { struct zone *items; size_t count, capacity; };
 *     struct zone *zone = LIST_PUSH(arena, &article->zones);   // zeroed, NULL when out
 * of memory */
#define LIST_OF(type)                                                                    \
    struct {                                                                             \
        type *items;                                                                     \
        size_t count, capacity;                                                          \
    }
#define LIST_PUSH(arena, list)                                                           \
    (((list)->count < (list)->capacity ||                                                \
      arena_grow((arena), (void *)&(list)->items, &(list)->capacity,                     \
                 sizeof *(list)->items))                                                 \
         ? &(list)->items[(list)->count++]                                               \
         : NULL)

/* Doubles the capacity of the array that `items_slot` (a pointer to the array's pointer)
 * holds, new items zeroed. False when out of memory, the array then being unchanged. */
bool arena_grow(struct arena *arena, void *items_slot, size_t *capacity,
                size_t item_size);

#endif
