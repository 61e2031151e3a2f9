/* Why nothing of a rule matched in a sentence: of each pattern, what it needs that does
 * not stand there. */
#include "cli/rules_why_parts.h"

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

void why_silence(struct why *why, struct unit *unit) {
    const struct rule *rule = &why->rules->rules[why->rule];
    why_head(why, unit);
    why_context(why, unit, (struct span){unit->span.end, unit->span.end});
    if (rule->kind == RULE_LEXICON) {
        fputs("      no term of the lexicon stands here as it wants to be written\n",
              why->options->out);
    }
    for (uint32_t i = 0; rule->kind != RULE_LEXICON && i < rule->pattern_count; i++) {
        explain_pattern(why, unit, rule->patterns[i], i, rule->pattern_count);
    }
}
