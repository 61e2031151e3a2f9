/* The place of a key, and the places where a pattern may begin with one. */
#include "stages/keys.h"

#include "text/unicode.h"

bool keys_is_separator(uint32_t character) {
    return character == '-' || unicode_is_space(character);
}

uint32_t keys_separators_before(const char *text, uint32_t start, uint32_t at,
                                bool *space, uint32_t *hyphens) {
    *space = false;
    *hyphens = 0;
    while (at > start) {
        uint32_t before = utf8_before(text, at);
        uint32_t length = 0;
        uint32_t character = utf8_decode(text + before, &length);
        if (!keys_is_separator(character)) {
            break;
        }
        *space |= character != '-';
        *hyphens += character == '-' ? 1 : 0;
        at = before;
    }
    return at;
}

/* Where a key of that many folded characters starts that ends at `end`: a run of
 * separators is one character to the automaton. */
static uint32_t start_of_key(const char *text, uint32_t end, uint32_t length) {
    uint32_t at = end;
    for (; length > 0 && at > 0; length--) {
        uint32_t size = 0;
        at = utf8_before(text, at);
        if (keys_is_separator(utf8_decode(text + at, &size))) {
            bool space = false;
            uint32_t hyphens = 0;
            at = keys_separators_before(text, 0, at, &space, &hyphens);
        }
    }
    return at;
}

uint32_t keys_start(struct key_place *place) {
    if (!place->has_start) {
        place->has_start = true;
        place->start = start_of_key(place->text, place->end, place->key->length);
    }
    return place->start;
}

bool keys_is_word_at(const char *text, uint32_t at) {
    uint32_t length = 0;
    return automaton_is_word(utf8_decode(text + at, &length));
}

uint32_t keys_edges(struct key_place *place, uint32_t asked) {
    uint32_t edges = 0;
    if ((asked & EDGE_AFTER) != 0 &&
        (place->end >= place->reach.end || !keys_is_word_at(place->text, place->end))) {
        edges |= EDGE_AFTER;
    }
    if ((asked & EDGE_BEFORE) != 0) {
        uint32_t start = keys_start(place);
        bool inside = start > place->reach.start &&
                      keys_is_word_at(place->text, utf8_before(place->text, start));
        edges |= inside ? 0u : EDGE_BEFORE;
    }
    return edges;
}

/* ---- Where a pattern may begin ---- */

/* A letter before a letter. A character of the symbols' range is none to a view. */
static bool stands_in_word(const char *text, uint32_t at) {
    uint32_t length = 0;
    if (at == 0 || !unicode_is_letter(utf8_decode(text + at, &length))) {
        return false;
    }
    uint32_t before = utf8_decode(text + utf8_before(text, at), &length);
    return unicode_is_letter(before) && (before < SYMBOL_FIRST || before > SYMBOL_LAST);
}

/* The first of a pattern's start keys that is not below a number: its index. */
static uint32_t first_start_key(const struct pattern *pattern, uint32_t number) {
    uint32_t low = 0;
    uint32_t high = pattern->start_key_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pattern->start_keys[middle] < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Whether a pattern begins with the key where it stands. */
static bool may_begin(const struct work *work, const struct pattern *pattern,
                      const struct found_key *found, uint32_t *start) {
    if ((pattern->start_key_bits >> (found->key & 63) & 1) == 0) {
        return false;
    }
    uint32_t at = first_start_key(pattern, start_key_of(found->key, 0));
    uint32_t end = start_key_of(found->key + 1, 0);
    struct key_place place = {.text = work->article->normalized,
                              .reach = {0, (uint32_t)work->article->normalized_size},
                              .key = &work->rules->index.keys[found->key],
                              .end = found->end};
    for (; at < pattern->start_key_count && pattern->start_keys[at] < end; at++) {
        uint32_t edges = pattern->start_keys[at] & (EDGE_SETS - 1);
        if (keys_edges(&place, edges) == edges) {
            *start = keys_start(&place);
            return !pattern->starts_at_edge || !stands_in_word(place.text, *start);
        }
    }
    return false;
}

/* Most come in order, but longer keys end later. */
static void add_place(struct work *work, struct place_list *places, uint32_t place) {
    size_t at = places->count;
    while (at > 0 && places->items[at - 1] > place) {
        at--;
    }
    if ((at > 0 && places->items[at - 1] == place) || WORK_PUSH(work, places) == NULL) {
        return;
    }
    memmove(&places->items[at + 1], &places->items[at],
            (places->count - 1 - at) * sizeof place);
    places->items[at] = place;
}

/* The first key found that ends behind an offset: its index. */
static size_t first_found(const struct work *work, uint32_t offset) {
    size_t low = 0;
    size_t high = work->found.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (work->found.items[middle].end <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

struct place_list keys_begin_pattern(struct work *work, uint32_t number, uint32_t first,
                                     uint32_t last) {
    const struct pattern *pattern = &work->rules->patterns[number];
    struct place_list places = {NULL, 0, 0};
    struct span whole = {work->units[first].span.start, work->units[last].span.end};
    for (size_t i = first_found(work, whole.start);
         i < work->found.count && work->found.items[i].end <= whole.end; i++) {
        uint32_t start = 0;
        if (may_begin(work, pattern, &work->found.items[i], &start)) {
            add_place(work, &places, start);
        }
    }
    return places;
}
