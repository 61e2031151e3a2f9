/* An open hash of numbers of items. */
#include "tools/tallies.h"

#include "base/memory.h"

#include <stdlib.h>

enum { FIRST_SLOTS = 1 << 10 };

void tallies_init(struct tallies *tallies) {
    *tallies = (struct tallies){.items = NULL};
    arena_init(&tallies->arena);
}

void tallies_deinit(struct tallies *tallies) {
    arena_deinit(&tallies->arena);
    memory_free(tallies->items);
    memory_free(tallies->slots);
}

/* ---- Keys ---- */

bool tally_keys_equal(const struct tally_key *a, const struct tally_key *b) {
    bool equal = a->kind == b->kind;
    for (int i = 0; equal && i < TALLY_PARTS; i++) {
        equal = slice_equal(a->parts[i], b->parts[i]);
    }
    return equal;
}

/* FNV-1a; the parts' sizes keep ("ab", "c") and ("a", "bc") apart. */
static uint64_t hash_of(const struct tally_key *key, int32_t period) {
    uint64_t hash = UINT64_C(14695981039346656037);
    const uint64_t prime = UINT64_C(1099511628211);
    hash = (hash ^ (uint64_t)key->kind) * prime;
    hash = (hash ^ (uint32_t)period) * prime;
    for (int i = 0; i < TALLY_PARTS; i++) {
        hash = (hash ^ key->parts[i].size) * prime;
        for (size_t j = 0; j < key->parts[i].size; j++) {
            hash = (hash ^ (unsigned char)key->parts[i].data[j]) * prime;
        }
    }
    return hash ^ hash >> 32;
}

/* The slot of a key, or the empty one where it would stand. */
static uint32_t *slot_of(const struct tallies *tallies, const struct tally_key *key,
                         int32_t period) {
    size_t mask = tallies->slot_count - 1;
    size_t at = (size_t)hash_of(key, period) & mask;
    while (tallies->slots[at] != 0) {
        const struct tally *tally = &tallies->items[tallies->slots[at] - 1];
        if (tally->period == period && tally_keys_equal(&tally->key, key)) {
            break;
        }
        at = (at + 1) & mask;
    }
    return &tallies->slots[at];
}

/* ---- Growing ---- */

static bool make_slots(struct tallies *tallies, size_t count) {
    uint32_t *slots = memory_alloc(count * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    memset(slots, 0, count * sizeof *slots);
    memory_free(tallies->slots);
    tallies->slots = slots;
    tallies->slot_count = count;
    for (size_t i = 0; i < tallies->count; i++) {
        *slot_of(tallies, &tallies->items[i].key, tallies->items[i].period) =
            (uint32_t)(i + 1);
    }
    return true;
}

static bool make_room(struct tallies *tallies) {
    if (tallies->count == tallies->capacity) {
        size_t capacity =
            tallies->capacity == 0 ? FIRST_SLOTS / 2 : tallies->capacity * 2;
        struct tally *items =
            capacity > UINT32_MAX / 4
                ? NULL
                : memory_resize(tallies->items, capacity * sizeof *tallies->items);
        if (items == NULL) {
            return false;
        }
        tallies->items = items;
        tallies->capacity = capacity;
    }
    return tallies->count * 2 < tallies->slot_count ||
           make_slots(tallies,
                      tallies->slot_count == 0 ? FIRST_SLOTS : tallies->slot_count * 2);
}

static struct tally *find_or_add(struct tallies *tallies, const struct tally_key *key,
                                 int32_t period, struct slice name) {
    if (!make_room(tallies)) {
        tallies->failed = true;
        return NULL;
    }
    uint32_t *slot = slot_of(tallies, key, period);
    if (*slot == 0) {
        struct tally *tally = &tallies->items[tallies->count];
        bool good = true;
        *tally = (struct tally){.key = *key, .period = period};
        for (int i = 0; good && i < TALLY_PARTS; i++) {
            tally->key.parts[i] = arena_copy(&tallies->arena, key->parts[i], &good);
        }
        if (good && period == PERIOD_NONE) {
            tally->name = arena_copy(&tallies->arena, name, &good);
        }
        if (!good) {
            tallies->failed = true;
            return NULL;
        }
        *slot = (uint32_t)++tallies->count;
    }
    return &tallies->items[*slot - 1];
}

static void count(struct tally *tally, uint64_t article) {
    if (tally != NULL) {
        tally->count++;
        tally->articles += tally->last_article != article;
        tally->last_article = article;
    }
}

void tallies_add(struct tallies *tallies, const struct tally_key *key, int32_t period,
                 uint64_t article, struct slice name) {
    count(find_or_add(tallies, key, PERIOD_NONE, name), article);
    if (period != PERIOD_NONE) {
        count(find_or_add(tallies, key, period, name), article);
    }
}

const struct tally *tallies_find(const struct tallies *tallies,
                                 const struct tally_key *key, int32_t period) {
    uint32_t number = tallies->slot_count == 0 ? 0 : *slot_of(tallies, key, period);
    return number == 0 ? NULL : &tallies->items[number - 1];
}

/* ---- Order ---- */

static int compare_tallies(const void *left, const void *right) {
    const struct tally *a = left;
    const struct tally *b = right;
    int order = (a->key.kind > b->key.kind) - (a->key.kind < b->key.kind);
    for (int i = 0; order == 0 && i < TALLY_PARTS; i++) {
        order = slice_compare(a->key.parts[i], b->key.parts[i]);
    }
    return order != 0 ? order : (a->period > b->period) - (a->period < b->period);
}

void tallies_sort(struct tallies *tallies) {
    if (tallies->count > 1) {
        qsort(tallies->items, tallies->count, sizeof *tallies->items, compare_tallies);
    }
    if (tallies->slot_count > 0 && !make_slots(tallies, tallies->slot_count)) {
        tallies->failed = true;
    }
}

size_t tallies_end(const struct tallies *tallies, size_t start) {
    size_t end = start + 1;
    while (end < tallies->count &&
           tally_keys_equal(&tallies->items[start].key, &tallies->items[end].key)) {
        end++;
    }
    return end;
}
