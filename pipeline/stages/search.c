/* Runs a pattern over a unit, match after match: from the start of its view on, or only
 * at the places where matches can begin, which costs a fraction of that. */
#include "stages/conditions.h"
#include "stages/keys.h"
#include "stages/view.h"

#include "packs/sieves.h"

#include "text/unicode.h"

/* ---- One run ---- */

static uint32_t next_start(struct slice text, struct span match, bool overlapping) {
    uint32_t start = overlapping || match.end == match.start ? match.start : match.end;
    if (start == match.start && start < text.size) {
        start += utf8_length((unsigned char)text.data[start]);
    }
    return start;
}

/* One pattern going through one unit. */
struct pass {
    struct work *work;
    uint32_t pattern;
    struct unit *unit;
    struct view *view;
    bool overlapping;
    work_matched *matched;
    void *context;
    uint32_t start; /* in the view: where to go on */
    uint32_t count; /* matches so far */
    bool unsieved;  /* a limit is not the last word: a sieve may know that nothing begins
                       there */
    bool limited;
};

/* Runs the pattern at or from `at`. False when nothing more is wanted. */
static bool run_at(struct pass *pass, uint32_t at, bool anchored, bool *found) {
    struct work *work = pass->work;
    if (pass->count == LIMIT_MATCHES_PER_SENTENCE) {
        article_diagnose(
            work->article, DIAGNOSTIC_MATCH_LIMIT,
            offsets_to_raw(&work->article->offsets, pass->unit->span),
            work->rules->rules[work->rules->patterns[pass->pattern].rule].name);
        return false;
    }
    enum match_result result =
        work_gave_up(work, pass->pattern)
            ? MATCH_LIMITED
            : scanner_match(work->scanner, pass->pattern, pass->view->text, at, anchored);
    if (result == MATCH_LIMITED && pass->unsieved) {
        pass->limited = true;
        return false;
    }
    if (result == MATCH_LIMITED) {
        work_regex_limit(work, pass->pattern, pass->unit);
        return false; /* a place further on would take as long */
    }
    *found = result == MATCH_YES;
    if (!*found) {
        return true;
    }
    pass->count++;
    struct span match = scanner_whole(work->scanner);
    if (!pass->matched(work, pass->context, pass->unit, pass->pattern, pass->view)) {
        return false;
    }
    pass->start = next_start(pass->view->text, match, pass->overlapping);
    return true;
}

static void seek(struct pass *pass) {
    bool found = true;
    while (found && run_at(pass, pass->start, false, &found) &&
           pass->start < pass->view->text.size) {
    }
}

/* ---- Where it may begin ---- */

static bool is_symbol(uint32_t character) {
    return character >= SYMBOL_FIRST && character <= SYMBOL_LAST;
}

/* Whether a match may begin with the character at `at` of the view. */
static bool may_begin(const struct pass *pass, const struct pattern *pattern, uint32_t at,
                      uint32_t *length) {
    const char *text = pass->view->text.data;
    uint32_t classes = work_class_at(text + at, length);
    bool found = (classes & pattern->start_classes) != 0;
    if (!found && pattern->start_types != 0 && (unsigned char)text[at] >= 0xE3) {
        found = is_symbol(utf8_decode(text + at, length));
    }
    if (!found || !pattern->starts_at_edge || at == 0) {
        return found;
    }
    uint32_t size = 0;
    return !unicode_is_letter(utf8_decode(text + utf8_before(text, at), &size)) ||
           !unicode_is_letter(utf8_decode(text + at, &size));
}

/* The places of the view where the pattern may begin with one of its literals. */
static struct place_list literal_places(struct pass *pass) {
    struct place_list found = keys_begin_pattern(pass->work, pass->pattern,
                                                 pass->unit->first, pass->unit->last);
    size_t kept = 0;
    for (size_t i = 0; i < found.count; i++) {
        uint32_t place = 0;
        if (view_holds(pass->view, found.items[i], &place)) {
            found.items[kept++] = place;
        }
    }
    found.count = kept;
    return found;
}

/* Tries the pattern at places of the view. */
static void try_at_all(struct pass *pass, const uint32_t *places, size_t count) {
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (places[i] >= pass->start && !run_at(pass, places[i], true, &found)) {
            return;
        }
    }
}

/* Tries it where one of the literals stands with which it begins, or a character or
 * mention of the right kind. */
static void try_at_characters(struct pass *pass, struct place_list literals) {
    const struct pattern *pattern = &pass->work->rules->patterns[pass->pattern];
    size_t next = 0;
    for (uint32_t at = 0; at < pass->view->text.size;) {
        uint32_t length = 0;
        bool found = false;
        bool literal = next < literals.count && literals.items[next] == at;
        next += literal ? 1 : 0;
        if ((may_begin(pass, pattern, at, &length) || literal) && at >= pass->start &&
            !run_at(pass, at, true, &found)) {
            return;
        }
        at += length;
    }
}

static void try_at_places(struct pass *pass) {
    const struct pattern *pattern = &pass->work->rules->patterns[pass->pattern];
    struct place_list literals = {NULL, 0, 0};
    if (pattern->starts == STARTS_AT_LITERALS) {
        literals = literal_places(pass);
    }
    if (pattern->start_classes == 0 && pattern->start_types == 0) {
        try_at_all(pass, literals.items, literals.count);
    } else {
        try_at_characters(pass, literals);
    }
}

/* Whether the one pass over the text saw all literals of the unit. */
static bool saw_literals(const struct pass *pass) {
    for (uint32_t i = pass->unit->first; i <= pass->unit->last; i++) {
        if (pass->work->units[i].cut) {
            return false;
        }
    }
    return true;
}

/* ---- Running a pattern ---- */

enum { FEW_PLACES = 32 };

/* Tries it at places that were found in a room which others use too: what is done with a
 * match may ask other sieves. */
static void try_at_found(struct pass *pass, const uint32_t *places, uint32_t count) {
    uint32_t few[FEW_PLACES];
    uint32_t *kept =
        count <= FEW_PLACES
            ? few
            : work_need(pass->work, arena_alloc_array(&pass->work->article->arena, count,
                                                      sizeof *kept));
    for (uint32_t i = 0; kept != NULL && i < count; i++) {
        kept[i] = places[i];
    }
    if (kept != NULL) {
        try_at_all(pass, kept, count);
    }
}

/* Tries it at the places that its sieve names. False where there is none to ask. */
static bool try_at_sieved(struct pass *pass, bool now) {
    struct sieves *sieves = scanner_sieves(pass->work->scanner);
    const uint32_t *places = NULL;
    uint32_t count = 0;
    if (!sieves_have(sieves, pass->pattern, now)) {
        return false;
    }
    const struct sieve_text *text = view_sieved(pass->work, pass->view);
    if (text == NULL || !sieves_scan(sieves, pass->pattern, text, &places, &count)) {
        return false;
    }
    try_at_found(pass, places, count);
    return true;
}

/* Tries it where its leads let it begin. False where there are none. */
static bool try_at_leads(struct pass *pass) {
    struct sieves *sieves = scanner_sieves(pass->work->scanner);
    const uint32_t *places = NULL;
    uint32_t count = 0;
    if (pass->work->rules->patterns[pass->pattern].leads == NULL) {
        return false;
    }
    const struct sieve_text *text = view_sieved(pass->work, pass->view);
    if (text == NULL ||
        !sieves_scan_leads(sieves, pass->pattern, text, &places, &count)) {
        return false;
    }
    try_at_found(pass, places, count);
    return true;
}

/* Tries it at every character. To seek it would cost less, but for that it is not
 * compiled yet. */
static void try_everywhere(struct pass *pass) {
    bool found = false;
    for (uint32_t at = 0; at < pass->view->text.size;
         at += utf8_length((unsigned char)pass->view->text.data[at])) {
        if (at >= pass->start && !run_at(pass, at, true, &found)) {
            return;
        }
    }
}

static void try_without(struct pass *pass) {
    const struct pattern *pattern = &pass->work->rules->patterns[pass->pattern];
    bool literals = pattern->starts == STARTS_AT_LITERALS;
    if (literals && pattern->start_classes == 0 && pattern->start_types == 0 &&
        saw_literals(pass)) {
        try_at_places(pass);
    } else if (try_at_leads(pass)) {
        return;
    } else if (pattern->starts == STARTS_ANYWHERE) {
        seek(pass);
    } else if (literals && !saw_literals(pass)) {
        try_everywhere(pass);
    } else {
        try_at_places(pass);
    }
}

/* Where a limit is met a sieve decides, whether the pattern would have got one by now or
 * not: what is found must not depend on that. */
static void try_unsieved(struct pass *pass) {
    struct sieves *sieves = scanner_sieves(pass->work->scanner);
    uint64_t begun = sieves_begin(sieves, pass->pattern);
    pass->unsieved = true;
    try_without(pass);
    pass->unsieved = false;
    sieves_end(sieves, pass->pattern, begun);
    if (pass->limited && !try_at_sieved(pass, true)) {
        try_without(pass);
    }
}

void work_each_match(struct work *work, uint32_t pattern, struct unit *unit,
                     bool overlapping, work_matched *matched, void *context) {
    struct pass pass = {
        .work = work,
        .pattern = pattern,
        .unit = unit,
        .view = view_of(work, unit, work->rules->patterns[pattern].types),
        .overlapping = overlapping,
        .matched = matched,
        .context = context,
    };
    if (pass.view == NULL) {
        return;
    }
    if (work->options.without_triggers) {
        seek(&pass);
    } else if (!try_at_sieved(&pass, false)) {
        try_unsieved(&pass);
    }
}

/* What entity rules match is wanted whatever their conditions say: these are asked once
 * candidates stand beside each other. */
static bool is_wanted(struct work *work, const struct rule *rule, struct unit *unit) {
    return rule->emit.kind == EMIT_ENTITY || rule->emit.kind == EMIT_AGAIN ||
           rule->emit.kind == EMIT_ADJUST ||
           conditions_may_hold(work, unit, &rule->conditions);
}

static void match_sentences(struct work *work, const struct rule *rule, uint32_t pattern,
                            work_matched *matched, void *context) {
    for (uint32_t i = work_next_unit(work, pattern, 0);
         i < work->unit_count && !work->out_of_memory;
         i = work_next_unit(work, pattern, i + 1)) {
        if (is_wanted(work, rule, &work->units[i])) {
            work_each_match(work, pattern, &work->units[i], false, matched, context);
        }
    }
}

void work_each_rule_match(struct work *work, const struct rule *rule,
                          work_matched *matched, void *context) {
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        uint32_t pattern = rule->patterns[i];
        if (rule->scope == SCOPE_SENTENCE) {
            match_sentences(work, rule, pattern, matched, context);
            continue;
        }
        if (!work_may_match_anywhere(work, pattern)) {
            continue; /* the units need not even be made */
        }
        struct unit_list units = work_units(work, rule->scope);
        for (size_t j = 0; j < units.count && !work->out_of_memory; j++) {
            struct unit *unit = &units.items[j];
            if (work_may_match(work, pattern, unit) && is_wanted(work, rule, unit)) {
                work_each_match(work, pattern, unit, false, matched, context);
            }
        }
    }
}
