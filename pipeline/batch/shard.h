/* Shards: which of N runs an article belongs to.
 *
 * Decided by the file's path below the folder that was named (of a file named itself, its
 * last name) and the line: so machines agree that have the corpus in different places,
 * and an article stays where it is when others come or go. */
#ifndef ASSAY_BATCH_SHARD_H
#define ASSAY_BATCH_SHARD_H

#include <stdint.h>

/* The shard, from 0, of `shards`. `line` is 0 for a plain text. */
static inline uint64_t shard_of(const char *tail, uint64_t line, uint64_t shards) {
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (; *tail != '\0'; tail++) {
        hash = (hash ^ (unsigned char)*tail) * 1099511628211u;
    }
    hash += line * 0x9e3779b97f4a7c15u; /* and the finish of splitmix64 */
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return (hash ^ (hash >> 31)) % shards;
}

#endif
