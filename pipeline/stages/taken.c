/* A map by bytes: a unit may have a thousand candidates, and each asks what is claimed of
 * its words. */
#include "stages/taken.h"

static void mark_taken(struct taken_map *map, const struct claim *claim) {
    for (uint32_t at = claim->span.start; at < claim->span.end; at++) {
        map->taken[at - map->unit->span.start] |= (uint64_t)1 << claim->type;
        map->blocked[at - map->unit->span.start] |= claim->blocks;
    }
}

bool taken_begin(struct taken_map *map, struct work *work, struct unit *unit) {
    struct arena *arena = &work->article->arena;
    size_t size = span_size(unit->span);
    *map = (struct taken_map){.work = work, .unit = unit};
    map->taken = work_need(work, arena_alloc_array(arena, size, sizeof *map->taken));
    map->blocked = work_need(work, arena_alloc_array(arena, size, sizeof *map->blocked));
    for (size_t i = 0; !work->out_of_memory && i < unit->claims.count; i++) {
        mark_taken(map, &unit->claims.items[i]);
    }
    return !work->out_of_memory;
}

/* How many bytes of the span another mention of the type has. */
static uint32_t taken_bytes(const struct taken_map *map, struct span span,
                            uint16_t type) {
    uint32_t taken = 0;
    for (uint32_t at = span.start; at < span.end; at++) {
        taken += (uint32_t)(map->taken[at - map->unit->span.start] >> type & 1);
    }
    return taken;
}

/* Whether a claim at least as long keeps this type from the span. */
static bool is_blocked(const struct taken_map *map, struct span span, uint16_t type) {
    bool near = false;
    for (uint32_t at = span.start; at < span.end && !near; at++) {
        near = (map->blocked[at - map->unit->span.start] >> type & 1) != 0;
    }
    for (size_t i = 0; near && i < map->unit->claims.count; i++) {
        const struct claim *claim = &map->unit->claims.items[i];
        if ((claim->blocks >> type & 1) != 0 && span_overlaps(claim->span, span) &&
            span_size(claim->span) >= span_size(span)) {
            return true;
        }
    }
    return false;
}

bool taken_is_free(struct taken_map *map, const struct candidate *candidate) {
    if (is_blocked(map, candidate->span, candidate->type)) {
        return false;
    }
    uint32_t taken = taken_bytes(map, candidate->span, candidate->type);
    if (taken > 0 && taken < span_size(candidate->span)) {
        article_diagnose(map->work->article, DIAGNOSTIC_OVERLAP_DROPPED,
                         offsets_to_raw(&map->work->article->offsets, candidate->span),
                         map->work->rules->rules[candidate->rule].name);
    }
    return taken == 0;
}

/* Mentions of earlier packs that the new claim blocks and that are no longer than it. */
static void drop_blocked(struct taken_map *map, const struct claim *claim,
                         uint32_t rule) {
    struct article *article = map->work->article;
    for (size_t i = 0; claim->blocks != 0 && i < map->unit->mentions.count; i++) {
        uint32_t number = map->unit->mentions.items[i];
        struct mention *mention = &article->mentions.items[number];
        if (!mention->dropped && (claim->blocks >> mention->type & 1) != 0 &&
            span_overlaps(mention->span, claim->span) &&
            span_size(mention->span) <= span_size(claim->span)) {
            mention->dropped = true;
            work_trace(map->work, TRACE_DROPPED, rule, number, mention->span,
                       mention->term_text);
        }
    }
}

void taken_add(struct taken_map *map, const struct candidate *candidate,
               uint64_t blocks) {
    struct claim *claim = WORK_PUSH(map->work, &map->unit->claims);
    if (claim != NULL) {
        *claim = (struct claim){candidate->span, candidate->type, blocks};
        mark_taken(map, claim);
        drop_blocked(map, claim, candidate->rule);
    }
}
