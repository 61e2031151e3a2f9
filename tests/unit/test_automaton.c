/* The automaton against a naive scan: every key found at every place where it stands, and
 * those that want the edge of a word only there, in the order that the header promises.
 */
#include "support.h"

#include "base/memory.h"
#include "packs/automaton.h"
#include "packs/automaton_tables.h"

#include "text/unicode.h"

enum { KEYS = 4000, FOUND = 200000 };

struct found {
    uint32_t key, end;
};

struct found_list {
    struct found *items;
    size_t count, stop_after;
};

static bool keep(void *context, uint32_t key, uint32_t end) {
    struct found_list *list = context;
    assert_true(list->count < FOUND);
    list->items[list->count++] = (struct found){key, end};
    return list->count != list->stop_after;
}

struct machine {
    struct arena arena;
    struct automaton_builder *builder;
    struct automaton automaton;
    struct slice folded[KEYS]; /* by key number */
    bool starts[KEYS];         /* wanted where a word starts */
    uint32_t count;
};

static struct machine *machine_new(void) {
    struct machine *machine = calloc(1, sizeof *machine);
    assert_non_null(machine);
    arena_init(&machine->arena);
    machine->builder = automaton_builder_new();
    assert_non_null(machine->builder);
    return machine;
}

static struct slice fold(struct arena *arena, struct slice text) {
    bool ok = false;
    struct slice folded = automaton_fold(arena, text, &ok);
    assert_true(ok);
    return folded;
}

/* Adds a key and holds its number against those of equal folded keys. */
static uint32_t machine_add(struct machine *machine, const char *key) {
    uint32_t number = 0;
    struct slice folded = fold(&machine->arena, slice_from_string(key));
    assert_int_equal(automaton_add(machine->builder, slice_from_string(key), &number),
                     ASSAY_OK);
    if (number == machine->count) {
        assert_true(machine->count < KEYS);
        machine->folded[machine->count++] = folded;
    }
    assert_true(number < machine->count);
    assert_true(slice_equal(machine->folded[number], folded));
    for (uint32_t i = 0; i < number; i++) {
        assert_false(slice_equal(machine->folded[i], folded));
    }
    return number;
}

static void machine_want_start(struct machine *machine, uint32_t key) {
    machine->starts[key] = true;
    automaton_wants_word_start(machine->builder, key);
}

static void machine_build(struct machine *machine) {
    assert_int_equal(
        automaton_build(machine->builder, &machine->arena, &machine->automaton),
        ASSAY_OK);
    assert_int_equal(machine->automaton.key_count, machine->count);
    automaton_builder_free(machine->builder);
}

static void machine_free(struct machine *machine) {
    arena_deinit(&machine->arena);
    free(machine);
}

static bool is_separator(uint32_t character) {
    return character == '-' || unicode_is_space(character);
}

/* Whether a key that ends the folded text is wanted there. */
static bool is_wanted(const struct machine *machine, uint32_t key, struct slice folded) {
    uint32_t start = (uint32_t)(folded.size - machine->folded[key].size);
    uint32_t length = 0;
    return !machine->starts[key] || start == 0 ||
           !automaton_is_word(
               utf8_decode(folded.data + utf8_before(folded.data, start), &length));
}

/* What stands in the text up to `end` folded, so that a key is found there exactly if it
 * is the end of that: a separator at the very end is part of no key. */
static size_t naive(const struct machine *machine, struct slice text,
                    struct found *found) {
    struct arena arena;
    size_t count = 0;
    arena_init(&arena);
    for (uint32_t end = 0; end < text.size;) {
        uint32_t length = 0;
        uint32_t character = utf8_decode(text.data + end, &length);
        end += length;
        if (is_separator(character)) {
            continue;
        }
        struct slice folded = fold(&arena, slice_of(text.data, end));
        for (uint32_t i = 0; i < machine->count; i++) {
            struct slice key = machine->folded[i];
            if (key.size <= folded.size &&
                memcmp(folded.data + folded.size - key.size, key.data, key.size) == 0 &&
                is_wanted(machine, i, folded)) {
                found[count++] = (struct found){i, end};
            }
        }
        arena_reset(&arena, 1 << 16);
    }
    arena_deinit(&arena);
    return count;
}

static int compare_found(const void *left, const void *right) {
    const struct found *a = left;
    const struct found *b = right;
    return a->end != b->end ? (a->end > b->end) - (a->end < b->end)
                            : (a->key > b->key) - (a->key < b->key);
}

/* Ends ascend; which key comes first at one end is not promised. */
static void put_in_order(struct found *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        assert_true(items[i].end >= items[i - 1].end);
    }
    qsort(items, count, sizeof *items, compare_found);
}

static void assert_same_as_naive(const struct machine *machine, struct slice text) {
    struct found_list list = {calloc(FOUND, sizeof *list.items), 0, 0};
    struct found *expected = calloc(FOUND, sizeof *expected);
    assert_non_null(list.items);
    assert_non_null(expected);
    automaton_scan(&machine->automaton, text, keep, &list);
    size_t count = naive(machine, text, expected);
    put_in_order(list.items, list.count);
    put_in_order(expected, count);
    assert_int_equal(list.count, count);
    assert_memory_equal(list.items, expected, count * sizeof *expected);
    free(list.items);
    free(expected);
}

/* Few pieces, so that keys overlap, are suffixes of each other, and turn up often. */
static const char *const pieces[] = {
    "a",      "b",      "A",      "s",      "S",      "\u017F",  "k",          "K",
    "\u212A", "i",      "I",      "\u0130", "\u0131", "e\u0301", "\u00E9",     "\u0301",
    " ",      "-",      "  ",     "\n",     "-\t ",   "\u00A0",  "\u2028",     "\u03C3",
    "\u03C2", "\u03A3", "\u00DF", "\u1E9E", ".",      "\u4E2D",  "\U0001F600", "ab",
};
enum { PIECES = sizeof pieces / sizeof *pieces };

static void finds_what_a_naive_scan_finds(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (uint32_t round = 0; round < 60; round++) {
        struct machine *machine = machine_new();
        char text[2048];
        for (uint32_t i = 0; i < 60; i++) {
            uint32_t number = 0;
            char key[64];
            random_text(&seed, pieces, PIECES, 1 + random_next(&seed, 5), key,
                        sizeof key);
            if (fold(&machine->arena, slice_from_string(key)).size > 0) {
                number = machine_add(machine, key);
                if (random_next(&seed, 2) == 0) {
                    machine_want_start(machine, number);
                }
            } else {
                assert_int_equal(
                    automaton_add(machine->builder, slice_from_string(key), &number),
                    ASSAY_USAGE);
            }
        }
        machine_build(machine);
        for (uint32_t i = 0; i < 4; i++) {
            size_t size = random_text(&seed, pieces, PIECES, 150, text, sizeof text);
            char *exact = malloc(size + 1); /* so that reading behind it shows */
            assert_non_null(exact);
            memcpy(exact, text, size);
            assert_same_as_naive(machine, slice_of(exact, size));
            free(exact);
        }
        machine_free(machine);
    }
}

/* So many states that the deep ones have no full row and follow their links. */
static void sparse_states_work_too(void **state) {
    (void)state;
    static const char *const letters[] = {"a", "b", "c", "d", " "};
    static const char *const others[] = {
        "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t", "u", "v", "w", "x", "y", "z", "0", "1", "2", "3", "4", "5",
        "6", "7", "8", "9", ".", ",", ":", ";", "!", "?", "/", "+"};
    uint64_t seed = 2;
    struct machine *machine = machine_new();
    char text[1024];
    while (machine->count < 1900) {
        char key[32];
        size_t size = machine->count % 2 == 0
                          ? random_text(&seed, letters, 5, 1 + random_next(&seed, 12),
                                        key, sizeof key)
                          : random_text(&seed, others, 40, 1 + random_next(&seed, 30),
                                        key, sizeof key);
        if (fold(&machine->arena, slice_of(key, size)).size > 0) {
            uint32_t number = machine_add(machine, key);
            if (random_next(&seed, 2) == 0) {
                machine_want_start(machine, number);
            }
        }
    }
    machine_build(machine);
    const struct automaton_tables *const blocks[] = {machine->automaton.tables,
                                                     machine->automaton.words};
    for (size_t i = 0; i < 2; i++) {
        assert_true(blocks[i]->state_count > 4096);
        assert_true(blocks[i]->dense_count < blocks[i]->state_count);
    }
    for (uint32_t i = 0; i < 4; i++) {
        size_t size = random_text(&seed, letters, 5, 400, text, sizeof text);
        assert_same_as_naive(machine, slice_of(text, size));
    }
    machine_free(machine);
}

static void keys_alike_share_a_number(void **state) {
    (void)state;
    struct machine *machine = machine_new();
    assert_int_equal(machine_add(machine, "Rare Earth"), 0);
    assert_int_equal(machine_add(machine, "rare-earth"), 0);
    assert_int_equal(machine_add(machine, " rare\n\u00A0 earth-"), 0);
    assert_int_equal(machine_add(machine, "kiss"), 1);
    assert_int_equal(machine_add(machine, "\u212Ai\u017Fs"), 1);
    assert_int_equal(machine_add(machine, "rare"), 2);
    machine_build(machine);
    assert_same_as_naive(machine, SLICE_LITERAL("RARE - EARTHs, rareearth, \u212AISS"));
    machine_free(machine);
}

static void a_key_of_nothing_is_refused(void **state) {
    (void)state;
    struct machine *machine = machine_new();
    const char *const keys[] = {"", " ", "-", " - \n", "\u00A0"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        uint32_t number = 7;
        assert_int_equal(
            automaton_add(machine->builder, slice_from_string(keys[i]), &number),
            ASSAY_USAGE);
    }
    machine_build(machine);
    assert_same_as_naive(machine, SLICE_LITERAL("no key, nothing to find"));
    machine_free(machine);
}

static void stops_when_told(void **state) {
    (void)state;
    struct machine *machine = machine_new();
    struct found items[4];
    struct found_list list = {items, 0, 2};
    machine_add(machine, "aa");
    machine_add(machine, "a");
    machine_build(machine);
    automaton_scan(&machine->automaton, SLICE_LITERAL("aaaa"), keep, &list);
    assert_int_equal(list.count, 2);
    assert_int_equal(items[0].end, 1);
    assert_int_equal(items[1].key, 0); /* of two at one place the longer one first */
    machine_free(machine);
}

static bool try_to_build(void) {
    struct arena arena;
    struct automaton automaton;
    uint32_t number = 0;
    bool done = true;
    struct automaton_builder *builder = automaton_builder_new();
    if (builder == NULL) {
        return false;
    }
    arena_init(&arena);
    char key[] = "a key that is long enough, 0";
    for (uint32_t i = 0; i < 300 && done; i++) {
        key[0] = (char)('a' + i % 26);
        key[27] = (char)('0' + i % 10);
        done = automaton_add(builder, slice_of(key, 28), &number) == ASSAY_OK;
    }
    done = done && automaton_build(builder, &arena, &automaton) == ASSAY_OK;
    automaton_builder_free(builder);
    arena_deinit(&arena);
    return done;
}

static void failed_allocations_are_reported(void **state) {
    (void)state;
    size_t failures = 0;
    for (bool done = false; !done && failures < 1000; failures += done ? 0 : 1) {
        memory_fail_after(failures);
        done = try_to_build();
        memory_fail_after(SIZE_MAX);
    }
    assert_in_range(failures, 3, 999);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_a_naive_scan_finds),
        cmocka_unit_test(sparse_states_work_too),
        cmocka_unit_test(keys_alike_share_a_number),
        cmocka_unit_test(a_key_of_nothing_is_refused),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(failed_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
