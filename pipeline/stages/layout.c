/* The layout rules as segmentation asks for them: tables by name, and which patterns must
 * be tried on every line because no literal announces them. */
#include "stages/segment_parts.h"

#include "base/memory.h"

const struct rule *layout_rule_of(const struct layout *layout, uint32_t pattern) {
    uint32_t number = layout->rule_of[pattern];
    return number == RULE_NONE ? NULL : &layout->rules->rules[number];
}

/* A literal announces every match: nothing else can. */
static bool announced(const struct pattern *pattern) {
    return pattern->triggered && pattern->trigger_classes == 0 &&
           pattern->trigger_literal_count > 0;
}

/* Notes of each pattern whether it is a layout rule's, and lists those that nothing
 * announces. */
static void list_patterns(struct layout *layout) {
    memset(layout->rule_of, 0xFF, layout->rules->pattern_count * sizeof *layout->rule_of);
    for (uint32_t i = 0; i < layout->rules->rule_count; i++) {
        const struct rule *rule = &layout->rules->rules[i];
        if (rule->kind != RULE_PATTERNS || rule->emit.kind != EMIT_ZONE) {
            continue;
        }
        for (uint32_t j = 0; j < rule->pattern_count; j++) {
            layout->rule_of[rule->patterns[j]] = i;
            if (!announced(&layout->rules->patterns[rule->patterns[j]])) {
                layout->always[layout->always_count++] = rule->patterns[j];
            }
        }
    }
}

static bool fill(struct layout *layout) {
    const struct rules *rules = layout->rules;
    struct arena *arena = &layout->arena;
    layout->always =
        arena_alloc_array(arena, rules->pattern_count, sizeof *layout->always);
    layout->rule_of =
        arena_alloc_array(arena, rules->pattern_count, sizeof *layout->rule_of);
    if (layout->always == NULL || layout->rule_of == NULL) {
        return false;
    }
    list_patterns(layout);
    return word_set_make(&layout->abbreviations, arena,
                         rules_table(rules, "layout/abbreviations")) &&
           word_set_make(&layout->function_words, arena,
                         rules_table(rules, RULES_FUNCTION_WORDS)) &&
           word_set_make(&layout->open_words, arena,
                         rules_table(rules, "layout/open-words")) &&
           word_set_make(&layout->months, arena, rules_table(rules, "layout/months"));
}

struct layout *layout_new(const struct rules *rules) {
    struct layout *layout = memory_alloc(sizeof *layout);
    if (layout == NULL) {
        return NULL;
    }
    *layout = (struct layout){.rules = rules};
    arena_init(&layout->arena);
    if (!fill(layout)) {
        layout_free(layout);
        return NULL;
    }
    return layout;
}

void layout_free(struct layout *layout) {
    if (layout != NULL) {
        arena_deinit(&layout->arena);
        memory_free(layout);
    }
}
