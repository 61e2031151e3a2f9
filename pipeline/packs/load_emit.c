/* What a rule does where it matches: `emit`, which differs from phase to phase, and
 * `adjust`. That of the later phases is in load_judge.c. */
#include "packs/loader.h"

static void load_value_map(struct loader *loader, const struct yaml_node *map,
                           struct emit *emit) {
    if (map == NULL || !yaml_expect(map, YAML_MAP, "attributes", loader->errors)) {
        return;
    }
    struct value *values = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(map), sizeof *values));
    if (values == NULL) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        load_value(loader, item, &values[emit->attribute_count++]);
    }
    emit->attributes = values;
}

static void load_optional_value(struct loader *loader, const struct yaml_node *map,
                                const char *key, struct value *value) {
    const struct yaml_node *node = yaml_member(map, key);
    if (node != NULL) {
        load_value(loader, node, value);
    }
}

static void load_entity(struct loader *loader, const struct yaml_node *node,
                        struct rule *rule) {
    static const char *const keys[] = {"entity", "id",         "name",
                                       "span",   "attributes", "blocks"};
    struct emit *emit = &rule->emit;
    yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors);
    emit->kind = EMIT_ENTITY;
    emit->type = loader_type(loader, loader_text(loader, node, "entity"));
    rule->type = emit->type;
    emit->span = loader_text(loader, node, "span");
    load_optional_value(loader, node, "id", &emit->id);
    load_optional_value(loader, node, "name", &emit->name);
    load_value_map(loader, yaml_member(node, "attributes"), emit);
    emit->blocks = loader_type_set(loader, yaml_member(node, "blocks"));
}

static void load_again(struct loader *loader, const struct yaml_node *node,
                       struct rule *rule) {
    static const char *const keys[] = {"again", "span"};
    struct emit *emit = &rule->emit;
    yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors);
    emit->kind = EMIT_AGAIN;
    emit->type = loader_type(loader, loader_text(loader, node, "again"));
    rule->type = emit->type;
    emit->span = loader_text(loader, node, "span");
    if (emit->span.size == 0) {
        pack_error_add(loader->errors, node->place,
                       "`again` needs `span`: the capture that is the short form");
    }
}

static void load_zone(struct loader *loader, const struct yaml_node *node,
                      struct emit *emit) {
    static const char *const keys[] = {"zone", "ends", "where", "max_words"};
    static const char *const places[] = {"any", "head", "tail"};
    const struct yaml_node *words = yaml_member(node, "max_words");
    struct slice where = loader_text(loader, node, "where");
    int64_t number = 0;
    yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors);
    emit->kind = EMIT_ZONE;
    loader_zone(loader, yaml_member(node, "zone"), &emit->zone);
    emit->ends_always = slice_is(loader_text(loader, node, "ends"), "always");
    emit->ends = emit->ends_always || loader_flag(loader, yaml_member(node, "ends"));
    if (words != NULL && loader_number(loader, words, 1, 1000, &number)) {
        emit->max_words = (uint32_t)number;
    }
    bool known = where.size == 0;
    for (int i = 0; i < 3; i++) {
        if (slice_is(where, places[i])) {
            emit->where = (enum layout_where)i;
            known = true;
        }
    }
    if (!known) {
        pack_error_add(loader->errors, yaml_member(node, "where")->place,
                       "where must be any, head or tail");
    }
}

/* What a rule of a phase may emit: the member that names it, and what reads it. */
static void load_emit_of_phase(struct loader *loader, const struct yaml_node *node,
                               struct rule *rule) {
    enum phase phase = loader->source->pack.phase;
    static const char *const members[PHASES] = {"zone", "entity or again", "relation",
                                                "flag, cue or mask", "frame or mask"};
    bool mask = phase == PHASE_CLAIM || phase == PHASE_FRAME;
    bool flag = yaml_member(node, "flag") != NULL || yaml_member(node, "cue") != NULL;
    if (!yaml_expect(node, YAML_MAP, "emit", loader->errors)) {
        return;
    }
    if (phase == PHASE_ENTITY && yaml_member(node, "entity") != NULL) {
        load_entity(loader, node, rule);
    } else if (phase == PHASE_ENTITY && yaml_member(node, "again") != NULL) {
        load_again(loader, node, rule);
    } else if (phase == PHASE_LAYOUT && yaml_member(node, "zone") != NULL) {
        load_zone(loader, node, &rule->emit);
    } else if (phase == PHASE_RELATION && yaml_member(node, "relation") != NULL) {
        load_relation(loader, node, &rule->emit);
    } else if (phase == PHASE_CLAIM && flag) {
        load_flag(loader, node, &rule->emit);
    } else if (mask && yaml_member(node, "mask") != NULL) {
        load_mask(loader, node, &rule->emit);
    } else if (phase == PHASE_FRAME && yaml_member(node, "frame") != NULL) {
        load_frame(loader, node, &rule->emit);
    } else {
        pack_error_add(loader->errors, node->place,
                       "emit needs %s in a pack of this phase", members[phase]);
    }
}

static void load_adjust(struct loader *loader, const struct yaml_node *node,
                        struct emit *emit) {
    static const char *const keys[] = {"mention", "attributes", "drop", "id",
                                       "confidence"};
    const struct yaml_node *confidence = yaml_member(node, "confidence");
    int64_t number = 0;
    if (!yaml_expect(node, YAML_MAP, "adjust", loader->errors)) {
        return;
    }
    yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors);
    emit->kind = EMIT_ADJUST;
    emit->mention = loader_text(loader, node, "mention");
    emit->drop = loader_flag(loader, yaml_member(node, "drop"));
    load_value_map(loader, yaml_member(node, "attributes"), emit);
    load_optional_value(loader, node, "id", &emit->id);
    if (confidence != NULL && loader_number(loader, confidence, 0, 100, &number)) {
        emit->confidence = (int32_t)number;
    }
    if (emit->mention.size == 0) {
        pack_error_add(
            loader->errors, node->place,
            "adjust needs `mention`: the capture that is the mention to change");
    }
}

void load_emit(struct loader *loader, const struct yaml_node *node, struct rule *rule) {
    const struct yaml_node *emit = yaml_member(node, "emit");
    const struct yaml_node *adjust = yaml_member(node, "adjust");
    rule->emit.confidence = -1;
    rule->emit.id.table = rule->emit.name.table = rule->emit.class_table = RULE_NONE;
    rule->emit.stance = STANCE_OPEN;
    if ((emit == NULL) == (adjust == NULL)) {
        pack_error_add(loader->errors, node->place,
                       "a rule has either `emit` or `adjust`");
    } else if (emit != NULL) {
        load_emit_of_phase(loader, emit, rule);
    } else if (loader->source->pack.phase == PHASE_LAYOUT) {
        pack_error_add(loader->errors, adjust->place,
                       "a layout rule has `emit: {zone: ...}`");
    } else {
        load_adjust(loader, adjust, &rule->emit);
    }
}
