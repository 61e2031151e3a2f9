/* The automaton as it is used: folding on the fly, then one step a folded byte.
 *
 * States are numbered breadth first, so the children of a state are neighbours and a
 * child is its label's place behind the first. The shallow states, where nearly all of a
 * text is read, also have full rows (`dense`); deep ones follow their failure link when a
 * label is missing. Everything is in one block, in offsets, so that it can be copied as
 * it is.
 *
 * Keys that begin at the edge of a word have a block of their own: there nothing is
 * looked up inside a word with which no key begins. Both are read in step. */
#include "packs/automaton_tables.h"
#include "packs/rules.h"

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

static uint32_t step(const struct automaton_tables *tables, uint32_t at,
                     unsigned char byte) {
    const struct state *states = automaton_states(tables);
    while (at >= tables->dense_count) {
        uint32_t child = automaton_child(states, automaton_labels(tables), at, byte);
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

bool automaton_is_word_long(uint32_t character) {
    bool symbol = character >= SYMBOL_FIRST && character <= SYMBOL_LAST;
    return unicode_is_digit(character) || (unicode_is_letter(character) && !symbol);
}

/* ---- Reading ---- */

/* What is looked up for each byte of ASCII, beforehand. */
struct ascii {
    unsigned char folded[128];
    bool word[128]; /* letters, digits */
};

static void ascii_init(struct ascii *ascii) {
    for (unsigned i = 0; i < 128; i++) {
        unsigned char byte = fold_ascii((unsigned char)i);
        ascii->folded[i] = byte;
        ascii->word[i] = automaton_is_word(i);
    }
}

/* One of the two blocks, taken apart. */
struct block {
    const struct automaton_tables *tables;
    const struct state *states;
    const uint32_t *dense;
    uint32_t dense_count, class_count;
    unsigned char column[128]; /* of the dense rows, by byte of the text */
};

static void block_init(struct block *block, const void *tables,
                       const struct ascii *ascii) {
    block->tables = tables;
    block->states = automaton_states(tables);
    block->dense = automaton_dense(tables);
    block->dense_count = block->tables->dense_count;
    block->class_count = block->tables->class_count;
    for (unsigned i = 0; i < 128; i++) {
        block->column[i] = block->tables->classes[ascii->folded[i]];
    }
}

/* Where the reading of a block stands. */
struct standing {
    uint32_t state;
    uint32_t reports;
};

/* Reads a byte of ASCII. */
static inline struct standing go(const struct block *block, struct standing at,
                                 const struct ascii *ascii, unsigned char byte) {
    if (at.state < block->dense_count) {
        uint32_t entry =
            block->dense[at.state * block->class_count + block->column[byte]];
        return (struct standing){entry & AUTOMATON_STATE_MASK,
                                 entry >> AUTOMATON_REPORTS_SHIFT};
    }
    uint32_t state = step(block->tables, at.state, ascii->folded[byte]);
    return (struct standing){state, block->states[state].reports};
}

struct reading {
    struct ascii ascii;
    struct block anywhere, words;
    struct standing at_anywhere, at_words;
    bool separated; /* the last thing read was a separator, or nothing */
};

/* Over a character among the keys that begin at the edge of a word. */
static uint32_t step_character(const struct automaton_tables *tables, uint32_t state,
                               const unsigned char *bytes, uint32_t count, bool word) {
    const struct state *states = automaton_states(tables);
    const unsigned char *labels = automaton_labels(tables);
    for (uint32_t at = state;; at = states[at].failure) {
        uint32_t next = automaton_descendant(states, labels, at, bytes, count);
        if (next != 0) {
            return next;
        }
        if (at <= WORDS_INSIDE) {
            return word ? WORDS_INSIDE : WORDS_OUTSIDE;
        }
    }
}

/* What is no part of a word, but folds to one, ends all keys: U+0345 does. */
static uint32_t step_words(const struct automaton_tables *tables, uint32_t state,
                           uint32_t character, const unsigned char *bytes,
                           uint32_t count) {
    bool word = automaton_is_word(character);
    return !word && automaton_is_word(unicode_fold(character))
               ? WORDS_OUTSIDE
               : step_character(tables, state, bytes, count, word);
}

/* Reads one character beyond ASCII. */
static void read_long(struct reading *reading, struct slice text, size_t *at) {
    unsigned char bytes[4];
    uint32_t length = 0;
    uint32_t character = utf8_decode(text.data + *at, &length);
    uint32_t count = fold_character(text, at, bytes);
    bool separator = count == 1 && bytes[0] == SEPARATOR;
    struct standing *anywhere = &reading->at_anywhere;
    struct standing *words = &reading->at_words;
    anywhere->reports = words->reports = REPORTS_NOTHING;
    if (separator && reading->separated) {
        return;
    }
    reading->separated = separator;
    for (uint32_t i = 0; i < count; i++) {
        anywhere->state = step(reading->anywhere.tables, anywhere->state, bytes[i]);
    }
    words->state =
        step_words(reading->words.tables, words->state, character, bytes, count);
    anywhere->reports = reading->anywhere.states[anywhere->state].reports;
    words->reports = reading->words.states[words->state].reports;
}

static bool in_word(const struct ascii *ascii, struct slice text, size_t at) {
    return at < text.size && (unsigned char)text.data[at] < 0x80 &&
           ascii->word[(unsigned char)text.data[at]];
}

/* Over ASCII, to the first character beyond it or behind one with which a key ends. */
static size_t read_ascii(struct reading *reading, struct slice text, size_t at) {
    const struct ascii *ascii = &reading->ascii;
    struct standing anywhere = reading->at_anywhere;
    struct standing words = reading->at_words;
    bool separated = reading->separated;
    anywhere.reports = words.reports = REPORTS_NOTHING;
    while (at < text.size && (unsigned char)text.data[at] < 0x80 &&
           (anywhere.reports | words.reports) == REPORTS_NOTHING) {
        unsigned char byte = (unsigned char)text.data[at++];
        bool separator = ascii->folded[byte] == SEPARATOR;
        if (separator && separated) {
            continue;
        }
        separated = separator;
        anywhere = go(&reading->anywhere, anywhere, ascii, byte);
        words = go(&reading->words, words, ascii, byte);
        if ((anywhere.reports | words.reports) != REPORTS_NOTHING &&
            in_word(ascii, text, at)) {
            anywhere.reports &= (uint32_t)REPORTS_ALWAYS;
            words.reports &= (uint32_t)REPORTS_ALWAYS;
        }
    }
    reading->at_anywhere = anywhere;
    reading->at_words = words;
    reading->separated = separated;
    return at;
}

static bool tell(const struct block *block, struct standing at, size_t end,
                 automaton_found *found, void *context) {
    return at.reports == REPORTS_NOTHING ||
           report(block->tables, at.state, (uint32_t)end, found, context);
}

void automaton_scan(const struct automaton *automaton, struct slice text,
                    automaton_found *found, void *context) {
    if (automaton->tables == NULL || automaton->key_count == 0) {
        return;
    }
    struct reading reading = {.separated = true};
    ascii_init(&reading.ascii);
    block_init(&reading.anywhere, automaton->tables, &reading.ascii);
    block_init(&reading.words, automaton->words, &reading.ascii);
    for (size_t at = 0; at < text.size;) {
        if ((unsigned char)text.data[at] < 0x80) {
            at = read_ascii(&reading, text, at);
        } else {
            read_long(&reading, text, &at);
        }
        if (!tell(&reading.words, reading.at_words, at, found, context) ||
            !tell(&reading.anywhere, reading.at_anywhere, at, found, context)) {
            return;
        }
    }
}
