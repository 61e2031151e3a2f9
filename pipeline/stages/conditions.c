/* Conditions, each from the same question: where in this unit does that pattern match?
 * Answers are kept for the unit last asked about, since the marks of one unit are settled
 * together. */
#include "stages/conditions.h"

#include "stages/view.h"

#include "packs/sieves.h"
#include "text/unicode.h"

/* Text right before a mark is sought this far back: no collocation is longer. */
enum { BEFORE_BYTES = 256 };

/* ---- Where a pattern matches ---- */

static bool keep_span(struct work *work, void *context, struct unit *unit,
                      uint32_t pattern, const struct view *view) {
    struct pattern_state *state = context;
    (void)unit;
    (void)pattern;
    struct span *span = WORK_PUSH(work, &state->spans);
    if (span != NULL) {
        *span = view_to_normalized(view, scanner_whole(work->scanner));
    }
    return span != NULL && state->complete;
}

/* The matches of a pattern in a unit; with `all` every one (overlapping ones too), else
 * the first suffices. */
static const struct pattern_state *matches(struct work *work, struct unit *unit,
                                           uint32_t pattern, bool all) {
    static const struct pattern_state nothing;
    struct pattern_state *state = work_state(work, pattern);
    uint32_t key = unit->number + 1;
    if (state == NULL) {
        return &nothing; /* out of memory, which work has noted */
    }
    if (state->unit == key && state->generation == unit->generation &&
        (state->complete || !all)) {
        return state;
    }
    state->unit = key;
    state->generation = unit->generation;
    state->complete = all;
    state->spans.count = 0;
    if (work_may_match(work, pattern, unit)) {
        work_each_match(work, pattern, unit, all, keep_span, state);
    }
    return state;
}

static bool matches_in_unit(struct work *work, struct unit *unit, uint32_t pattern) {
    return matches(work, unit, pattern, false)->spans.count > 0;
}

static bool matches_in_article(struct work *work, uint32_t pattern) {
    struct pattern_state *state = work_state(work, pattern);
    /* That it matches nowhere holds until a mention comes, goes or changes, and for good
     * where it names none. */
    if (state == NULL || state->anywhere == 1 ||
        (state->anywhere == -1 && (state->generation_asked == work->generation ||
                                   work->rules->patterns[pattern].types == 0))) {
        return state != NULL && state->anywhere == 1;
    }
    state->anywhere = -1;
    state->generation_asked = work->generation;
    for (uint32_t i = work_next_unit(work, pattern, 0);
         state->anywhere == -1 && i < work->unit_count;
         i = work_next_unit(work, pattern, i + 1)) {
        if (matches_in_unit(work, &work->units[i], pattern)) {
            state->anywhere = 1;
        }
    }
    return state->anywhere == 1;
}

/* ---- What it matches anywhere ---- */

/* `spans` of a pattern's state then hold its matches in the whole article. */
#define UNIT_ALL UINT32_MAX

static bool is_known(const struct pattern_state *state, const char *text,
                     struct span span) {
    struct slice words = slice_of(text + span.start, span.end - span.start);
    for (size_t i = 0; i < state->spans.count; i++) {
        struct span other = state->spans.items[i];
        if (slice_equal(words, slice_of(text + other.start, other.end - other.start))) {
            return true;
        }
    }
    return false;
}

/* Each wording once: an article may name one person a thousand times. */
static bool keep_wording(struct work *work, void *context, struct unit *unit,
                         uint32_t pattern, const struct view *view) {
    struct pattern_state *state = context;
    struct span span = view_to_normalized(view, scanner_whole(work->scanner));
    if (is_known(state, work->article->normalized, span)) {
        return true;
    }
    if (state->spans.count == LIMIT_WORDINGS) {
        article_diagnose(work->article, DIAGNOSTIC_MATCH_LIMIT,
                         offsets_to_raw(&work->article->offsets, unit->span),
                         work->rules->rules[work->rules->patterns[pattern].rule].name);
        return false;
    }
    struct span *kept = WORK_PUSH(work, &state->spans);
    if (kept != NULL) {
        *kept = span;
    }
    return kept != NULL;
}

/* Asked once an article: the pattern names no mention type, so nothing can change it. */
static const struct pattern_state *wordings(struct work *work, uint32_t pattern) {
    static const struct pattern_state nothing;
    struct pattern_state *state = work_state(work, pattern);
    if (state == NULL || state->unit == UNIT_ALL) {
        return state == NULL ? &nothing : state;
    }
    state->unit = UNIT_ALL;
    state->spans.count = 0;
    for (uint32_t i = work_next_unit(work, pattern, 0); i < work->unit_count;
         i = work_next_unit(work, pattern, i + 1)) {
        work_each_match(work, pattern, &work->units[i], true, keep_wording, state);
    }
    return state;
}

/* Do these words stand in that text, not as part of longer ones? */
static bool holds_words(struct slice text, struct slice words) {
    for (size_t at = 0; at + words.size <= text.size; at++) {
        if (memcmp(text.data + at, words.data, words.size) == 0 &&
            unicode_word_edge(text, (uint32_t)at) &&
            unicode_word_edge(text, (uint32_t)(at + words.size))) {
            return true;
        }
    }
    return false;
}

/* ---- Each kind ---- */

typedef bool pattern_test(struct work *work, struct unit *unit, struct span span,
                          uint32_t pattern, const struct condition *condition);

static bool test_anywhere(struct work *work, struct unit *unit, struct span span,
                          uint32_t pattern, const struct condition *condition) {
    (void)span;
    (void)condition;
    return matches_in_unit(work, unit, pattern);
}

static bool test_article(struct work *work, struct unit *unit, struct span span,
                         uint32_t pattern, const struct condition *condition) {
    (void)unit;
    (void)span;
    (void)condition;
    return matches_in_article(work, pattern);
}

static bool test_elsewhere(struct work *work, struct unit *unit, struct span span,
                           uint32_t pattern, const struct condition *condition) {
    const char *text = work->article->normalized;
    const struct pattern_state *state = wordings(work, pattern);
    struct slice words = slice_of(text + span.start, span.end - span.start);
    (void)unit;
    (void)condition;
    for (size_t i = 0; i < state->spans.count; i++) {
        struct span match = state->spans.items[i];
        if (holds_words(slice_of(text + match.start, match.end - match.start), words)) {
            return true;
        }
    }
    return false;
}

static bool test_inside(struct work *work, struct unit *unit, struct span span,
                        uint32_t pattern, const struct condition *condition) {
    (void)condition;
    const struct pattern_state *state = matches(work, unit, pattern, true);
    for (size_t i = 0; i < state->spans.count; i++) {
        if (span_contains(state->spans.items[i], span)) {
            return true;
        }
    }
    return false;
}

/* Words that lie wholly between two offsets: stretches without white space. */
static uint32_t words_between(const struct work *work, uint32_t from, uint32_t to) {
    const char *text = work->article->normalized;
    uint32_t words = 0;
    bool inside = false;
    for (uint32_t i = from; i < to; i++) {
        bool space = text[i] == ' ' || text[i] == '\n' || text[i] == '\t';
        words += !space && !inside ? 1 : 0;
        inside = !space;
    }
    return words;
}

static bool test_near(struct work *work, struct unit *unit, struct span span,
                      uint32_t pattern, const struct condition *condition) {
    const struct pattern_state *state = matches(work, unit, pattern, true);
    for (size_t i = 0; i < state->spans.count; i++) {
        struct span match = state->spans.items[i];
        uint32_t between =
            match.end <= span.start   ? words_between(work, match.end, span.start)
            : match.start >= span.end ? words_between(work, span.end, match.start)
                                      : 0;
        /* A match that is but the mark itself is no neighbour. */
        if (between < condition->words && !span_contains(span, match)) {
            return true;
        }
    }
    return false;
}

static enum match_result try_at(struct work *work, uint32_t pattern, struct slice text,
                                uint32_t start, bool anchored) {
    return work_gave_up(work, pattern)
               ? MATCH_LIMITED
               : scanner_match(work->scanner, pattern, text, start, anchored);
}

/* Whether a sieve lets the pattern end there; with `now` one is made where there is none.
 */
static bool may_end_at(struct work *work, struct view *view, uint32_t pattern,
                       uint32_t end, bool now) {
    struct sieves *sieves = scanner_sieves(work->scanner);
    if (work->options.without_triggers || !sieves_have(sieves, pattern, now)) {
        return true;
    }
    const struct sieve_text *text = view_codes(work, view);
    return text == NULL || sieves_may_end(sieves, pattern, text, end);
}

/* Seeks the pattern in what stands before `end` of the view, up to there. Where a limit
 * is met a sieve decides, whether there has been one before or not: what is found must
 * not depend on that. */
static bool ends_at(struct work *work, struct unit *unit, uint32_t pattern,
                    struct view *view, uint32_t end) {
    struct sieves *sieves = scanner_sieves(work->scanner);
    uint32_t start = end > BEFORE_BYTES ? end - BEFORE_BYTES : 0;
    while (start > 0 && ((unsigned char)view->text.data[start] & 0xC0) == 0x80) {
        start--;
    }
    uint64_t begun = sieves_begin(sieves, pattern);
    enum match_result result =
        try_at(work, pattern, slice_of(view->text.data, end), start, false);
    sieves_end(sieves, pattern, begun);
    if (result == MATCH_LIMITED && may_end_at(work, view, pattern, end, true)) {
        work_regex_limit(work, pattern, unit);
    }
    return result == MATCH_YES;
}

static bool test_before(struct work *work, struct unit *unit, struct span span,
                        uint32_t pattern, const struct condition *condition) {
    (void)condition;
    struct view *view = view_of(work, unit, work->rules->patterns[pattern].types);
    if (view == NULL || !work_may_match(work, pattern, unit)) {
        return false;
    }
    uint32_t end = view_from_normalized(view, span.start, false);
    return may_end_at(work, view, pattern, end, false) &&
           ends_at(work, unit, pattern, view, end);
}

static bool test_after(struct work *work, struct unit *unit, struct span span,
                       uint32_t pattern, const struct condition *condition) {
    (void)condition;
    const struct view *view = view_of(work, unit, work->rules->patterns[pattern].types);
    if (view == NULL || !work_may_match(work, pattern, unit)) {
        return false;
    }
    uint32_t start = view_from_normalized(view, span.end, true);
    enum match_result result = try_at(work, pattern, view->text, start, true);
    if (result == MATCH_LIMITED) {
        work_regex_limit(work, pattern, unit);
    }
    return result == MATCH_YES;
}

static bool any_pattern(struct work *work, struct unit *unit, struct span span,
                        const struct condition *condition, pattern_test *test) {
    for (uint32_t i = 0; i < condition->pattern_count; i++) {
        if (test(work, unit, span, condition->patterns[i], condition)) {
            return true;
        }
    }
    return false;
}

/* `requires` and `document` are one question, asked in condition_holds. */
static bool holds(struct work *work, struct unit *unit, struct span span,
                  const struct condition *condition) {
    switch (condition->kind) {
    case CONDITION_REQUIRES:
        return any_pattern(work, unit, span, condition, test_anywhere);
    case CONDITION_DOCUMENT:
        return any_pattern(work, unit, span, condition, test_article);
    case CONDITION_UNLESS:
        return !any_pattern(work, unit, span, condition, test_anywhere);
    case CONDITION_NEAR:
        return any_pattern(work, unit, span, condition, test_near);
    case CONDITION_UNLESS_NEAR:
        return !any_pattern(work, unit, span, condition, test_near);
    case CONDITION_INSIDE:
        return any_pattern(work, unit, span, condition, test_inside);
    case CONDITION_UNLESS_INSIDE:
        return !any_pattern(work, unit, span, condition, test_inside);
    case CONDITION_BEFORE_TEXT:
        return any_pattern(work, unit, span, condition, test_before);
    case CONDITION_UNLESS_BEFORE:
        return !any_pattern(work, unit, span, condition, test_before);
    case CONDITION_AFTER_TEXT:
        return any_pattern(work, unit, span, condition, test_after);
    case CONDITION_UNLESS_AFTER:
        return !any_pattern(work, unit, span, condition, test_after);
    case CONDITION_UNLESS_DOCUMENT:
        return !any_pattern(work, unit, span, condition, test_article);
    case CONDITION_ELSEWHERE:
        return any_pattern(work, unit, span, condition, test_elsewhere);
    case CONDITION_ZONES:
        return (condition->zones >> unit->zone & 1) != 0;
    case CONDITION_WHEN:
    case CONDITION_KINDS:
        break;
    }
    return true;
}

static const struct condition *find_kind(const struct condition_list *conditions,
                                         enum condition_kind kind) {
    for (uint32_t i = 0; i < conditions->count; i++) {
        if (conditions->items[i].kind == kind) {
            return &conditions->items[i];
        }
    }
    return NULL;
}

static bool may_match_in_unit(struct work *work, struct unit *unit,
                              const struct condition *condition) {
    for (uint32_t i = 0; i < condition->pattern_count; i++) {
        if (work_may_match(work, condition->patterns[i], unit)) {
            return true;
        }
    }
    return false;
}

/* Conditions that want a match in the unit itself, wherever in it. */
static bool wants_match_in_unit(const struct condition *condition) {
    return condition->kind == CONDITION_NEAR || condition->kind == CONDITION_INSIDE ||
           condition->kind == CONDITION_BEFORE_TEXT ||
           condition->kind == CONDITION_AFTER_TEXT;
}

bool conditions_may_hold(struct work *work, struct unit *unit,
                         const struct condition_list *conditions) {
    struct span nowhere = {0, 0};
    const struct condition *requires = find_kind(conditions, CONDITION_REQUIRES);
    const struct condition *document = find_kind(conditions, CONDITION_DOCUMENT);
    const struct condition *zones = find_kind(conditions, CONDITION_ZONES);
    if (zones != NULL && (zones->zones >> unit->zone & 1) == 0) {
        return false;
    }
    for (uint32_t i = 0; i < conditions->count; i++) {
        if (wants_match_in_unit(&conditions->items[i]) &&
            !may_match_in_unit(work, unit, &conditions->items[i])) {
            return false;
        }
    }
    if (requires != NULL && may_match_in_unit(work, unit, requires)) {
        return true;
    }
    return document != NULL ? holds(work, unit, nowhere, document) : requires == NULL;
}

bool conditions_hold(struct work *work, struct unit *unit, struct span span,
                     const struct condition_list *conditions,
                     const struct condition **failed) {
    const struct condition *requires = find_kind(conditions, CONDITION_REQUIRES);
    const struct condition *document = find_kind(conditions, CONDITION_DOCUMENT);
    for (uint32_t i = 0; i < conditions->count; i++) {
        const struct condition *condition = &conditions->items[i];
        bool good = holds(work, unit, span, condition);
        if (!good && condition == requires && document != NULL) {
            good = holds(work, unit, span, document);
        } else if (!good && condition == document && requires != NULL) {
            good = holds(work, unit, span, requires);
        }
        if (!good) {
            if (failed != NULL) {
                *failed = condition;
            }
            return false;
        }
    }
    return true;
}

enum support condition_support(struct work *work, struct unit *unit,
                               const struct condition_list *conditions) {
    const struct condition *when = find_kind(conditions, CONDITION_WHEN);
    struct span nowhere = {0, 0};
    if (when == NULL) {
        return SUPPORT_NONE;
    }
    if (any_pattern(work, unit, nowhere, when, test_anywhere)) {
        return SUPPORT_SENTENCE;
    }
    return any_pattern(work, unit, nowhere, when, test_article) ? SUPPORT_ARTICLE
                                                                : SUPPORT_NONE;
}
