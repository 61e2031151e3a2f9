/* Reading a text with a sieve. */
#include "packs/sieve_states.h"

#include "base/memory.h"

enum {
    FORGET_MAXIMUM = 64,      /* times; then the sieve gives up */
    SCRATCH_KEPT = 256 << 10, /* bytes, for the next one to parse */
};

struct sieve {
    struct sieve_states states;
};

/* Reading forward begins at the edges of words, where all else but small letters stands
 * too: a match must begin with one of these. */
static bool begins_at_edges(const struct sieve_states *states,
                            const struct pattern *pattern) {
    bool small = false;
    for (uint32_t code = 0; code < 256; code++) {
        small |= sieve_is_small(code) && code_set_has(&states->leads.sets[0], code);
    }
    return pattern->starts_at_edge || !small;
}

/* For one direction. */
static bool make_states(struct sieve_states *states, const struct sieve_codes *codes,
                        const struct pattern *pattern, bool forward,
                        struct arena *scratch) {
    struct program program = {.forward = forward};
    bool good = sieve_parse(scratch, codes, pattern, &program) &&
                states_init(states, &program, forward || pattern->before, states->shared);
    arena_reset(scratch, SCRATCH_KEPT);
    return good;
}

struct sieve *sieve_new(const struct sieve_codes *codes, const struct pattern *pattern,
                        struct arena *scratch, struct sieve_room *shared) {
    struct sieve *sieve = memory_alloc(sizeof *sieve);
    if (sieve == NULL) {
        return NULL;
    }
    struct sieve_states *states = &sieve->states;
    *states = (struct sieve_states){.shared = shared};
    bool good = make_states(states, codes, pattern, !pattern->before, scratch);
    if (good && !pattern->before && !begins_at_edges(states, pattern)) {
        states_free(states);
        good = make_states(states, codes, pattern, false, scratch);
    }
    if (!good) {
        sieve_free(sieve);
        return NULL;
    }
    return sieve;
}

bool sieve_leads(const struct sieve_codes *codes, const struct pattern *pattern,
                 struct arena *scratch, struct sieve_room *shared, struct leads *leads) {
    struct sieve_states states = {.shared = shared};
    bool good = make_states(&states, codes, pattern, true, scratch) &&
                begins_at_edges(&states, pattern);
    *leads = states.leads;
    leads->line_end = states.line_end;
    states_free(&states);
    return good;
}

void sieve_free(struct sieve *sieve) {
    if (sieve != NULL) {
        states_free(&sieve->states);
        memory_free(sieve);
    }
}

void sieve_forget(struct sieve *sieve) { states_forget(&sieve->states); }

/* ---- Scanning ---- */

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

/* Every place of the text. */
static void name_all(const struct sieve_text *text, struct found_places *found) {
    for (uint32_t place = text->size + 1; place-- > 0;) {
        if (place == text->size || text->codes[place] != SIEVE_INNER) {
            add_place(found, place);
        }
    }
}

/* ---- Backwards ---- */

/* Goes back over codes through what is known already; `*at` is left behind the first code
 * for which an entry has to be worked out, or that may begin a match. */
static uint32_t run_back(const struct sieve_states *states, uint32_t state,
                         const unsigned char *codes, uint32_t *at) {
    uint32_t here = *at;
    for (; here > 0; here--) {
        unsigned char code = codes[here - 1];
        if (code == SIEVE_INNER || (state == 0 && code_set_has(&states->idle, code))) {
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

/* False where it cannot tell. */
static bool scan_back(struct sieve_states *states, const struct sieve_text *text,
                      struct found_places *found) {
    uint32_t state = 0;
    uint32_t at = text->size;
    bool ends = read_end(states, found, &state, SIEVE_END, text->size);
    for (state = run_back(states, state, text->codes, &at); at > 0;
         state = run_back(states, state, text->codes, &at)) {
        uint32_t entry = states_entry(states, state, text->codes[--at]);
        state = entry & ~(uint32_t)ENTRY_BEGINS;
        add_places(found, entry, text->codes, text->size, at);
    }
    /* What looks one character behind from the first has the end of the text there. */
    return read_end(states, found, &state, SIEVE_BEGIN, 0) && ends;
}

/* ---- Back from the end ---- */

/* Whether what ends at `at` in that state may begin before. */
static bool begins_before(struct sieve_states *states, const struct sieve_text *text,
                          uint32_t state, uint32_t at) {
    for (; at > 0 && state != 0; at--) {
        if (text->codes[at - 1] != SIEVE_INNER) {
            uint32_t entry = states_entry(states, state, text->codes[at - 1]);
            if ((entry & ENTRY_BEGINS) != 0) {
                return true;
            }
            state = entry;
        }
    }
    return states_read_ends(states, &state, SIEVE_BEGIN, ENDS_MAXIMUM) || state != 0;
}

bool sieve_may_end(struct sieve *sieve, const struct sieve_text *text, uint32_t end) {
    struct sieve_states *states = &sieve->states;
    if (end == 0 || (states->line_end && text->codes[end - 1] == '\n')) {
        return true; /* both ends at once, or a break: not worth it */
    }
    for (uint32_t times = 0; times < ENDS_MAXIMUM; times++) {
        uint32_t state = STATE_PLACE; /* anew: numbers may be void by now */
        if (states_read_ends(states, &state, SIEVE_END, times)) {
            return true;
        }
        if (state == 0 || states->failed) {
            return states->failed;
        }
        if (begins_before(states, text, state, end)) {
            return true;
        }
    }
    return true;
}

/* ---- Both ---- */

/* It has had memory, and states enough. */
static bool is_good(const struct sieve_states *states) {
    return !states->failed && states->forgotten <= FORGET_MAXIMUM;
}

/* Both ends at once, or a break before the end: not worth it. */
static bool is_special(const struct sieve_text *text, bool line_end) {
    return text->size < 2 || (line_end && text->codes[text->size - 1] == '\n');
}

void sieve_scan_leads(const struct leads *leads, const struct sieve_text *text,
                      uint32_t *room, const uint32_t **places, uint32_t *count) {
    uint32_t *top = room + text->size + 1;
    struct found_places found = {top, top};
    if (!is_special(text, leads->line_end)) {
        states_scan_forward(NULL, leads, text, room, places, count);
        return;
    }
    name_all(text, &found);
    *places = found.next;
    *count = (uint32_t)(found.top - found.next);
}

bool sieve_scan(struct sieve *sieve, const struct sieve_text *text, uint32_t *room,
                const uint32_t **places, uint32_t *count) {
    struct sieve_states *states = &sieve->states;
    uint32_t size = text->size;
    if (states->failed) {
        return false;
    }
    struct found_places found = {room + size + 1, room + size + 1};
    bool known = true;
    if (is_special(text, states->line_end)) {
        name_all(text, &found);
    } else if (states->forward) {
        states_scan_forward(states, &states->leads, text, room, places, count);
        return is_good(states);
    } else {
        known = scan_back(states, text, &found);
    }
    *places = found.next;
    *count = (uint32_t)(found.top - found.next);
    return known && is_good(states);
}
