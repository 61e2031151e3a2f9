/* Which units of an article meet what every match of a pattern needs: literals, classes
 * of characters, mentions. Asked for every pattern and every unit, so what is known is
 * kept as sets of units, and 64 of them are asked at once. */
#include "stages/work.h"

enum { CLASSES = 4, TYPES = 64 }; /* bits of enum trigger_class, and of a set of types */

bool work_begin_triggers(struct work *work) {
    struct arena *arena = &work->article->arena;
    size_t words = work->mask_words = work->unit_count / 64 + 1;
    work->met = work_need(
        work, arena_alloc_array(arena, work->rules->literal_set_count * words + 1,
                                sizeof *work->met));
    work->class_units = work_need(
        work, arena_alloc_array(arena, CLASSES * words, sizeof *work->class_units));
    work->type_units = work_need(
        work, arena_alloc_array(arena, TYPES * words, sizeof *work->type_units));
    return !work->out_of_memory;
}

/* Puts a unit into the sets that `bits` names, and takes it out of the others. */
static void set_unit(const struct work *work, uint64_t *sets, uint32_t count,
                     const struct unit *unit, uint64_t bits) {
    uint64_t bit = (uint64_t)1 << (unit->first & 63);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t *word = &sets[(size_t)i * work->mask_words + (unit->first >> 6)];
        *word = (bits >> i & 1) != 0 ? *word | bit : *word & ~bit;
    }
}

void work_meet_classes(struct work *work, const struct unit *unit) {
    set_unit(work, work->class_units, CLASSES, unit, unit->trigger_classes);
}

void work_meet_types(struct work *work, const struct unit *unit) {
    set_unit(work, work->type_units, work->rules->type_count, unit, unit->types);
}

/* Of the 64 units of a word, those that meet one of the sets that `bits` names. */
static uint64_t units_of(const struct work *work, const uint64_t *sets, uint64_t bits,
                         uint32_t word) {
    uint64_t units = 0;
    for (uint32_t i = 0; bits != 0; bits >>= 1, i++) {
        units |= (bits & 1) != 0 ? sets[(size_t)i * work->mask_words + word] : 0;
    }
    return units;
}

/* The same for classes and types. */
static uint64_t units_of_kinds(const struct work *work, const struct unit_need *need,
                               uint32_t word) {
    return units_of(work, work->class_units, need->classes, word) |
           units_of(work, work->type_units, need->types, word);
}

/* Of the 64 units of a word, those that meet a need: mostly one of literals alone. */
static inline uint64_t meet(const struct work *work, const struct unit_need *need,
                            uint32_t word) {
    uint64_t units = need->set == RULE_NONE
                         ? 0
                         : work->met[(size_t)need->set * work->mask_words + word];
    return (need->types | need->classes) == 0 ? units
                                              : units | units_of_kinds(work, need, word);
}

static uint64_t may_match(const struct work *work, const struct unit_needs *needs,
                          uint32_t word) {
    uint64_t units = UINT64_MAX;
    for (uint32_t i = 0; units != 0 && i < UNIT_NEEDS && !need_ends(&needs->items[i]);
         i++) {
        units &= meet(work, &needs->items[i], word);
    }
    return units;
}

uint32_t work_next_unit(const struct work *work, uint32_t pattern, uint32_t from) {
    const struct unit_needs *needs = &work->rules->needs[pattern];
    if (work->options.without_triggers || need_ends(&needs->items[0])) {
        return from < work->unit_count ? from : work->unit_count;
    }
    uint64_t wanted = UINT64_MAX << (from & 63);
    for (uint32_t word = from >> 6; word < work->mask_words; word++) {
        uint64_t units = may_match(work, needs, word) & wanted;
        if (units != 0) {
            uint32_t unit = word << 6;
            for (; (units & 1) == 0; units >>= 1) {
                unit++;
            }
            return unit;
        }
        wanted = UINT64_MAX;
    }
    return work->unit_count;
}

/* Whether one of the units that `unit` covers meets the need. */
static bool meets(const struct work *work, const struct unit_need *need,
                  const struct unit *unit) {
    for (uint32_t word = unit->first >> 6; word <= unit->last >> 6; word++) {
        uint64_t units = meet(work, need, word);
        units &= word == unit->first >> 6 ? UINT64_MAX << (unit->first & 63) : UINT64_MAX;
        units &=
            word == unit->last >> 6 ? UINT64_MAX >> (63 - (unit->last & 63)) : UINT64_MAX;
        if (units != 0) {
            return true;
        }
    }
    return false;
}

uint32_t work_unmet_need(const struct work *work, uint32_t pattern,
                         const struct unit *unit) {
    const struct unit_needs *needs = &work->rules->needs[pattern];
    for (uint32_t i = 0; i < UNIT_NEEDS && !need_ends(&needs->items[i]); i++) {
        if (!meets(work, &needs->items[i], unit)) {
            return i;
        }
    }
    return RULE_NONE;
}

bool work_may_match(const struct work *work, uint32_t pattern, const struct unit *unit) {
    return work->options.without_triggers ||
           work_unmet_need(work, pattern, unit) == RULE_NONE;
}

bool work_may_match_anywhere(const struct work *work, uint32_t pattern) {
    struct unit whole = {.first = 0, .last = work->unit_count - 1};
    return work->unit_count > 0 && work_may_match(work, pattern, &whole);
}
