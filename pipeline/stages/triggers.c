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

/* A pattern's trigger as a need like its further ones. */
static struct further_need trigger_of(const struct pattern *pattern) {
    return (struct further_need){.literals = pattern->trigger_literals,
                                 .literal_count = pattern->trigger_literal_count,
                                 .set = pattern->trigger_set,
                                 .classes = pattern->trigger_classes,
                                 .types = pattern->trigger_types};
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

/* Of the 64 units of a word, those that meet a need. */
static uint64_t meet(const struct work *work, uint32_t set, uint32_t classes,
                     uint64_t types, uint32_t word) {
    uint64_t units =
        set == RULE_NONE ? 0 : work->met[(size_t)set * work->mask_words + word];
    if (classes != 0) {
        units |= units_of(work, work->class_units, classes, word);
    }
    if (types != 0) {
        units |= units_of(work, work->type_units, types, word);
    }
    return units;
}

static uint64_t may_match(const struct work *work, const struct pattern *pattern,
                          uint32_t word) {
    uint64_t units = meet(work, pattern->trigger_set, pattern->trigger_classes,
                          pattern->trigger_types, word);
    for (uint32_t i = 0; units != 0 && i < pattern->further_count; i++) {
        const struct further_need *need = &pattern->further[i];
        units &= meet(work, need->set, need->classes, need->types, word);
    }
    return units;
}

uint32_t work_next_unit(const struct work *work, uint32_t number, uint32_t from) {
    const struct pattern *pattern = &work->rules->patterns[number];
    if (work->options.without_triggers || !pattern->triggered) {
        return from < work->unit_count ? from : work->unit_count;
    }
    uint64_t wanted = UINT64_MAX << (from & 63);
    for (uint32_t word = from >> 6; word < work->mask_words; word++) {
        uint64_t units = may_match(work, pattern, word) & wanted;
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
static bool meets(const struct work *work, const struct further_need *need,
                  const struct unit *unit) {
    for (uint32_t word = unit->first >> 6; word <= unit->last >> 6; word++) {
        uint64_t units = meet(work, need->set, need->classes, need->types, word);
        units &= word == unit->first >> 6 ? UINT64_MAX << (unit->first & 63) : UINT64_MAX;
        units &=
            word == unit->last >> 6 ? UINT64_MAX >> (63 - (unit->last & 63)) : UINT64_MAX;
        if (units != 0) {
            return true;
        }
    }
    return false;
}

bool work_unmet_need(const struct work *work, uint32_t number, const struct unit *unit,
                     struct further_need *unmet) {
    const struct pattern *pattern = &work->rules->patterns[number];
    if (!pattern->triggered) {
        return false;
    }
    *unmet = trigger_of(pattern);
    if (!meets(work, unmet, unit)) {
        return true;
    }
    for (uint32_t i = 0; i < pattern->further_count; i++) {
        *unmet = pattern->further[i];
        if (!meets(work, unmet, unit)) {
            return true;
        }
    }
    return false;
}

bool work_may_match(const struct work *work, uint32_t number, const struct unit *unit) {
    struct further_need unmet;
    return work->options.without_triggers || !work_unmet_need(work, number, unit, &unmet);
}

bool work_may_match_anywhere(const struct work *work, uint32_t number) {
    struct unit whole = {.first = 0, .last = work->unit_count - 1};
    return work->unit_count > 0 && work_may_match(work, number, &whole);
}
