/* The automaton says where a term's letters stand, whatever their case and the width of
 * spaces between; here it is verified that they stand as the lexicon wants them. Then the
 * patterns of rules, where triggered. */
#include "stages/match.h"

#include "stages/conditions.h"
#include "stages/keys.h"
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
        if (keys_is_separator(wanted)) {
            bool space = false;
            uint32_t hyphens = 0;
            at = keys_separators_before(text, unit.start, at, &space, &hyphens);
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

static void use_term(struct work *work, uint32_t unit, uint32_t term, uint32_t end) {
    for (; term != RULE_NONE; term = work->rules->terms[term].next) {
        add_term(work, &work->units[unit], term, end);
    }
}

/* Notes the sets of which a literal with these edges stands in a unit. */
static void meet_sets(struct work *work, uint32_t unit, const struct key *key,
                      uint32_t edges) {
    if (key->set_ends[EDGE_SETS - 1] == 0) {
        return; /* a term alone: there may be no sets at all */
    }
    const uint32_t *sets = work->rules->index.sets + key->first_set;
    uint32_t first = 0;
    for (uint32_t wanted = 0; wanted < EDGE_SETS; wanted++) {
        uint32_t end = (wanted & ~edges) == 0 ? key->set_ends[wanted] : first;
        for (uint32_t i = first; i < end; i++) {
            work_meet(work, unit, sets[i]);
        }
        first = key->set_ends[wanted];
    }
}

/* The same for the unit of the pass, unless it has just been done. */
static void meet_sets_once(struct match_pass *pass, const struct key *key,
                           uint32_t edges) {
    if (key->common != RULE_NONE) {
        uint32_t known = pass->unit * EDGE_SETS + edges + 1;
        if (pass->met[key->common] == known) {
            return;
        }
        pass->met[key->common] = known;
    }
    meet_sets(pass->work, pass->unit, key, edges);
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
    struct key_place place = {
        .text = work->article->normalized, .reach = unit->span, .key = key, .end = end};
    if (end <= unit->span.start ||
        ((key->edges & EDGE_AFTER) != 0 && keys_edges(&place, EDGE_AFTER) == 0)) {
        return true;
    }
    /* What all of its uses must have before it the automaton has seen to. */
    uint32_t edges =
        key->edges | keys_edges(&place, key->any_edges & ~(uint32_t)key->edges);
    if (key->use_count > 0) { /* a term */
        const struct key_use *use = &work->rules->index.uses[key->first_use];
        if ((use->edges & ~edges) == 0) {
            use_term(work, pass->unit, use->index, end);
        }
    }
    struct found_key *found = key->begins ? WORK_PUSH(work, &work->found) : NULL;
    if (found != NULL) {
        *found = (struct found_key){number, end};
    }
    meet_sets_once(pass, key, edges);
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
    struct key_place place = {.text = pass->view->text.data,
                              .reach = {0, (uint32_t)pass->view->text.size},
                              .key = key,
                              .end = end};
    meet_sets(pass->work, pass->unit, key, keys_edges(&place, key->any_edges));
    return !pass->work->out_of_memory;
}

/* Whether a sentence was cut inside a word: its first word begins there, or its last ends
 * there, but not in the text. */
static bool is_cut_in_word(const struct work *work, const struct unit *unit) {
    const char *text = work->article->normalized;
    bool before = unit->span.start > 0 &&
                  keys_is_word_at(text, utf8_before(text, unit->span.start));
    return before || (unit->span.end < work->article->normalized_size &&
                      keys_is_word_at(text, unit->span.end));
}

/* The one pass over the text does not see what stands on both sides of residue, so the
 * sentences that hold some are read once more without it. */
static void match_across_residue(struct work *work) {
    for (uint32_t i = 0; i < work->unit_count && !work->out_of_memory; i++) {
        struct unit *unit = &work->units[i];
        unit->cut = unit->holds_residue || is_cut_in_word(work, unit);
        if (unit->cut) {
            struct residue_pass pass = {work, i, view_of(work, unit, 0)};
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
