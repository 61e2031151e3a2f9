/* Which candidates become mentions: conditions first, then the longest, then priority;
 * words that another type blocks are left alone; a term with several ids takes the one
 * for which there is evidence. */
#include "stages/resolve.h"

#include "stages/conditions.h"
#include "stages/match.h"
#include "text/unicode.h"

#include <stdlib.h>

enum {
    ARTICLE_COST = 10, /* hundredths of confidence: evidence elsewhere in the article */
    DEFAULT_COST = 30, /* no evidence at all, the default meaning */
};

/* ---- Candidates of a pack in order ---- */

#define ORDER(a, b)                                                                      \
    if ((a) != (b)) {                                                                    \
        return (a) < (b) ? -1 : 1;                                                       \
    }

/* By unit; there the longest, then by priority, place, type; letter for letter before
 * folded; then as loaded. */
static int compare_candidates(const void *left, const void *right) {
    const struct candidate *a = left;
    const struct candidate *b = right;
    ORDER(a->unit, b->unit)
    ORDER(span_size(b->span), span_size(a->span))
    ORDER(b->priority, a->priority)
    ORDER(a->span.start, b->span.start)
    ORDER(a->type, b->type)
    ORDER(b->written, a->written)
    ORDER(a->rule, b->rule)
    ORDER(a->term, b->term)
    return 0;
}

static const struct row *row_of(const struct work *work,
                                const struct candidate *candidate) {
    return &work->rules->rows[work->rules->terms[candidate->term].row];
}

static bool passes(struct work *work, const struct candidate *candidate) {
    const struct condition_list *conditions =
        candidate->term == RULE_NONE ? &work->rules->rules[candidate->rule].conditions
                                     : &row_of(work, candidate)->conditions;
    return conditions_hold(work, &work->units[candidate->unit], candidate->span,
                           conditions, NULL);
}

static bool claims_only(const struct work *work, const struct candidate *candidate) {
    return candidate->term != RULE_NONE && slice_is(row_of(work, candidate)->id, "-");
}

/* ---- What is taken in a unit ---- */

/* For each byte of a unit: types that have a mention there, and types that may have none.
 */
struct claim_map {
    struct work *work;
    struct unit *unit;
    uint64_t *taken, *blocked;
};

static void map_claim(struct claim_map *map, const struct claim *claim) {
    for (uint32_t at = claim->span.start; at < claim->span.end; at++) {
        map->taken[at - map->unit->span.start] |= (uint64_t)1 << claim->type;
        map->blocked[at - map->unit->span.start] |= claim->blocks;
    }
}

static bool map_begin(struct claim_map *map, struct work *work, struct unit *unit) {
    struct arena *arena = &work->article->arena;
    size_t size = span_size(unit->span);
    *map = (struct claim_map){.work = work, .unit = unit};
    map->taken = work_need(work, arena_alloc_array(arena, size, sizeof *map->taken));
    map->blocked = work_need(work, arena_alloc_array(arena, size, sizeof *map->blocked));
    for (size_t i = 0; !work->out_of_memory && i < unit->claims.count; i++) {
        map_claim(map, &unit->claims.items[i]);
    }
    return !work->out_of_memory;
}

/* How many bytes of the span another mention of the type has. */
static uint32_t taken_bytes(const struct claim_map *map, struct span span,
                            uint16_t type) {
    uint32_t taken = 0;
    for (uint32_t at = span.start; at < span.end; at++) {
        taken += (uint32_t)(map->taken[at - map->unit->span.start] >> type & 1);
    }
    return taken;
}

/* Whether a claim at least as long keeps this type from the span. */
static bool is_blocked(const struct claim_map *map, struct span span, uint16_t type) {
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

static bool is_free(struct claim_map *map, const struct candidate *candidate) {
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
static void drop_blocked(struct claim_map *map, const struct claim *claim,
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

static void add_claim(struct claim_map *map, const struct candidate *candidate,
                      uint64_t blocks) {
    struct claim *claim = WORK_PUSH(map->work, &map->unit->claims);
    if (claim != NULL) {
        *claim = (struct claim){candidate->span, candidate->type, blocks};
        map_claim(map, claim);
        drop_blocked(map, claim, candidate->rule);
    }
}

/* ---- Mentions ---- */

static struct mention *push_mention(struct claim_map *map) {
    struct article *article = map->work->article;
    if (article->mentions.count >= LIMIT_MENTIONS) {
        article_diagnose(article, DIAGNOSTIC_MENTION_LIMIT,
                         offsets_to_raw(&article->offsets, map->unit->span),
                         (struct slice){NULL, 0});
        return NULL;
    }
    struct mention *mention = WORK_PUSH(map->work, &article->mentions);
    uint32_t *number = WORK_PUSH(map->work, &map->unit->mentions);
    if (mention != NULL && number != NULL) {
        *number = (uint32_t)(article->mentions.count - 1);
    }
    return mention;
}

/* A copy, since adjust rules may change it. */
static void copy_attributes(struct work *work, const struct row *row,
                            struct mention *mention) {
    size_t room = row->attribute_count + 2;
    mention->attributes.items =
        work_need(work, arena_alloc_array(&work->article->arena, room,
                                          sizeof *mention->attributes.items));
    if (mention->attributes.items != NULL) {
        mention->attributes.capacity = room;
        mention->attributes.count = row->attribute_count;
        if (row->attribute_count > 0) {
            memcpy(mention->attributes.items, row->attributes,
                   row->attribute_count * sizeof *row->attributes);
        }
    }
}

static void mention_of_term(struct work *work, const struct candidate *candidate,
                            struct mention *mention) {
    const struct row *row = row_of(work, candidate);
    *mention = (struct mention){
        .type = candidate->type,
        .confidence = row->confidence,
        .priority = row->priority,
        .rule = candidate->rule,
        .term = candidate->term,
        .id = row->id,
        .name = row->name,
        .term_text = work->rules->terms[candidate->term].base,
        .blocks = row->blocks,
    };
    copy_attributes(work, row, mention);
}

static bool has_attribute(const struct mention *mention, struct slice name) {
    for (size_t i = 0; i < mention->attributes.count; i++) {
        if (slice_equal(mention->attributes.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* What belongs to the id is given to the mention where the rule does not say otherwise.
 */
static void mention_of_pattern(struct work *work, const struct candidate *candidate,
                               struct mention *mention) {
    *mention = *candidate->emitted;
    mention->term_text = article_slice(work->article, candidate->span);
    const struct identity *identity =
        resolve_identity(work->rules, mention->type, mention->id);
    if (identity == NULL) {
        return;
    }
    mention->name = mention->name.size == 0 ? identity->name : mention->name;
    for (uint32_t i = 0; i < identity->attribute_count; i++) {
        struct attribute *attribute = has_attribute(mention, identity->attributes[i].name)
                                          ? NULL
                                          : WORK_PUSH(work, &mention->attributes);
        if (attribute != NULL) {
            *attribute = identity->attributes[i];
        }
    }
}

static struct mention *accept(struct claim_map *map, const struct candidate *candidate) {
    struct work *work = map->work;
    bool term = candidate->term != RULE_NONE;
    if (claims_only(work, candidate)) {
        add_claim(map, candidate, row_of(work, candidate)->blocks);
        work_trace(work, TRACE_CLAIMED, candidate->rule, RULE_NONE, candidate->span,
                   work->rules->terms[candidate->term].base);
        return NULL;
    }
    struct mention *mention = push_mention(map);
    if (mention == NULL) {
        return NULL;
    }
    if (term) {
        mention_of_term(work, candidate, mention);
    } else {
        mention_of_pattern(work, candidate, mention);
    }
    mention->span = candidate->span;
    mention->sentence = map->unit->sentence;
    add_claim(map, candidate, mention->blocks);
    return mention;
}

/* ---- Terms with several ids ---- */

struct meaning {
    const struct candidate *candidate;
    enum support support;
};

static bool has_several(const struct work *work, const struct candidate *candidate) {
    if (candidate->term == RULE_NONE) {
        return false;
    }
    const struct row *row = row_of(work, candidate);
    for (uint32_t i = 0; i < row->conditions.count; i++) {
        if (row->conditions.items[i].kind == CONDITION_WHEN) {
            return true;
        }
    }
    return row->is_default;
}

static bool is_better(const struct work *work, const struct meaning *a,
                      const struct meaning *b) {
    if (a->support != b->support) {
        return a->support > b->support;
    }
    return row_of(work, a->candidate)->is_default &&
           !row_of(work, b->candidate)->is_default;
}

static void add_alternatives(struct work *work, struct mention *mention,
                             const struct meaning *meanings, size_t count, size_t best) {
    uint16_t rest = (uint16_t)((100 - mention->confidence) / (count > 1 ? count - 1 : 1));
    for (size_t i = 0; i < count; i++) {
        const struct row *row = row_of(work, meanings[i].candidate);
        if (i == best || slice_is(row->id, "-") || slice_equal(row->id, mention->id)) {
            continue;
        }
        struct alternative *alternative = WORK_PUSH(work, &mention->alternatives);
        if (alternative != NULL) {
            *alternative = (struct alternative){row->id, rest};
        }
    }
}

static void accept_best(struct claim_map *map, const struct meaning *meanings,
                        size_t count) {
    struct work *work = map->work;
    size_t best = 0;
    for (size_t i = 1; i < count; i++) {
        if (is_better(work, &meanings[i], &meanings[best])) {
            best = i;
        }
    }
    const struct row *row = row_of(work, meanings[best].candidate);
    if (meanings[best].support == SUPPORT_NONE && !row->is_default) {
        return; /* nothing speaks for any of them */
    }
    struct mention *mention = accept(map, meanings[best].candidate);
    if (mention == NULL) {
        return;
    }
    uint16_t cost = meanings[best].support == SUPPORT_SENTENCE  ? 0
                    : meanings[best].support == SUPPORT_ARTICLE ? ARTICLE_COST
                                                                : DEFAULT_COST;
    mention->confidence =
        mention->confidence > cost ? (uint16_t)(mention->confidence - cost) : 0;
    add_alternatives(work, mention, meanings, count, best);
}

/* The candidates from `first` on that have the same words and type. */
static size_t same_place(const struct candidate *first, const struct candidate *end) {
    size_t count = 1;
    while (first + count < end && first[count].unit == first->unit &&
           first[count].type == first->type &&
           first[count].span.start == first->span.start &&
           first[count].span.end == first->span.end) {
        count++;
    }
    return count;
}

static void settle_place(struct claim_map *map, const struct candidate *first,
                         size_t count) {
    struct work *work = map->work;
    if (!has_several(work, first)) {
        accept(map, first);
        return;
    }
    struct meaning *meanings = work_need(
        work, arena_alloc_array(&work->article->arena, count, sizeof *meanings));
    size_t found = 0;
    for (size_t i = 0; meanings != NULL && i < count; i++) {
        if (has_several(work, &first[i])) {
            const struct row *row = row_of(work, &first[i]);
            meanings[found++] = (struct meaning){
                &first[i], condition_support(work, map->unit, &row->conditions)};
        }
    }
    if (found > 0) {
        accept_best(map, meanings, found);
    }
}

/* ---- A pack ---- */

static void settle_unit(struct work *work, const struct candidate *first,
                        const struct candidate *end) {
    struct claim_map map;
    struct unit *unit = &work->units[first->unit];
    if (!map_begin(&map, work, unit)) {
        return;
    }
    while (first < end && !work->out_of_memory) {
        size_t count = same_place(first, end);
        if (is_free(&map, first)) {
            settle_place(&map, first, count);
        }
        first += count;
    }
    work_changed(work, unit);
}

/* Conditions are asked in the order of units, so that what is known of a unit serves all
 * its candidates. */
static size_t keep_passing(struct work *work, struct candidate_list *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (passes(work, &list->items[i])) {
            list->items[kept++] = list->items[i];
        }
    }
    return kept;
}

static void settle_pack(struct work *work, uint32_t pack) {
    struct candidate_list *list = &work->candidates[pack];
    if (list->count > 1) {
        qsort(list->items, list->count, sizeof *list->items, compare_candidates);
    }
    list->count = keep_passing(work, list);
    for (size_t i = 0; i < list->count;) {
        size_t end = i;
        while (end < list->count && list->items[end].unit == list->items[i].unit) {
            end++;
        }
        settle_unit(work, list->items + i, list->items + end);
        i = end;
    }
}

/* ---- All ---- */

struct sorted_mention {
    const struct work *work;
    const struct mention *mention;
    uint32_t number;
};

static int compare_mentions(const void *left, const void *right) {
    const struct sorted_mention *a = left;
    const struct sorted_mention *b = right;
    const struct slice *types = a->work->rules->types;
    int order = span_compare(a->mention->span, b->mention->span);
    if (order == 0) {
        order = slice_compare(types[a->mention->type], types[b->mention->type]);
    }
    return order != 0 ? order : slice_compare(a->mention->id, b->mention->id);
}

/* Traces named mentions by where they stood; now they stand elsewhere, or nowhere. */
static void renumber_traces(struct article *article, const uint32_t *numbers) {
    for (size_t i = 0; i < article->traces.count; i++) {
        struct trace *trace = &article->traces.items[i];
        if (trace->mention != RULE_NONE) {
            trace->mention = numbers[trace->mention];
        }
    }
}

static void sort_mentions(struct work *work) {
    struct article *article = work->article;
    size_t all = article->mentions.count;
    struct arena *arena = &article->arena;
    struct sorted_mention *sorted =
        work_need(work, arena_alloc_array(arena, all, sizeof *sorted));
    struct mention *mentions =
        work_need(work, arena_alloc_array(arena, all, sizeof *mentions));
    uint32_t *numbers = work_need(work, arena_alloc_array(arena, all, sizeof *numbers));
    if (work->out_of_memory) {
        return;
    }
    size_t count = 0;
    for (uint32_t i = 0; i < all; i++) {
        numbers[i] = RULE_NONE;
        if (!article->mentions.items[i].dropped) {
            sorted[count++] =
                (struct sorted_mention){work, &article->mentions.items[i], i};
        }
    }
    if (count > 1) {
        qsort(sorted, count, sizeof *sorted, compare_mentions);
    }
    for (uint32_t i = 0; i < count; i++) {
        mentions[i] = *sorted[i].mention;
        numbers[sorted[i].number] = i;
    }
    renumber_traces(article, numbers);
    article->mentions.items = mentions;
    article->mentions.count = count;
    article->mentions.capacity = all;
    work_place_mentions(work);
}

enum assay_status resolve_article(struct work *work) {
    for (uint32_t pack = 0; pack < work->rules->pack_count && !work->out_of_memory;
         pack++) {
        if (work->rules->packs[pack].phase == PHASE_ENTITY) {
            match_pack_patterns(work, pack);
            again_pack(work, pack);
            settle_pack(work, pack);
            adjust_pack(work, pack);
        }
    }
    if (!work->out_of_memory) {
        sort_mentions(work);
    }
    return work->out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}

const struct identity *resolve_identity(const struct rules *rules, uint16_t type,
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
