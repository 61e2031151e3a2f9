/* A flag for the whole program, since jansson hands its functions no context. */
#include "tools/json_memory.h"

#include "base/memory.h"

#include <jansson.h>
#include <stdatomic.h>

static atomic_bool failed;

static void *allocate(size_t size) {
    void *memory = memory_alloc(size);
    if (memory == NULL) {
        atomic_store(&failed, true);
    }
    return memory;
}

void json_memory_init(void) {
    atomic_store(&failed, false);
    json_set_alloc_funcs(allocate, memory_free);
}

bool json_memory_failed(void) { return atomic_load(&failed); }
