/* How often a sentence meets a need where the pattern does not match: a guess that only
 * orders. */
#include "packs/pattern_needs.h"

#include "packs/automaton.h"

#include "text/unicode.h"

enum {
    INSIDE_WORDS = 8, /* times as often, where no edge stands before */
    FUNCTION_WORD = 80,
    FUNCTION_WORDS = 20, /* several in a row */
    SIGN = 100
};

static bool is_function_word(const struct needs *needs, struct slice word) {
    bool found = false;
    if (needs->function_words != NULL) {
        table_find(needs->function_words, word, &found);
    }
    return found;
}

/* Of how many words a literal consists, where all are function words and stand there
 * whole; else 0. */
static uint32_t function_words(const struct needs *needs, const struct literal *literal) {
    struct slice text = literal->text;
    uint32_t count = 0;
    size_t first = 0;
    if (literal->edges != (EDGE_BEFORE | EDGE_AFTER)) {
        return 0;
    }
    for (size_t at = 0; at <= text.size; at++) {
        if (at < text.size && text.data[at] != ' ') {
            continue;
        }
        if (!is_function_word(needs, slice_of(text.data + first, at - first))) {
            return 0;
        }
        count++;
        first = at + 1;
    }
    return count;
}

static bool begins_with_letter(struct slice text) {
    unsigned char first = text.size == 0 ? 'a' : (unsigned char)text.data[0];
    return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

/* By its length: inside words a few letters stand everywhere. */
static uint32_t cost_of_length(const struct literal *literal) {
    static const uint32_t costs[] = {100000, 1000, 60, 8, 3, 2, 1, 1};
    size_t size = literal->text.size;
    uint32_t cost = size < 8 ? costs[size] : 1;
    bool letter = begins_with_letter(literal->text);
    bool inside = letter && size < 4 && (literal->edges & EDGE_BEFORE) == 0;
    return size == 1 && !letter ? SIGN : inside ? INSIDE_WORDS * cost : cost;
}

static uint32_t cost_of_literal(const struct needs *needs, struct slice marked) {
    struct literal literal = literal_of(marked);
    uint32_t words = function_words(needs, &literal);
    uint32_t common = words == 0 ? 0 : words == 1 ? FUNCTION_WORD : FUNCTION_WORDS;
    uint32_t cost = cost_of_length(&literal);
    return common > cost ? common : cost;
}

uint32_t need_cost(const struct needs *needs, const struct need *need) {
    uint32_t cost = need->types != 0 ? 200 : 0;
    if (!need->known) {
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < need->literals.count; i++) {
        cost += cost_of_literal(needs, need->literals.items[i]);
    }
    cost += (need->classes & TRIGGER_DIGIT) != 0 ? 400 : 0;
    cost += (need->classes & TRIGGER_CURRENCY) != 0 ? 60 : 0;
    cost += (need->classes & TRIGGER_QUOTE) != 0 ? 500 : 0;
    cost += (need->classes & TRIGGER_CAPITALISED) != 0 ? 5000 : 0;
    return cost;
}
