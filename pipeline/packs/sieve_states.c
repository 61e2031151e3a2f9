/* States of a sieve, made when first reached. */
#include "packs/sieve_states.h"

#include "base/memory.h"

enum {
    DEPTH_MAXIMUM = 32, /* of parents; a state further down has all steps itself */
    STATES_KEPT = STATES_MAXIMUM - DEPTH_MAXIMUM - 2, /* more are forgotten */
    STEPS_KEPT = 1 << 18,                             /* in all states, likewise */
};

/* ---- Keeping states ---- */

static bool grow(struct sieve_states *states, void **items, uint32_t *room,
                 uint32_t wanted, size_t size) {
    if (wanted <= *room) {
        return true;
    }
    uint32_t next = *room == 0 ? 8 : *room;
    while (next < wanted) {
        next += next / 2;
    }
    void *grown = memory_resize(*items, next * size);
    if (grown == NULL) {
        states->failed = true;
        return false;
    }
    states->shared->bytes += (next - *room) * size;
    *items = grown;
    *room = next;
    return true;
}

#define GROW(states, items, room, wanted)                                                \
    grow((states), (void **)&(states)->items, &(states)->room, (wanted),                 \
         sizeof *(states)->items)

static uint32_t hash_of(const uint16_t *steps, uint32_t count, uint32_t parent) {
    uint32_t hash = (2166136261u ^ parent) * 16777619u;
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ steps[i]) * 16777619u;
    }
    return hash ^ hash >> 15;
}

/* A state's own steps. */
static const uint16_t *steps_of(const struct sieve_states *states, uint32_t state) {
    const struct members *members = &states->members[state];
    return members->count == 0 ? NULL : states->steps + members->first;
}

/* Enters a state into the hash table, which is at most half full. */
static void enter(struct sieve_states *states, uint32_t hash, uint32_t number) {
    while (states->slots[hash & (states->slot_count - 1)] != 0) {
        hash++;
    }
    states->slots[hash & (states->slot_count - 1)] = (uint16_t)(number + 1);
}

static bool grow_slots(struct sieve_states *states) {
    if (states->count * 2 < states->slot_count) {
        return true;
    }
    uint32_t count = states->slot_count == 0 ? 32 : states->slot_count * 2;
    uint16_t *slots = memory_alloc(count * sizeof *slots);
    if (slots == NULL) {
        states->failed = true;
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    states->shared->bytes += (count - states->slot_count) * sizeof *slots;
    memory_free(states->slots);
    states->slots = slots;
    states->slot_count = count;
    for (uint32_t i = 0; i < states->count; i++) {
        const struct members *members = &states->members[i];
        enter(states, hash_of(steps_of(states, i), members->count, members->parent), i);
    }
    return true;
}

static uint32_t add_state(struct sieve_states *states, const uint16_t *steps,
                          uint32_t count, uint32_t parent) {
    uint32_t number = states->count;
    if (!GROW(states, edges, edges_room, number + 1) ||
        !GROW(states, members, members_room, number + 1) ||
        !GROW(states, steps, step_room, states->step_count + count) ||
        !grow_slots(states)) {
        return 0;
    }
    if (count > 0) {
        memcpy(states->steps + states->step_count, steps, count * sizeof *steps);
    }
    states->members[number] = (struct members){.first = states->step_count,
                                               .count = (uint16_t)count,
                                               .parent = (uint16_t)parent};
    struct edges *edges = &states->edges[number];
    *edges = (struct edges){.row = 0};
    for (uint32_t i = 0; i < FEW_EDGES; i++) {
        edges->entries[i] = ENTRY_UNKNOWN;
    }
    states->step_count += count;
    states->count++;
    enter(states, hash_of(steps, count, parent), number);
    return number;
}

/* The number of the state with these steps, ascending, one at least, beside its
 * parent's. */
static uint32_t find_state(struct sieve_states *states, const uint16_t *steps,
                           uint32_t count, uint32_t parent) {
    uint32_t hash = hash_of(steps, count, parent);
    uint32_t slot = hash;
    for (; states->slots[slot & (states->slot_count - 1)] != 0; slot++) {
        uint32_t number = states->slots[slot & (states->slot_count - 1)] - 1u;
        const struct members *members = &states->members[number];
        if (members->count == count && members->parent == parent &&
            memcmp(states->steps + members->first, steps, count * sizeof *steps) == 0) {
            return number;
        }
    }
    return add_state(states, steps, count, parent);
}

void states_add_root(struct sieve_states *states) {
    add_state(states, NULL, 0, 0);
    if (states->from_place) {
        add_state(states, states->root, states->root_count, 0);
    }
}

/* Adds the steps of a state and its parents. */
static void collect(const struct sieve_states *states, uint32_t state,
                    struct reached *reached) {
    for (; state != 0; state = states->members[state].parent) {
        const struct members *members = &states->members[state];
        memcpy(reached->steps + reached->count, states->steps + members->first,
               members->count * sizeof *states->steps);
        reached->count += members->count;
    }
}

/* Where there are too many states all but `state` are forgotten. Gives the number that
 * this has then. */
static uint32_t keep_room(struct sieve_states *states, uint32_t state) {
    if (states->count <= STATES_KEPT && states->step_count <= STEPS_KEPT) {
        return state;
    }
    struct reached kept = {.steps = states->shared->found};
    collect(states, state, &kept);
    steps_sort(states, kept.steps, kept.count);
    states->forgotten++;
    states->count = states->step_count = states->row_count = 0;
    memset(states->slots, 0, states->slot_count * sizeof *states->slots);
    states_add_root(states);
    return kept.count == 0 ? 0 : find_state(states, kept.steps, kept.count, 0);
}

/* ---- Edges ---- */

/* Gives a state a row. */
static bool widen(struct sieve_states *states, uint32_t state) {
    uint32_t columns = states->column_count;
    if (!grow(states, (void **)&states->rows, &states->row_room, states->row_count + 1,
              columns * sizeof *states->rows)) {
        return false;
    }
    uint16_t *row = states->rows + (size_t)states->row_count * columns;
    struct edges *edges = &states->edges[state];
    for (uint32_t i = 0; i < columns; i++) {
        row[i] = ENTRY_UNKNOWN;
    }
    for (uint32_t i = FEW_EDGES; i-- > 0;) {
        if (edges->entries[i] != ENTRY_UNKNOWN) {
            row[edges->columns[i]] = edges->entries[i];
        }
    }
    edges->row = ++states->row_count;
    return true;
}

/* In the root most of a text is read, so what stays there is skipped. */
static void note_idle(struct sieve_states *states, unsigned char column) {
    for (uint32_t code = 0; code < 256; code++) {
        if (states->columns[code] == column) {
            code_set_add(&states->idle, code);
        }
    }
}

static void note(struct sieve_states *states, uint32_t state, unsigned char code,
                 uint32_t entry) {
    unsigned char column = states->columns[code];
    if (states->failed) {
        return;
    }
    if (state == 0 && entry == 0) {
        note_idle(states, column);
    }
    struct edges *edges = &states->edges[state];
    for (uint32_t i = 0; edges->row == 0 && i < FEW_EDGES; i++) {
        if (edges->entries[i] == ENTRY_UNKNOWN) {
            edges->columns[i] = column;
            edges->entries[i] = (uint16_t)entry;
            return;
        }
    }
    if (edges->row == 0 && !widen(states, state)) {
        return;
    }
    states->rows[(size_t)(edges->row - 1) * states->column_count + column] =
        (uint16_t)entry;
}

/* ---- Working out where a code leads ---- */

static uint32_t from_root(struct sieve_states *states, unsigned char code) {
    struct reached reached = {.steps = states->shared->found};
    if (states->from_place) {
        return 0;
    }
    states->shared->round++;
    steps_take(states, states->root, states->root_count, code, &reached);
    steps_sort(states, reached.steps, reached.count);
    uint32_t next =
        reached.count == 0 ? 0 : find_state(states, reached.steps, reached.count, 0);
    return next | reached.begins;
}

/* Marks what a state has as seen. Says how many parents it has. */
static uint32_t see(struct sieve_states *states, uint32_t state) {
    uint32_t depth = 0;
    for (; state != 0; state = states->members[state].parent, depth++) {
        const struct members *members = &states->members[state];
        for (uint32_t i = 0; i < members->count; i++) {
            states->shared->seen[states->steps[members->first + i]] =
                states->shared->round;
        }
    }
    return depth;
}

/* From a state whose parent leads to `entry`. */
static uint32_t from_state(struct sieve_states *states, uint32_t state, uint32_t entry,
                           unsigned char code) {
    struct reached reached = {.steps = states->shared->found,
                              .begins = entry & (uint32_t)ENTRY_BEGINS};
    const struct members *own = &states->members[state];
    uint32_t parent = entry & ~(uint32_t)ENTRY_BEGINS;
    states->shared->round++;
    uint32_t depth = see(states, parent);
    steps_take(states, states->steps + own->first, own->count, code, &reached);
    if (reached.count == 0) {
        return parent | reached.begins;
    }
    if (depth >= DEPTH_MAXIMUM) {
        collect(states, parent, &reached);
        parent = 0;
    }
    steps_sort(states, reached.steps, reached.count);
    return find_state(states, reached.steps, reached.count, parent) | reached.begins;
}

uint32_t states_entry(struct sieve_states *states, uint32_t state, unsigned char code) {
    uint32_t entry = states_known(states, state, code);
    if (entry != ENTRY_UNKNOWN) {
        return entry;
    }
    uint32_t unknown[DEPTH_MAXIMUM + 2]; /* the state and its parents */
    uint32_t count = 0;
    state = keep_room(states, state);
    for (;; state = states->members[state].parent) {
        entry = states_known(states, state, code);
        if (entry != ENTRY_UNKNOWN) {
            break;
        }
        unknown[count++] = state;
        if (state == 0) {
            break;
        }
    }
    while (count > 0) {
        state = unknown[--count];
        entry =
            state == 0 ? from_root(states, code) : from_state(states, state, entry, code);
        note(states, state, code, entry);
    }
    return entry;
}

/* ---- Letting go ---- */

void states_drop(struct sieve_states *states) {
    states->shared->bytes -=
        states->edges_room * sizeof *states->edges +
        states->members_room * sizeof *states->members +
        (size_t)states->row_room * states->column_count * sizeof *states->rows +
        states->step_room * sizeof *states->steps +
        states->slot_count * sizeof *states->slots;
    memory_free(states->edges);
    memory_free(states->members);
    memory_free(states->rows);
    memory_free(states->steps);
    memory_free(states->slots);
    states->edges = NULL;
    states->members = NULL;
    states->rows = states->steps = states->slots = NULL;
    states->count = states->edges_room = states->members_room = 0;
    states->row_count = states->row_room = 0;
    states->step_count = states->step_room = 0;
    states->slot_count = 0;
}

void states_forget(struct sieve_states *states) {
    states_drop(states);
    states_add_root(states);
}
