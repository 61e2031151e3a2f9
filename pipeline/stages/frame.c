/* Frames: evidence from cues, its stance, and which frame a word may feed. What comes of
 * it stands in frame_weigh.c. */
#include "stages/judge.h"

#include "stages/conditions.h"
#include "stages/cue.h"
#include "stages/view.h"

#include <stdlib.h>

struct frame_context {
    struct rule_context rule;
    const struct mask_list *masks;
    const struct scoring *scoring;
};

/* ---- Evidence ---- */

static struct frame *frame_of(struct work *work, const struct rule *rule) {
    struct article *article = work->article;
    for (size_t i = 0; i < article->frames.count; i++) {
        if (article->frames.items[i].pack == rule->pack &&
            slice_equal(article->frames.items[i].name, rule->emit.label)) {
            return &article->frames.items[i];
        }
    }
    struct frame *frame = WORK_PUSH(work, &article->frames);
    if (frame != NULL) {
        *frame = (struct frame){.name = rule->emit.label, .pack = rule->pack};
    }
    return frame;
}

static bool is_among(const struct slice *names, uint32_t count, struct slice name) {
    for (uint32_t i = 0; i < count; i++) {
        if (slice_equal(names[i], name)) {
            return true;
        }
    }
    return false;
}

/* A cue of negation denies what follows it closely: "not aid", hardly "no bank would lend
 * what the aid agency lends". By a cue of its own the evidence is what the rule means. */
static bool denies(const struct work *work, const struct scoring *scoring,
                   const struct flag *flag, struct span evidence) {
    const struct article *article = work->article;
    if (!is_among(scoring->negated, scoring->negated_count, flag->name) ||
        flag->span.start >= evidence.start || !span_overlaps(flag->scope, evidence)) {
        return false;
    }
    return flag->span.end >= evidence.start ||
           frame_words(article, (struct span){flag->span.end, evidence.start}) <=
               (uint32_t)scoring->reach;
}

/* Decides the stance of evidence, unless the rule does, and whether it is disputed. */
static void decide_stance(const struct work *work, const struct scoring *scoring,
                          enum stance fixed, struct evidence *evidence) {
    size_t first = 0;
    size_t count = judge_flags_of(work->article, evidence->sentence, &first);
    bool negated = false;
    bool attributed = false;
    for (size_t i = first; i < first + count; i++) {
        const struct flag *flag = &work->article->flags.items[i];
        negated |= denies(work, scoring, flag, evidence->span);
        attributed |=
            is_among(scoring->attributed, scoring->attributed_count, flag->name);
        evidence->disputed |=
            is_among(scoring->disputed, scoring->disputed_count, flag->name);
    }
    evidence->stance = fixed != STANCE_OPEN ? fixed
                       : negated            ? STANCE_NEGATED
                       : attributed         ? STANCE_ATTRIBUTED
                                            : STANCE_ASSERTED;
}

static bool frame_match(struct work *work, void *context, struct unit *unit,
                        uint32_t pattern, const struct view *view) {
    const struct frame_context *own = context;
    const struct rule *rule = own->rule.rule;
    struct span group = work_marked(work, rule);
    (void)pattern;
    if (group.start == GROUP_UNSET) {
        return true;
    }
    struct evidence evidence = {.rule = (uint32_t)(rule - work->rules->rules),
                                .span = view_to_normalized(view, group),
                                .strong = rule->emit.strong};
    evidence.sentence = work->units[work_unit_at(work, evidence.span.start)].sentence;
    if (evidence.sentence == SENTENCE_NONE ||
        judge_is_masked(own->masks, rule->emit.label, evidence.span) ||
        !conditions_hold(work, unit, evidence.span, &rule->conditions, NULL)) {
        return !work->out_of_memory;
    }
    decide_stance(work, own->scoring, rule->emit.stance, &evidence);
    evidence.span = cue_words(work, unit, evidence.span);
    struct frame *frame = frame_of(work, rule);
    struct evidence *kept = frame == NULL ? NULL : WORK_PUSH(work, &frame->evidence);
    if (kept != NULL) {
        *kept = evidence;
    }
    return !work->out_of_memory;
}

static int compare_evidence(const void *left, const void *right) {
    const struct evidence *a = left;
    const struct evidence *b = right;
    int order = span_compare(a->span, b->span);
    return order != 0 ? order : (a->rule > b->rule) - (a->rule < b->rule);
}

/* Evidence in order of place; of overlapping cues of one frame the strong, then the
 * longer stays. */
static void sort_evidence(struct frame *frame) {
    struct evidence *items = frame->evidence.items;
    size_t kept = 0;
    if (frame->evidence.count > 1) {
        qsort(items, frame->evidence.count, sizeof *items, compare_evidence);
    }
    for (size_t i = 0; i < frame->evidence.count; i++) {
        if (kept > 0 && span_overlaps(items[kept - 1].span, items[i].span)) {
            if (items[i].strong && !items[kept - 1].strong) {
                items[kept - 1] = items[i];
            }
            continue;
        }
        items[kept++] = items[i];
    }
    frame->evidence.count = kept;
}

/* ---- One word feeds at most one frame strongly and one weakly ---- */

/* How often the words of the evidence have fed frames already, strongly or weakly. */
static uint32_t fed(const struct article *article, const struct frame *frame,
                    const struct evidence *evidence) {
    uint32_t count = 0;
    for (const struct frame *other = article->frames.items; other != frame; other++) {
        for (size_t i = 0; other->pack == frame->pack && i < other->evidence.count; i++) {
            const struct evidence *one = &other->evidence.items[i];
            count += one->strong == evidence->strong &&
                             span_overlaps(one->span, evidence->span)
                         ? 1
                         : 0;
        }
    }
    return count;
}

static void cap_words(struct article *article) {
    for (size_t i = 0; i < article->frames.count; i++) {
        struct frame *frame = &article->frames.items[i];
        size_t kept = 0;
        for (size_t j = 0; j < frame->evidence.count; j++) {
            struct evidence evidence = frame->evidence.items[j];
            if (fed(article, frame, &evidence) > 0) {
                if (!evidence.strong) {
                    continue;
                }
                evidence.strong =
                    false; /* beyond the one frame fed strongly, it counts as weak */
                if (fed(article, frame, &evidence) > 0) {
                    continue;
                }
            }
            frame->evidence.items[kept++] = evidence;
        }
        frame->evidence.count = kept;
    }
}

/* ---- All frames ---- */

static int compare_frames(const void *left, const void *right) {
    const struct frame *a = left;
    const struct frame *b = right;
    if (a->pack != b->pack) {
        return a->pack < b->pack ? -1 : 1;
    }
    if (a->points != b->points) {
        return a->points > b->points ? -1 : 1;
    }
    return slice_compare(a->name, b->name);
}

static void find_evidence(struct work *work, const struct scoring *scoring,
                          const struct mask_list *masks) {
    const struct rule_list *rules =
        &work->rules->agendas[scoring->pack].emits[EMIT_FRAME];
    for (uint32_t i = 0; i < rules->count && !work->out_of_memory; i++) {
        struct frame_context context = {
            {&work->rules->rules[rules->numbers[i]]}, masks, scoring};
        work_each_rule_match(work, context.rule.rule, frame_match, &context);
    }
}

enum assay_status frame_article(struct work *work) {
    struct article *article = work->article;
    struct mask_list masks = judge_masks(work, PHASE_FRAME);
    for (uint32_t i = 0; i < work->rules->scoring_count; i++) {
        find_evidence(work, &work->rules->scorings[i], &masks);
    }
    for (size_t i = 0; i < article->frames.count; i++) {
        sort_evidence(&article->frames.items[i]);
    }
    cap_words(article);
    frame_weigh(work);
    if (article->frames.count > 1) {
        qsort(article->frames.items, article->frames.count, sizeof *article->frames.items,
              compare_frames);
    }
    return work->out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
