/* Comparing one article's marks with its gold. */
#include "tools/eval.h"

#include "formats/positions.h"
#include "tools/records.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT_BYTES = 40 };

struct comparison {
    struct eval *eval;
    const struct gold *gold;
    const struct marks *found;
    struct slice text;
    bool *used[2]; /* of gold and found marks, for the way at hand */
};

void eval_init(struct eval *eval) {
    *eval = (struct eval){.articles = 0};
    arena_init(&eval->arena);
}

void eval_deinit(struct eval *eval) { arena_deinit(&eval->arena); }

/* ---- Labels ---- */

static struct slice keep(struct eval *eval, struct slice text) {
    bool ok = false;
    struct slice copy = arena_copy(&eval->arena, text, &ok);
    eval->out_of_memory |= !ok;
    return copy;
}

static uint32_t label_of(struct eval *eval, const struct mark *mark) {
    for (uint32_t i = 0; i < eval->labels.count; i++) {
        if (eval->labels.items[i].kind == mark->kind &&
            slice_equal(eval->labels.items[i].name, mark->label)) {
            return i;
        }
    }
    struct eval_label *label = LIST_PUSH(&eval->arena, &eval->labels);
    if (label == NULL) {
        eval->out_of_memory = true;
        return 0;
    }
    label->kind = mark->kind;
    label->name = keep(eval, mark->label);
    return (uint32_t)eval->labels.count - 1;
}

static struct tally *count_of(struct eval *eval, uint32_t label) {
    for (size_t i = eval->counts.count; i-- > 0;) {
        struct eval_count *count = &eval->counts.items[i];
        if (count->article != eval->articles) {
            break;
        }
        if (count->label == label) {
            return &count->strict;
        }
    }
    struct eval_count *count = LIST_PUSH(&eval->arena, &eval->counts);
    static struct tally nowhere;
    if (count == NULL) {
        eval->out_of_memory = true;
        return &nowhere;
    }
    count->article = eval->articles;
    count->label = label;
    return &count->strict;
}

/* ---- When two marks are the same ---- */

static bool overlap(int64_t a_start, int64_t a_end, int64_t b_start, int64_t b_end) {
    return a_start < b_end && b_start < a_end;
}

/* "KR_0" and "KR-0" are one id: gold and packs spell some differently. */
static bool same_id(struct slice a, struct slice b) {
    if (a.size != b.size) {
        return false;
    }
    for (size_t i = 0; i < a.size; i++) {
        bool hyphens = (a.data[i] == '-' || a.data[i] == '_') &&
                       (b.data[i] == '-' || b.data[i] == '_');
        if (a.data[i] != b.data[i] && !hyphens) {
            return false;
        }
    }
    return true;
}

static bool same_entity(const struct mark *gold, const struct mark *found,
                        enum eval_way way) {
    bool id = gold->id.size == 0 || same_id(gold->id, found->id);
    switch (way) {
    case EVAL_STRICT:
        return id && gold->start == found->start && gold->end == found->end;
    case EVAL_OVERLAP:
        return overlap(gold->start, gold->end, found->start, found->end);
    case EVAL_DOCUMENT:
    case EVAL_WAYS:
        break;
    }
    return gold->id.size > 0 ? id : slice_equal(gold->text, found->text);
}

/* One argument of the same role whose texts overlap. */
static bool share_argument(const struct mark *gold, const struct mark *found) {
    const json_t *wanted = json_object_get(gold->value, "arguments");
    const json_t *others = json_object_get(found->value, "arguments");
    const char *role = NULL;
    json_t *argument = NULL;
    json_object_foreach((json_t *)(uintptr_t)wanted, role, argument) {
        const json_t *span = json_object_get(json_object_get(others, role), "span");
        if (span != NULL &&
            overlap(records_offset(argument, "span", 0),
                    records_offset(argument, "span", 1), records_offset(span, "char", 0),
                    records_offset(span, "char", 1))) {
            return true;
        }
    }
    return false;
}

static bool is_same(const struct mark *gold, const struct mark *found,
                    enum eval_way way) {
    if (gold->kind != found->kind || !slice_equal(gold->label, found->label)) {
        return false;
    }
    bool sentence = overlap(gold->sentence_start, gold->sentence_end,
                            found->sentence_start, found->sentence_end);
    switch (gold->kind) {
    case MARK_ENTITY:
        return same_entity(gold, found, way);
    case MARK_RELATION:
        return sentence && share_argument(gold, found);
    case MARK_CLAIM:
        return sentence;
    case MARK_FRAME:
    case MARK_KINDS:
        break;
    }
    return true;
}

/* ---- What repeats itself counts once ---- */

static bool repeats(const struct mark *a, const struct mark *b, enum eval_way way) {
    if (a->kind != b->kind || !slice_equal(a->label, b->label)) {
        return false;
    }
    if (a->kind == MARK_CLAIM) {
        return a->sentence_start == b->sentence_start;
    }
    return a->kind == MARK_ENTITY && way == EVAL_DOCUMENT && slice_equal(a->id, b->id) &&
           (a->id.size > 0 || slice_equal(a->text, b->text));
}

static void leave_repeats_out(const struct marks *marks, bool *used, enum eval_way way) {
    for (size_t i = 0; i < marks->list.count; i++) {
        used[i] = false;
        for (size_t j = 0; j < i && !used[i]; j++) {
            used[i] = repeats(&marks->list.items[i], &marks->list.items[j], way);
        }
    }
}

/* ---- Errors ---- */

static size_t byte_at(struct slice text, int64_t character) {
    size_t at = 0;
    for (; at < text.size && character > 0; character--) {
        at++;
        while (at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

static void add_error(struct comparison *comparison, const struct mark *mark,
                      uint32_t label, bool missed) {
    struct eval *eval = comparison->eval;
    struct slice text = comparison->text;
    struct eval_error *error = LIST_PUSH(&eval->arena, &eval->errors);
    if (error == NULL) {
        eval->out_of_memory = true;
        return;
    }
    size_t start = byte_at(text, mark->start);
    size_t end = byte_at(text, mark->end);
    size_t before = start > CONTEXT_BYTES ? start - CONTEXT_BYTES : 0;
    size_t after = end + CONTEXT_BYTES < text.size ? end + CONTEXT_BYTES : text.size;
    while (before < start && ((unsigned char)text.data[before] & 0xC0) == 0x80) {
        before++;
    }
    while (after > end && after < text.size &&
           ((unsigned char)text.data[after] & 0xC0) == 0x80) {
        after--;
    }
    *error = (struct eval_error){
        .missed = missed,
        .label = label,
        .article = keep(eval, slice_from_string(comparison->gold->name)),
        .rule = keep(eval, mark->rule),
        .id = keep(eval, mark->id),
        .start = mark->start};
    if (mark->start >= 0) {
        error->before = keep(eval, slice_of(text.data + before, start - before));
        error->text = keep(eval, slice_of(text.data + start, end - start));
        error->after = keep(eval, slice_of(text.data + end, after - end));
    }
}

/* ---- The comparison ---- */

static bool match_one(struct comparison *comparison, const struct mark *gold,
                      enum eval_way way) {
    for (size_t j = 0; j < comparison->found->list.count; j++) {
        if (!comparison->used[1][j] &&
            is_same(gold, &comparison->found->list.items[j], way)) {
            comparison->used[1][j] = true;
            return true;
        }
    }
    return false;
}

static void add_right(struct comparison *comparison, uint32_t label, enum eval_way way) {
    comparison->eval->labels.items[label].total[way].right++;
    if (way == EVAL_STRICT) {
        count_of(comparison->eval, label)->right++;
    }
}

static void add_wrong(struct comparison *comparison, const struct mark *mark,
                      enum eval_way way, bool missed) {
    uint32_t label = label_of(comparison->eval, mark);
    if (comparison->eval->out_of_memory) {
        return;
    }
    struct tally *total = &comparison->eval->labels.items[label].total[way];
    *(missed ? &total->missed : &total->wrong) += 1;
    if (way == EVAL_STRICT) {
        struct tally *count = count_of(comparison->eval, label);
        *(missed ? &count->missed : &count->wrong) += 1;
        add_error(comparison, mark, label, missed);
    }
}

/* Whose the frames are that were found: the part of the rule before the stroke. */
static void note_packs(struct comparison *comparison) {
    struct eval *eval = comparison->eval;
    for (size_t i = 0; i < comparison->found->list.count && !eval->out_of_memory; i++) {
        const struct mark *mark = &comparison->found->list.items[i];
        const char *stroke =
            mark->rule.size == 0 ? NULL : memchr(mark->rule.data, '/', mark->rule.size);
        if (mark->kind != MARK_FRAME || stroke == NULL ||
            !comparison->gold->has[MARK_FRAME]) {
            continue;
        }
        struct eval_label *label = &eval->labels.items[label_of(eval, mark)];
        if (label->pack.size == 0) {
            label->pack =
                keep(eval, slice_of(mark->rule.data, (size_t)(stroke - mark->rule.data)));
        }
    }
}

static void compare(struct comparison *comparison, enum eval_way way) {
    const struct marks *gold = &comparison->gold->marks;
    const struct marks *found = comparison->found;
    leave_repeats_out(gold, comparison->used[0], way);
    leave_repeats_out(found, comparison->used[1], way);
    for (size_t i = 0; i < gold->list.count; i++) {
        const struct mark *mark = &gold->list.items[i];
        if (comparison->used[0][i]) {
            continue;
        }
        uint32_t label = label_of(comparison->eval, mark);
        if (comparison->eval->out_of_memory) {
            return;
        }
        if (match_one(comparison, mark, way)) {
            add_right(comparison, label, way);
        } else {
            add_wrong(comparison, mark, way, true);
        }
    }
    for (size_t i = 0; i < found->list.count; i++) {
        const struct mark *mark = &found->list.items[i];
        if (!comparison->used[1][i] && comparison->gold->has[mark->kind]) {
            add_wrong(comparison, mark, way, false);
        }
    }
    note_packs(comparison);
}

void eval_article(struct eval *eval, const struct gold *gold, const json_t *record,
                  struct slice text) {
    struct arena arena;
    struct marks found;
    arena_init(&arena);
    bool good = marks_read(&found, &arena, record);
    struct comparison comparison = {
        .eval = eval, .gold = gold, .found = &found, .text = text};
    comparison.used[0] = arena_alloc_array(&arena, gold->marks.list.count, sizeof(bool));
    comparison.used[1] = arena_alloc_array(&arena, found.list.count, sizeof(bool));
    if (!good || comparison.used[0] == NULL || comparison.used[1] == NULL) {
        eval->out_of_memory = true;
    }
    for (int way = 0; way < EVAL_WAYS && !eval->out_of_memory; way++) {
        compare(&comparison, (enum eval_way)way);
    }
    eval->articles++;
    arena_deinit(&arena);
}

/* ---- Figures ---- */

static double ratio(uint32_t part, uint32_t whole) {
    return whole == 0 ? 1.0 : (double)part / whole;
}

double tally_precision(struct tally tally) {
    return ratio(tally.right, tally.right + tally.wrong);
}

double tally_recall(struct tally tally) {
    return ratio(tally.right, tally.right + tally.missed);
}

double tally_f1(struct tally tally) {
    return ratio(2 * tally.right, 2 * tally.right + tally.wrong + tally.missed);
}

static int compare_doubles(const void *left, const void *right) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Numerical Recipes' quick generator: only has to be the same everywhere. */
static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

void eval_interval(const struct eval *eval, uint32_t label, double *low, double *high) {
    double scores[EVAL_RESAMPLES];
    uint32_t seed = 1;
    struct tally *articles = calloc(eval->articles + 1, sizeof *articles);
    *low = 0;
    *high = 1;
    if (articles == NULL || eval->articles == 0) {
        free(articles);
        return;
    }
    for (size_t i = 0; i < eval->counts.count; i++) {
        if (eval->counts.items[i].label == label) {
            articles[eval->counts.items[i].article] = eval->counts.items[i].strict;
        }
    }
    for (int sample = 0; sample < EVAL_RESAMPLES; sample++) {
        struct tally sum = {0, 0, 0};
        for (uint32_t i = 0; i < eval->articles; i++) {
            struct tally one = articles[next_random(&seed) % eval->articles];
            sum.right += one.right;
            sum.wrong += one.wrong;
            sum.missed += one.missed;
        }
        scores[sample] = tally_f1(sum);
    }
    qsort(scores, EVAL_RESAMPLES, sizeof *scores, compare_doubles);
    *low = scores[EVAL_RESAMPLES * 25 / 1000];
    *high = scores[EVAL_RESAMPLES * 975 / 1000 - 1];
    free(articles);
}
