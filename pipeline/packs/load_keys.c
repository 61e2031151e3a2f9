/* Puts every written form and every trigger literal into the one automaton, and sees to
 * forms written alike. */
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
    uint32_t first, last; /* terms, or RULE_NONE */
};

static bool join_chain(struct loader *loader, struct chain *chain, uint32_t number) {
    struct term *terms = loader->terms.items;
    uint32_t before = RULE_NONE;
    for (uint32_t at = chain->first; at != RULE_NONE; at = terms[at].next) {
        if (alike(loader, &terms[at], &terms[number])) {
            if (!may_join(loader, &terms[number], &terms[at])) {
                return false;
            }
            if (!is_base(&terms[at])) { /* the inflected form makes room */
                terms[number].next = terms[at].next;
                *(before == RULE_NONE ? &chain->first : &terms[before].next) = number;
                chain->last = chain->last == at ? number : chain->last;
                return true;
            }
        }
        before = at;
    }
    *(before == RULE_NONE ? &chain->first : &terms[before].next) = number;
    chain->last = number;
    return true;
}

/* ---- Keys ---- */

struct literal_use {
    uint32_t key, pattern;
};

struct key_maker {
    struct loader *loader;
    struct automaton_builder *builder;
    LIST_OF(struct chain) chains; /* by key */
    LIST_OF(uint32_t) lengths;    /* in characters, by key */
    LIST_OF(struct literal_use) uses;
};

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
    if (status != ASSAY_OK) {
        return false;
    }
    while (maker->chains.count <= *number) {
        struct chain *chain = loader_need(
            maker->loader, LIST_PUSH(&maker->loader->scratch, &maker->chains));
        if (chain == NULL) {
            return false;
        }
        *chain = (struct chain){RULE_NONE, RULE_NONE};
        add_length(maker, text);
    }
    return true;
}

static void add_terms(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    for (uint32_t i = 0; i < loader->terms.count; i++) {
        uint32_t key = 0;
        struct term *term = &loader->terms.items[i];
        if (add_key(maker, term->text, &key)) {
            join_chain(loader, &maker->chains.items[key], i);
        } else if (!loader->errors->out_of_memory) {
            const struct row *row = row_of(loader, term);
            pack_error_add(loader->errors,
                           (struct place){loader->rule_list.items[row->rule].lexicon_file,
                                          row->line, 1},
                           "the term has no letter or digit");
        }
    }
}

static void add_literals(struct key_maker *maker) {
    struct loader *loader = maker->loader;
    for (uint32_t i = 0; i < loader->patterns.count; i++) {
        const struct pattern *pattern = &loader->patterns.items[i];
        for (uint32_t j = 0; j < pattern->trigger_literal_count; j++) {
            uint32_t key = 0;
            if (!add_key(maker, pattern->trigger_literals[j], &key)) {
                pack_error_add(loader->errors, loader->pattern_sources.items[i].place,
                               "the trigger `%.*s` has no letter or digit",
                               (int)pattern->trigger_literals[j].size,
                               pattern->trigger_literals[j].data);
                continue;
            }
            struct literal_use *use =
                loader_need(loader, LIST_PUSH(&loader->scratch, &maker->uses));
            if (use != NULL) {
                *use = (struct literal_use){key, i};
            }
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
        keys[maker->uses.items[i].key].count++;
    }
    for (uint32_t i = 0; i < key_count; i++) {
        uint32_t first = maker->chains.items[i].first;
        uint32_t room = keys[i].count + 1;
        keys[i] = (struct key){uses, 0, maker->lengths.items[i]};
        filled[i] = uses;
        uses += room;
        if (first != RULE_NONE) {
            filled[i][keys[i].count++] = (struct key_use){KEY_TERM, first};
        }
    }
    for (size_t i = 0; i < maker->uses.count; i++) {
        const struct literal_use *use = &maker->uses.items[i];
        filled[use->key][keys[use->key].count++] =
            (struct key_use){KEY_PATTERN, use->pattern};
    }
    loader->rules->keys = keys;
    loader->rules->key_count = key_count;
}

void load_keys(struct loader *loader) {
    struct key_maker maker = {.loader = loader, .builder = automaton_builder_new()};
    if (loader_need(loader, maker.builder) == NULL) {
        return;
    }
    add_terms(&maker);
    add_literals(&maker);
    if (!pack_errors_any(loader->errors)) {
        fill_keys(&maker);
        if (automaton_build(maker.builder, loader->arena, &loader->rules->automaton) !=
            ASSAY_OK) {
            loader->errors->out_of_memory = true;
        }
    }
    automaton_builder_free(maker.builder);
}
