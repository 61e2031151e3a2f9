/* Of one place that a rule would mark: the sentence around it, what each condition says,
 * and what became of it. */
#include "cli/rules_why_parts.h"

#include "stages/conditions.h"

/* ---- Printing ---- */

const char *why_bold(const struct why *why) {
    return why->options->colour ? "\x1b[1m" : "";
}
const char *why_green(const struct why *why) {
    return why->options->colour ? "\x1b[32m" : "";
}
const char *why_red(const struct why *why) {
    return why->options->colour ? "\x1b[31m" : "";
}
const char *why_plain(const struct why *why) {
    return why->options->colour ? "\x1b[0m" : "";
}

void why_print(const struct why *why, struct slice text) {
    fprintf(why->options->out, "%.*s", (int)text.size,
            text.data == NULL ? "" : text.data);
}

void why_context(const struct why *why, const struct unit *unit, struct span mark) {
    const struct article *article = why->work.article;
    fputs("    ", why->options->out);
    why_print(why, article_slice(article, (struct span){unit->span.start, mark.start}));
    if (span_size(mark) == 0) {
        fputc('\n', why->options->out);
        return;
    }
    fprintf(why->options->out, "%s", why->options->colour ? why_bold(why) : "[");
    why_print(why, article_slice(article, mark));
    fprintf(why->options->out, "%s", why->options->colour ? why_plain(why) : "]");
    why_print(why, article_slice(article, (struct span){mark.end, unit->span.end}));
    fputc('\n', why->options->out);
}

void why_head(struct why *why, const struct unit *unit) {
    if (unit->sentence == SENTENCE_NONE) {
        fprintf(why->options->out, "%s%s%s\n", why_bold(why), zone_word(unit->zone),
                why_plain(why));
    } else {
        fprintf(why->options->out, "%ssentence %u%s (%s)\n", why_bold(why),
                unit->sentence, why_plain(why), zone_word(unit->zone));
    }
    why->shown++;
}

/* ---- Conditions ---- */

static void print_condition(const struct why *why, const struct condition *condition,
                            bool good) {
    const char *word = good ? "holds" : "fails";
    fprintf(why->options->out, "      %s%s%s  %s", good ? why_green(why) : why_red(why),
            word, why_plain(why), condition_word(condition->kind));
    if (condition->words > 0) {
        fprintf(why->options->out, " (within %u words)", condition->words);
    }
    for (uint32_t i = 0; i < condition->pattern_count; i++) {
        struct slice source = why->rules->patterns[condition->patterns[i]].source;
        fprintf(why->options->out, "%s ", i == 0 ? ":" : " |");
        why_print(why, slice_of(source.data, source.size > 160 ? 160 : source.size));
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

bool why_conditions(struct why *why, struct unit *unit, struct span mark,
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

void why_outcome(struct why *why, struct span mark, uint16_t type) {
    const struct mention *mention = mention_over(why, mark, type);
    const struct trace *trace = trace_over(why, mark);
    if (mention != NULL && mention->rule == why->rule &&
        mention->span.start == mark.start && mention->span.end == mark.end) {
        fprintf(why->options->out, "      %smarked%s as ", why_green(why),
                why_plain(why));
        why_print(why, mention->id.size > 0 ? mention->id : why->rules->types[type]);
        fputc('\n', why->options->out);
        return;
    }
    fprintf(why->options->out, "      %snot marked%s: ", why_red(why), why_plain(why));
    if (mention != NULL) {
        why_print(why, why->rules->rules[mention->rule].name);
        fputs(" marks '", why->options->out);
        why_print(why, article_slice(why->work.article, mention->span));
        fputs("' here\n", why->options->out);
    } else if (trace != NULL) {
        why_print(why, why->rules->rules[trace->rule].name);
        fprintf(why->options->out, " %s\n",
                trace->kind == TRACE_DROPPED ? "dropped it"
                                             : "claims the words for something else");
    } else {
        fputs("a mention of another type blocks it, or nothing spoke for any of its "
              "meanings\n",
              why->options->out);
    }
}
