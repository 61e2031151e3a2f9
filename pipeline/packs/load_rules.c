/* Rules: a node of a rule file -> a struct rule with its patterns and conditions. */
#include "packs/loader.h"

static const char *const rule_keys[] = {
    "id",          "note",       "scope",         "match",        "case",
    "priority",    "confidence", "triggers",      "emit",         "adjust",
    "tests",       "requires",   "document",      "near",         "unless",
    "unless_near", "inside",     "unless_inside", "before_text",  "unless_document",
    "elsewhere",   "after_text", "unless_before", "unless_after", "zones",
    "compose",     "allow",
};

/* ---- Patterns ---- */

static void set_triggers(struct loader *loader, const struct yaml_node *node,
                         uint32_t number) {
    uint32_t count = yaml_count(node);
    struct literal *literals =
        loader_need(loader, arena_alloc_array(loader->arena, count, sizeof *literals));
    if (literals == NULL) {
        return;
    }
    struct pattern *pattern = &loader->patterns.items[number];
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (yaml_expect(item, YAML_TEXT, "a trigger", loader->errors)) {
            literals[pattern->trigger_literal_count++].text = item->text;
        }
    }
    pattern->trigger_literals = literals;
    loader->pattern_sources.items[number].triggers_given = count > 0;
}

static void check_case(struct loader *loader, const struct yaml_node *node) {
    struct slice word = loader_text(loader, node, "case");
    if (word.size > 0 && !slice_is(word, "exact") && !slice_is(word, "any")) {
        pack_error_add(loader->errors, yaml_member(node, "case")->place,
                       "case must be `exact` or `any`");
    }
}

/* The patterns of one text: one, or with `split` one a branch. */
static uint32_t count_patterns(const struct loader *loader, struct slice text) {
    uint32_t count = 1;
    if (loader->options != NULL && loader->options->split) {
        uint32_t at = 0;
        for (count = 0; at <= text.size; count++) {
            pattern_branch(text, &at);
        }
    }
    return count;
}

static void take_pattern(struct loader *loader, const struct yaml_node *node,
                         const struct yaml_node *item, struct slice text,
                         struct rule *rule, uint32_t *patterns) {
    const struct yaml_node *triggers = yaml_member(node, "triggers");
    bool exact = slice_is(loader_text(loader, node, "case"), "exact");
    uint32_t number = loader_pattern(loader, text, item->place, exact, USE_MATCH);
    if (number != RULE_NONE) {
        patterns[rule->pattern_count++] = number;
        if (triggers != NULL && triggers->kind == YAML_LIST) {
            set_triggers(loader, triggers, number);
        }
    }
}

static void load_matches(struct loader *loader, const struct yaml_node *node,
                         struct rule *rule) {
    const struct yaml_node *match = yaml_member(node, "match");
    const struct yaml_node *triggers = yaml_member(node, "triggers");
    if (match == NULL || match->kind == YAML_MAP) {
        pack_error_add(loader->errors, node->place,
                       "a rule needs `match`: a pattern or a list of them");
        return;
    }
    if (triggers != NULL) {
        yaml_expect(triggers, YAML_LIST, "triggers", loader->errors);
    }
    check_case(loader, node);
    bool many = match->kind == YAML_LIST;
    const struct yaml_node *first = many ? match->first : match;
    uint32_t count = 0;
    for (const struct yaml_node *at = first; at != NULL; at = many ? at->next : NULL) {
        count += count_patterns(loader, at->text);
    }
    uint32_t *patterns =
        loader_need(loader, arena_alloc_array(loader->arena, count, sizeof *patterns));
    rule->patterns = patterns;
    for (const struct yaml_node *item = first; patterns != NULL && item != NULL;
         item = many ? item->next : NULL) {
        if (!yaml_expect(item, YAML_TEXT, "a pattern", loader->errors)) {
            continue;
        }
        bool whole = count_patterns(loader, item->text) == 1;
        for (uint32_t at = 0; at <= item->text.size;) {
            struct slice text = pattern_branch(item->text, &at);
            at = whole ? (uint32_t)item->text.size + 1 : at;
            take_pattern(loader, node, item, whole ? item->text : text, rule, patterns);
        }
    }
}

/* ---- The whole ---- */

static bool scope_fits(enum rule_scope scope, enum phase phase) {
    switch (scope) {
    case SCOPE_LINE:
    case SCOPE_INLINE:
        return phase == PHASE_LAYOUT;
    case SCOPE_SENTENCE:
        return phase != PHASE_LAYOUT;
    default:
        return phase > PHASE_ENTITY;
    }
}

static void load_scope(struct loader *loader, const struct yaml_node *node,
                       struct rule *rule) {
    static const char *const words[] = {"sentence", "line", "inline",
                                        "pair",     "zone", "article"};
    struct slice word = loader_text(loader, node, "scope");
    enum phase phase = loader->source->pack.phase;
    rule->scope = phase == PHASE_LAYOUT ? SCOPE_LINE : SCOPE_SENTENCE;
    for (int i = 0; i < 6; i++) {
        if (slice_is(word, words[i]) && scope_fits((enum rule_scope)i, phase)) {
            rule->scope = (enum rule_scope)i;
            return;
        }
    }
    if (word.size > 0) {
        pack_error_add(loader->errors, yaml_member(node, "scope")->place,
                       "scope must be %s here",
                       phase == PHASE_LAYOUT   ? "line or inline"
                       : phase == PHASE_ENTITY ? "sentence"
                                               : "sentence, pair, zone or article");
    }
}

static void load_numbers(struct loader *loader, const struct yaml_node *node,
                         struct rule *rule) {
    const struct yaml_node *priority = yaml_member(node, "priority");
    const struct yaml_node *confidence = yaml_member(node, "confidence");
    int64_t number = 0;
    rule->confidence = 90;
    if (priority != NULL && loader_number(loader, priority, -1000, 1000, &number)) {
        rule->priority = (int32_t)number;
    }
    if (confidence != NULL && loader_number(loader, confidence, 0, 100, &number)) {
        rule->confidence = (uint16_t)number;
    }
}

static bool name_is_free(struct loader *loader, const struct rule *rule) {
    for (size_t i = 0; i + 1 < loader->rule_list.count; i++) {
        const struct rule *other = &loader->rule_list.items[i];
        if (slice_equal(other->name, rule->name)) {
            pack_error_add(loader->errors, loader->rule_place,
                           "%.*s stands already in line %u of %.*s; rename one",
                           (int)rule->name.size, rule->name.data, other->line,
                           (int)other->file.size, other->file.data);
            return false;
        }
    }
    return true;
}

/* Patterns, or a composition of flags. */
static void load_what_fires(struct loader *loader, const struct yaml_node *node,
                            struct rule *rule) {
    const struct yaml_node *compose = yaml_member(node, "compose");
    static const char *const keys[] = {"all", "any", "none"};
    if (compose == NULL) {
        load_matches(loader, node, rule);
        return;
    }
    rule->composed = true;
    if (rule->emit.kind != EMIT_FLAG || yaml_member(node, "match") != NULL) {
        pack_error_add(
            loader->errors, compose->place,
            "`compose` stands instead of `match`, in a rule that emits a flag or cue");
    } else if (yaml_expect(compose, YAML_MAP, "compose", loader->errors) &&
               yaml_check_keys(compose, keys, 3, loader->errors)) {
        load_composition(loader, compose, &rule->compose);
    }
}

/* Adds a rule with its names; NULL where it is left out, or after an error. */
static struct rule *begin_rule(struct loader *loader, const struct yaml_node *node,
                               bool known) {
    struct slice id = loader_text(loader, node, "id");
    struct slice note = loader_text(loader, node, "note");
    if ((id.size == 0 || note.size == 0) && known) {
        pack_error_add(loader->errors, node->place, "a rule needs an `id` and a `note`");
    }
    if (id.size == 0) {
        return NULL;
    }
    if (!loader_check_id(loader, node, id)) {
        return NULL;
    }
    struct slice full_name = loader_full_name(loader, id);
    if (loader_disabled(loader, full_name)) {
        return NULL;
    }
    if (loader->rule_list.count == LIMIT_RULES) {
        pack_error_add(loader->errors, node->place,
                       "more than %d rules in all packs; load fewer packs, or put terms "
                       "into a table",
                       LIMIT_RULES);
        return NULL;
    }
    struct rule *rule = LOADER_PUSH(loader, &loader->rule_list);
    if (rule == NULL) {
        return NULL;
    }
    loader->rule = (uint32_t)(loader->rule_list.count - 1);
    rule->kind = RULE_PATTERNS;
    rule->name = full_name;
    rule->note = note;
    rule->pack = loader->source->index;
    rule->file = node->place.file;
    rule->line = node->place.line;
    return name_is_free(loader, rule) ? rule : NULL;
}

void load_rule(struct loader *loader, const struct yaml_node *node) {
    if (!yaml_expect(node, YAML_MAP, "a rule", loader->errors)) {
        return;
    }
    /* A key that is missing may be one that is misspelt: that is told once. */
    bool known = yaml_check_keys(node, rule_keys, sizeof rule_keys / sizeof *rule_keys,
                                 loader->errors);
    loader->rule_place = node->place;
    struct rule *rule = begin_rule(loader, node, known);
    if (rule == NULL) {
        return;
    }
    struct condition_builder conditions = {.count = 0};
    load_scope(loader, node, rule);
    load_numbers(loader, node, rule);
    if (known || yaml_member(node, "emit") != NULL ||
        yaml_member(node, "adjust") != NULL) {
        load_emit(loader, node, rule);
    }
    if (known || yaml_member(node, "match") != NULL) {
        load_what_fires(loader, node, rule);
    }
    load_conditions(loader, node, &conditions);
    rule->conditions = condition_list_finish(loader, &conditions);
    if (known || yaml_member(node, "tests") != NULL) {
        load_tests(loader, yaml_member(node, "tests"), rule);
    }
    load_allows(loader, yaml_member(node, "allow"), rule);
}
