/* The edges of words of a text: where sieves that read forward begin. */
#include "packs/sieve_parts.h"

/* Puts places behind each other by their codes, of which `counts` says how often each
 * stands there. */
static void sort_edges(struct sieve_text *text, const uint32_t *places, uint32_t *counts,
                       uint32_t *edges, uint32_t *ends) {
    uint32_t total = 0;
    for (uint32_t word = 0; word < 4; word++) {
        text->codes_before[word] = text->code_count;
        for (uint64_t bits = text->at_edges[word]; bits != 0; bits &= bits - 1) {
            uint32_t code = word * 64 + lowest_bit(bits);
            uint32_t first = total;
            total += counts[code];
            counts[code] = first; /* now where the next of its places goes */
            ends[text->code_count++] = total;
        }
    }
    for (uint32_t i = 0; i < total; i++) {
        edges[counts[text->codes[places[i]]]++] = places[i];
    }
}

/* Writes down each place, in the order of the text; gives how many there are. */
static uint32_t note_places(const struct sieve_text *text, uint32_t *places) {
    uint32_t count = 0;
    bool behind_letter = false;
    for (uint32_t at = 0; at < text->size; at++) {
        unsigned char code = text->codes[at];
        if (code == SIEVE_INNER) {
            continue;
        }
        bool small = sieve_is_small(code);
        places[count] = at;
        count += !behind_letter | !small;
        behind_letter = small | (code == SIEVE_UPPER) | (code >= 'A' && code <= 'Z');
    }
    return count;
}

void sieve_find_edges(struct sieve_text *text, uint32_t *room) {
    uint32_t counts[256] = {0};
    uint32_t *places = room + text->size + 256;
    text->code_count = 0;
    text->edges = room;
    text->ends = room + text->size;
    text->edge_count = note_places(text, places);
    memset(text->at_edges, 0, sizeof text->at_edges);
    for (uint32_t i = 0; i < text->edge_count; i++) {
        unsigned char code = text->codes[places[i]];
        counts[code]++;
        text->at_edges[code >> 6] |= (uint64_t)1 << (code & 63);
    }
    sort_edges(text, places, counts, room, room + text->size);
}
