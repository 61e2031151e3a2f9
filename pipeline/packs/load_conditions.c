/* Conditions: what must hold around a mark. The same keys are columns of a lexicon and
 * members of a rule. */
#include "packs/loader.h"

enum { NEAR_WORDS = 6 };

static enum pattern_use use_of(enum condition_kind kind) {
    switch (kind) {
    case CONDITION_BEFORE_TEXT:
    case CONDITION_UNLESS_BEFORE:
        return USE_BEFORE;
    case CONDITION_AFTER_TEXT:
    case CONDITION_UNLESS_AFTER:
        return USE_AFTER;
    case CONDITION_ELSEWHERE:
        return USE_ELSEWHERE;
    default:
        return USE_CONDITION;
    }
}

static bool takes_words(enum condition_kind kind) {
    return kind == CONDITION_NEAR || kind == CONDITION_UNLESS_NEAR;
}

/* "8: PATTERN" -> 8 and PATTERN. A pattern without a number keeps the default. */
static uint32_t split_words(struct slice *text) {
    size_t at = 0;
    uint32_t words = 0;
    while (at < text->size && at < 4 && text->data[at] >= '0' && text->data[at] <= '9') {
        words = words * 10 + (uint32_t)(text->data[at++] - '0');
    }
    if (at == 0 || at + 1 >= text->size || text->data[at] != ':' ||
        text->data[at + 1] != ' ') {
        return NEAR_WORDS;
    }
    at += 2;
    text->data += at;
    text->size -= at;
    return words;
}

/* The condition of that kind (and number of words): one that stands already, or a new
 * one. */
static struct condition *condition_of(struct condition_builder *builder,
                                      enum condition_kind kind, uint32_t words) {
    for (uint32_t i = 0; i < builder->count; i++) {
        if (builder->items[i].kind == kind && builder->items[i].words == words) {
            return &builder->items[i];
        }
    }
    if (builder->count == sizeof builder->items / sizeof *builder->items) {
        return NULL;
    }
    struct condition *condition = &builder->items[builder->count++];
    *condition = (struct condition){.kind = kind, .words = words};
    return condition;
}

bool load_condition_text(struct loader *loader, enum condition_kind kind,
                         struct slice text, struct place place,
                         struct condition_builder *builder) {
    uint32_t words = takes_words(kind) ? split_words(&text) : 0;
    if (words > LIMIT_NEAR_WORDS) {
        pack_error_add(loader->errors, place,
                       "%u words are not near any more; write %d at most", words,
                       LIMIT_NEAR_WORDS);
        return false;
    }
    struct condition *condition = condition_of(builder, kind, words);
    if (condition == NULL) {
        pack_error_add(loader->errors, place,
                       "more than %zu conditions; split the rule in two",
                       sizeof builder->items / sizeof *builder->items);
        return false;
    }
    uint32_t pattern = loader_pattern(loader, text, place, false, use_of(kind));
    if (pattern == RULE_NONE) {
        return false;
    }
    uint32_t *patterns =
        loader_need(loader, arena_alloc_array(loader->arena, condition->pattern_count + 1,
                                              sizeof *patterns));
    if (patterns == NULL) {
        return false;
    }
    if (condition->pattern_count > 0) {
        memcpy(patterns, condition->patterns,
               condition->pattern_count * sizeof *patterns);
    }
    patterns[condition->pattern_count++] = pattern;
    condition->patterns = patterns;
    return true;
}

static void load_zones(struct loader *loader, const struct yaml_node *node,
                       struct condition_builder *builder) {
    if (!yaml_expect(node, YAML_LIST, "zones", loader->errors)) {
        return;
    }
    struct condition *condition = condition_of(builder, CONDITION_ZONES, 0);
    for (const struct yaml_node *item = node->first; condition != NULL && item != NULL;
         item = item->next) {
        enum zone_kind zone = ZONE_BODY;
        if (loader_zone(loader, item, &zone)) {
            condition->zones |= 1u << zone;
        }
    }
}

static void load_condition(struct loader *loader, enum condition_kind kind,
                           const struct yaml_node *node,
                           struct condition_builder *builder) {
    if (kind == CONDITION_ZONES) {
        load_zones(loader, node, builder);
    } else if (node->kind == YAML_TEXT) {
        load_condition_text(loader, kind, node->text, node->place, builder);
    } else if (yaml_expect(node, YAML_LIST, condition_word((enum condition_kind)kind),
                           loader->errors)) {
        for (const struct yaml_node *item = node->first; item != NULL;
             item = item->next) {
            if (yaml_expect(item, YAML_TEXT, "a condition", loader->errors)) {
                load_condition_text(loader, kind, item->text, item->place, builder);
            }
        }
    }
}

void load_conditions(struct loader *loader, const struct yaml_node *map,
                     struct condition_builder *builder) {
    for (int kind = 0; kind < CONDITION_KINDS; kind++) {
        const struct yaml_node *node =
            yaml_member(map, condition_word((enum condition_kind)kind));
        if (node != NULL) {
            load_condition(loader, (enum condition_kind)kind, node, builder);
        }
    }
}

struct condition_list condition_list_finish(struct loader *loader,
                                            const struct condition_builder *builder) {
    struct condition_list list = {NULL, 0};
    struct condition *items = loader_need(
        loader, arena_alloc_array(loader->arena, builder->count, sizeof *items));
    if (items != NULL && builder->count > 0) {
        memcpy(items, builder->items, builder->count * sizeof *items);
        list = (struct condition_list){items, builder->count};
    }
    return list;
}
