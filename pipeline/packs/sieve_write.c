/* The steps of a pattern, written out of its tree in the direction of reading (Thompson's
 * construction, each piece knowing what follows it). */
#include "packs/sieve_tree.h"

enum {
    PROGRAM_STEPS = 16384, /* a step is written in 16 bits */
    /* Repeats beyond these are endless to a sieve: each copy would double the states that
     * can be reached. */
    COPIES_OF_SET = 4,
    COPIES_OF_GROUP = 2,
    MET_SETS = 256,
};

struct writer {
    struct arena *arena;
    const struct node *nodes; /* the first stands for none */
    struct program *program;
    bool failed;
    uint32_t done[BEHIND_MAXIMUM + 1]; /* steps */
    uint16_t met[MET_SETS];            /* of the program's sets, plus 1, by hash */
};

static uint32_t add_step(struct writer *writer, struct step step) {
    struct step *kept = writer->program->steps.count < PROGRAM_STEPS
                            ? LIST_PUSH(writer->arena, &writer->program->steps)
                            : NULL;
    if (kept == NULL) {
        writer->failed = true;
        return 0;
    }
    *kept = step;
    return (uint32_t)(writer->program->steps.count - 1);
}

/* The number of a set; one that was met lately has one. */
static uint16_t number_of_set(struct writer *writer, const struct code_set *set) {
    uint64_t mixed =
        set->bits[0] ^ set->bits[1] * 3 ^ set->bits[2] * 5 ^ set->bits[3] * 7;
    uint16_t *met =
        &writer->met[(mixed ^ mixed >> 32) * 0x9E3779B9u >> 8 & (MET_SETS - 1)];
    if (*met != 0 &&
        memcmp(&writer->program->sets.items[*met - 1], set, sizeof *set) == 0) {
        return (uint16_t)(*met - 1);
    }
    struct code_set *kept = writer->program->sets.count < PROGRAM_STEPS
                                ? LIST_PUSH(writer->arena, &writer->program->sets)
                                : NULL;
    if (kept == NULL) {
        writer->failed = true;
        return 0;
    }
    *kept = *set;
    *met = (uint16_t)writer->program->sets.count;
    return (uint16_t)(*met - 1);
}

static uint32_t add_fork(struct writer *writer, uint32_t count) {
    uint32_t first = (uint32_t)writer->program->forks.count;
    for (uint32_t i = 0; i < count; i++) {
        writer->failed |= LIST_PUSH(writer->arena, &writer->program->forks) == NULL;
    }
    writer->failed |= count > UINT16_MAX;
    return add_step(
        writer,
        (struct step){.kind = STEP_FORK, .next = first, .count = (uint16_t)count});
}

static void set_fork(struct writer *writer, uint32_t fork, uint32_t place,
                     uint32_t target) {
    struct program *program = writer->program;
    if (!writer->failed) {
        program->forks.items[program->steps.items[fork].next + place] = (uint16_t)target;
    }
}

static uint32_t write(struct writer *writer, uint32_t node, uint32_t next);

static uint32_t write_choice(struct writer *writer, uint32_t first, uint32_t next) {
    uint32_t count = 0;
    for (uint32_t at = first; at != 0; at = writer->nodes[at].sibling) {
        count++;
    }
    if (count == 1) {
        return write(writer, first, next);
    }
    uint32_t fork = add_fork(writer, count);
    uint32_t place = 0;
    for (uint32_t at = first; at != 0 && !writer->failed;
         at = writer->nodes[at].sibling) {
        set_fork(writer, fork, place++, write(writer, at, next));
    }
    return fork;
}

static uint32_t write_maybe(struct writer *writer, uint32_t child, uint32_t inner,
                            uint32_t next) {
    uint32_t fork = add_fork(writer, 2);
    set_fork(writer, fork, 0, write(writer, child, inner));
    set_fork(writer, fork, 1, next);
    return fork;
}

static uint32_t write_endless(struct writer *writer, uint32_t child, uint32_t next) {
    uint32_t fork = add_fork(writer, 2);
    set_fork(writer, fork, 0, write(writer, child, fork));
    set_fork(writer, fork, 1, next);
    return fork;
}

static uint32_t write_repeat(struct writer *writer, const struct node *repeat,
                             uint32_t next) {
    uint32_t child = repeat->child;
    uint32_t copies =
        writer->nodes[child].kind == NODE_SET ? COPIES_OF_SET : COPIES_OF_GROUP;
    uint32_t low = repeat->low < copies ? repeat->low : copies;
    uint32_t end = next;
    if (repeat->high > copies) {
        end = write_endless(writer, child, next);
    } else {
        for (uint32_t i = low; i < repeat->high && !writer->failed; i++) {
            end = write_maybe(writer, child, end, next);
        }
    }
    for (uint32_t i = 0; i < low && !writer->failed; i++) {
        end = write(writer, child, end);
    }
    return end;
}

/* The characters of a row of sets, the last first, as many as are looked at; 0 where it
 * is no such row or nothing. */
static uint32_t last_sets(const struct writer *writer, uint32_t row,
                          uint32_t sets[BEHIND_MAXIMUM]) {
    uint32_t count = 0;
    const struct node *node = &writer->nodes[row];
    uint32_t at = node->kind == NODE_ROW ? node->child : row;
    for (; at != 0; at = node->kind == NODE_ROW ? writer->nodes[at].sibling : 0) {
        if (writer->nodes[at].kind != NODE_SET) {
            return 0;
        }
        for (uint32_t i = BEHIND_MAXIMUM - 1; i > 0; i--) {
            sets[i] = sets[i - 1];
        }
        sets[0] = at;
        count += count < BEHIND_MAXIMUM ? 1 : 0;
    }
    return count;
}

/* What stands right before the match is the last that is read of it. */
static uint32_t write_behind_row(struct writer *writer, uint32_t row, uint32_t next) {
    uint32_t sets[BEHIND_MAXIMUM] = {0};
    uint32_t count = last_sets(writer, row, sets);
    if (count == 0) {
        return next;
    }
    uint32_t at = writer->done[count];
    for (uint32_t i = count; i-- > 0;) {
        at = write(writer, sets[i], at);
    }
    return at;
}

static uint32_t write_behind(struct writer *writer, uint32_t child, uint32_t next) {
    struct node node = writer->nodes[child];
    if (next != writer->done[0]) {
        return next;
    }
    if (node.kind != NODE_CHOICE) {
        return write_behind_row(writer, child, next);
    }
    uint32_t count = 0;
    for (uint32_t at = node.child; at != 0; at = writer->nodes[at].sibling) {
        count++;
    }
    uint32_t fork = add_fork(writer, count);
    uint32_t place = 0;
    for (uint32_t at = node.child; at != 0 && !writer->failed;
         at = writer->nodes[at].sibling) {
        set_fork(writer, fork, place++, write_behind_row(writer, at, next));
    }
    return fork;
}

/* Writes the steps for a node, to be read before `next`; gives where they begin. */
static uint32_t write(struct writer *writer, uint32_t number, uint32_t next) {
    struct node node = writer->nodes[number];
    if (writer->failed) {
        return next;
    }
    switch (node.kind) {
    case NODE_SET:
        return add_step(writer, (struct step){.kind = STEP_TAKE,
                                              .count = number_of_set(writer, &node.set),
                                              .next = next});
    case NODE_ROW:
        for (uint32_t at = node.child; at != 0; at = writer->nodes[at].sibling) {
            next = write(writer, at, next);
        }
        return next;
    case NODE_CHOICE:
        return write_choice(writer, node.child, next);
    case NODE_REPEAT:
        return write_repeat(writer, &node, next);
    case NODE_BEHIND:
        return writer->program->forward ? next : write_behind(writer, node.child, next);
    case NODE_EMPTY:
        break;
    }
    return next;
}

bool sieve_write(struct arena *arena, const struct node *nodes, uint32_t tree,
                 struct program *program) {
    struct writer writer = {.arena = arena, .nodes = nodes, .program = program};
    for (uint32_t i = 0; i <= BEHIND_MAXIMUM; i++) {
        writer.done[i] =
            add_step(&writer, (struct step){.kind = STEP_DONE, .count = (uint16_t)i});
    }
    program->first = write(&writer, tree, writer.done[0]);
    return !writer.failed;
}
