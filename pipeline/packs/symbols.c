/* Symbols of the views: for each type a block, in it a row for each id that a pattern
 * names and one for all others, in the row a place for each class likewise. */
#include "packs/pattern.h"

#include "base/status.h"

/* The number of the id (or class) among those that atoms of the type name, from 1; 0
 * where none names it. `limit` atoms are looked at. */
static uint32_t number_of(const struct symbols *symbols, uint16_t type, struct slice word,
                          bool is_class, uint32_t limit) {
    uint32_t number = 0;
    for (uint32_t i = 0; word.size > 0 && i < limit; i++) {
        const struct atom *atom = &symbols->atoms[i];
        struct slice named = is_class ? atom->class : atom->id;
        if (atom->type != type || named.size == 0) {
            continue;
        }
        number++;
        if (slice_equal(named, word)) {
            return number;
        }
    }
    return 0;
}

enum assay_status symbols_init(struct symbols *symbols, const struct atom *atoms,
                               uint32_t atom_count, uint32_t type_count,
                               struct assay_error *error) {
    memset(symbols, 0, sizeof *symbols);
    symbols->atoms = atoms;
    symbols->atom_count = atom_count;
    for (uint32_t i = 0; i < type_count; i++) {
        symbols->id_count[i] = symbols->class_count[i] = 1;
    }
    for (uint32_t i = 0; i < atom_count; i++) {
        symbols->id_count[atoms[i].type] += atoms[i].id.size > 0 ? 1 : 0;
        symbols->class_count[atoms[i].type] += atoms[i].class.size > 0 ? 1 : 0;
    }
    uint32_t next = SYMBOL_FIRST;
    for (uint32_t i = 0; i < type_count; i++) {
        symbols->base[i] = next;
        next += symbols->id_count[i] * symbols->class_count[i];
    }
    if (next > SYMBOL_LAST + 1) {
        return error_set(
            error, ASSAY_RULES, NULL,
            "patterns name too many ids and classes of mentions: %u combinations, %u "
            "at most; name fewer with {type:id}",
            next - SYMBOL_FIRST, SYMBOL_LAST + 1 - SYMBOL_FIRST);
    }
    return ASSAY_OK;
}

uint32_t symbols_of(const struct symbols *symbols, uint16_t type, struct slice id,
                    struct slice class) {
    uint32_t row = number_of(symbols, type, id, false, symbols->atom_count);
    uint32_t place = number_of(symbols, type, class, true, symbols->atom_count);
    return symbols->base[type] + row * symbols->class_count[type] + place;
}
