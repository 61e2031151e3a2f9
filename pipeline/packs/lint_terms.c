/* Terms that never win: written as another that always beats them, or such that their own
 * conditions always fail. */
#include "packs/lint.h"

#include "packs/pattern_tokens.h"

static struct place row_place(const struct rule *lexicon, const struct row *row) {
    return (struct place){lexicon->lexicon_file.size > 0 ? lexicon->lexicon_file
                                                         : lexicon->file,
                          row->line, 1};
}

/* ---- Written alike ---- */

static void check_pair(struct loader *loader, const struct term *term,
                       const struct term *other) {
    const struct row *row = &loader->rows.items[term->row];
    const struct row *beside = &loader->rows.items[other->row];
    const struct rule *lexicon = &loader->rule_list.items[row->rule];
    const struct rule *second = &loader->rule_list.items[beside->rule];
    if (lexicon->type != second->type || !slice_equal(term->text, other->text) ||
        slice_equal(row->id, beside->id) || row->conditions.count > 0 ||
        beside->conditions.count > 0) {
        return;
    }
    bool beaten = row->priority != beside->priority;
    const struct rule *of = beaten && row->priority > beside->priority ? second : lexicon;
    lint_warn(
        loader, lint_source(loader, of), of, row_place(of, of == second ? beside : row),
        beaten ? WARNING_SHADOWED_TERM : WARNING_DUPLICATE_TERM,
        beaten ? "`%.*s` is %.*s here and %.*s in %.*s, whose priority always wins"
               : "`%.*s` is %.*s here and %.*s in %.*s; give both `when`, or drop "
                 "one",
        (int)term->text.size, term->text.data, (int)row->id.size, row->id.data,
        (int)beside->id.size, beside->id.data, (int)second->name.size, second->name.data);
}

/* ---- Conditions that always fail ---- */

/* A pattern that looks around may fail on the term alone and hold in a sentence. */
static bool looks_around(struct slice source) {
    for (struct token token = token_next(source, 0); token.kind != TOKEN_END;
         token = token_next(source, token.end)) {
        struct slice text = token_text(source, token);
        if ((token.kind == TOKEN_OPEN &&
             (slice_starts_with(text, SLICE_LITERAL("(?!")) ||
              slice_starts_with(text, SLICE_LITERAL("(?<!")) ||
              slice_starts_with(text, SLICE_LITERAL("(?=")) ||
              slice_starts_with(text, SLICE_LITERAL("(?<=")))) ||
            (token.kind == TOKEN_CHARACTER &&
             (slice_is(text, "^") || slice_is(text, "$"))) ||
            (token.kind == TOKEN_ESCAPE &&
             (slice_is(text, "\\z") || slice_is(text, "\\Z") || slice_is(text, "\\A")))) {
            return true;
        }
    }
    return false;
}

static bool always_matches(const struct loader *loader, uint32_t number,
                           struct slice text, bool whole) {
    const struct pattern *pattern = &loader->patterns.items[number];
    return pattern->compiled.size > 0 && pattern->types == 0 &&
           !looks_around(pattern->expanded) && pattern_matches(pattern, text, whole);
}

static void check_row(struct loader *loader, const struct term *term) {
    const struct row *row = &loader->rows.items[term->row];
    const struct rule *lexicon = &loader->rule_list.items[row->rule];
    for (uint32_t i = 0; i < row->conditions.count; i++) {
        const struct condition *condition = &row->conditions.items[i];
        bool inside = condition->kind == CONDITION_UNLESS_INSIDE;
        for (uint32_t j = 0; (inside || condition->kind == CONDITION_UNLESS) &&
                             j < condition->pattern_count;
             j++) {
            if (always_matches(loader, condition->patterns[j], term->text, inside)) {
                lint_warn(loader, lint_source(loader, lexicon), lexicon,
                          row_place(lexicon, row), WARNING_DEAD_TERM,
                          "`%.*s` is never marked: its own `%s` matches the term itself",
                          (int)term->text.size, term->text.data,
                          condition_word(condition->kind));
                return;
            }
        }
    }
}

void lint_terms(struct loader *loader) {
    for (size_t i = 0; i < loader->terms.count; i++) {
        const struct term *term = &loader->terms.items[i];
        for (uint32_t at = term->next; at != RULE_NONE;
             at = loader->terms.items[at].next) {
            check_pair(loader, term, &loader->terms.items[at]);
        }
        if (slice_equal(term->text, term->base)) {
            check_row(loader, term);
        }
    }
}
