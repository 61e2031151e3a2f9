/* States of a sieve, made when first reached. */
#include "packs/sieve_states.h"

#include "base/memory.h"

enum {
    DEPTH_MAXIMUM = 32, /* of parents; a state further down has all steps itself */
    STATES_KEPT = STATES_MAXIMUM - DEPTH_MAXIMUM - 2, /* more are forgotten */
    STEPS_KEPT = 1 << 18,                             /* in all states, likewise */
    FEW_STEPS = 16,                                   /* are sorted by insertion */
    KIND_SHIFT = 14,
    COUNT_MASK = (1 << KIND_SHIFT) - 1,
};

/* ---- Columns ---- */

struct split {
    uint32_t sizes[257];      /* of columns, in codes */
    uint32_t inside[257];     /* codes of the column that a set has */
    unsigned char parts[257]; /* the column that these become */
    uint32_t count;
};

/* Splits columns until the set has all codes of a column or none. */
static void split_columns(unsigned char *columns, const struct code_set *set,
                          struct split *split) {
    unsigned char codes[256];
    uint32_t count = 0;
    for (uint32_t word = 0; word < 4; word++) {
        for (uint64_t left = set->bits[word]; left != 0; left &= left - 1) {
            codes[count++] = (unsigned char)(word * 64 + lowest_bit(left));
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        split->inside[columns[codes[i]]]++;
    }
    for (uint32_t i = 0; i < count; i++) {
        unsigned char column = columns[codes[i]];
        if (split->inside[column] == split->sizes[column]) {
            continue; /* all of it */
        }
        if (split->parts[column] == 0) {
            split->parts[column] = (unsigned char)split->count++;
        }
        unsigned char part = split->parts[column];
        columns[codes[i]] = part;
        split->sizes[part]++;
    }
    for (uint32_t column = 0; column < split->count; column++) {
        uint32_t moved = split->parts[column] == 0 ? 0 : split->inside[column];
        split->sizes[column] -= moved;
        split->inside[column] = 0;
        split->parts[column] = 0;
    }
}

static void find_columns(struct sieve_states *states, const struct program *program) {
    struct split split = {.sizes = {256}, .count = 1};
    memset(states->columns, 0, sizeof states->columns);
    for (size_t i = 0; i < program->sets.count; i++) {
        split_columns(states->columns, &program->sets.items[i], &split);
    }
    states->column_count = split.count;
    states->set_words = (split.count + 63) / 64;
}

/* ---- What sieves share ---- */

static bool shared_fits(struct sieve_room *shared, uint32_t steps) {
    if (steps <= shared->steps) {
        return true;
    }
    uint32_t words = steps / 64 + 1;
    uint64_t *bits =
        memory_alloc(words * sizeof *bits +
                     steps * (sizeof *shared->seen + 3 * sizeof *shared->found));
    if (bits == NULL) {
        return false;
    }
    memory_free(shared->bits);
    shared->bits = bits;
    shared->seen = (uint32_t *)(void *)(bits + words);
    shared->stack = (uint16_t *)(void *)(shared->seen + steps);
    shared->found = shared->stack + steps;
    shared->others = shared->found + steps;
    shared->steps = steps;
    memset(bits, 0, words * sizeof *bits);
    memset(shared->seen, 0, (size_t)steps * sizeof *shared->seen);
    return true;
}

void sieve_room_free(struct sieve_room *shared) {
    memory_free(shared->bits);
    *shared = (struct sieve_room){.bits = NULL};
}

/* ---- Steps ---- */

/* What is reached with a code. */
struct reached {
    uint16_t *steps; /* room for all of the program's */
    uint32_t count;
    uint32_t begins; /* ENTRY_BEGINS bits */
};

static uint32_t kind_of(struct short_step step) { return step.what >> KIND_SHIFT; }

static uint32_t count_of(struct short_step step) { return step.what & COUNT_MASK; }

static bool is_in_root(const struct sieve_states *states, uint32_t step) {
    return (states->in_root[step >> 6] >> (step & 63) & 1) != 0;
}

static bool takes(const struct sieve_states *states, struct short_step step,
                  unsigned char column) {
    const uint64_t *set = states->sets + (size_t)count_of(step) * states->set_words;
    return (set[column >> 6] >> (column & 63) & 1) != 0;
}

/* All steps that can be reached from `step` without a code, those aside that have been
 * seen in this round. */
static void reach(struct sieve_states *states, uint16_t step, struct reached *reached) {
    struct sieve_room *shared = states->shared;
    uint32_t height = 0;
    if (shared->seen[step] != shared->round) {
        shared->seen[step] = shared->round;
        shared->stack[height++] = step;
    }
    while (height > 0) {
        uint16_t number = shared->stack[--height];
        struct short_step at = states->program[number];
        if (kind_of(at) == STEP_TAKE) {
            reached->steps[reached->count] = number;
            reached->count += is_in_root(states, number) ? 0 : 1;
        } else if (kind_of(at) == STEP_DONE) {
            reached->begins |= (uint32_t)ENTRY_BEGINS_HERE << count_of(at);
        }
        for (uint32_t i = 0; kind_of(at) == STEP_FORK && i < count_of(at); i++) {
            uint16_t fork = states->forks[at.next + i];
            if (shared->seen[fork] != shared->round) {
                shared->seen[fork] = shared->round;
                shared->stack[height++] = fork;
            }
        }
    }
}

static void take(struct sieve_states *states, const uint16_t *members, uint32_t count,
                 unsigned char code, struct reached *reached) {
    unsigned char column = states->columns[code];
    for (uint32_t i = 0; i < count; i++) {
        struct short_step step = states->program[members[i]];
        if (takes(states, step, column)) {
            reach(states, step.next, reached);
        }
    }
}

/* Many are marked in a set of bits, and read from it. */
static void sort_many(struct sieve_states *states, uint16_t *steps, uint32_t count) {
    uint64_t *bits = states->shared->bits;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        bits[steps[i] >> 6] |= (uint64_t)1 << (steps[i] & 63);
    }
    for (uint32_t word = 0; at < count; word++) {
        for (uint64_t left = bits[word]; left != 0; left &= left - 1) {
            steps[at++] = (uint16_t)(word * 64 + lowest_bit(left));
        }
        bits[word] = 0;
    }
}

static void sort_steps(struct sieve_states *states, uint16_t *steps, uint32_t count) {
    if (count > FEW_STEPS) {
        sort_many(states, steps, count);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint16_t step = steps[i];
        uint32_t at = i;
        for (; at > 0 && steps[at - 1] > step; at--) {
            steps[at] = steps[at - 1];
        }
        steps[at] = step;
    }
}

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

static void add_root(struct sieve_states *states) {
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
    sort_steps(states, kept.steps, kept.count);
    states->forgotten++;
    states->count = states->step_count = states->row_count = 0;
    memset(states->slots, 0, states->slot_count * sizeof *states->slots);
    add_root(states);
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
    take(states, states->root, states->root_count, code, &reached);
    sort_steps(states, reached.steps, reached.count);
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
    take(states, states->steps + own->first, own->count, code, &reached);
    if (reached.count == 0) {
        return parent | reached.begins;
    }
    if (depth >= DEPTH_MAXIMUM) {
        collect(states, parent, &reached);
        parent = 0;
    }
    sort_steps(states, reached.steps, reached.count);
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

/* ---- Making them ---- */

/* Room for the program; false where memory ran out or it is too long. */
static bool make_block(struct sieve_states *states, const struct program *program) {
    size_t steps = program->steps.count;
    size_t forks = program->forks.count;
    size_t sets = program->sets.count * states->set_words;
    size_t words = steps / 64 + 1;
    if (steps > COUNT_MASK + 1 || forks > UINT16_MAX ||
        program->sets.count > COUNT_MASK) {
        return false;
    }
    size_t size = (sets + words) * sizeof *states->sets +
                  steps * sizeof *states->program + forks * sizeof *states->forks;
    states->sets = memory_alloc(size);
    if (states->sets == NULL) {
        return false;
    }
    memset(states->sets, 0, size);
    states->in_root = states->sets + sets;
    states->program = (struct short_step *)(void *)(states->in_root + words);
    states->forks = (uint16_t *)(void *)(states->program + steps);
    return true;
}

/* Copies the program, with its sets as sets of columns. False where a fork has too many
 * ways. */
static bool copy_program(struct sieve_states *states, const struct program *program) {
    bool fits = true;
    unsigned char one[256]; /* code of each column: a set has all of them or none */
    for (uint32_t code = 0; code < 256; code++) {
        one[states->columns[code]] = (unsigned char)code;
    }
    for (size_t i = 0; i < program->sets.count; i++) {
        uint64_t *set = states->sets + i * states->set_words;
        for (uint32_t column = 0; column < states->column_count; column++) {
            uint64_t bit = code_set_has(&program->sets.items[i], one[column]) ? 1 : 0;
            set[column >> 6] |= bit << (column & 63);
        }
    }
    for (size_t i = 0; i < program->steps.count; i++) {
        const struct step *step = &program->steps.items[i];
        fits &= step->count <= COUNT_MASK;
        states->program[i] = (struct short_step){
            (uint16_t)step->next,
            (uint16_t)(step->kind << KIND_SHIFT | (step->count & COUNT_MASK))};
    }
    if (program->forks.count > 0) {
        memcpy(states->forks, program->forks.items,
               program->forks.count * sizeof *states->forks);
    }
    return fits;
}

/* False where a match may begin without any code: no text at all would do. */
static bool find_root(struct sieve_states *states, uint16_t first) {
    struct reached reached = {.steps = states->shared->found};
    states->shared->round++;
    reach(states, first, &reached);
    sort_steps(states, reached.steps, reached.count);
    states->root = memory_alloc(reached.count * sizeof *states->root);
    if (states->root == NULL || reached.begins != 0) {
        return false;
    }
    states->root_count = reached.count;
    for (uint32_t i = 0; i < reached.count; i++) {
        uint16_t step = reached.steps[i];
        states->root[i] = step;
        if (!states->from_place) {
            states->in_root[step >> 6] |= (uint64_t)1 << (step & 63);
        }
    }
    return true;
}

/* All codes that a number of steps may take. */
static struct code_set codes_of(const struct program *program, const uint16_t *steps,
                                uint32_t count) {
    struct code_set set = {{0}};
    for (uint32_t i = 0; i < count; i++) {
        code_set_unite(&set, &program->sets.items[program->steps.items[steps[i]].count]);
    }
    return set;
}

/* What the codes at the beginning of a match may be, whatever stands between them; where
 * a match may have ended before, anything. */
static void find_leads(struct sieve_states *states, const struct program *program) {
    const uint16_t *steps = states->root;
    uint32_t count = states->root_count;
    uint32_t begins = 0;
    for (uint32_t lead = 0; lead < LEADS; lead++) {
        struct reached reached = {.steps = states->shared->found};
        states->leads.sets[lead] =
            begins != 0 ? sieve_any() : codes_of(program, steps, count);
        states->shared->round++;
        for (uint32_t i = 0; i < count; i++) {
            reach(states, states->program[steps[i]].next, &reached);
        }
        count = reached.count;
        begins |= reached.begins;
        memcpy(states->shared->others, reached.steps, count * sizeof *steps);
        steps = states->shared->others;
    }
}

bool states_init(struct sieve_states *states, const struct program *program,
                 bool from_place, struct sieve_room *shared) {
    *states = (struct sieve_states){.shared = shared,
                                    .forward = program->forward,
                                    .line_end = program->line_end,
                                    .from_place = from_place};
    find_columns(states, program);
    if (!shared_fits(shared, (uint32_t)program->steps.count) ||
        !make_block(states, program) || !copy_program(states, program) ||
        !find_root(states, (uint16_t)program->first)) {
        return false;
    }
    if (program->forward) {
        find_leads(states, program);
    }
    add_root(states);
    return !states->failed;
}

static void free_states(struct sieve_states *states) {
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
    free_states(states);
    add_root(states);
}

void states_free(struct sieve_states *states) {
    free_states(states);
    memory_free(states->sets);
    memory_free(states->root);
}
