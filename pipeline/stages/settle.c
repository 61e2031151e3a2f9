/* Which candidates of a pack become mentions: conditions first, then the longest, then
 * priority; words that another type blocks are left alone (taken.c); a term with several
 * ids takes the one for which there is evidence. */
#include "stages/resolve.h"

#include "stages/conditions.h"
#include "stages/taken.h"

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

/* ---- Mentions ---- */

static struct mention *push_mention(struct taken_map *map) {
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
        rules_identity(work->rules, mention->type, mention->id);
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

static struct mention *accept(struct taken_map *map, const struct candidate *candidate) {
    struct work *work = map->work;
    bool term = candidate->term != RULE_NONE;
    if (claims_only(work, candidate)) {
        taken_add(map, candidate, row_of(work, candidate)->blocks);
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
    taken_add(map, candidate, mention->blocks);
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

static void accept_best(struct taken_map *map, const struct meaning *meanings,
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

static void settle_place(struct taken_map *map, const struct candidate *first,
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
    struct taken_map map;
    struct unit *unit = &work->units[first->unit];
    if (!taken_begin(&map, work, unit)) {
        return;
    }
    while (first < end && !work->out_of_memory) {
        size_t count = same_place(first, end);
        if (taken_is_free(&map, first)) {
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

void settle_pack(struct work *work, uint32_t pack) {
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
