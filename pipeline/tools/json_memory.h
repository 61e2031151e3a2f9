/* The memory of jansson, which does not tell a text that is wrong from memory that ran
 * out. */
#ifndef ASSAY_TOOLS_JSON_MEMORY_H
#define ASSAY_TOOLS_JSON_MEMORY_H

#include <stdbool.h>

/* Gives jansson the program's own heap (base/memory.h); to be called before jansson is
 * used. */
void json_memory_init(void);

/* Whether an allocation of jansson has failed since: then nothing that was read or built
 * since can be relied on. */
bool json_memory_failed(void);

#endif
