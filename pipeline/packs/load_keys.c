/* Puts every written form and every trigger literal into one automaton, those of the
 * layout rules into another, and sees to forms written alike. */
#include "packs/loader.h"

#include "text/unicode.h"

/* ---- Terms written alike ---- */

static const struct row *row_of(const struct loader *loader, const struct term *term) {
    return &loader->rows.items[term->row];
}

static bool is_base(const struct term *term) {
    return slice_equal(term->text, term->base);
}

static bool is_one_of_several(const struct row *row) {
    for (uint32_t i = 0; i < row->conditions.count; i++) {
        if (row->conditions.items[i].kind == CONDITION_WHEN) {
            return true;
        }
    }
    return row->is_default;
}

static void repeated_term(struct loader *loader, const struct term *term,
                          const struct term *first) {
    const struct rule *lexicon = &loader->rule_list.items[row_of(loader, term)->rule];
    const struct rule *other = &loader->rule_list.items[row_of(loader, first)->rule];
    struct place place = {lexicon->lexicon_file, row_of(loader, term)->line, 1};
    pack_error_add(
        loader->errors, place,
        "the term %.*s stands already in line %u of %.*s; remove one, or give every "
        "meaning a `when` or `default`",
        (int)term->text.size, term->text.data, row_of(loader, first)->line,
        (int)other->lexicon_file.size, other->lexicon_file.data);
}

static bool alike(const struct loader *loader, const struct term *a,
                  const struct term *b) {
    const struct row *left = row_of(loader, a);
    const struct row *right = row_of(loader, b);
    return loader->rule_list.items[left->rule].type ==
               loader->rule_list.items[right->rule].type &&
           slice_equal(a->text, b->text);
}

/* Whether `term` joins a chain that already has `first`, which is written the same: an
 * inflected form yields to what stands in a lexicon; several meanings must say how to
 * tell them apart. */
static bool may_join(struct loader *loader, const struct term *term,
                     const struct term *first) {
    const struct row *row = row_of(loader, term);
    const struct row *other = row_of(loader, first);
    if (row == other || !is_base(term)) {
        return false;
    }
    if (!is_base(first)) {
        return true;
    }
    if (is_one_of_several(row) && is_one_of_several(other)) {
        if (row->is_default && other->is_default) {
            repeated_term(loader, term, first);
        }
        return true;
    }
    repeated_term(loader, term, first);
    return false;
}

struct chain {
    uint32_t first; /* term, or RULE_NONE */
    uint32_t count;
};

static bool has_room(struct loader *loader, const struct chain *chain,
                     const struct term *term) {
    const struct row *row = row_of(loader, term);
    struct place place = {loader->rule_list.items[row->rule].lexicon_file, row->line, 1};
    if (chain->count == LIMIT_ALIKE_TERMS) {
        pack_error_add(loader->errors, place,
                       "more than %d terms are written like %.*s; leave some out",
                       LIMIT_ALIKE_TERMS, (int)term->text.size, term->text.data);
    }
    return chain->count < LIMIT_ALIKE_TERMS;
}

static void join_chain(struct loader *loader, struct chain *chain, uint32_t number) {
    struct term *terms = loader->terms.items;
    uint32_t before = RULE_NONE;
    for (uint32_t at = chain->first; at != RULE_NONE; at = terms[at].next) {
        if (alike(loader, &terms[at], &terms[number])) {
            if (!may_join(loader, &terms[number], &terms[at])) {
                return;
            }
            if (!is_base(&terms[at])) { /* the inflected form makes room */
                terms[number].next = terms[at].next;
                *(before == RULE_NONE ? &chain->first : &terms[before].next) = number;
                return;
            }
        }
        before = at;
    }
    if (has_room(loader, chain, &terms[number])) {
        *(before == RULE_NONE ? &chain->first : &terms[before].next) = number;
        chain->count++;
    }
}

/* ---- Keys ---- */

struct literal_use {
    struct edged_key {
        uint32_t key, edges;
    } key;
    enum key_kind kind;
    uint32_t index; /* of the set or the pattern */
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
    LIST_OF(struct chain) chains; /* by key */
    LIST_OF(uint32_t) lengths;    /* in characters, by key */
    LIST_OF(struct literal_use) uses;
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
        struct chain *chain = loader_need(
            maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->chains));
        if (chain == NULL) {
            return false;
        }
        *chain = (struct chain){.first = RULE_NONE};
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
            join_chain(loader, &maker->chains.items[key], i);
        } else if (!loader->errors->out_of_memory && !maker->full) {
            const struct row *row = row_of(loader, term);
            pack_error_add(loader->errors,
                           (struct place){loader->rule_list.items[row->rule].lexicon_file,
                                          row->line, 1},
                           "the term has no letter or digit");
        }
    }
}

static void add_use(struct key_maker *maker, struct edged_key key, enum key_kind kind,
                    uint32_t index) {
    struct literal_use *use =
        loader_need(maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->uses));
    if (use != NULL) {
        *use = (struct literal_use){key, kind, index};
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
        add_use(maker, keys[i], KEY_SET, number);
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

static void add_triggers(struct key_maker *maker, uint32_t number,
                         struct unit_needs *needs) {
    const struct pattern *pattern = &maker->loader->patterns.items[number];
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
    for (uint32_t i = 0;
         keys != NULL && pattern->starts == STARTS_AT_LITERALS && i < count; i++) {
        add_use(maker, keys[i], KEY_PATTERN, number);
    }
}

static void add_layout_triggers(struct key_maker *maker, uint32_t number) {
    struct pattern *pattern = &maker->loader->patterns.items[number];
    uint32_t count = pattern->trigger_literal_count;
    struct edged_key *keys =
        add_literals(maker, number, pattern->trigger_literals, count);
    pattern->further_count = 0; /* nobody asks for them */
    for (uint32_t i = 0; keys != NULL && i < count; i++) {
        add_use(maker, keys[i], KEY_LAYOUT, number);
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

static void fill_key(struct key *key, struct key_use *uses, enum key_kind kind,
                     uint32_t edges, uint32_t index) {
    uses[key->count++] = (struct key_use){(uint16_t)kind, (uint16_t)edges, index};
    key->set_count += kind == KEY_SET ? 1 : 0;
    key->edges &= (uint16_t)edges;
    key->any_edges |= (uint16_t)edges;
}

static void fill_uses(const struct key_maker *maker, struct key *keys,
                      struct key_use **filled, bool sets) {
    for (size_t i = 0; i < maker->uses.count; i++) {
        const struct literal_use *use = &maker->uses.items[i];
        if ((use->kind == KEY_SET) == sets) {
            fill_key(&keys[use->key.key], filled[use->key.key], use->kind, use->key.edges,
                     use->index);
        }
    }
}

/* One array of uses for all keys: first counted, then filled. */
static void fill_keys(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    uint32_t key_count = (uint32_t)maker->chains.count;
    struct key *keys =
        loader_need(loader, arena_alloc_array(loader->arena, key_count, sizeof *keys));
    struct key_use **filled = loader_need(
        loader, arena_alloc_array(&loader->scratch, key_count, sizeof(struct key_use *)));
    struct key_use *uses = loader_need(
        loader,
        arena_alloc_array(loader->arena, key_count + maker->uses.count, sizeof *uses));
    if (keys == NULL || uses == NULL || filled == NULL) {
        return;
    }
    for (size_t i = 0; i < maker->uses.count; i++) {
        keys[maker->uses.items[i].key.key].count++;
    }
    for (uint32_t i = 0; i < key_count; i++) {
        uint32_t first = maker->chains.items[i].first;
        uint32_t room = keys[i].count + 1;
        keys[i] = (struct key){.uses = uses,
                               .length = maker->lengths.items[i],
                               .edges = EDGE_BEFORE | EDGE_AFTER,
                               .common = RULE_NONE};
        filled[i] = uses;
        uses += room;
        if (first != RULE_NONE) {
            uint32_t edges = edges_of_term(loader->terms.items[first].text);
            fill_key(&keys[i], filled[i], KEY_TERM, edges, first);
        }
    }
    fill_uses(maker, keys, filled, false);
    fill_uses(maker, keys, filled, true);
    for (uint32_t i = 0; i < key_count; i++) {
        if ((keys[i].edges & EDGE_AFTER) != 0) {
            automaton_wants_word_end(maker->builder, i);
        }
        if ((keys[i].edges & EDGE_BEFORE) != 0 && !maker->lines) {
            automaton_wants_word_start(maker->builder, i);
        }
        if (keys[i].set_count >= MANY_SETS) {
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
