/* Relations: each match of a rule gives one, its captures the arguments. What another
 * relation says more fully is dropped. */
#include "stages/relate.h"

#include "stages/conditions.h"
#include "stages/view.h"

#include <stdlib.h>

/* ---- Arguments ---- */

/* The mention that a capture is, where it is nothing else beside. */
static uint32_t mention_of(const struct view *view, struct span capture) {
    uint32_t number = view_mention(view, capture);
    return number != RULE_NONE && span_size(capture) == 3 ? number
                                                          : RULE_NONE; /* one symbol */
}

static struct span trim(const struct article *article, struct span span) {
    const char *text = article->normalized;
    while (span.start < span.end && strchr(" ,;:.", text[span.start]) != NULL) {
        span.start++;
    }
    while (span.end > span.start && strchr(" ,;:.", text[span.end - 1]) != NULL) {
        span.end--;
    }
    return span;
}

static void add_arguments(struct work *work, const struct emit *emit,
                          const struct view *view, struct relation *relation) {
    for (uint32_t i = 0; i < emit->role_count; i++) {
        struct span capture = scanner_group(work->scanner, emit->roles[i].capture);
        if (capture.start == GROUP_UNSET || capture.start == capture.end) {
            continue;
        }
        struct argument argument = {.role = emit->roles[i].name,
                                    .mention = mention_of(view, capture)};
        argument.span = argument.mention == RULE_NONE
                            ? trim(work->article, view_to_normalized(view, capture))
                            : work->article->mentions.items[argument.mention].span;
        struct argument *kept = WORK_PUSH(work, &relation->arguments);
        if (kept != NULL) {
            *kept = argument;
        }
    }
}

/* Whether two arguments are the same thing: nothing stands in a relation to itself. */
static bool relates_to_itself(const struct article *article,
                              const struct relation *relation) {
    for (size_t i = 0; i < relation->arguments.count; i++) {
        for (size_t j = i + 1; j < relation->arguments.count; j++) {
            uint32_t left = relation->arguments.items[i].mention;
            uint32_t right = relation->arguments.items[j].mention;
            if (left != RULE_NONE && right != RULE_NONE &&
                article->mentions.items[left].type ==
                    article->mentions.items[right].type &&
                article->mentions.items[left].id.size > 0 &&
                slice_equal(article->mentions.items[left].id,
                            article->mentions.items[right].id)) {
                return true;
            }
        }
    }
    return false;
}

static bool relate_match(struct work *work, void *context, struct unit *unit,
                         uint32_t pattern, const struct view *view) {
    const struct rule *rule = ((const struct rule_context *)context)->rule;
    struct relation relation = {.type = rule->emit.label,
                                .rule = (uint32_t)(rule - work->rules->rules),
                                .confidence = rule->confidence};
    (void)pattern;
    relation.span =
        trim(work->article, view_to_normalized(view, scanner_whole(work->scanner)));
    relation.sentence = work->units[work_unit_at(work, relation.span.start)].sentence;
    add_arguments(work, &rule->emit, view, &relation);
    if (relation.sentence == SENTENCE_NONE || relation.arguments.count == 0 ||
        relates_to_itself(work->article, &relation) ||
        !conditions_hold(work, unit, relation.span, &rule->conditions, NULL)) {
        return !work->out_of_memory;
    }
    struct relation *kept = WORK_PUSH(work, &work->article->relations);
    if (kept != NULL) {
        *kept = relation;
    }
    return !work->out_of_memory;
}

/* ---- Order, and what says no more than another ---- */

static int compare_relations(const void *left, const void *right) {
    const struct relation *a = left;
    const struct relation *b = right;
    if (a->sentence != b->sentence) {
        return a->sentence < b->sentence ? -1 : 1;
    }
    int order = span_compare(a->span, b->span);
    return order != 0 ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

/* Whether the other has an argument of that role over the same words: all of them, or,
 * asked loosely, some. */
static bool has_argument(const struct relation *relation, const struct argument *argument,
                         bool loosely) {
    for (size_t i = 0; i < relation->arguments.count; i++) {
        const struct argument *other = &relation->arguments.items[i];
        if (slice_equal(other->role, argument->role) &&
            (loosely ? span_overlaps(other->span, argument->span)
                     : span_contains(other->span, argument->span))) {
            return true;
        }
    }
    return false;
}

/* Whether all arguments stand in the other; of a rule that is trusted less, whether one
 * does, if only in part: a loose rule is there for what the strict ones did not see. */
static bool says_no_more(const struct relation *relation, const struct relation *other) {
    if (relation->sentence != other->sentence ||
        !slice_equal(relation->type, other->type)) {
        return false;
    }
    bool loosely = relation->confidence < other->confidence;
    size_t shared = 0;
    for (size_t i = 0; i < relation->arguments.count; i++) {
        shared += has_argument(other, &relation->arguments.items[i], loosely);
    }
    return shared == relation->arguments.count || (shared > 0 && loosely);
}

/* Relations of one sentence are neighbours, and few. */
static void drop_repeats(struct article *article) {
    struct relation *items = article->relations.items;
    size_t kept = 0;
    for (size_t i = 0; i < article->relations.count; i++) {
        bool repeated = false;
        for (size_t j = kept;
             j-- > 0 && items[j].sentence == items[i].sentence && !repeated;) {
            repeated = says_no_more(&items[i], &items[j]);
        }
        for (size_t j = i + 1; !repeated && j < article->relations.count &&
                               items[j].sentence == items[i].sentence;
             j++) {
            repeated =
                says_no_more(&items[i], &items[j]) && !says_no_more(&items[j], &items[i]);
        }
        if (!repeated) {
            items[kept++] = items[i];
        }
    }
    article->relations.count = kept;
}

static void relate_pack(struct work *work, uint32_t pack) {
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_RELATION];
    for (uint32_t i = 0; i < rules->count && !work->out_of_memory; i++) {
        struct rule_context context = {&work->rules->rules[rules->numbers[i]]};
        work_each_rule_match(work, context.rule, relate_match, &context);
    }
}

enum assay_status relate_article(struct work *work) {
    for (uint32_t i = 0; i < work->rules->pack_count; i++) {
        relate_pack(work, i);
    }
    struct article *article = work->article;
    if (article->relations.count > 1) {
        qsort(article->relations.items, article->relations.count,
              sizeof *article->relations.items, compare_relations);
    }
    drop_repeats(article);
    return work->out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
