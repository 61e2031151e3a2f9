/* Runs the article through all stages, then asks the rule again, sentence by sentence:
 * was it tried, did it match, which condition failed first, and if none did, what became
 * of the mark. */
#include "cli/rules_why_parts.h"

#include "pipeline.h"
#include "stages/judge.h"
#include "stages/match.h"
#include "stages/normalize.h"
#include "stages/relate.h"
#include "stages/resolve.h"
#include "stages/view.h"

/* ---- Terms ---- */

static bool is_asked(const struct why *why, const struct candidate *candidate) {
    if (candidate->rule != why->rule || candidate->term == RULE_NONE) {
        return false;
    }
    const struct row *row = &why->rules->rows[why->rules->terms[candidate->term].row];
    return why->row_id.size == 0 || slice_equal(row->id, why->row_id);
}

static bool explain_terms(struct why *why, struct unit *unit) {
    const struct rule *rule = &why->rules->rules[why->rule];
    const struct candidate_list *list = &why->fresh.candidates[rule->pack];
    bool any = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct candidate *candidate = &list->items[i];
        if (candidate->unit != unit->number || !is_asked(why, candidate)) {
            continue;
        }
        const struct row *row = &why->rules->rows[why->rules->terms[candidate->term].row];
        if (!any) {
            why_head(why, unit);
        }
        any = true;
        why_context(why, unit, candidate->span);
        fprintf(why->options->out, "      term of line %u: ", row->line);
        why_print(why, why->rules->terms[candidate->term].base);
        fprintf(why->options->out, " -> ");
        why_print(why, row->id);
        fputc('\n', why->options->out);
        if (why_conditions(why, unit, candidate->span, &row->conditions)) {
            why_outcome(why, candidate->span, rule->type);
        }
    }
    return any;
}

/* ---- Patterns ---- */

enum { MATCHES_SHOWN = 20 };

struct why_matches {
    struct why *why;
    struct span spans[MATCHES_SHOWN];
    uint32_t count;
};

static bool keep_match(struct work *work, void *context, struct unit *unit,
                       uint32_t pattern, const struct view *view) {
    struct why_matches *matches = context;
    (void)unit;
    (void)pattern;
    matches->spans[matches->count++] =
        view_to_normalized(view, scanner_whole(work->scanner));
    return matches->count < MATCHES_SHOWN;
}

static void explain_match(struct why *why, struct unit *unit, struct span mark,
                          uint32_t number) {
    const struct rule *rule = &why->rules->rules[why->rule];
    why_context(why, unit, mark);
    fprintf(why->options->out, "      pattern %u matches\n", number + 1);
    if (!why_conditions(why, unit, mark, &rule->conditions)) {
        return;
    }
    if (rule->emit.kind == EMIT_ENTITY) {
        why_outcome(why, mark, rule->type);
    } else {
        fprintf(why->options->out, "      %sfires%s\n", why_green(why), why_plain(why));
    }
}

static bool explain_patterns(struct why *why, struct unit *unit) {
    const struct rule *rule = &why->rules->rules[why->rule];
    bool any = false;
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        struct why_matches matches = {.why = why};
        if (work_may_match(&why->work, rule->patterns[i], unit)) {
            work_each_match(&why->work, rule->patterns[i], unit, false, keep_match,
                            &matches);
        }
        for (uint32_t j = 0; j < matches.count; j++) {
            if (!any) {
                why_head(why, unit);
            }
            any = true;
            explain_match(why, unit, matches.spans[j], i);
        }
    }
    return any;
}

/* ---- Compositions ---- */

static bool flag_stands(const struct why *why, const struct unit *unit,
                        struct slice name) {
    const struct article *article = why->work.article;
    size_t first = 0;
    size_t count = judge_flags_of(article, unit->sentence, &first);
    for (size_t i = first; i < first + count; i++) {
        if (slice_equal(article->flags.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static bool type_stands(const struct why *why, const struct unit *unit, uint16_t type) {
    return unit->sentence != SENTENCE_NONE && (unit->types >> type & 1) != 0 &&
           type < 64 && why->rules->type_count > type;
}

/* Says of each member whether it stands in the sentence, as the composition wants it or
 * not. */
static void explain_members(struct why *why, const struct unit *unit, const char *word,
                            const struct member_list *list, bool wanted) {
    for (uint32_t i = 0; i < list->count; i++) {
        const struct member *member = &list->items[i];
        bool mention = member->name.size == 0;
        bool stands = mention ? type_stands(why, unit, member->atom.type)
                              : flag_stands(why, unit, member->name);
        fprintf(why->options->out, "      %s%-4s%s ",
                stands == wanted ? why_green(why) : why_red(why), word, why_plain(why));
        why_print(why, mention ? why->rules->types[member->atom.type] : member->name);
        fprintf(why->options->out, ": %s\n",
                stands ? "stands here" : "does not stand here");
    }
}

static bool explain_composition(struct why *why, struct unit *unit) {
    const struct rule *rule = &why->rules->rules[why->rule];
    if (unit->sentence == SENTENCE_NONE) {
        return false;
    }
    bool fired = flag_stands(why, unit, rule->emit.label);
    if (!fired && why->options->sentence < 0) {
        return false;
    }
    why_head(why, unit);
    why_context(why, unit, (struct span){unit->span.end, unit->span.end});
    explain_members(why, unit, "all", &rule->compose.all, true);
    explain_members(why, unit, "any", &rule->compose.any, true);
    explain_members(why, unit, "none", &rule->compose.none, false);
    why_conditions(why, unit, unit->span, &rule->conditions);
    fprintf(why->options->out, "      %s\n",
            fired ? "the flag stands" : "the flag does not stand");
    return true;
}

/* ---- The whole ---- */

static void explain_unit(struct why *why, struct unit *unit) {
    bool lexicon = why->rules->rules[why->rule].kind == RULE_LEXICON;
    bool asked = why->options->sentence >= 0;
    if (asked &&
        (unit->sentence == SENTENCE_NONE || unit->sentence != why->options->sentence)) {
        return;
    }
    bool composed = why->rules->rules[why->rule].composed;
    bool any = composed  ? explain_composition(why, unit)
               : lexicon ? explain_terms(why, unit)
                         : explain_patterns(why, unit);
    if (!any && asked && !composed) {
        why_silence(why, unit);
    }
}

/* "pack/lexicon:id" names a row, all else a rule. */
static bool find_rule(struct why *why) {
    struct slice name = slice_from_string(why->options->rule);
    const char *colon = memchr(name.data, ':', name.size);
    struct slice stem =
        colon == NULL ? name : slice_of(name.data, (size_t)(colon - name.data));
    for (uint32_t i = 0; i < why->rules->rule_count; i++) {
        if (slice_equal(why->rules->rules[i].name, stem)) {
            why->rule = i;
            why->row_id =
                colon == NULL ? (struct slice){NULL, 0} : slice_from_string(colon + 1);
            return true;
        }
    }
    return false;
}

static enum assay_status prepare(struct why *why, struct pipeline *pipeline,
                                 struct article *article, struct assay_error *error) {
    struct work_options options = {.traces = true};
    enum assay_status status = normalize_article(article, error);
    if (status == ASSAY_OK) {
        status = segment_article(article, pipeline->layout, pipeline->scanner, error);
    }
    if (status == ASSAY_OK) {
        status = work_begin(&why->work, article, why->rules, pipeline->scanner, options);
    }
    if (status == ASSAY_OK) {
        status = work_begin(&why->fresh, article, why->rules, pipeline->scanner, options);
    }
    if (status == ASSAY_OK) {
        status = match_article(&why->fresh);
    }
    if (status == ASSAY_OK) {
        status = match_article(&why->work);
    }
    if (status == ASSAY_OK) {
        status = resolve_article(&why->work);
    }
    if (status == ASSAY_OK) {
        status = relate_article(&why->work);
    }
    if (status == ASSAY_OK) {
        status = judge_article(&why->work);
    }
    return status;
}

static void explain_all(struct why *why) {
    struct unit_list units = work_units(&why->work, why->rules->rules[why->rule].scope);
    for (size_t i = 0; i < units.count; i++) {
        explain_unit(why, &units.items[i]);
    }
    if (why->shown == 0) {
        fprintf(why->options->out, why->options->sentence >= 0
                                       ? "there is no sentence of that number\n"
                                       : "nothing in the article comes near the rule; "
                                         "--sentence N says why of one sentence\n");
    }
}

enum assay_status rules_why(const struct rules *rules, struct article *article,
                            const struct why_options *options,
                            struct assay_error *error) {
    struct why why = {.options = options, .rules = rules};
    struct pipeline pipeline;
    if (!find_rule(&why)) {
        return error_set(error, ASSAY_USAGE, NULL,
                         "there is no rule %s; assay rules list shows all",
                         options->rule);
    }
    enum assay_status status =
        pipeline_init(&pipeline, rules, (struct work_options){.traces = true}, error);
    if (status != ASSAY_OK) {
        return status;
    }
    status = prepare(&why, &pipeline, article, error);
    if (status == ASSAY_OK) {
        explain_all(&why);
    }
    pipeline_deinit(&pipeline);
    return status;
}
