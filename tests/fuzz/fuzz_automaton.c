/* Lines are keys until an empty one; what follows is the text. The automaton finds every
 * key at every place where a naive search of the folded text finds it; those that begin
 * with a letter of odd code only where a word starts. */
#include "support.h"

#include "packs/automaton.h"
#include "text/unicode.h"

#include <stdlib.h>

enum { KEYS = 64, TEXT_BYTES = 200, FOUND = 1 << 14 };

struct found {
    uint32_t key, end;
};

struct found_list {
    struct found items[FOUND];
    size_t count;
};

struct machine {
    struct arena arena;
    struct automaton_builder *builder;
    struct automaton automaton;
    struct slice folded[KEYS];
    bool starts[KEYS]; /* wanted where a word starts */
    uint32_t count;
};

static bool keep(void *context, uint32_t key, uint32_t end) {
    struct found_list *list = context;
    require(list->count < FOUND);
    list->items[list->count++] = (struct found){key, end};
    return true;
}

static struct slice fold(struct arena *arena, struct slice text) {
    bool ok = false;
    struct slice folded = automaton_fold(arena, text, &ok);
    require(ok && is_valid(folded));
    return folded;
}

static void add_key(struct machine *machine, struct slice key) {
    struct slice folded = fold(&machine->arena, key);
    uint32_t number = 0;
    enum assay_status status = automaton_add(machine->builder, key, &number);
    require((status == ASSAY_OK) == (folded.size > 0));
    if (status == ASSAY_OK && number == machine->count) {
        machine->starts[number] = (folded.data[0] & 1) != 0;
        machine->folded[machine->count++] = folded;
    }
    if (status == ASSAY_OK && machine->starts[number]) {
        automaton_wants_word_start(machine->builder, number);
    }
    require(status != ASSAY_OK || slice_equal(machine->folded[number], folded));
}

static int compare_found(const void *left, const void *right) {
    const struct found *a = left;
    const struct found *b = right;
    return a->end != b->end ? (a->end > b->end) - (a->end < b->end)
                            : (a->key > b->key) - (a->key < b->key);
}

static bool is_wanted(const struct machine *machine, uint32_t key, struct slice folded) {
    uint32_t start = (uint32_t)(folded.size - machine->folded[key].size);
    uint32_t length = 0;
    return !machine->starts[key] || start == 0 ||
           !automaton_is_word(
               utf8_decode(folded.data + utf8_before(folded.data, start), &length));
}

/* Of some characters folding makes a letter of what was none. */
static bool folds_to_words(struct slice text) {
    uint32_t length = 0;
    for (size_t at = 0; at < text.size; at += length) {
        uint32_t character = utf8_decode(text.data + at, &length);
        if (automaton_is_word(character) != automaton_is_word(unicode_fold(character))) {
            return true;
        }
    }
    return false;
}

static void search(struct machine *machine, struct slice text, struct found_list *list) {
    for (uint32_t end = 0, length = 0; end < text.size;) {
        uint32_t character = utf8_decode(text.data + end, &length);
        end += length;
        if (character == '-' || unicode_is_space(character)) {
            continue; /* a key ends in none */
        }
        struct slice folded = fold(&machine->arena, slice_of(text.data, end));
        for (uint32_t i = 0; i < machine->count; i++) {
            struct slice key = machine->folded[i];
            if (key.size <= folded.size &&
                memcmp(folded.data + folded.size - key.size, key.data, key.size) == 0 &&
                is_wanted(machine, i, folded)) {
                keep(list, i, end);
            }
        }
    }
}

static void check_text(struct machine *machine, struct slice text) {
    static struct found_list found, expected;
    found.count = 0;
    expected.count = 0;
    automaton_scan(&machine->automaton, text, keep, &found);
    search(machine, text, &expected);
    require(found.count == expected.count || folds_to_words(text));
    if (folds_to_words(text)) {
        return;
    }
    for (size_t i = 1; i < found.count; i++) {
        require(found.items[i].end >= found.items[i - 1].end);
    }
    qsort(found.items, found.count, sizeof *found.items, compare_found);
    qsort(expected.items, expected.count, sizeof *expected.items, compare_found);
    require(memcmp(found.items, expected.items, found.count * sizeof *found.items) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct machine machine = {.builder = automaton_builder_new()};
    struct slice text = slice_of((const char *)data, size);
    size_t at = 0;
    require(machine.builder != NULL);
    arena_init(&machine.arena);
    for (uint32_t i = 0; i < KEYS && at < size; i++) {
        const char *line = memchr(text.data + at, '\n', size - at);
        size_t end = line == NULL ? size : (size_t)(line - text.data);
        struct slice key = slice_of(text.data + at, end - at);
        at = end + 1;
        if (key.size == 0) {
            break;
        }
        key.size = utf8_valid_prefix(key);
        add_key(&machine, key);
    }
    require(automaton_build(machine.builder, &machine.arena, &machine.automaton) ==
            ASSAY_OK);
    automaton_builder_free(machine.builder);
    if (at < size) {
        text = slice_of(text.data + at, size - at < TEXT_BYTES ? size - at : TEXT_BYTES);
        text.size = utf8_valid_prefix(text);
        check_text(&machine, text);
    }
    arena_deinit(&machine.arena);
    return 0;
}
