/* Terms that are written alike: several meanings of one must say how to tell them apart,
 * and an inflected form yields to what stands in a lexicon. */
#include "packs/loader.h"

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

static bool has_room(struct loader *loader, const struct term_chain *chain,
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

void load_join_chain(struct loader *loader, struct term_chain *chain, uint32_t number) {
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
