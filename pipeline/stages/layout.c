/* The layout rules as segmentation asks for them: tables by name, and which patterns must
 * be tried on every line because no literal announces them. */
#include "stages/segment_parts.h"

#include "base/memory.h"

const struct rule *layout_rule_of(const struct layout *layout, uint32_t pattern) {
    uint32_t number = layout->rules->patterns[pattern].rule;
    if (number >= layout->rules->rule_count) {
        return NULL;
    }
    const struct rule *rule = &layout->rules->rules[number];
    bool layout_rule = rule->kind == RULE_PATTERNS && rule->emit.kind == EMIT_ZONE;
    return layout_rule ? rule : NULL;
}

/* A literal announces every match: nothing else can. */
static bool announced(const struct pattern *pattern) {
    return pattern->triggered && pattern->trigger_classes == 0 &&
           pattern->trigger_literal_count > 0;
}

/* Counts the patterns of layout rules that nothing announces, and lists them where there
 * is a list. */
static uint32_t list_always(const struct layout *layout, uint32_t *list) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < layout->rules->rule_count; i++) {
        const struct rule *rule = &layout->rules->rules[i];
        if (rule->kind != RULE_PATTERNS || rule->emit.kind != EMIT_ZONE) {
            continue;
        }
        for (uint32_t j = 0; j < rule->pattern_count; j++) {
            if (announced(&layout->rules->patterns[rule->patterns[j]])) {
                continue;
            }
            if (list != NULL) {
                list[count] = rule->patterns[j];
            }
            count++;
        }
    }
    return count;
}

static bool fill(struct layout *layout) {
    const struct rules *rules = layout->rules;
    struct arena *arena = &layout->arena;
    layout->always_count = list_always(layout, NULL);
    layout->always =
        arena_alloc_array(arena, layout->always_count, sizeof *layout->always);
    layout->key_kinds = arena_alloc(arena, rules->key_count);
    if (layout->always == NULL || layout->key_kinds == NULL) {
        return false;
    }
    list_always(layout, layout->always);
    return word_set_make(&layout->abbreviations, arena,
                         rules_table(rules, "layout/abbreviations")) &&
           word_set_make(&layout->function_words, arena,
                         rules_table(rules, "layout/function-words")) &&
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
