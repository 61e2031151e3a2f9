/* The tree of a pattern between sieve_parse.c and sieve_write.c: private to these. */
#ifndef ASSAY_PACKS_SIEVE_TREE_H
#define ASSAY_PACKS_SIEVE_TREE_H

#include "packs/sieve_parts.h"

enum node_kind {
    NODE_EMPTY,
    NODE_SET,
    NODE_ROW,
    NODE_CHOICE,
    NODE_REPEAT,
    NODE_BEHIND, /* what stands before; only used at the very beginning */
};

struct node {
    enum node_kind kind;
    struct code_set set;
    uint32_t low, high; /* REPEAT; UINT32_MAX: endless */
    uint32_t child;     /* ROW, CHOICE, REPEAT, BEHIND: the first; 0: none */
    uint32_t sibling;   /* 0: none */
};

/* Writes the steps of a tree into the program, in its direction; `tree` is the number of
 * a node. False where there are too many or memory ran out. */
bool sieve_write(struct arena *arena, const struct node *nodes, uint32_t tree,
                 struct program *program);

#endif
