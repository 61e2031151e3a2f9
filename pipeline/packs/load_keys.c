/* Puts every written form and every trigger literal into one automaton, those of the
 * layout rules into another. */
#include "packs/loader.h"

#include "text/unicode.h"

#include <stdlib.h>

struct edged_key {
    uint32_t key, edges;
};

struct literal_use {
    struct edged_key key;
    uint32_t index; /* of the pattern or the set */
};

struct literal_use_list {
    struct literal_use *items;
    size_t count, capacity;
};

/* Keys of which one suffices. */
struct key_set {
    const struct edged_key *keys;
    uint32_t count;
    uint32_t next; /* of the same bucket, plus 1; 0: none */
};

enum {
    SET_BUCKETS = 4096,
    MANY_SETS = 6, /* it is worth knowing whether they have been met already */
};

struct key_maker {
    struct loader *loader;
    struct literal_index *index;
    struct automaton_builder *builder;
    LIST_OF(struct term_chain) chains; /* by key */
    LIST_OF(uint32_t) lengths;         /* in characters, by key */
    struct literal_use_list uses, set_uses;
    LIST_OF(struct edged_key) beginnings; /* with which patterns begin */
    LIST_OF(struct key_set) sets;
    uint32_t *buckets; /* of sets, by hash: number plus 1 */
    bool full;         /* the automaton has no more states */
    bool lines;        /* keys of lines, which may begin inside a word */
};

/* Once the automaton is full, more keys would only say so again. */
static void tell_full(struct key_maker *maker) {
    pack_error_add(maker->loader->errors, (struct place){SLICE_LITERAL("lexicons"), 0, 0},
                   "their terms take more than %u states of the automaton or %zu MiB to "
                   "make it; leave packs out with --only",
                   LIMIT_AUTOMATON_STATES, LIMIT_RULES_MEMORY >> 20);
}

static void add_length(struct key_maker *maker, struct slice text) {
    bool ok = false;
    struct slice folded = automaton_fold(&maker->loader->scratch, text, &ok);
    uint32_t *length =
        loader_need(maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->lengths));
    for (size_t at = 0; ok && length != NULL && at < folded.size; (*length)++) {
        at += utf8_length((unsigned char)folded.data[at]);
    }
}

static bool add_key(struct key_maker *maker, struct slice text, uint32_t *number) {
    enum assay_status status = automaton_add(maker->builder, text, number);
    if (status == ASSAY_NO_MEMORY) {
        maker->loader->errors->out_of_memory = true;
        return false;
    }
    if (status == ASSAY_TOO_LARGE) {
        maker->full = true;
    }
    if (status != ASSAY_OK) {
        return false;
    }
    while (maker->chains.count <= *number) {
        struct term_chain *chain = loader_need(
            maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->chains));
        if (chain == NULL) {
            return false;
        }
        *chain = (struct term_chain){.first = RULE_NONE};
        add_length(maker, text);
    }
    return true;
}

static void add_terms(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    for (uint32_t i = 0; i < loader->terms.count && !maker->full; i++) {
        uint32_t key = 0;
        struct term *term = &loader->terms.items[i];
        if (add_key(maker, term->text, &key)) {
            load_join_chain(loader, &maker->chains.items[key], i);
        } else if (!loader->errors->out_of_memory && !maker->full) {
            const struct row *row = &loader->rows.items[term->row];
            pack_error_add(loader->errors,
                           (struct place){loader->rule_list.items[row->rule].lexicon_file,
                                          row->line, 1},
                           "the term has no letter or digit");
        }
    }
}

static void add_use(struct key_maker *maker, struct literal_use_list *uses,
                    struct edged_key key, uint32_t index) {
    struct literal_use *use =
        loader_need(maker->loader, LIST_PUSH(&maker->loader->scratch, uses));
    if (use != NULL) {
        *use = (struct literal_use){key, index};
    }
}

/* The keys of some literals of a pattern: their numbers, or NULL. */
static struct edged_key *add_literals(struct key_maker *maker, uint32_t pattern,
                                      const struct literal *literals, uint32_t count) {
    struct loader *loader = maker->loader;
    struct edged_key *keys =
        loader_need(loader, arena_alloc_array(&loader->scratch, count, sizeof *keys));
    for (uint32_t i = 0; keys != NULL && i < count; i++) {
        if (!add_key(maker, literals[i].text, &keys[i].key)) {
            if (maker->full || loader->errors->out_of_memory) {
                return NULL;
            }
            pack_error_add(loader->errors, loader->pattern_sources.items[pattern].place,
                           "the trigger `%.*s` has no letter or digit",
                           (int)literals[i].text.size, literals[i].text.data);
            return NULL;
        }
        keys[i].edges = literals[i].edges;
    }
    return keys;
}

/* The number of a set of keys; many patterns need the same words. */
static uint32_t find_set(struct key_maker *maker, const struct edged_key *keys,
                         uint32_t count) {
    uint32_t bucket = 2166136261u;
    for (uint32_t i = 0; i < count; i++) {
        bucket = (bucket ^ keys[i].key << 2 ^ keys[i].edges) * 16777619u;
    }
    bucket %= SET_BUCKETS;
    for (uint32_t at = maker->buckets[bucket]; at != 0;) {
        const struct key_set *set = &maker->sets.items[at - 1];
        if (set->count == count && memcmp(set->keys, keys, count * sizeof *keys) == 0) {
            return at - 1;
        }
        at = set->next;
    }
    struct key_set *set =
        loader_need(maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->sets));
    if (set == NULL) {
        return RULE_NONE;
    }
    uint32_t number = (uint32_t)(maker->sets.count - 1);
    *set = (struct key_set){keys, count, maker->buckets[bucket]};
    maker->buckets[bucket] = number + 1;
    for (uint32_t i = 0; i < count; i++) {
        add_use(maker, &maker->set_uses, keys[i], number);
    }
    return number;
}

static uint32_t set_of(struct key_maker *maker, const struct edged_key *keys,
                       uint32_t count) {
    return keys == NULL || count == 0 ? RULE_NONE : find_set(maker, keys, count);
}

static void add_further(struct key_maker *maker, uint32_t number,
                        struct unit_needs *needs) {
    const struct pattern *pattern = &maker->loader->patterns.items[number];
    for (uint32_t i = 0; pattern->triggered && i < pattern->further_count; i++) {
        const struct further_need *need = &pattern->further[i];
        const struct edged_key *keys =
            add_literals(maker, number, need->literals, need->literal_count);
        needs->items[i + 1] = (struct unit_need){
            need->types, need->classes, set_of(maker, keys, need->literal_count)};
    }
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static void add_start_keys(struct key_maker *maker, struct pattern *pattern,
                           const struct edged_key *keys, uint32_t count) {
    struct loader *loader = maker->loader;
    uint32_t *numbers =
        loader_need(loader, arena_alloc_array(loader->arena, count, sizeof *numbers));
    for (uint32_t i = 0; numbers != NULL && i < count; i++) {
        struct edged_key *beginning =
            loader_need(loader, LIST_PUSH(&loader->scratch, &maker->beginnings));
        if (beginning != NULL) {
            *beginning = keys[i];
        }
        numbers[i] = start_key_of(keys[i].key, keys[i].edges);
        pattern->start_key_bits |= (uint64_t)1 << (keys[i].key & 63);
    }
    if (numbers != NULL && count > 0) {
        qsort(numbers, count, sizeof *numbers, compare_numbers);
        pattern->start_keys = numbers;
        pattern->start_key_count = count;
    }
}

static void add_triggers(struct key_maker *maker, uint32_t number,
                         struct unit_needs *needs) {
    struct pattern *pattern = &maker->loader->patterns.items[number];
    uint32_t count = pattern->trigger_literal_count;
    const struct edged_key *keys =
        add_literals(maker, number, pattern->trigger_literals, count);
    for (uint32_t i = 0; i < UNIT_NEEDS; i++) {
        needs->items[i] = (struct unit_need){.set = RULE_NONE};
    }
    if (pattern->triggered) {
        needs->items[0] = (struct unit_need){
            pattern->trigger_types, pattern->trigger_classes, set_of(maker, keys, count)};
    }
    if (keys != NULL && pattern->starts == STARTS_AT_LITERALS) {
        add_start_keys(maker, pattern, keys, count);
    }
}

static void add_layout_triggers(struct key_maker *maker, uint32_t number) {
    struct pattern *pattern = &maker->loader->patterns.items[number];
    uint32_t count = pattern->trigger_literal_count;
    struct edged_key *keys =
        add_literals(maker, number, pattern->trigger_literals, count);
    pattern->further_count = 0; /* nobody asks for them */
    for (uint32_t i = 0; keys != NULL && i < count; i++) {
        add_use(maker, &maker->uses, keys[i], number);
    }
}

/* A term stands on the edges of words; where it ends in a sign that says nothing. */
static uint16_t edges_of_term(struct slice text) {
    uint32_t length = 0;
    uint32_t last = utf8_before(text.data, (uint32_t)text.size);
    bool before = unicode_is_letter(utf8_decode(text.data, &length));
    bool after = unicode_is_letter(utf8_decode(text.data + last, &length));
    return (uint16_t)((before ? EDGE_BEFORE : 0) | (after ? EDGE_AFTER : 0));
}

static void note_edges(struct key *key, uint32_t edges) {
    key->edges &= (unsigned char)edges;
    key->any_edges |= (unsigned char)edges;
}

static void fill_use(struct key *key, struct key_use *uses, uint32_t edges,
                     uint32_t index) {
    uses[key->first_use + key->use_count++] = (struct key_use){edges, index};
    note_edges(key, edges);
}

/* One array of uses for all keys: first counted, then filled. */
static bool fill_uses(struct key_maker *maker, struct key *keys, uint32_t key_count) {
    struct loader *loader = maker->loader;
    uint32_t total = 0;
    for (size_t i = 0; i < maker->uses.count; i++) {
        keys[maker->uses.items[i].key.key].use_count++;
    }
    for (uint32_t i = 0; i < key_count; i++) {
        bool term = maker->chains.items[i].first != RULE_NONE;
        keys[i].first_use = total;
        total += keys[i].use_count + (term ? 1 : 0);
        keys[i].use_count = 0;
    }
    struct key_use *uses =
        loader_need(loader, arena_alloc_array(loader->arena, total + 1, sizeof *uses));
    if (uses == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < key_count; i++) {
        uint32_t first = maker->chains.items[i].first;
        if (first != RULE_NONE) {
            uint32_t edges = edges_of_term(loader->terms.items[first].text);
            fill_use(&keys[i], uses, edges, first);
        }
    }
    for (size_t i = 0; i < maker->uses.count; i++) {
        const struct literal_use *use = &maker->uses.items[i];
        fill_use(&keys[use->key.key], uses, use->key.edges, use->index);
    }
    maker->index->uses = uses;
    maker->index->use_count = total;
    return true;
}

/* The same for sets, those that want the same edges behind each other. */
static bool fill_sets(struct key_maker *maker, struct key *keys, uint32_t key_count) {
    struct loader *loader = maker->loader;
    uint32_t *sets =
        loader_need(loader, arena_alloc_array(loader->arena, maker->set_uses.count + 1,
                                              sizeof *sets));
    if (sets == NULL) {
        return false;
    }
    for (size_t i = 0; i < maker->set_uses.count; i++) {
        const struct edged_key *key = &maker->set_uses.items[i].key;
        keys[key->key].set_ends[key->edges]++;
        note_edges(&keys[key->key], key->edges);
    }
    uint32_t total = 0;
    for (uint32_t i = 0; i < key_count; i++) {
        uint32_t inside = 0;
        keys[i].first_set = total;
        for (uint32_t edges = 0; edges < EDGE_SETS; edges++) {
            uint32_t count = keys[i].set_ends[edges];
            keys[i].set_ends[edges] = inside; /* filled from there on */
            inside += count;
        }
        total += inside;
    }
    for (size_t i = 0; i < maker->set_uses.count; i++) {
        const struct literal_use *use = &maker->set_uses.items[i];
        struct key *key = &keys[use->key.key];
        sets[key->first_set + key->set_ends[use->key.edges]++] = use->index;
    }
    maker->index->sets = sets;
    maker->index->set_count = total;
    return true;
}

static uint32_t count_sets(const struct key *key) { return key->set_ends[EDGE_SETS - 1]; }

static void fill_keys(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    uint32_t key_count = (uint32_t)maker->chains.count;
    struct key *keys =
        loader_need(loader, arena_alloc_array(loader->arena, key_count, sizeof *keys));
    for (uint32_t i = 0; keys != NULL && i < key_count; i++) {
        keys[i] = (struct key){.length = maker->lengths.items[i],
                               .edges = EDGE_BEFORE | EDGE_AFTER,
                               .common = RULE_NONE};
    }
    if (keys == NULL || !fill_uses(maker, keys, key_count) ||
        !fill_sets(maker, keys, key_count)) {
        return;
    }
    for (size_t i = 0; i < maker->beginnings.count; i++) {
        const struct edged_key *beginning = &maker->beginnings.items[i];
        keys[beginning->key].begins = true;
        note_edges(&keys[beginning->key], beginning->edges);
    }
    for (uint32_t i = 0; i < key_count; i++) {
        if ((keys[i].edges & EDGE_AFTER) != 0) {
            automaton_wants_word_end(maker->builder, i);
        }
        if ((keys[i].edges & EDGE_BEFORE) != 0 && !maker->lines) {
            automaton_wants_word_start(maker->builder, i);
        }
        if (count_sets(&keys[i]) >= MANY_SETS) {
            keys[i].common = maker->index->common_count++;
        }
    }
    maker->index->keys = keys;
    maker->index->key_count = key_count;
}

static bool begin(struct key_maker *maker, struct loader *loader,
                  struct literal_index *index) {
    *maker = (struct key_maker){
        .loader = loader,
        .index = index,
        .builder = automaton_builder_new(),
        .buckets = arena_alloc_array(&loader->scratch, SET_BUCKETS, sizeof(uint32_t))};
    bool good = loader_need(loader, maker->builder) != NULL;
    return loader_need(loader, maker->buckets) != NULL && good;
}

static void finish(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    if (!maker->full && !pack_errors_any(loader->errors)) {
        fill_keys(maker);
        enum assay_status status =
            automaton_build(maker->builder, loader->arena, &maker->index->automaton);
        maker->full = status == ASSAY_TOO_LARGE;
        loader->errors->out_of_memory |= status == ASSAY_NO_MEMORY;
    }
    if (maker->full) {
        tell_full(maker);
    }
}

static void index_sentences(struct loader *loader) {
    struct key_maker maker;
    struct unit_needs *needs = loader_need(
        loader, arena_alloc_array(loader->arena, loader->patterns.count, sizeof *needs));
    loader->rules->needs = needs;
    if (begin(&maker, loader, &loader->rules->index) && needs != NULL) {
        add_terms(&maker);
        for (uint32_t i = 0; i < loader->patterns.count; i++) {
            if (!loader->pattern_sources.items[i].layout) {
                add_triggers(&maker, i, &needs[i]);
                add_further(&maker, i, &needs[i]);
            }
        }
        finish(&maker);
        loader->rules->literal_set_count = (uint32_t)maker.sets.count;
    }
    automaton_builder_free(maker.builder);
}

static void index_lines(struct loader *loader) {
    struct key_maker maker;
    if (begin(&maker, loader, &loader->rules->layout_index)) {
        maker.lines = true;
        for (uint32_t i = 0; i < loader->patterns.count; i++) {
            if (loader->pattern_sources.items[i].layout) {
                add_layout_triggers(&maker, i);
            }
        }
        finish(&maker);
    }
    automaton_builder_free(maker.builder);
}

void load_keys(struct loader *loader) {
    index_sentences(loader);
    index_lines(loader);
}
