/* Looking things up in loaded rules. */
#include "packs/rules.h"

#include "text/unicode.h"

const struct table *rules_table(const struct rules *rules, const char *name) {
    for (uint32_t i = 0; i < rules->table_count; i++) {
        if (slice_is(rules->tables[i].name, name)) {
            return &rules->tables[i];
        }
    }
    return NULL;
}

static const struct table_entry *search(const struct table *table, struct slice key) {
    uint32_t low = 0;
    uint32_t high = table->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = slice_compare(table->entries[middle].key, key);
        if (order == 0) {
            return &table->entries[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

struct slice table_find(const struct table *table, struct slice key, bool *found) {
    char folded[256];
    const struct table_entry *entry = search(table, key);
    if (entry == NULL && key.size < sizeof folded - 4) {
        size_t size = 0;
        for (size_t at = 0; at < key.size;) {
            uint32_t length = 0;
            uint32_t character = unicode_fold(utf8_decode(key.data + at, &length));
            if (size + 4 > sizeof folded) {
                break;
            }
            size += utf8_encode(character, folded + size);
            at += length;
        }
        entry = search(table, slice_of(folded, size));
    }
    *found = entry != NULL;
    return entry == NULL ? (struct slice){NULL, 0} : entry->value;
}

uint16_t rules_type(const struct rules *rules, struct slice name) {
    for (uint32_t i = 0; i < rules->type_count; i++) {
        if (slice_equal(rules->types[i], name)) {
            return (uint16_t)i;
        }
    }
    return UINT16_MAX;
}

const char *condition_word(enum condition_kind kind) {
    static const char *const words[CONDITION_KINDS] = {
        "requires",     "document",        "near",        "unless",     "unless_near",
        "inside",       "unless_inside",   "before_text", "after_text", "unless_before",
        "unless_after", "unless_document", "elsewhere",   "zones",      "when",
    };
    return kind < CONDITION_KINDS ? words[kind] : "unknown";
}

const char *warning_word(enum warning warning) {
    static const char *const words[] = {
#define X(name, word) word,
        WARNING_LIST(X)
#undef X
    };
    return words[warning];
}

bool rules_is_named(const struct rules *rules, const struct rule *rule,
                    const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slice_is(rule->name, names[i]) ||
            slice_is(rules->packs[rule->pack].name, names[i])) {
            return true;
        }
    }
    return count == 0;
}

const struct identity *rules_identity(const struct rules *rules, uint16_t type,
                                      struct slice id) {
    uint32_t low = 0;
    uint32_t high = rules->identity_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct identity *identity = &rules->identities[middle];
        int order = identity->type != type ? (identity->type < type ? -1 : 1)
                                           : slice_compare(identity->id, id);
        if (order == 0) {
            return identity;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
