/* The heap, with injected failure for tests.
 *
 * The countdown is the only mutable thing of the program outside a caller's structs. It
 * is atomic, and at rest (SIZE_MAX) costs one relaxed load. */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static _Atomic size_t allocations_left = SIZE_MAX;
static atomic_bool has_failed;

void memory_fail_after(size_t count) {
    atomic_store(&has_failed, false);
    atomic_store(&allocations_left, count);
}

bool memory_has_failed(void) { return atomic_load(&has_failed); }

static bool failure_is_due(void) {
    size_t left = atomic_load_explicit(&allocations_left, memory_order_relaxed);
    while (left != SIZE_MAX) {
        size_t next = left == 0 ? SIZE_MAX : left - 1;
        if (atomic_compare_exchange_weak(&allocations_left, &left, next)) {
            if (left == 0)
                atomic_store(&has_failed, true);
            return left == 0;
        }
    }
    return false;
}

void *memory_alloc(size_t size) {
    return failure_is_due() ? NULL : malloc(size == 0 ? 1 : size);
}

void *memory_resize(void *memory, size_t size) {
    return failure_is_due() ? NULL : realloc(memory, size == 0 ? 1 : size);
}

void memory_free(void *memory) { free(memory); }
