/* The automaton says where a term's letters stand, whatever their case and the width of
 * spaces between; here it is verified that they stand as the lexicon wants them. Then the
 * patterns of rules, where triggered. */
#include "stages/match.h"

#include "packs/sieves.h"
#include "stages/conditions.h"
#include "stages/values.h"
#include "stages/view.h"
#include "text/unicode.h"

struct match_pass {
    struct work *work;
    uint32_t unit; /* ends come in order, so units do too */
    uint32_t
        *met; /* of keys with many sets: unit and edges with which last met, plus 1 */
};

/* ---- Terms ---- */

static bool is_separator(uint32_t character) {
    return character == '-' || unicode_is_space(character);
}

/* Steps back over a run of separators before `at`. Says whether white space or hyphens
 * were among them. */
static uint32_t separators_before(const char *text, uint32_t start, uint32_t at,
                                  bool *space, uint32_t *hyphens) {
    *space = false;
    *hyphens = 0;
    while (at > start) {
        uint32_t before = utf8_before(text, at);
        uint32_t length = 0;
        uint32_t character = utf8_decode(text + before, &length);
        if (!is_separator(character)) {
            break;
        }
        *space |= character != '-';
        *hyphens += character == '-' ? 1 : 0;
        at = before;
    }
    return at;
}

/* A space of a term stands for any white space; with `hyphen` a space and one hyphen are
 * alike. */
static bool separator_fits(uint32_t wanted, bool hyphen, bool space, uint32_t hyphens) {
    bool one_hyphen = hyphens == 1 && !space;
    bool only_space = space && hyphens == 0;
    if (hyphen) {
        return one_hyphen || only_space;
    }
    return wanted == '-' ? one_hyphen : only_space;
}

struct fit {
    bool fits;
    bool written; /* letter for letter */
    uint32_t start;
};

/* Compares a term with the text that ends at `end`, from the back, where the automaton
 * found it. */
static struct fit compare_term(const char *text, struct span unit, uint32_t end,
                               const struct term *term) {
    uint32_t at = end;
    uint32_t left = (uint32_t)term->text.size;
    struct fit fit = {false, true, 0};
    while (left > 0) {
        left = utf8_before(term->text.data, left);
        uint32_t length = 0;
        uint32_t wanted = utf8_decode(term->text.data + left, &length);
        if (at <= unit.start) {
            return fit;
        }
        if (is_separator(wanted)) {
            bool space = false;
            uint32_t hyphens = 0;
            at = separators_before(text, unit.start, at, &space, &hyphens);
            if (!separator_fits(wanted, term->hyphen, space, hyphens)) {
                return fit;
            }
            continue;
        }
        at = utf8_before(text, at);
        uint32_t found = utf8_decode(text + at, &length);
        if (found != wanted) {
            fit.written = false;
            if (unicode_fold(found) != unicode_fold(wanted)) {
                return fit;
            }
        }
    }
    fit.fits = true;
    fit.start = at;
    return fit;
}

/* Whether all letters of the unit are capitals, two at least. A dateline counts: its
 * place often stands so. */
static bool in_capitals(const struct work *work, struct unit *unit) {
    if (unit->capitals < 0) {
        const char *text = work->article->normalized;
        uint32_t capitals = 0;
        bool lower = false;
        for (uint32_t at = unit->span.start; at < unit->span.end && !lower;) {
            uint32_t length = 0;
            uint32_t character = utf8_decode(text + at, &length);
            lower = unicode_is_lower(character);
            capitals += unicode_is_upper(character) ? 1 : 0;
            at += length;
        }
        unit->capitals = (!lower && capitals > 1) || unit->zone == ZONE_DATELINE ? 1 : 0;
    }
    return unit->capitals == 1;
}

static bool has_capitals_only(const struct work *work, struct span span) {
    for (uint32_t at = span.start; at < span.end;) {
        uint32_t length = 0;
        if (unicode_is_lower(utf8_decode(work->article->normalized + at, &length))) {
            return false;
        }
        at += length;
    }
    return true;
}

static bool case_fits(const struct work *work, struct unit *unit, const struct term *term,
                      struct span span, bool written) {
    return written || term->case_rule == CASE_ANY ||
           (term->case_rule == CASE_WRITTEN && in_capitals(work, unit) &&
            has_capitals_only(work, span));
}

static void add_term(struct work *work, struct unit *unit, uint32_t number,
                     uint32_t end) {
    const struct term *term = &work->rules->terms[number];
    const char *text = work->article->normalized;
    struct fit fit = compare_term(text, unit->span, end, term);
    struct span span = {fit.start, end};
    struct slice whole = slice_of(text, work->article->normalized_size);
    if (!fit.fits || !case_fits(work, unit, term, span, fit.written) ||
        !unicode_word_edge(whole, span.start) || !unicode_word_edge(whole, span.end) ||
        work_crosses_residue(work, unit, span)) {
        return;
    }
    const struct row *row = &work->rules->rows[term->row];
    const struct rule *lexicon = &work->rules->rules[row->rule];
    struct candidate *candidate = WORK_PUSH(work, &work->candidates[lexicon->pack]);
    if (candidate != NULL) {
        *candidate = (struct candidate){.span = span,
                                        .unit = (uint32_t)(unit - work->units),
                                        .rule = row->rule,
                                        .term = number,
                                        .type = lexicon->type,
                                        .priority = row->priority,
                                        .written = fit.written};
    }
}

/* ---- The one pass ---- */

/* Where a key of that many folded characters starts that ends at `end`: a run of
 * separators is one character to the automaton. */
static uint32_t start_of_key(const char *text, uint32_t end, uint32_t length) {
    uint32_t at = end;
    for (; length > 0 && at > 0; length--) {
        uint32_t size = 0;
        at = utf8_before(text, at);
        if (is_separator(utf8_decode(text + at, &size))) {
            bool space = false;
            uint32_t hyphens = 0;
            at = separators_before(text, 0, at, &space, &hyphens);
        }
    }
    return at;
}

static bool is_before(const struct pattern_hit *a, const struct pattern_hit *b) {
    return a->unit != b->unit ? a->unit < b->unit : a->start < b->start;
}

/* Where a hit has its place. Most come in order; those of sentences that are read once
 * more come when all others stand. */
static size_t place_of_hit(const struct pattern_state *state,
                           const struct pattern_hit *hit) {
    size_t low = 0;
    size_t high = state->hits.count;
    if (high > 0 && is_before(&state->hits.items[high - 1], hit)) {
        return high;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_before(&state->hits.items[middle], hit)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static void add_hit(struct work *work, uint32_t pattern, struct pattern_hit hit) {
    struct pattern_state *state = work_state(work, pattern);
    if (state == NULL) {
        return;
    }
    size_t at = place_of_hit(state, &hit);
    if (at < state->hits.count && !is_before(&hit, &state->hits.items[at])) {
        return; /* known */
    }
    if (WORK_PUSH(work, &state->hits) != NULL) {
        memmove(&state->hits.items[at + 1], &state->hits.items[at],
                (state->hits.count - 1 - at) * sizeof hit);
        state->hits.items[at] = hit;
    }
}

/* A letter before a letter. Where a view shows the mention of another type, or a
 * character of the symbols' range, there is none. */
static bool stands_in_word(const char *text, uint32_t floor, uint32_t at) {
    uint32_t length = 0;
    if (at <= floor || !unicode_is_letter(utf8_decode(text + at, &length))) {
        return false;
    }
    uint32_t before = utf8_decode(text + utf8_before(text, at), &length);
    return unicode_is_letter(before) && (before < SYMBOL_FIRST || before > SYMBOL_LAST);
}

/* Whether a part of a word stands there. */
static bool is_word_at(const char *text, uint32_t at) {
    uint32_t length = 0;
    return automaton_is_word(utf8_decode(text + at, &length));
}

/* A key that has been found in `text` between the offsets `reach`; what is not needed of
 * its place is not worked out. */
struct found_place {
    const char *text;
    struct span reach;
    const struct key *key;
    uint32_t end;
    bool has_start;
    uint32_t start;
};

static uint32_t start_of(struct found_place *place) {
    if (!place->has_start) {
        place->has_start = true;
        place->start = start_of_key(place->text, place->end, place->key->length);
    }
    return place->start;
}

/* The EDGE_ bits that it has, of those asked for, given that it begins and ends with a
 * word's character. */
static uint32_t edges_of(struct found_place *place, uint32_t asked) {
    uint32_t edges = 0;
    if ((asked & EDGE_AFTER) != 0 &&
        (place->end >= place->reach.end || !is_word_at(place->text, place->end))) {
        edges |= EDGE_AFTER;
    }
    if ((asked & EDGE_BEFORE) != 0) {
        uint32_t start = start_of(place);
        bool inside = start > place->reach.start &&
                      is_word_at(place->text, utf8_before(place->text, start));
        edges |= inside ? 0u : EDGE_BEFORE;
    }
    return edges;
}

static void add_pattern_hit(struct work *work, uint32_t unit, uint32_t number,
                            const struct found_place *place, uint32_t start) {
    if (sieves_have(scanner_sieves(work->scanner), number, false)) {
        return; /* that will tell where it may begin */
    }
    if (!work->rules->patterns[number].starts_at_edge ||
        !stands_in_word(place->text, place->reach.start, place->start)) {
        add_hit(work, number, (struct pattern_hit){unit, start});
    }
}

static void use_term(struct work *work, uint32_t unit, uint32_t term, uint32_t end) {
    for (; term != RULE_NONE; term = work->rules->terms[term].next) {
        add_term(work, &work->units[unit], term, end);
    }
}

static void meet_sets(struct match_pass *pass, const struct key *key, uint32_t edges) {
    if (key->common != RULE_NONE) {
        uint32_t known = pass->unit * 4 + edges + 1;
        if (pass->met[key->common] == known) {
            return;
        }
        pass->met[key->common] = known;
    }
    for (uint32_t i = key->count - key->set_count; i < key->count; i++) {
        if ((key->uses[i].edges & ~edges) == 0) {
            work_meet(pass->work, pass->unit, key->uses[i].index);
        }
    }
}

static bool found_key(void *context, uint32_t number, uint32_t end) {
    struct match_pass *pass = context;
    struct work *work = pass->work;
    while (pass->unit < work->unit_count && work->units[pass->unit].span.end < end) {
        pass->unit++;
    }
    if (pass->unit == work->unit_count) {
        return false;
    }
    const struct unit *unit = &work->units[pass->unit];
    const struct key *key = &work->rules->index.keys[number];
    struct found_place place = {
        .text = work->article->normalized, .reach = unit->span, .key = key, .end = end};
    if (end <= unit->span.start ||
        ((key->edges & EDGE_AFTER) != 0 && edges_of(&place, EDGE_AFTER) == 0)) {
        return true;
    }
    /* What all of its uses must have before it the automaton has seen to. */
    uint32_t edges =
        key->edges | edges_of(&place, key->any_edges & ~(uint32_t)key->edges);
    for (uint32_t i = 0; i < key->count - key->set_count; i++) {
        const struct key_use *use = &key->uses[i];
        if ((use->edges & ~edges) != 0) {
            continue;
        }
        if (use->kind == KEY_TERM) {
            use_term(work, pass->unit, use->index, end);
        } else if (use->kind == KEY_PATTERN) {
            uint32_t start = start_of(&place);
            add_pattern_hit(work, pass->unit, use->index, &place, start);
        }
    }
    meet_sets(pass, key, edges);
    return !work->out_of_memory;
}

/* ---- Across residue ---- */

struct residue_pass {
    struct work *work;
    uint32_t unit;
    const struct view *view;
};

/* A literal that stands in the view, perhaps with residue between its words. */
static bool found_in_view(void *context, uint32_t number, uint32_t end) {
    const struct residue_pass *pass = context;
    const struct key *key = &pass->work->rules->index.keys[number];
    struct found_place place = {.text = pass->view->text.data,
                                .reach = {0, (uint32_t)pass->view->text.size},
                                .key = key,
                                .end = end};
    uint32_t edges = edges_of(&place, key->any_edges);
    struct span in_view = {start_of(&place), end};
    uint32_t start = view_to_normalized(pass->view, in_view).start;
    for (uint32_t i = 0; i < key->count; i++) {
        const struct key_use *use = &key->uses[i];
        if ((use->edges & ~edges) != 0) {
            continue;
        }
        if (use->kind == KEY_PATTERN) {
            add_pattern_hit(pass->work, pass->unit, use->index, &place, start);
        } else if (use->kind == KEY_SET) {
            work_meet(pass->work, pass->unit, use->index);
        }
    }
    return !pass->work->out_of_memory;
}

/* Whether a sentence was cut inside a word: its first word begins there, or its last ends
 * there, but not in the text. */
static bool is_cut_in_word(const struct work *work, const struct unit *unit) {
    const char *text = work->article->normalized;
    bool before =
        unit->span.start > 0 && is_word_at(text, utf8_before(text, unit->span.start));
    return before || (unit->span.end < work->article->normalized_size &&
                      is_word_at(text, unit->span.end));
}

/* The one pass over the text does not see what stands on both sides of residue, so the
 * sentences that hold some are read once more without it. */
static void match_across_residue(struct work *work) {
    for (uint32_t i = 0; i < work->unit_count && !work->out_of_memory; i++) {
        if (work->units[i].holds_residue || is_cut_in_word(work, &work->units[i])) {
            struct residue_pass pass = {work, i, view_of(work, &work->units[i], 0)};
            if (pass.view != NULL) {
                automaton_scan(&work->rules->index.automaton, pass.view->text,
                               found_in_view, &pass);
            }
        }
    }
}

/* ---- Classes ---- */

static void find_classes(struct work *work, struct unit *unit) {
    for (uint32_t at = unit->span.start; at < unit->span.end;) {
        uint32_t length = 0;
        unit->trigger_classes |= work_class_at(work->article->normalized + at, &length);
        at += length;
    }
    work_meet_classes(work, unit);
}

enum assay_status match_article(struct work *work) {
    struct match_pass pass = {
        work, 0,
        work_need(work,
                  arena_alloc_array(&work->article->arena,
                                    work->rules->index.common_count, sizeof *pass.met))};
    if (pass.met == NULL) {
        return ASSAY_NO_MEMORY;
    }
    for (uint32_t i = 0; i < work->unit_count; i++) {
        find_classes(work, &work->units[i]);
    }
    automaton_scan(&work->rules->index.automaton,
                   slice_of(work->article->normalized, work->article->normalized_size),
                   found_key, &pass);
    match_across_residue(work);
    return work->out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}

/* ---- Patterns that emit entities ---- */

/* White space and punctuation that no mention begins or ends with are left to the
 * pattern's author, but not spaces. */
static struct span trim_spaces(const struct work *work, struct span span) {
    const char *text = work->article->normalized;
    while (span.start < span.end && text[span.start] == ' ') {
        span.start++;
    }
    while (span.end > span.start && text[span.end - 1] == ' ') {
        span.end--;
    }
    return span;
}

static bool emit_candidate(struct work *work, void *context, struct unit *unit,
                           uint32_t pattern, const struct view *view) {
    const struct rule *rule = ((const struct rule_context *)context)->rule;
    uint32_t number = (uint32_t)(rule - work->rules->rules);
    struct span in_view = scanner_whole(work->scanner);
    (void)pattern;
    if (rule->emit.span.size > 0) {
        in_view = scanner_group(work->scanner, rule->emit.span);
    }
    if (in_view.start == GROUP_UNSET) {
        return true;
    }
    struct span span = trim_spaces(work, view_to_normalized(view, in_view));
    if (span_size(span) == 0 || work_crosses_residue(work, unit, span)) {
        return true;
    }
    struct mention *mention = value_mention(work, rule, number, view);
    struct candidate *candidate = WORK_PUSH(work, &work->candidates[rule->pack]);
    if (mention == NULL || candidate == NULL) {
        return false;
    }
    *candidate = (struct candidate){.span = span,
                                    .unit = (uint32_t)(unit - work->units),
                                    .rule = number,
                                    .term = RULE_NONE,
                                    .type = rule->emit.type,
                                    .priority = rule->priority,
                                    .written = true,
                                    .emitted = mention};
    return true;
}

void match_pack_patterns(struct work *work, uint32_t pack) {
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_ENTITY];
    for (uint32_t i = 0; i < rules->count; i++) {
        struct rule_context context = {&work->rules->rules[rules->numbers[i]]};
        work_each_rule_match(work, context.rule, emit_candidate, &context);
    }
}
