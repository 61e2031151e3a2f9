/* Reading a text with a sieve, from its end on. */
#include "packs/sieve_states.h"

#include "base/memory.h"

enum {
    ENDS_MAXIMUM = 8,         /* of the text, that a pattern may ask for in a row */
    FORGET_MAXIMUM = 64,      /* times; then the sieve gives up */
    SCRATCH_KEPT = 256 << 10, /* bytes, for the next one to parse */
};

struct sieve {
    struct sieve_states states;
};

struct sieve *sieve_new(const struct sieve_codes *codes, const struct pattern *pattern,
                        struct arena *scratch, struct sieve_room *shared) {
    struct program program = {.first = 0};
    struct sieve *sieve = memory_alloc(sizeof *sieve);
    if (sieve == NULL) {
        return NULL;
    }
    sieve->states = (struct sieve_states){.shared = shared};
    bool good = sieve_parse(scratch, codes, pattern, &program) &&
                states_init(&sieve->states, &program, shared);
    arena_reset(scratch, SCRATCH_KEPT);
    if (!good) {
        sieve_free(sieve);
        return NULL;
    }
    return sieve;
}

void sieve_free(struct sieve *sieve) {
    if (sieve != NULL) {
        states_free(&sieve->states);
        memory_free(sieve);
    }
}

void sieve_forget(struct sieve *sieve) { states_forget(&sieve->states); }

/* ---- Scanning ---- */

/* Goes back over codes through what is known already; `*at` is left behind the first code
 * for which an entry has to be worked out, or that may begin a match. */
static uint32_t run_back(const struct sieve_states *states, uint32_t state,
                         const unsigned char *codes, uint32_t *at) {
    uint32_t here = *at;
    for (; here > 0; here--) {
        unsigned char code = codes[here - 1];
        if (code == SIEVE_INNER || (state == 0 && states->idle[code])) {
            continue;
        }
        uint32_t entry = states_known(states, state, code);
        if (entry > STATES_MAXIMUM) { /* or unknown */
            break;
        }
        state = entry;
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
        if ((entry & ((uint32_t)ENTRY_BEGINS_HERE << count)) != 0) {
            add_place(found, behind(codes, size, at, count));
        }
    }
}

/* An end of the text, as often as a pattern may ask for it in a row ("^^"). False where
 * it may ask more often. */
static bool read_end(struct sieve_states *states, struct found_places *found,
                     uint32_t *state, unsigned char code, uint32_t place) {
    for (uint32_t i = 0; i < ENDS_MAXIMUM; i++) {
        uint32_t before = *state;
        uint32_t forgotten = states->forgotten;
        uint32_t entry = states_entry(states, before, code);
        *state = entry & ~(uint32_t)ENTRY_BEGINS;
        if (entry != *state) {
            add_place(found, place);
        }
        if (*state == before && states->forgotten == forgotten) {
            return true;
        }
    }
    return false;
}

bool sieve_scan(struct sieve *sieve, const unsigned char *codes, uint32_t size,
                uint32_t *room, const uint32_t **places, uint32_t *count) {
    struct sieve_states *states = &sieve->states;
    if (states->failed) {
        return false;
    }
    struct found_places found = {room + size + 1, room + size + 1};
    uint32_t state = 0;
    uint32_t at = size;
    bool all = size < 2 || (states->program.line_end && codes[size - 1] == '\n');
    for (uint32_t place = size + 1; all && place-- > 0;) {
        if (place == size || codes[place] != SIEVE_INNER) {
            add_place(&found, place); /* both ends at once, or a break: not worth it */
        }
    }
    bool ends = read_end(states, &found, &state, SIEVE_END, size);
    for (state = run_back(states, state, codes, &at); at > 0;
         state = run_back(states, state, codes, &at)) {
        uint32_t entry = states_entry(states, state, codes[--at]);
        state = entry & ~(uint32_t)ENTRY_BEGINS;
        add_places(&found, entry, codes, size, at);
    }
    /* What looks one character behind from the first has the end of the text there. */
    ends &= read_end(states, &found, &state, SIEVE_BEGIN, 0);
    *places = found.next;
    *count = (uint32_t)(found.top - found.next);
    return ends && !states->failed && states->forgotten <= FORGET_MAXIMUM;
}
