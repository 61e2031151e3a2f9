/* Flags in order: pseudo-cues, cues, sources that carry through a paragraph,
 * compositions, scores. */
#include "stages/judge.h"

#include "stages/conditions.h"
#include "stages/cue.h"
#include "stages/source.h"
#include "stages/view.h"

#include <stdlib.h>

/* ---- Pseudo-cues ---- */

struct mask_context {
    struct rule_context rule;
    struct mask_list *masks;
};

static bool mask_match(struct work *work, void *context, struct unit *unit,
                       uint32_t pattern, const struct view *view) {
    struct mask_context *own = context;
    const struct rule *rule = own->rule.rule;
    struct span group = work_marked(work, rule);
    (void)pattern;
    if (group.start == GROUP_UNSET) {
        return true;
    }
    struct span span = view_to_normalized(view, group);
    if (conditions_hold(work, unit, span, &rule->conditions, NULL)) {
        struct mask *mask = WORK_PUSH(work, own->masks);
        if (mask != NULL) {
            *mask = (struct mask){span, &rule->emit};
        }
        work_trace(work, TRACE_MASKED, (uint32_t)(rule - work->rules->rules), RULE_NONE,
                   span, (struct slice){NULL, 0});
    }
    return !work->out_of_memory;
}

static int compare_masks(const void *left, const void *right) {
    uint32_t a = ((const struct mask *)left)->span.start;
    uint32_t b = ((const struct mask *)right)->span.start;
    return (a > b) - (a < b);
}

static void mask_pack(struct work *work, uint32_t pack, struct mask_list *masks) {
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_MASK];
    for (uint32_t i = 0; i < rules->count && !work->out_of_memory; i++) {
        struct mask_context context = {{&work->rules->rules[rules->numbers[i]]}, masks};
        work_each_rule_match(work, context.rule.rule, mask_match, &context);
    }
}

struct mask_list judge_masks(struct work *work, enum phase phase) {
    struct mask_list masks = {NULL, 0, 0};
    for (uint32_t i = 0; i < work->rules->pack_count; i++) {
        if (work->rules->packs[i].phase == phase) {
            mask_pack(work, i, &masks);
        }
    }
    if (masks.count > 1) {
        qsort(masks.items, masks.count, sizeof *masks.items, compare_masks);
    }
    return masks;
}

static bool names(const struct emit *emit, struct slice label) {
    for (uint32_t i = 0; i < emit->mask_count; i++) {
        if (slice_equal(emit->masks[i], label)) {
            return true;
        }
    }
    return emit->mask_count == 0;
}

bool judge_is_masked(const struct mask_list *masks, struct slice label,
                     struct span span) {
    size_t low = 0;
    size_t high = masks->count;
    while (
        low <
        high) { /* the first mask that could reach the span: none is longer than a unit */
        size_t middle = low + (high - low) / 2;
        if (masks->items[middle].span.start + LIMIT_SENTENCE_BYTES < span.start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < masks->count && masks->items[low].span.start < span.end; low++) {
        if (span_overlaps(masks->items[low].span, span) &&
            names(masks->items[low].emit, label)) {
            return true;
        }
    }
    return false;
}

/* ---- Cues ---- */

struct flag_context {
    struct rule_context rule;
    const struct mask_list *masks;
};

/* From the cue to the end of its clause. */
static struct span clause_of(struct work *work, const struct rule *rule,
                             struct unit *unit, struct span cue) {
    struct span scope = {cue.start, unit->span.end};
    if (!rule->emit.clause_scope) {
        return cue;
    }
    if (work->rules->edges == RULE_NONE) {
        return scope;
    }
    const struct view *view =
        view_of(work, unit, work->rules->patterns[work->rules->edges].types);
    if (view != NULL &&
        scanner_match(work->scanner, work->rules->edges, view->text,
                      view_from_normalized(view, cue.end, true), false) == MATCH_YES) {
        scope.end = view_to_normalized(view, scanner_whole(work->scanner)).start;
    }
    return scope;
}

/* One flag for each sentence that the cue touches. */
static void add_flags(struct work *work, const struct flag *flag) {
    uint32_t unit = work_unit_at(work, flag->span.start);
    for (; unit < work->unit_count && work->units[unit].span.start < flag->span.end;
         unit++) {
        struct flag *kept = work->units[unit].sentence == SENTENCE_NONE
                                ? NULL
                                : WORK_PUSH(work, &work->article->flags);
        if (kept != NULL) {
            struct span whole = work->units[unit].span;
            *kept = *flag;
            kept->sentence = work->units[unit].sentence;
            kept->span.start =
                flag->span.start > whole.start ? flag->span.start : whole.start;
            kept->span.end = flag->span.end < whole.end ? flag->span.end : whole.end;
        }
    }
}

static bool flag_match(struct work *work, void *context, struct unit *unit,
                       uint32_t pattern, const struct view *view) {
    const struct flag_context *own = context;
    const struct rule *rule = own->rule.rule;
    struct span group = work_marked(work, rule);
    (void)pattern;
    if (group.start == GROUP_UNSET) {
        return true;
    }
    struct flag flag = {.name = rule->emit.label,
                        .rule = (uint32_t)(rule - work->rules->rules),
                        .span = view_to_normalized(view, group),
                        .hidden = rule->emit.hidden,
                        .source_mention = RULE_NONE};
    source_of_match(work, rule, view,
                    &flag); /* captures first: what follows runs other patterns */
    if (judge_is_masked(own->masks, flag.name, flag.span) ||
        !conditions_hold(work, unit, flag.span, &rule->conditions, NULL)) {
        return !work->out_of_memory;
    }
    flag.scope = clause_of(work, rule, unit, flag.span);
    flag.span = cue_words(work, unit, flag.span);
    add_flags(work, &flag);
    return !work->out_of_memory;
}

static void flag_pack(struct work *work, uint32_t pack, const struct mask_list *masks) {
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_FLAG];
    for (uint32_t i = 0; i < rules->count && !work->out_of_memory; i++) {
        struct flag_context context = {{&work->rules->rules[rules->numbers[i]]}, masks};
        work_each_rule_match(work, context.rule.rule, flag_match, &context);
    }
}

static void match_flags(struct work *work) {
    struct mask_list masks = judge_masks(work, PHASE_CLAIM);
    for (uint32_t i = 0; i < work->rules->pack_count; i++) {
        flag_pack(work, i, &masks);
    }
}

/* ---- Order ---- */

static int compare_flags(const void *left, const void *right) {
    const struct flag *a = left;
    const struct flag *b = right;
    if (a->sentence != b->sentence) {
        return a->sentence < b->sentence ? -1 : 1;
    }
    int order = span_compare(a->span, b->span);
    return order != 0 ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

/* Sorts, and keeps one of each name and place: two patterns may find the same cue. */
static void sort_flags(struct article *article) {
    struct flag *items = article->flags.items;
    size_t kept = 0;
    if (article->flags.count > 1) {
        qsort(items, article->flags.count, sizeof *items, compare_flags);
    }
    for (size_t i = 0; i < article->flags.count; i++) {
        bool repeated = false;
        for (size_t j = kept; j-- > 0 && items[j].sentence == items[i].sentence &&
                              items[j].span.start == items[i].span.start && !repeated;) {
            repeated = slice_equal(items[j].name, items[i].name);
        }
        if (!repeated) {
            items[kept++] = items[i];
        }
    }
    article->flags.count = kept;
}

size_t judge_flags_of(const struct article *article, uint32_t sentence, size_t *first) {
    size_t low = 0;
    size_t high = article->flags.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (article->flags.items[middle].sentence < sentence) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *first = low;
    while (high < article->flags.count &&
           article->flags.items[high].sentence == sentence) {
        high++;
    }
    return high - low;
}

/* ---- Compositions ---- */

/* What stands in a sentence: flags found so far by name, mentions. */
struct standing {
    struct work *work;
    const struct unit *unit;
    LIST_OF(struct slice) names;
};

static bool mention_stands(const struct standing *standing, const struct atom *atom) {
    const struct article *article = standing->work->article;
    for (size_t i = 0; i < standing->unit->mentions.count; i++) {
        const struct mention *mention =
            &article->mentions.items[standing->unit->mentions.items[i]];
        if (mention->type != atom->type ||
            (atom->id.size > 0 && !slice_equal(atom->id, mention->id))) {
            continue;
        }
        if (atom->class.size == 0 ||
            slice_equal(atom->class, source_mention_class(standing->work, mention))) {
            return true;
        }
    }
    return false;
}

static bool stands(const struct standing *standing, const struct member *member) {
    if (member->name.size == 0) {
        return mention_stands(standing, &member->atom);
    }
    for (size_t i = 0; i < standing->names.count; i++) {
        if (slice_equal(standing->names.items[i], member->name)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_standing(const struct standing *standing,
                               const struct member_list *list) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        count += stands(standing, &list->items[i]) ? 1 : 0;
    }
    return count;
}

static bool holds(const struct standing *standing,
                  const struct composition *composition) {
    return count_standing(standing, &composition->all) == composition->all.count &&
           (composition->any.count == 0 ||
            count_standing(standing, &composition->any) > 0) &&
           count_standing(standing, &composition->none) == 0;
}

static void add_name(struct standing *standing, struct slice name) {
    struct slice *slot = WORK_PUSH(standing->work, &standing->names);
    if (slot != NULL) {
        *slot = name;
    }
}

static void compose(struct standing *standing, struct unit *unit, uint32_t number) {
    struct work *work = standing->work;
    const struct rule *rule = &work->rules->rules[number];
    if (!holds(standing, &rule->compose) ||
        !conditions_hold(work, unit, unit->span, &rule->conditions, NULL)) {
        return;
    }
    add_name(standing, rule->emit.label);
    struct flag *flag = WORK_PUSH(work, &work->article->flags);
    if (flag != NULL) {
        *flag = (struct flag){.name = rule->emit.label,
                              .rule = number,
                              .sentence = unit->sentence,
                              .span = unit->span,
                              .scope = unit->span,
                              .hidden = rule->emit.hidden,
                              .source_mention = RULE_NONE};
    }
}

/* ---- Scores ---- */

static void score(struct standing *standing, const struct unit *unit, uint32_t number) {
    struct work *work = standing->work;
    const struct score *rule = &work->rules->scores[number];
    int32_t *points = work_need(
        work, arena_alloc_array(&work->article->arena, rule->part_count, sizeof *points));
    int32_t total = 0;
    for (uint32_t i = 0; points != NULL && i < rule->part_count; i++) {
        points[i] = holds(standing, &rule->parts[i].when) ? rule->parts[i].points : 0;
        total += points[i];
    }
    struct sentence_score *kept =
        points == NULL ? NULL : WORK_PUSH(work, &work->article->scores);
    if (kept != NULL) {
        *kept = (struct sentence_score){unit->sentence, number,
                                        total < 0     ? 0
                                        : total > 100 ? 100
                                                      : total,
                                        points};
    }
}

/* `next` goes through the flags that were matched, which are in the order of sentences.
 */
static void compose_sentence(struct work *work, struct unit *unit,
                             struct standing *standing, size_t matched, size_t *next) {
    standing->unit = unit;
    standing->names.count = 0;
    for (;
         *next < matched && work->article->flags.items[*next].sentence <= unit->sentence;
         (*next)++) {
        add_name(standing, work->article->flags.items[*next].name);
    }
    for (uint32_t pack = 0; pack < work->rules->pack_count; pack++) {
        const struct rule_list *rules = &work->rules->agendas[pack].composed;
        for (uint32_t i = 0; i < rules->count; i++) {
            compose(standing, unit, rules->numbers[i]);
        }
    }
    for (uint32_t i = 0; i < work->rules->score_count; i++) {
        score(standing, unit, i);
    }
}

static void compose_all(struct work *work) {
    struct standing standing = {.work = work};
    size_t matched = work->article->flags.count;
    size_t next = 0;
    for (uint32_t i = 0; i < work->unit_count && !work->out_of_memory; i++) {
        if (work->units[i].sentence != SENTENCE_NONE) {
            compose_sentence(work, &work->units[i], &standing, matched, &next);
        }
    }
}

enum assay_status judge_article(struct work *work) {
    match_flags(work);
    sort_flags(work->article);
    source_carry(work);
    sort_flags(work->article);
    compose_all(work);
    sort_flags(work->article);
    return work->out_of_memory ? ASSAY_NO_MEMORY : frame_article(work);
}
