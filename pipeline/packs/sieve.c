/* The automaton of a sieve: states made when first reached.
 *
 * A state is the set of steps that may take the next code, without those at which any
 * match may end: these are always among them. The codes that no set of the pattern tells
 * apart share a column of the table. An entry of the table says where to go, and in its
 * highest bit whether a match may begin with the code just read. */
#include "packs/sieve_parts.h"

#include "base/memory.h"

#include <stdlib.h>

enum {
    UNKNOWN = 0xFFFF,
    BEGINS = 0xF000,       /* one bit for each number of characters behind */
    BEGINS_HERE = 0x1000,  /* none; a bit further up for each more */
    STATES_MAXIMUM = 4094, /* then all are forgotten; below BEGINS, and no UNKNOWN */
    ENDS_MAXIMUM = 8,
    FORGET_MAXIMUM = 64,       /* then the sieve gives up */
    MEMBERS_MAXIMUM = 1 << 18, /* steps in all states together, likewise */
    SCRATCH_KEPT = 256 << 10,  /* bytes, for the next one to parse */
};

struct state {
    uint32_t first, count; /* members */
};

struct sieve {
    struct program program;
    struct sieve_room *shared;
    void *block;                /* the program, and all that is as long as it */
    unsigned char columns[256]; /* of codes */
    bool idle[256]; /* of codes: known to lead from the first state to itself */
    uint32_t column_count;
    uint16_t *always; /* the steps at which a match may end */
    uint32_t always_count;
    bool *is_always;
    uint16_t *table; /* states x columns */
    struct state *states;
    uint32_t state_count, state_room;
    uint16_t *members; /* steps */
    uint32_t member_count, member_room;
    uint16_t *slots; /* state + 1, by hash; made with the second state */
    uint32_t slot_count;
    uint32_t forgotten;
    bool failed;
};

/* ---- Columns ---- */

/* Splits columns until each set has all codes of a column or none. */
static void find_columns(struct sieve *sieve) {
    unsigned char *columns = sieve->columns;
    uint32_t count = 1;
    memset(columns, 0, sizeof sieve->columns);
    for (size_t i = 0; i < sieve->program.sets.count; i++) {
        const struct code_set *set = &sieve->program.sets.items[i];
        int inside[256];
        bool outside[256] = {false};
        memset(inside, -1, sizeof inside);
        for (uint32_t code = 0; code < 256; code++) {
            outside[columns[code]] |= !code_set_has(set, code);
        }
        for (uint32_t code = 0; code < 256; code++) {
            unsigned char column = columns[code];
            if (!code_set_has(set, code) || !outside[column]) {
                continue;
            }
            if (inside[column] < 0) {
                inside[column] = (int)count++;
            }
            columns[code] = (unsigned char)inside[column];
        }
    }
    /* What is inside a character changes no state: a column of its own. */
    columns[SIEVE_INNER] = (unsigned char)(count < 256 ? count++ : columns[SIEVE_INNER]);
    sieve->column_count = count;
}

/* ---- What sieves share ---- */

static bool shared_fits(struct sieve_room *shared, uint32_t steps) {
    if (steps <= shared->steps) {
        return true;
    }
    uint32_t *seen = memory_alloc((size_t)steps * 3 * sizeof *seen);
    if (seen == NULL) {
        return false;
    }
    memset(seen, 0, (size_t)steps * sizeof *seen);
    memory_free(shared->seen);
    shared->seen = seen;
    shared->stack = seen + steps;
    shared->found = shared->stack + steps;
    shared->steps = steps;
    return true;
}

void sieve_room_free(struct sieve_room *shared) {
    memory_free(shared->seen);
    *shared = (struct sieve_room){.seen = NULL};
}

/* ---- Steps ---- */

static void new_round(struct sieve *sieve) { sieve->shared->round++; }

/* All steps that can be reached from `step` without a code: calls for each that takes
 * one; says whether a match may begin there. */
static uint32_t reach(struct sieve *sieve, uint32_t step, uint32_t *found,
                      uint32_t *count) {
    struct sieve_room *shared = sieve->shared;
    uint32_t begins = 0;
    uint32_t height = 0;
    if (shared->seen[step] != shared->round) {
        shared->seen[step] = shared->round;
        shared->stack[height++] = step;
    }
    while (height > 0) {
        const struct step *at = &sieve->program.steps.items[shared->stack[--height]];
        if (at->kind == STEP_TAKE) {
            found[(*count)++] = (uint32_t)(at - sieve->program.steps.items);
        } else if (at->kind == STEP_DONE) {
            begins |= (uint32_t)BEGINS_HERE << at->count;
        }
        for (uint32_t i = 0; at->kind == STEP_FORK && i < at->count; i++) {
            uint32_t fork = sieve->program.forks.items[at->next + i];
            if (shared->seen[fork] != shared->round) {
                shared->seen[fork] = shared->round;
                shared->stack[height++] = fork;
            }
        }
    }
    return begins;
}

/* ---- States ---- */

static uint32_t hash_of(const uint16_t *members, uint32_t count) {
    uint32_t hash = 2166136261u;
    for (uint32_t i = 0; i < count; i++) {
        hash = (hash ^ members[i]) * 16777619u;
    }
    return hash ^ hash >> 15;
}

static bool grow(struct sieve *sieve, void **items, uint32_t *room, uint32_t wanted,
                 size_t size) {
    if (wanted <= *room) {
        return true;
    }
    uint32_t next = *room == 0 ? 8 : *room;
    while (next < wanted) {
        next += next / 2;
    }
    void *grown = memory_resize(*items, next * size);
    if (grown == NULL) {
        return false;
    }
    sieve->shared->bytes += (next - *room) * size;
    *items = grown;
    *room = next;
    return true;
}

/* The table before the states, whose room is that of both: no state without its row. */
static bool make_room(struct sieve *sieve, uint32_t members) {
    uint32_t rows = sieve->state_room;
    if (sieve->state_count + 1 > sieve->state_room) {
        if (!grow(sieve, (void **)&sieve->table, &rows, sieve->state_count + 1,
                  sizeof *sieve->table * sieve->column_count) ||
            !grow(sieve, (void **)&sieve->states, &sieve->state_room,
                  sieve->state_count + 1, sizeof *sieve->states)) {
            return false;
        }
    }
    return grow(sieve, (void **)&sieve->members, &sieve->member_room,
                sieve->member_count + members, sizeof *sieve->members);
}

/* Enters a state into the hash table, which is at most half full. */
static void enter(struct sieve *sieve, uint32_t number) {
    const struct state *state = &sieve->states[number];
    const uint16_t *members = state->count == 0 ? NULL : sieve->members + state->first;
    uint32_t slot = hash_of(members, state->count);
    while (sieve->slots[slot & (sieve->slot_count - 1)] != 0) {
        slot++;
    }
    sieve->slots[slot & (sieve->slot_count - 1)] = (uint16_t)(number + 1);
}

static bool grow_slots(struct sieve *sieve) {
    if (sieve->state_count * 2 < sieve->slot_count) {
        return true;
    }
    uint32_t count = sieve->slot_count == 0 ? 32 : sieve->slot_count * 2;
    uint16_t *slots = memory_alloc(count * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    sieve->shared->bytes += (count - sieve->slot_count) * sizeof *slots;
    memory_free(sieve->slots);
    sieve->slots = slots;
    sieve->slot_count = count;
    for (uint32_t i = 0; i < sieve->state_count; i++) {
        enter(sieve, i);
    }
    return true;
}

static uint32_t add_state(struct sieve *sieve, const uint16_t *members, uint32_t count) {
    if (!make_room(sieve, count) || !grow_slots(sieve)) {
        sieve->failed = true;
        return 0;
    }
    uint32_t number = sieve->state_count++;
    sieve->states[number] = (struct state){sieve->member_count, count};
    if (count > 0) {
        memcpy(sieve->members + sieve->member_count, members, count * sizeof *members);
    }
    sieve->member_count += count;
    uint16_t *row = sieve->table + (size_t)number * sieve->column_count;
    for (uint32_t i = 0; i < sieve->column_count; i++) {
        row[i] = UNKNOWN;
    }
    row[sieve->columns[SIEVE_INNER]] = (uint16_t)number;
    enter(sieve, number);
    return number;
}

static int compare_steps(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The number of the state with these members, which become 16 bits wide in place. */
static uint32_t find_state(struct sieve *sieve, uint32_t *found, uint32_t count) {
    uint16_t *members = (uint16_t *)(void *)found;
    if (count > 1) {
        qsort(found, count, sizeof *found, compare_steps);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint16_t member = (uint16_t)found[i];
        memcpy(&members[i], &member, sizeof member);
    }
    uint32_t slot = hash_of(members, count);
    for (; sieve->slots[slot & (sieve->slot_count - 1)] != 0; slot++) {
        uint32_t number = sieve->slots[slot & (sieve->slot_count - 1)] - 1u;
        const struct state *state = &sieve->states[number];
        if (state->count == count &&
            (count == 0 || memcmp(sieve->members + state->first, members,
                                  count * sizeof *members) == 0)) {
            return number;
        }
    }
    return add_state(sieve, members, count);
}

/* Forgets all states but the first, which has no members. */
static void forget(struct sieve *sieve) {
    sieve->forgotten++;
    sieve->state_count = sieve->member_count = 0;
    memset(sieve->slots, 0, sieve->slot_count * sizeof *sieve->slots);
    add_state(sieve, NULL, 0);
}

/* In the first state most of a text is read, so what stays there is skipped. */
static void note_idle(struct sieve *sieve, unsigned char column) {
    for (uint32_t code = 0; code < 256; code++) {
        sieve->idle[code] |= sieve->columns[code] == column;
    }
}

/* Works an entry of the table out. */
static uint32_t work_out(struct sieve *sieve, uint32_t state, unsigned char code) {
    const struct step *steps = sieve->program.steps.items;
    const struct code_set *sets = sieve->program.sets.items;
    uint32_t *found = sieve->shared->found;
    uint32_t count = 0;
    uint32_t begins = 0;
    new_round(sieve);
    for (uint32_t i = 0; i < sieve->states[state].count; i++) {
        const struct step *step = &steps[sieve->members[sieve->states[state].first + i]];
        if (code_set_has(&sets[step->count], code)) {
            begins |= reach(sieve, step->next, found, &count);
        }
    }
    for (uint32_t i = 0; i < sieve->always_count; i++) {
        const struct step *step = &steps[sieve->always[i]];
        if (code_set_has(&sets[step->count], code)) {
            begins |= reach(sieve, step->next, found, &count);
        }
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!sieve->is_always[found[i]]) {
            found[kept++] = found[i];
        }
    }
    bool full = sieve->state_count >= STATES_MAXIMUM ||
                sieve->member_count + kept > MEMBERS_MAXIMUM;
    if (full) {
        forget(sieve);
    }
    uint32_t next = find_state(sieve, found, kept);
    uint32_t entry = next | begins;
    if (!full && !sieve->failed) {
        sieve->table[(size_t)state * sieve->column_count + sieve->columns[code]] =
            (uint16_t)entry;
    }
    if (state == 0 && entry == 0 && !sieve->failed) {
        note_idle(sieve, sieve->columns[code]);
    }
    return entry;
}

/* ---- Making one ---- */

static bool find_always(struct sieve *sieve) {
    new_round(sieve);
    const uint32_t *found = sieve->shared->found;
    uint32_t begins =
        reach(sieve, sieve->program.first, sieve->shared->found, &sieve->always_count);
    for (uint32_t i = 0; i < sieve->always_count; i++) {
        sieve->always[i] = (uint16_t)found[i];
        sieve->is_always[found[i]] = true;
    }
    return begins == 0;
}

/* Puts the program, and the room that making states takes, into one block. */
static bool settle(struct sieve *sieve, const struct program *from) {
    size_t steps = from->steps.count;
    size_t forks = from->forks.count;
    size_t sets = from->sets.count;
    if (steps > UINT16_MAX || !shared_fits(sieve->shared, (uint32_t)steps)) {
        return false;
    }
    size_t size = sets * sizeof(struct code_set) + steps * sizeof(struct step) +
                  (forks + steps) * sizeof(uint16_t) + steps;
    sieve->block = memory_alloc(size);
    if (sieve->block == NULL) {
        return false;
    }
    memset(sieve->block, 0, size);
    sieve->program = *from;
    sieve->program.sets.items = sieve->block;
    sieve->program.steps.items = (struct step *)(sieve->program.sets.items + sets);
    sieve->program.forks.items = (uint16_t *)(sieve->program.steps.items + steps);
    sieve->always = sieve->program.forks.items + forks;
    sieve->is_always = (bool *)(sieve->always + steps);
    if (sets > 0) {
        memcpy(sieve->program.sets.items, from->sets.items,
               sets * sizeof(struct code_set));
    }
    if (steps > 0) {
        memcpy(sieve->program.steps.items, from->steps.items,
               steps * sizeof(struct step));
    }
    if (forks > 0) {
        memcpy(sieve->program.forks.items, from->forks.items, forks * sizeof(uint16_t));
    }
    return true;
}

struct sieve *sieve_new(const struct sieve_codes *codes, const struct pattern *pattern,
                        struct arena *scratch, struct sieve_room *shared) {
    struct program program = {.first = 0};
    struct sieve *sieve = memory_alloc(sizeof *sieve);
    if (sieve == NULL) {
        return NULL;
    }
    memset(sieve, 0, sizeof *sieve);
    sieve->shared = shared;
    bool good = sieve_parse(scratch, codes, pattern, &program) && settle(sieve, &program);
    arena_reset(scratch, SCRATCH_KEPT);
    if (good) {
        find_columns(sieve);
        good = find_always(sieve);
        add_state(sieve, NULL, 0);
        sieve->idle[SIEVE_INNER] = true;
    }
    if (!good || sieve->failed) {
        sieve_free(sieve);
        return NULL;
    }
    return sieve;
}

static void free_states(struct sieve *sieve) {
    sieve->shared->bytes -=
        sieve->state_room *
            (sizeof *sieve->states + sizeof *sieve->table * sieve->column_count) +
        sieve->member_room * sizeof *sieve->members +
        sieve->slot_count * sizeof *sieve->slots;
    memory_free(sieve->table);
    memory_free(sieve->states);
    memory_free(sieve->members);
    memory_free(sieve->slots);
    sieve->table = NULL;
    sieve->states = NULL;
    sieve->members = sieve->slots = NULL;
    sieve->state_count = sieve->state_room = sieve->slot_count = 0;
    sieve->member_count = sieve->member_room = 0;
}

void sieve_forget(struct sieve *sieve) {
    free_states(sieve);
    add_state(sieve, NULL, 0);
}

void sieve_free(struct sieve *sieve) {
    if (sieve != NULL) {
        free_states(sieve);
        memory_free(sieve->block);
        memory_free(sieve);
    }
}

/* ---- Scanning ---- */

static uint32_t entry_of(struct sieve *sieve, uint32_t state, unsigned char code) {
    uint32_t entry =
        sieve->table[(size_t)state * sieve->column_count + sieve->columns[code]];
    return entry == UNKNOWN ? work_out(sieve, state, code) : entry;
}

/* Goes back over codes through what is known already; `*at` is left behind the first code
 * for which the table has to be worked on, or that may begin a match. */
static uint32_t run_back(const struct sieve *sieve, uint32_t state,
                         const unsigned char *codes, uint32_t *at) {
    const uint16_t *table = sieve->table;
    const unsigned char *columns = sieve->columns;
    size_t row = sieve->column_count;
    uint32_t here = *at;
    while (here > 0) {
        if (state == 0 && sieve->idle[codes[here - 1]]) {
            do {
                here--;
            } while (here > 0 && sieve->idle[codes[here - 1]]);
            continue;
        }
        uint32_t entry = table[state * row + columns[codes[here - 1]]];
        if (entry > STATES_MAXIMUM) { /* or unknown */
            break;
        }
        state = entry;
        here--;
    }
    *at = here;
    return state;
}

/* Places found so far, the last found first: they come from right to left, but for those
 * of which some characters before were looked at. */
struct found_places {
    uint32_t *next, *top;
};

static void add_place(struct found_places *found, uint32_t place) {
    uint32_t *at = found->next;
    while (at < found->top && *at < place) {
        at++;
    }
    if (at < found->top && *at == place) {
        return;
    }
    found->next--;
    memmove(found->next, found->next + 1, (size_t)(at - found->next - 1) * sizeof *at);
    at[-1] = place;
}

/* Where the character begins that stands `count` behind the one at `at`. */
static uint32_t behind(const unsigned char *codes, uint32_t size, uint32_t at,
                       uint32_t count) {
    for (; count > 0 && at < size; count--) {
        at++;
        while (at < size && codes[at] == SIEVE_INNER) {
            at++;
        }
    }
    return at;
}

static void add_places(struct found_places *found, uint32_t entry,
                       const unsigned char *codes, uint32_t size, uint32_t at) {
    for (uint32_t count = 0; count <= BEHIND_MAXIMUM; count++) {
        if ((entry & ((uint32_t)BEGINS_HERE << count)) != 0) {
            add_place(found, behind(codes, size, at, count));
        }
    }
}

/* An end of the text, as often as a pattern may ask for it in a row ("^^"). False where
 * it may ask more often. */
static bool read_end(struct sieve *sieve, struct found_places *found, uint32_t *state,
                     unsigned char code, uint32_t place) {
    for (uint32_t i = 0; i < ENDS_MAXIMUM; i++) {
        uint32_t before = *state;
        uint32_t entry = entry_of(sieve, before, code);
        *state = entry & ~(uint32_t)BEGINS;
        if (entry != *state) {
            add_place(found, place);
        }
        if (*state == before) {
            return true;
        }
    }
    return false;
}

bool sieve_scan(struct sieve *sieve, const unsigned char *codes, uint32_t size,
                uint32_t *room, const uint32_t **places, uint32_t *count) {
    if (sieve->failed) {
        return false;
    }
    struct found_places found = {room + size + 1, room + size + 1};
    uint32_t state = 0;
    uint32_t at = size;
    bool all = size < 2 || (sieve->program.line_end && codes[size - 1] == '\n');
    for (uint32_t place = size + 1; all && place-- > 0;) {
        if (place == size || codes[place] != SIEVE_INNER) {
            add_place(&found, place); /* both ends at once, or a break: not worth it */
        }
    }
    bool ends = read_end(sieve, &found, &state, SIEVE_END, size);
    for (state = run_back(sieve, state, codes, &at); at > 0;
         state = run_back(sieve, state, codes, &at)) {
        uint32_t entry = entry_of(sieve, state, codes[--at]);
        state = entry & ~(uint32_t)BEGINS;
        add_places(&found, entry, codes, size, at);
    }
    /* What looks one character behind from the first has the end of the text there. */
    ends &= read_end(sieve, &found, &state, SIEVE_BEGIN, 0);
    *places = found.next;
    *count = (uint32_t)(found.top - found.next);
    return ends && !sieve->failed && sieve->forgotten <= FORGET_MAXIMUM;
}
