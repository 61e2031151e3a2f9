/* A bump allocator over a chain of blocks.
 *
 * Blocks double in size up to a bound, so a large article costs few calls to the heap.
 * After a reset the blocks that were kept are walked again in order. A list that was the
 * last allocation grows in place, so that filling one list wastes nothing. */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>

#define BLOCK_MINIMUM ((size_t)16 << 10)
#define BLOCK_MAXIMUM ((size_t)1 << 20) /* of blocks made for small allocations */

struct arena_block {
    struct arena_block *next;
    size_t capacity;
    alignas(max_align_t) unsigned char data[];
};

static size_t round_up(size_t size) {
    const size_t alignment = alignof(max_align_t);
    return (size + alignment - 1) / alignment * alignment;
}

void arena_init(struct arena *arena) { *arena = (struct arena){0}; }

void arena_deinit(struct arena *arena) {
    struct arena_block *block = arena->first;
    while (block != NULL) {
        struct arena_block *next = block->next;
        memory_free(block);
        block = next;
    }
    arena_init(arena);
}

void arena_reset(struct arena *arena, size_t keep) {
    struct arena_block **link = &arena->first;
    size_t kept = 0;
    while (*link != NULL) {
        struct arena_block *block = *link;
        if (block->capacity <= keep - kept) {
            kept += block->capacity;
            link = &block->next;
        } else {
            *link = block->next;
            memory_free(block);
        }
    }
    arena->current = arena->first;
    arena->used = 0;
    arena->allocated = kept;
    arena->full = false;
}

static size_t next_capacity(const struct arena *arena, size_t size) {
    size_t capacity =
        arena->current == NULL ? BLOCK_MINIMUM : arena->current->capacity * 2;
    if (capacity > BLOCK_MAXIMUM)
        capacity = BLOCK_MAXIMUM;
    return capacity < size ? size : capacity;
}

/* Whether so many bytes more are within the arena's maximum; notes where they are not. */
static bool has_room(struct arena *arena, size_t size) {
    bool fits = arena->maximum == 0 || (arena->allocated <= arena->maximum &&
                                        size <= arena->maximum - arena->allocated);
    arena->full |= !fits;
    return fits;
}

/* Makes a block with room for `size` bytes the current one: the next kept block if it is
 * large enough, or else a new one before it. */
static bool next_block(struct arena *arena, size_t size) {
    struct arena_block *next =
        arena->current == NULL ? arena->first : arena->current->next;
    if (next == NULL || next->capacity < size) {
        size_t capacity = next_capacity(arena, size);
        if (capacity > SIZE_MAX - sizeof(struct arena_block) ||
            !has_room(arena, capacity))
            return false;
        struct arena_block *block = memory_alloc(sizeof(struct arena_block) + capacity);
        if (block == NULL)
            return false;
        block->capacity = capacity;
        block->next = next;
        if (arena->current == NULL)
            arena->first = block;
        else
            arena->current->next = block;
        arena->allocated += capacity;
        next = block;
    }
    arena->current = next;
    arena->used = 0;
    return true;
}

void *arena_alloc(struct arena *arena, size_t size) {
    if (size > SIZE_MAX / 2)
        return NULL;
    size_t rounded = round_up(size == 0 ? 1 : size);
    if (arena->current == NULL || arena->current->capacity - arena->used < rounded) {
        if (!next_block(arena, rounded))
            return NULL;
    }
    unsigned char *memory = arena->current->data + arena->used;
    arena->used += rounded;
    memset(memory, 0, rounded);
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(arena, count * size);
}

struct slice arena_copy(struct arena *arena, struct slice text, bool *ok) {
    char *copy = text.size == SIZE_MAX ? NULL : arena_alloc(arena, text.size + 1);
    *ok = copy != NULL;
    if (copy == NULL)
        return slice_of(NULL, 0);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    return slice_of(copy, text.size);
}

/* Makes the last allocation longer where it stands, if it is the last and there is room.
 */
static bool extend_last(struct arena *arena, const void *memory, size_t old_size,
                        size_t new_size) {
    struct arena_block *block = arena->current;
    size_t old_rounded = round_up(old_size);
    size_t added = round_up(new_size) - old_rounded;
    if (block == NULL || memory == NULL || arena->used < old_rounded ||
        block->data + (arena->used - old_rounded) != (const unsigned char *)memory ||
        block->capacity - arena->used < added)
        return false;
    memset(block->data + arena->used, 0, added);
    arena->used += added;
    return true;
}

/* An array that has a block to itself, as large ones have, grows with its block: a copy
 * of it would stay behind until the arena goes. NULL where it has none, or out of memory.
 */
static void *grow_block(struct arena *arena, const void *memory, size_t old_size,
                        size_t new_size) {
    struct arena_block **link = &arena->first;
    size_t capacity = round_up(old_size);
    if (memory == NULL || capacity < BLOCK_MAXIMUM)
        return NULL;
    while (*link != NULL && (const void *)(*link)->data != memory)
        link = &(*link)->next;
    if (*link == NULL || (*link)->capacity != capacity ||
        !has_room(arena, round_up(new_size) - capacity))
        return NULL;
    bool current = arena->current == *link;
    struct arena_block *block =
        memory_resize(*link, sizeof(struct arena_block) + round_up(new_size));
    if (block == NULL)
        return NULL;
    block->capacity = round_up(new_size);
    memset(block->data + capacity, 0, block->capacity - capacity);
    arena->allocated += block->capacity - capacity;
    *link = block;
    if (current) {
        arena->current = block;
        arena->used = block->capacity;
    }
    return block->data;
}

bool arena_grow(struct arena *arena, void *items_slot, size_t *capacity,
                size_t item_size) {
    void *items;
    memcpy(&items, items_slot, sizeof items);
    size_t wider = *capacity == 0 ? 8 : *capacity * 2;
    if (*capacity > SIZE_MAX / 4 || wider > SIZE_MAX / 4 / item_size)
        return false;
    size_t old_size = *capacity * item_size;
    if (!extend_last(arena, items, old_size, wider * item_size)) {
        void *moved = grow_block(arena, items, old_size, wider * item_size);
        if (moved != NULL) {
            memcpy(items_slot, &moved, sizeof moved);
            *capacity = wider;
            return true;
        }
        moved = arena_alloc_array(arena, wider, item_size);
        if (moved == NULL)
            return false;
        if (old_size > 0)
            memcpy(moved, items, old_size);
        memcpy(items_slot, &moved, sizeof moved);
    }
    *capacity = wider;
    return true;
}
