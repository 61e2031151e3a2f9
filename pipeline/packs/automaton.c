/* The automaton as it is used: folding on the fly, then one step a folded byte.
 *
 * States are numbered breadth first, so the children of a state are neighbours and a
 * child is its label's place behind the first. The shallow states, where nearly all of a
 * text is read, also have full rows (`dense`); deep ones follow their failure link when a
 * label is missing. Everything is in one block, in offsets, so that it can be copied as
 * it is. */
#include "packs/automaton_tables.h"

#include "text/unicode.h"

#define SEPARATOR ' '

static unsigned char fold_ascii(unsigned char byte) {
    if (byte >= 'A' && byte <= 'Z') {
        return (unsigned char)(byte + 32);
    }
    if (byte == '-' || byte == ' ' || (byte >= 0x09 && byte <= 0x0D)) {
        return SEPARATOR;
    }
    return byte;
}

static bool is_separator(uint32_t character) {
    return character == '-' || unicode_is_space(character);
}

/* Folds one character of the text into at most 4 bytes; steps over it. */
static uint32_t fold_character(struct slice text, size_t *at, unsigned char out[4]) {
    unsigned char byte = (unsigned char)text.data[*at];
    if (byte < 0x80) {
        out[0] = fold_ascii(byte);
        (*at)++;
        return 1;
    }
    uint32_t length = 0;
    uint32_t character = utf8_decode(text.data + *at, &length);
    *at += length;
    if (is_separator(character)) {
        out[0] = SEPARATOR;
        return 1;
    }
    char bytes[4];
    uint32_t size = utf8_encode(unicode_fold(character), bytes);
    memcpy(out, bytes, size);
    return size;
}

struct slice automaton_fold(struct arena *arena, struct slice text, bool *ok) {
    /* Folding may lengthen a character (2 bytes to 3), but not beyond 4 bytes each. */
    char *folded = arena_alloc(arena, text.size * 2 + 4);
    size_t size = 0;
    *ok = folded != NULL;
    for (size_t at = 0; *ok && at < text.size;) {
        unsigned char bytes[4];
        uint32_t count = fold_character(text, &at, bytes);
        bool repeated = count == 1 && bytes[0] == SEPARATOR &&
                        (size == 0 || folded[size - 1] == SEPARATOR);
        if (!repeated) {
            memcpy(folded + size, bytes, count);
            size += count;
        }
    }
    while (size > 0 && folded[size - 1] == SEPARATOR) {
        size--;
    }
    return slice_of(folded, size);
}

static uint32_t find_child(const struct automaton_tables *tables,
                           const struct state *state, unsigned char byte) {
    if (state->child_count > 0 && state->label == byte) {
        return state->first_child;
    }
    const unsigned char *labels = automaton_labels(tables);
    for (uint32_t i = 1; i < state->child_count; i++) {
        if (labels[state->first_child + i] == byte) {
            return state->first_child + i;
        }
    }
    return 0;
}

static uint32_t step(const struct automaton_tables *tables, uint32_t at,
                     unsigned char byte) {
    const struct state *states = automaton_states(tables);
    while (at >= tables->dense_count) {
        uint32_t child = find_child(tables, &states[at], byte);
        if (child != 0) {
            return child;
        }
        at = states[at].failure;
    }
    return automaton_dense(tables)[at * tables->class_count + tables->classes[byte]] &
           AUTOMATON_STATE_MASK;
}

static bool report(const struct automaton_tables *tables, uint32_t at, uint32_t end,
                   automaton_found *found, void *context) {
    const struct state *states = automaton_states(tables);
    for (; at != 0; at = states[at].shorter) {
        if (states[at].key != AUTOMATON_NO_KEY && !found(context, states[at].key, end)) {
            return false;
        }
    }
    return true;
}

/* What is looked up for each byte of ASCII, beforehand. */
struct ascii {
    unsigned char folded[128];
    unsigned char column[128]; /* of the dense rows */
    bool word[128];            /* letters, digits, underscore */
};

static void ascii_init(struct ascii *ascii, const struct automaton_tables *tables) {
    for (unsigned i = 0; i < 128; i++) {
        unsigned char byte = fold_ascii((unsigned char)i);
        ascii->folded[i] = byte;
        ascii->column[i] = tables->classes[byte];
        ascii->word[i] =
            (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_';
    }
}

/* Where a scan stands. */
struct reading {
    const struct automaton_tables *tables;
    const struct state *states;
    const uint32_t *dense;
    struct ascii ascii;
    uint32_t state;
    uint32_t reports;
    bool separated; /* the last thing read was a separator, or nothing */
};

/* Reads one character beyond ASCII. */
static void read_long(struct reading *reading, struct slice text, size_t *at) {
    unsigned char bytes[4];
    uint32_t count = fold_character(text, at, bytes);
    bool separator = count == 1 && bytes[0] == SEPARATOR;
    reading->reports = REPORTS_NOTHING;
    if (separator && reading->separated) {
        return;
    }
    reading->separated = separator;
    for (uint32_t i = 0; i < count; i++) {
        reading->state = step(reading->tables, reading->state, bytes[i]);
    }
    reading->reports = reading->states[reading->state].reports;
}

static bool in_word(const struct reading *reading, struct slice text, size_t at) {
    return at < text.size && (unsigned char)text.data[at] < 0x80 &&
           reading->ascii.word[(unsigned char)text.data[at]];
}

/* Over ASCII, to the first character beyond it or behind one with which a key ends. */
static size_t read_ascii(struct reading *reading, struct slice text, size_t at) {
    const struct automaton_tables *tables = reading->tables;
    uint32_t state = reading->state;
    uint32_t reports = REPORTS_NOTHING;
    bool separated = reading->separated;
    while (at < text.size && (unsigned char)text.data[at] < 0x80 &&
           reports == REPORTS_NOTHING) {
        unsigned char byte = (unsigned char)text.data[at++];
        bool separator = reading->ascii.folded[byte] == SEPARATOR;
        if (separator && separated) {
            continue;
        }
        separated = separator;
        if (state < tables->dense_count) {
            uint32_t entry =
                reading->dense[state * tables->class_count + reading->ascii.column[byte]];
            state = entry & AUTOMATON_STATE_MASK;
            reports = entry >> AUTOMATON_REPORTS_SHIFT;
        } else {
            state = step(tables, state, reading->ascii.folded[byte]);
            reports = reading->states[state].reports;
        }
        if (reports == REPORTS_WORD_ENDS && in_word(reading, text, at)) {
            reports = REPORTS_NOTHING;
        }
    }
    reading->state = state;
    reading->reports = reports;
    reading->separated = separated;
    return at;
}

void automaton_scan(const struct automaton *automaton, struct slice text,
                    automaton_found *found, void *context) {
    const struct automaton_tables *tables = automaton->tables;
    if (tables == NULL || automaton->key_count == 0) {
        return;
    }
    struct reading reading = {.tables = tables,
                              .states = automaton_states(tables),
                              .dense = automaton_dense(tables),
                              .separated = true};
    ascii_init(&reading.ascii, tables);
    for (size_t at = 0; at < text.size;) {
        if ((unsigned char)text.data[at] < 0x80) {
            at = read_ascii(&reading, text, at);
        } else {
            read_long(&reading, text, &at);
        }
        if (reading.reports != REPORTS_NOTHING &&
            !report(tables, reading.state, (uint32_t)at, found, context)) {
            return;
        }
    }
}
