/* Runs the article through all stages, then asks the rule again, sentence by sentence:
 * was it tried, did it match, which condition failed first, and if none did, what became
 * of the mark. */
#include "cli/rules_why.h"

#include "cli/rules_marks.h"
#include "pipeline.h"
#include "stages/conditions.h"
#include "stages/judge.h"
#include "stages/match.h"
#include "stages/normalize.h"
#include "stages/relate.h"
#include "stages/resolve.h"
#include "stages/view.h"

struct why {
    const struct why_options *options;
    const struct rules *rules;
    struct work work;  /* settled: mentions stand */
    struct work fresh; /* with all candidates, before any condition was asked */
    uint32_t rule;
    struct slice row_id; /* of a lexicon's row, or empty */
    uint32_t shown;
};

/* ---- Printing ---- */

static const char *bold(const struct why *why) {
    return why->options->colour ? "\x1b[1m" : "";
}
static const char *green(const struct why *why) {
    return why->options->colour ? "\x1b[32m" : "";
}
static const char *red(const struct why *why) {
    return why->options->colour ? "\x1b[31m" : "";
}
static const char *plain(const struct why *why) {
    return why->options->colour ? "\x1b[0m" : "";
}

static void print_slice(const struct why *why, struct slice text) {
    fprintf(why->options->out, "%.*s", (int)text.size,
            text.data == NULL ? "" : text.data);
}

/* The sentence with the mark set off. */
static void print_context(const struct why *why, const struct unit *unit,
                          struct span mark) {
    const struct article *article = why->work.article;
    fputs("    ", why->options->out);
    print_slice(why, article_slice(article, (struct span){unit->span.start, mark.start}));
    if (span_size(mark) == 0) {
        fputc('\n', why->options->out);
        return;
    }
    fprintf(why->options->out, "%s", why->options->colour ? bold(why) : "[");
    print_slice(why, article_slice(article, mark));
    fprintf(why->options->out, "%s", why->options->colour ? plain(why) : "]");
    print_slice(why, article_slice(article, (struct span){mark.end, unit->span.end}));
    fputc('\n', why->options->out);
}

static void print_head(struct why *why, const struct unit *unit) {
    if (unit->sentence == SENTENCE_NONE) {
        fprintf(why->options->out, "%s%s%s\n", bold(why), zone_word(unit->zone),
                plain(why));
    } else {
        fprintf(why->options->out, "%ssentence %u%s (%s)\n", bold(why), unit->sentence,
                plain(why), zone_word(unit->zone));
    }
    why->shown++;
}

/* ---- Conditions ---- */

static void print_condition(const struct why *why, const struct condition *condition,
                            bool good) {
    const char *word = good ? "holds" : "fails";
    fprintf(why->options->out, "      %s%s%s  %s", good ? green(why) : red(why), word,
            plain(why), condition_word(condition->kind));
    if (condition->words > 0) {
        fprintf(why->options->out, " (within %u words)", condition->words);
    }
    for (uint32_t i = 0; i < condition->pattern_count; i++) {
        struct slice source = why->rules->patterns[condition->patterns[i]].source;
        fprintf(why->options->out, "%s ", i == 0 ? ":" : " |");
        print_slice(why, slice_of(source.data, source.size > 160 ? 160 : source.size));
        if (source.size > 160) {
            fputs("...", why->options->out);
        }
    }
    fputc('\n', why->options->out);
}

/* `requires` and `document` are one condition: either suffices. */
static bool belong_together(const struct condition *a, const struct condition *b) {
    return (a->kind == CONDITION_REQUIRES && b->kind == CONDITION_DOCUMENT) ||
           (a->kind == CONDITION_DOCUMENT && b->kind == CONDITION_REQUIRES);
}

static bool holds_alone(struct why *why, struct unit *unit, struct span mark,
                        const struct condition_list *list, uint32_t number) {
    struct condition together[2] = {list->items[number]};
    struct condition_list one = {together, 1};
    for (uint32_t i = 0; i < list->count; i++) {
        if (belong_together(&list->items[number], &list->items[i])) {
            together[one.count++] = list->items[i];
        }
    }
    return conditions_hold(&why->work, unit, mark, &one, NULL);
}

/* Prints conditions up to the first that fails. */
static bool explain_conditions(struct why *why, struct unit *unit, struct span mark,
                               const struct condition_list *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        bool good = list->items[i].kind == CONDITION_WHEN ||
                    holds_alone(why, unit, mark, list, i);
        if (list->items[i].kind == CONDITION_WHEN) {
            enum support support = condition_support(&why->work, unit, list);
            fprintf(why->options->out, "      evidence for this meaning: %s\n",
                    support == SUPPORT_SENTENCE  ? "in the sentence"
                    : support == SUPPORT_ARTICLE ? "elsewhere in the article"
                                                 : "none");
            continue;
        }
        print_condition(why, &list->items[i], good);
        if (!good) {
            return false;
        }
    }
    return true;
}

/* ---- What became of the mark ---- */

static const struct mention *mention_over(const struct why *why, struct span mark,
                                          uint16_t type) {
    const struct article *article = why->work.article;
    for (size_t i = 0; i < article->mentions.count; i++) {
        if (article->mentions.items[i].type == type &&
            span_overlaps(article->mentions.items[i].span, mark)) {
            return &article->mentions.items[i];
        }
    }
    return NULL;
}

static const struct trace *trace_over(const struct why *why, struct span mark) {
    const struct article *article = why->work.article;
    for (size_t i = 0; i < article->traces.count; i++) {
        const struct trace *trace = &article->traces.items[i];
        if (trace->kind != TRACE_ADJUSTED && span_overlaps(trace->span, mark)) {
            return trace;
        }
    }
    return NULL;
}

static void explain_outcome(struct why *why, struct span mark, uint16_t type) {
    const struct mention *mention = mention_over(why, mark, type);
    const struct trace *trace = trace_over(why, mark);
    if (mention != NULL && mention->rule == why->rule &&
        mention->span.start == mark.start && mention->span.end == mark.end) {
        fprintf(why->options->out, "      %smarked%s as ", green(why), plain(why));
        print_slice(why, mention->id.size > 0 ? mention->id : why->rules->types[type]);
        fputc('\n', why->options->out);
        return;
    }
    fprintf(why->options->out, "      %snot marked%s: ", red(why), plain(why));
    if (mention != NULL) {
        print_slice(why, why->rules->rules[mention->rule].name);
        fputs(" marks '", why->options->out);
        print_slice(why, article_slice(why->work.article, mention->span));
        fputs("' here\n", why->options->out);
    } else if (trace != NULL) {
        print_slice(why, why->rules->rules[trace->rule].name);
        fprintf(why->options->out, " %s\n",
                trace->kind == TRACE_DROPPED ? "dropped it"
                                             : "claims the words for something else");
    } else {
        fputs("a mention of another type blocks it, or nothing spoke for any of its "
              "meanings\n",
              why->options->out);
    }
}

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
            print_head(why, unit);
        }
        any = true;
        print_context(why, unit, candidate->span);
        fprintf(why->options->out, "      term of line %u: ", row->line);
        print_slice(why, why->rules->terms[candidate->term].base);
        fprintf(why->options->out, " -> ");
        print_slice(why, row->id);
        fputc('\n', why->options->out);
        if (explain_conditions(why, unit, candidate->span, &row->conditions)) {
            explain_outcome(why, candidate->span, rule->type);
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
    print_context(why, unit, mark);
    fprintf(why->options->out, "      pattern %u matches\n", number + 1);
    if (!explain_conditions(why, unit, mark, &rule->conditions)) {
        return;
    }
    if (rule->emit.kind == EMIT_ENTITY) {
        explain_outcome(why, mark, rule->type);
    } else {
        fprintf(why->options->out, "      %sfires%s\n", green(why), plain(why));
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
                print_head(why, unit);
            }
            any = true;
            explain_match(why, unit, matches.spans[j], i);
        }
    }
    return any;
}

enum { LISTED_LITERALS = 8 };

/* "`cargo`, `freight` or a mineral": what a need is met by. */
static void print_need(const struct why *why, const struct further_need *need) {
    static const char *const classes[] = {"a digit", "a currency sign", "a quote",
                                          "a capital letter"};
    FILE *out = why->options->out;
    const char *between = "";
    for (uint32_t i = 0; i < need->literal_count && i < LISTED_LITERALS; i++) {
        struct slice text = need->literals[i].text;
        fprintf(out, "%s`%.*s`", between, (int)text.size, text.data);
        between = ", ";
    }
    if (need->literal_count > LISTED_LITERALS) {
        fprintf(out, " and %u more", need->literal_count - LISTED_LITERALS);
    }
    for (uint32_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        if ((need->classes >> i & 1) != 0) {
            fprintf(out, "%s%s", between, classes[i]);
            between = ", ";
        }
    }
    for (uint32_t i = 0; i < why->rules->type_count; i++) {
        if ((need->types >> i & 1) != 0) {
            struct slice type = why->rules->types[i];
            fprintf(out, "%sa mention of type %.*s", between, (int)type.size, type.data);
            between = ", ";
        }
    }
}

/* Why a pattern was not tried, or what came of it. */
static void explain_pattern(struct why *why, const struct unit *unit, uint32_t number,
                            uint32_t place, uint32_t count) {
    const struct pattern *pattern = &why->rules->patterns[number];
    struct further_need trigger = {.literals = pattern->trigger_literals,
                                   .literal_count = pattern->trigger_literal_count,
                                   .classes = pattern->trigger_classes,
                                   .types = pattern->trigger_types};
    uint32_t unmet = work_unmet_need(&why->work, number, unit);
    FILE *out = why->options->out;
    fputs("      ", out);
    if (count > 1) {
        fprintf(out, "pattern %u: ", place + 1);
    }
    if (unmet != RULE_NONE) {
        const struct further_need *need =
            unmet == 0 ? &trigger : &pattern->further[unmet - 1];
        fputs(need->literal_count > 1 ? "not tried: no match is without one of "
                                      : "not tried: no match is without ",
              out);
        print_need(why, need);
        fputs("\n", out);
    } else {
        fputs("tried, but it does not match\n", out);
    }
}

/* Why no pattern matched in the one sentence that was asked about. */
static void explain_silence(struct why *why, struct unit *unit) {
    const struct rule *rule = &why->rules->rules[why->rule];
    print_head(why, unit);
    print_context(why, unit, (struct span){unit->span.end, unit->span.end});
    if (rule->kind == RULE_LEXICON) {
        fputs("      no term of the lexicon stands here as it wants to be written\n",
              why->options->out);
    }
    for (uint32_t i = 0; rule->kind != RULE_LEXICON && i < rule->pattern_count; i++) {
        explain_pattern(why, unit, rule->patterns[i], i, rule->pattern_count);
    }
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
                stands == wanted ? green(why) : red(why), word, plain(why));
        print_slice(why, mention ? why->rules->types[member->atom.type] : member->name);
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
    print_head(why, unit);
    print_context(why, unit, (struct span){unit->span.end, unit->span.end});
    explain_members(why, unit, "all", &rule->compose.all, true);
    explain_members(why, unit, "any", &rule->compose.any, true);
    explain_members(why, unit, "none", &rule->compose.none, false);
    explain_conditions(why, unit, unit->span, &rule->conditions);
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
        explain_silence(why, unit);
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
