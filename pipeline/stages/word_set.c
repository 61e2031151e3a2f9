/* Only words of ASCII are in the set; the table itself is asked for others. */
#include "stages/word_set.h"

static bool is_ascii(struct slice word) {
    unsigned char all = 0;
    for (size_t i = 0; i < word.size; i++) {
        all |= (unsigned char)word.data[i];
    }
    return all < 0x80;
}

/* Folds a word of ASCII, at most WORD_LONGEST bytes; gives its hash. */
static uint32_t fold(struct slice word, char *folded) {
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < word.size; i++) {
        unsigned byte = (unsigned char)word.data[i];
        byte += byte - 'A' < 26u ? 'a' - 'A' : 0u;
        folded[i] = (char)byte;
        hash = (hash ^ byte) * 16777619u;
    }
    return hash ^ hash >> 15;
}

bool word_set_make(struct word_set *set, struct arena *arena, const struct table *table) {
    *set = (struct word_set){.table = table, .mask = 15};
    if (table == NULL) {
        return true;
    }
    while (set->mask < 2 * table->count) {
        set->mask = 2 * set->mask + 1;
    }
    struct word_slot *slots = arena_alloc_array(arena, set->mask + 1u, sizeof *slots);
    for (uint32_t i = 0; slots != NULL && i < table->count; i++) {
        char folded[WORD_LONGEST];
        struct slice key = table->entries[i].key;
        if (key.size == 0 || key.size > WORD_LONGEST || !is_ascii(key)) {
            continue;
        }
        uint32_t hash = fold(key, folded);
        uint32_t slot = hash & set->mask;
        while (slots[slot].entry != 0) {
            slot = (slot + 1) & set->mask;
        }
        slots[slot] = (struct word_slot){hash, i + 1};
        set->lengths[(unsigned char)folded[0]] |= UINT64_C(1) << key.size;
    }
    set->slots = slots;
    return slots != NULL;
}

/* As written before folded, as table_find has it. */
static const struct table_entry *probe(const struct word_set *set, struct slice word,
                                       const char *folded, uint32_t hash) {
    const struct table_entry *found = NULL;
    for (uint32_t at = hash & set->mask; set->slots[at].entry != 0;
         at = (at + 1) & set->mask) {
        if (set->slots[at].hash != hash) {
            continue;
        }
        const struct table_entry *entry = &set->table->entries[set->slots[at].entry - 1];
        if (slice_equal(entry->key, word)) {
            return entry;
        }
        if (slice_equal(entry->key, slice_of(folded, word.size))) {
            found = entry;
        }
    }
    return found;
}

struct slice word_set_find(const struct word_set *set, struct slice word, bool *found) {
    char folded[WORD_LONGEST];
    *found = false;
    if (set->table == NULL || word.size == 0 || word.size > WORD_LONGEST) {
        return (struct slice){NULL, 0};
    }
    if (!is_ascii(word)) {
        return table_find(set->table, word, found);
    }
    if (!word_set_may_hold(set, word)) {
        return (struct slice){NULL, 0};
    }
    uint32_t hash = fold(word, folded);
    const struct table_entry *entry = probe(set, word, folded, hash);
    *found = entry != NULL;
    return entry == NULL ? (struct slice){NULL, 0} : entry->value;
}
