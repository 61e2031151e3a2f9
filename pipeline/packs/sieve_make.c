/* Making the automaton of a sieve: its columns, the program as a copy, and its root. */
#include "packs/sieve_states.h"

#include "base/memory.h"

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

/* ---- The automaton ---- */

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
    steps_reach(states, first, &reached);
    steps_sort(states, reached.steps, reached.count);
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
            steps_reach(states, states->program[steps[i]].next, &reached);
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
    states_add_root(states);
    return !states->failed;
}

void states_free(struct sieve_states *states) {
    states_drop(states);
    memory_free(states->sets);
    memory_free(states->root);
}
