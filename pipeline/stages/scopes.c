/* Units of the wider scopes: two neighbouring sentences, a zone, the whole article. */
#include "stages/work.h"

/* ---- Places ---- */

uint32_t work_unit_at(const struct work *work, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = work->unit_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (work->units[middle].span.end <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < work->unit_count ? low : work->unit_count - 1;
}

void work_place_mentions(struct work *work) {
    const struct article *article = work->article;
    for (uint32_t i = 0; i < work->unit_count; i++) {
        work->units[i].mentions.count = 0;
    }
    for (uint32_t i = 0; i < article->mentions.count && work->unit_count > 0; i++) {
        struct unit *unit =
            &work->units[work_unit_at(work, article->mentions.items[i].span.start)];
        uint32_t *slot = WORK_PUSH(work, &unit->mentions);
        if (slot != NULL) {
            *slot = i;
        }
    }
    for (uint32_t i = 0; i < work->unit_count; i++) {
        work_changed(work, &work->units[i]);
    }
}

/* ---- Joined units ---- */

/* Whether residue lies between the first and the last byte. */
static bool spans_residue(const struct work *work, struct span span) {
    const struct article *article = work->article;
    for (size_t i = work_zone_at(work, span.start);
         i < article->zones.count && article->zones.items[i].span.start < span.end; i++) {
        if (article->zones.items[i].kind == ZONE_BOILERPLATE) {
            return true;
        }
    }
    return false;
}

/* One unit over the units `first` to `last`. */
static void join_units(struct work *work, struct unit_list *list, uint32_t first,
                       uint32_t last) {
    struct unit *unit = WORK_PUSH(work, list);
    if (unit == NULL) {
        return;
    }
    const struct unit *from = &work->units[first];
    *unit = (struct unit){.span = {from->span.start, work->units[last].span.end},
                          .number = work->next_number++,
                          .first = first,
                          .last = last,
                          .sentence = from->sentence,
                          .zone = from->zone,
                          .capitals = -1};
    unit->holds_residue = spans_residue(work, unit->span);
    for (uint32_t i = first; i <= last; i++) {
        const struct unit *part = &work->units[i];
        unit->trigger_classes |= part->trigger_classes;
        unit->types |= part->types;
        for (size_t j = 0; j < part->mentions.count; j++) {
            uint32_t *slot = WORK_PUSH(work, &unit->mentions);
            if (slot != NULL) {
                *slot = part->mentions.items[j];
            }
        }
    }
}

/* Whether one unit may go from `first` to the end of `last`: patterns of the wider scopes
 * may run over all of it from each of its places. */
static bool is_within_scope(struct work *work, uint32_t first, uint32_t last) {
    struct span whole = {work->units[first].span.start, work->units[last].span.end};
    if (span_size(whole) <= LIMIT_SCOPE_BYTES || first == last) {
        return true;
    }
    article_diagnose(work->article, DIAGNOSTIC_SCOPE_CAPPED,
                     offsets_to_raw(&work->article->offsets, whole),
                     (struct slice){NULL, 0});
    return false;
}

static uint32_t paragraph_of(const struct work *work, const struct unit *unit) {
    return work->article->sentences.items[unit->sentence].paragraph;
}

static void make_pairs(struct work *work) {
    for (uint32_t i = 0; i + 1 < work->unit_count; i++) {
        const struct unit *left = &work->units[i];
        const struct unit *right = &work->units[i + 1];
        if (left->sentence != SENTENCE_NONE && right->sentence != SENTENCE_NONE &&
            paragraph_of(work, left) == paragraph_of(work, right)) {
            join_units(work, &work->pairs, i, i + 1);
        }
    }
}

/* Sentences of one paragraph and kind; residue that splits a zone does not split its
 * unit, but one that is too long is several. */
static void make_zones(struct work *work) {
    for (uint32_t i = 0; i < work->unit_count;) {
        uint32_t end = i + 1;
        while (end < work->unit_count && work->units[i].sentence != SENTENCE_NONE &&
               work->units[end].sentence != SENTENCE_NONE &&
               paragraph_of(work, &work->units[end]) ==
                   paragraph_of(work, &work->units[i]) &&
               is_within_scope(work, i, end)) {
            end++;
        }
        join_units(work, &work->zones, i, end - 1);
        i = end;
    }
}

/* The article, or as much of it from its start as one unit may have. */
static void make_whole(struct work *work) {
    uint32_t last = 0;
    while (last + 1 < work->unit_count && is_within_scope(work, 0, last + 1)) {
        last++;
    }
    join_units(work, &work->whole, 0, last);
}

struct unit_list work_units(struct work *work, enum rule_scope scope) {
    work->next_number = work->next_number == 0 ? work->unit_count : work->next_number;
    if (scope == SCOPE_PAIR && !work->has_pairs) {
        work->has_pairs = true;
        make_pairs(work);
    } else if (scope == SCOPE_ZONE && !work->has_zones) {
        work->has_zones = true;
        make_zones(work);
    } else if (scope == SCOPE_ARTICLE && !work->has_whole && work->unit_count > 0) {
        work->has_whole = true;
        make_whole(work);
    }
    return scope == SCOPE_PAIR   ? work->pairs
           : scope == SCOPE_ZONE ? work->zones
           : scope == SCOPE_ARTICLE
               ? work->whole
               : (struct unit_list){work->units, work->unit_count, 0};
}
