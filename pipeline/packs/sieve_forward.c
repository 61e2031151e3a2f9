/* Reading a text with a sieve forward, from the edges of words on. */
#include "packs/sieve_states.h"

#include <stdlib.h>

enum { READS_MAXIMUM = 16 }; /* of a text; then any edge may be a place */

bool states_read_ends(struct sieve_states *states, uint32_t *state, unsigned char code,
                      uint32_t times) {
    for (uint32_t i = 0; i < times && *state != 0; i++) {
        uint32_t entry = states_entry(states, *state, code);
        if ((entry & ENTRY_BEGINS) != 0) {
            return true;
        }
        *state = entry;
    }
    return false;
}

/* A text that is read forward, and how many codes may still be read of it. */
struct forward {
    struct sieve_states *states; /* NULL: the leads decide */
    const struct leads *leads;
    const struct sieve_text *text;
    uint64_t left;
};

/* Whether all of a match may be met from `state` on, between `at` and the end; so it is
 * said too where no more may be read. */
static bool run_forward(struct forward *forward, uint32_t state, uint32_t at) {
    struct sieve_states *states = forward->states;
    const struct sieve_text *text = forward->text;
    uint32_t end =
        text->size - at > forward->left ? at + (uint32_t)forward->left : text->size;
    uint32_t begun = at;
    for (; at < end && state != 0; at++) {
        unsigned char code = text->codes[at];
        if (code == SIEVE_INNER) {
            continue;
        }
        uint32_t entry = states_known(states, state, code);
        if (entry >= ENTRY_BEGINS_HERE) { /* or unknown */
            entry = states_entry(states, state, code);
            if ((entry & ENTRY_BEGINS) != 0) {
                forward->left -= at - begun;
                return true;
            }
        }
        state = entry;
    }
    forward->left -= at - begun;
    if (at < text->size) {
        return state != 0;
    }
    return states_read_ends(states, &state, SIEVE_END, ENDS_MAXIMUM) || state != 0;
}

/* At the very beginning, of which the pattern may ask. */
static bool run_from_begin(struct forward *forward) {
    struct sieve_states *states = forward->states;
    for (uint32_t times = 0; times < ENDS_MAXIMUM; times++) {
        uint32_t state = STATE_PLACE; /* anew: numbers may be void by now */
        if (states_read_ends(states, &state, SIEVE_BEGIN, times)) {
            return true;
        }
        if (state == 0) {
            return false;
        }
        if (run_forward(forward, state, 0)) {
            return true;
        }
    }
    return true;
}

/* Whether the codes from `at` on are such as a match may begin with. */
static bool may_lead(const struct leads *leads, const struct sieve_text *text,
                     uint32_t at) {
    bool may = code_set_has(&leads->sets[0], text->codes[at]);
    for (uint32_t i = 1; i < LEADS && may && at + i < text->size; i++) {
        unsigned char code = text->codes[at + i];
        if (code == SIEVE_INNER) {
            break;
        }
        may = code_set_has(&leads->sets[i], code);
    }
    return may;
}

/* Places found forward, at first by code. */
struct forward_places {
    uint32_t *places;
    uint32_t count;
};

/* Where the leads let a match begin; where there are states to ask, and these do. */
static bool may_begin(struct forward *forward, uint32_t place) {
    return may_lead(forward->leads, forward->text, place) &&
           (forward->states == NULL || run_forward(forward, STATE_PLACE, place));
}

/* Tries the edges at which one code stands, which is a bit of word `word`. */
static void scan_code(struct forward *forward, uint32_t word, uint64_t bit,
                      struct forward_places *found, uint32_t first) {
    const struct sieve_text *text = forward->text;
    uint32_t rank =
        text->codes_before[word] + count_bits(text->at_edges[word] & (bit - 1));
    uint32_t at = rank == 0 ? 0 : text->ends[rank - 1];
    for (; at < text->ends[rank]; at++) {
        uint32_t place = text->edges[at];
        if (place >= first && may_begin(forward, place)) {
            found->places[found->count++] = place;
        }
    }
}

static int compare_places(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void sort_places(struct forward_places *found) {
    uint32_t at = 1;
    while (at < found->count && found->places[at - 1] < found->places[at]) {
        at++;
    }
    if (at < found->count) {
        qsort(found->places, found->count, sizeof *found->places, compare_places);
    }
}

void states_scan_forward(struct sieve_states *states, const struct leads *leads,
                         const struct sieve_text *text, uint32_t *room,
                         const uint32_t **places, uint32_t *count) {
    struct forward forward = {states, leads, text, (uint64_t)text->size * READS_MAXIMUM};
    struct forward_places found = {room, 0};
    const struct code_set *lead = &leads->sets[0];
    uint32_t first = 0;
    if (code_set_has(lead, SIEVE_BEGIN)) {
        room[0] = 0;
        found.count += states == NULL || run_from_begin(&forward) ? 1 : 0;
        first = 1;
    }
    for (uint32_t word = 0; word < 4; word++) {
        uint64_t bits = lead->bits[word] & text->at_edges[word];
        for (; bits != 0; bits &= bits - 1) {
            scan_code(&forward, word, bits & (~bits + 1), &found, first);
        }
    }
    sort_places(&found);
    if (code_set_has(lead, SIEVE_END)) {
        room[found.count] = text->size;
        found.count +=
            states == NULL || run_forward(&forward, STATE_PLACE, text->size) ? 1 : 0;
    }
    *places = room;
    *count = found.count;
}
