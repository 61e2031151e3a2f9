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
    const unsigned char *labels = automaton_labels(tables);
    for (uint32_t i = 0; i < state->child_count; i++) {
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
    return automaton_dense(tables)[at * tables->class_count + tables->classes[byte]];
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

/* Where a scan stands. */
struct reading {
    const struct automaton_tables *tables;
    const struct state *states;
    const uint32_t *dense;
    uint32_t state;
    bool separated; /* the last thing read was a separator, or nothing */
};

/* Reads one character beyond ASCII. */
static void read_long(struct reading *reading, struct slice text, size_t *at) {
    unsigned char bytes[4];
    uint32_t count = fold_character(text, at, bytes);
    bool separator = count == 1 && bytes[0] == SEPARATOR;
    if (separator && reading->separated) {
        return;
    }
    reading->separated = separator;
    for (uint32_t i = 0; i < count; i++) {
        reading->state = step(reading->tables, reading->state, bytes[i]);
    }
}

/* Over ASCII, to the first character beyond it or behind one with which a key ends. A
 * text is read here byte by byte, so all that can be is looked up beforehand: what a byte
 * folds to, and the column of that in the dense rows. */
static size_t read_ascii(struct reading *reading, const unsigned char folded[128],
                         struct slice text, size_t at) {
    const struct automaton_tables *tables = reading->tables;
    uint32_t state = reading->state;
    bool separated = reading->separated;
    while (at < text.size && (unsigned char)text.data[at] < 0x80) {
        unsigned char byte = folded[(unsigned char)text.data[at++]];
        if (byte == SEPARATOR && separated) {
            continue;
        }
        separated = byte == SEPARATOR;
        state = state < tables->dense_count
                    ? reading->dense[state * tables->class_count + tables->classes[byte]]
                    : step(tables, state, byte);
        if (reading->states[state].reports) {
            break;
        }
    }
    reading->state = state;
    reading->separated = separated;
    return at;
}

void automaton_scan(const struct automaton *automaton, struct slice text,
                    automaton_found *found, void *context) {
    const struct automaton_tables *tables = automaton->tables;
    if (tables == NULL || automaton->key_count == 0) {
        return;
    }
    struct reading reading = {tables, automaton_states(tables), automaton_dense(tables),
                              0, true};
    unsigned char folded[128];
    for (unsigned i = 0; i < sizeof folded; i++) {
        folded[i] = fold_ascii((unsigned char)i);
    }
    for (size_t at = 0; at < text.size;) {
        if ((unsigned char)text.data[at] < 0x80) {
            at = read_ascii(&reading, folded, text, at);
        } else {
            read_long(&reading, text, &at);
        }
        if (reading.states[reading.state].reports &&
            !report(tables, reading.state, (uint32_t)at, found, context)) {
            return;
        }
    }
}
