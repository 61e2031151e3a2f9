/* What rules of the later phases do: relations, flags, masks, frames; compositions,
 * scores and the frames' formula. */
#include "packs/loader.h"

/* A list of words: `mask: [negated, absolute]`. */
static const struct slice *load_words(struct loader *loader, const struct yaml_node *node,
                                      const char *what, uint32_t *count) {
    *count = 0;
    if (node == NULL || !yaml_expect(node, YAML_LIST, what, loader->errors)) {
        return NULL;
    }
    struct slice *words = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(node), sizeof *words));
    for (const struct yaml_node *item = node->first; words != NULL && item != NULL;
         item = item->next) {
        if (yaml_expect(item, YAML_TEXT, what, loader->errors)) {
            words[(*count)++] = item->text;
        }
    }
    return words;
}

/* ---- Emits ---- */

void load_relation(struct loader *loader, const struct yaml_node *node,
                   struct emit *emit) {
    static const char *const keys[] = {"relation", "arguments"};
    const struct yaml_node *map = yaml_member(node, "arguments");
    yaml_check_keys(node, keys, 2, loader->errors);
    emit->kind = EMIT_RELATION;
    emit->label = loader_text(loader, node, "relation");
    if (map == NULL || !yaml_expect(map, YAML_MAP, "arguments", loader->errors)) {
        pack_error_add(loader->errors, node->place,
                       "a relation needs `arguments: {role: capture}`");
        return;
    }
    struct role *roles = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(map), sizeof *roles));
    for (const struct yaml_node *item = map->first; roles != NULL && item != NULL;
         item = item->next) {
        if (yaml_expect(item, YAML_TEXT, "the capture of an argument", loader->errors)) {
            roles[emit->role_count++] = (struct role){item->key, item->text};
        }
    }
    emit->roles = roles;
}

static void load_class(struct loader *loader, const struct yaml_node *node,
                       struct emit *emit) {
    emit->class_table = RULE_NONE;
    if (node == NULL) {
        return;
    }
    if (node->kind == YAML_TEXT) {
        emit->class_text = node->text;
        return;
    }
    static const char *const keys[] = {"map"};
    const struct yaml_node *map = yaml_member(node, "map");
    if (yaml_expect(node, YAML_MAP, "class", loader->errors) &&
        yaml_check_keys(node, keys, 1, loader->errors) && map != NULL) {
        emit->class_table = loader_table(loader, map);
    }
}

void load_flag(struct loader *loader, const struct yaml_node *node, struct emit *emit) {
    static const char *const keys[] = {"flag",  "cue",   "span", "source",
                                       "class", "carry", "scope"};
    const struct yaml_node *scope = yaml_member(node, "scope");
    yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors);
    emit->kind = EMIT_FLAG;
    emit->hidden = yaml_member(node, "cue") != NULL;
    emit->label = loader_text(loader, node, emit->hidden ? "cue" : "flag");
    emit->span = loader_text(loader, node, "span");
    emit->source = loader_text(loader, node, "source");
    emit->source_last = slice_is(emit->source, "last");
    emit->source_previous = emit->source_last || slice_is(emit->source, "previous");
    if (emit->source_previous) {
        emit->source.size = 0;
    }
    load_class(loader, yaml_member(node, "class"), emit);
    emit->carry = loader_flag(loader, yaml_member(node, "carry"));
    if (scope != NULL) {
        emit->clause_scope = slice_is(scope->text, "clause");
        if (!emit->clause_scope) {
            pack_error_add(loader->errors, scope->place,
                           "the scope of a flag can only be `clause`");
        }
    }
}

void load_mask(struct loader *loader, const struct yaml_node *node, struct emit *emit) {
    static const char *const keys[] = {"mask", "span"};
    const struct yaml_node *mask = yaml_member(node, "mask");
    yaml_check_keys(node, keys, 2, loader->errors);
    emit->kind = EMIT_MASK;
    emit->span = loader_text(loader, node, "span");
    if (mask->kind != YAML_TEXT || !slice_is(mask->text, "all")) {
        emit->masks = load_words(loader, mask, "mask", &emit->mask_count);
    }
}

void load_frame(struct loader *loader, const struct yaml_node *node, struct emit *emit) {
    static const char *const keys[] = {"frame", "strength", "span", "stance"};
    struct slice strength = loader_text(loader, node, "strength");
    struct slice stance = loader_text(loader, node, "stance");
    yaml_check_keys(node, keys, 4, loader->errors);
    emit->kind = EMIT_FRAME;
    emit->label = loader_text(loader, node, "frame");
    emit->span = loader_text(loader, node, "span");
    emit->strong = slice_is(strength, "strong");
    emit->stance = slice_is(stance, "negated")    ? STANCE_NEGATED
                   : slice_is(stance, "asserted") ? STANCE_ASSERTED
                                                  : STANCE_OPEN;
    if (!emit->strong && !slice_is(strength, "weak")) {
        pack_error_add(loader->errors, node->place,
                       "a frame needs `strength: strong` or `weak`");
    }
    if (emit->stance == STANCE_OPEN && stance.size > 0) {
        pack_error_add(loader->errors, node->place, "stance can be negated or asserted");
    }
}

/* ---- Compositions ---- */

static struct member load_member(struct loader *loader, const struct yaml_node *node) {
    struct member member = {.name = node->text};
    struct slice text = node->text;
    if (text.size < 3 || text.data[0] != '{' || text.data[text.size - 1] != '}') {
        return member;
    }
    struct slice inner = slice_of(text.data + 1, text.size - 2);
    size_t at = 0;
    while (at < inner.size && inner.data[at] != ':' && inner.data[at] != '.') {
        at++;
    }
    member.name.size = 0;
    member.atom.type = loader_type(loader, slice_of(inner.data, at));
    if (at < inner.size) {
        struct slice rest = slice_of(inner.data + at + 1, inner.size - at - 1);
        *(inner.data[at] == ':' ? &member.atom.id : &member.atom.class) = rest;
    }
    return member;
}

static struct member_list load_members(struct loader *loader, const struct yaml_node *map,
                                       const char *key) {
    struct member_list list = {NULL, 0};
    const struct yaml_node *node = yaml_member(map, key);
    if (node == NULL || !yaml_expect(node, YAML_LIST, key, loader->errors)) {
        return list;
    }
    struct member *items = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(node), sizeof *items));
    for (const struct yaml_node *item = node->first; items != NULL && item != NULL;
         item = item->next) {
        if (yaml_expect(item, YAML_TEXT, "a flag, cue or mention", loader->errors)) {
            items[list.count++] = load_member(loader, item);
        }
    }
    list.items = items;
    return list;
}

void load_composition(struct loader *loader, const struct yaml_node *map,
                      struct composition *composition) {
    composition->all = load_members(loader, map, "all");
    composition->any = load_members(loader, map, "any");
    composition->none = load_members(loader, map, "none");
    if (composition->all.count + composition->any.count + composition->none.count == 0) {
        pack_error_add(loader->errors, map->place,
                       "needs `all`, `any` or `none`: lists of flags, cues or mentions");
    }
}

/* ---- Scores ---- */

static void load_part(struct loader *loader, const struct yaml_node *node,
                      struct part *part) {
    static const char *const keys[] = {"part", "points", "all", "any", "none"};
    const struct yaml_node *points = yaml_member(node, "points");
    int64_t number = 0;
    if (!yaml_expect(node, YAML_MAP, "a part", loader->errors) ||
        !yaml_check_keys(node, keys, 5, loader->errors)) {
        return;
    }
    part->name = loader_text(loader, node, "part");
    if (part->name.size == 0 || points == NULL) {
        pack_error_add(loader->errors, node->place,
                       "a part needs its `part` (a name) and `points`");
    } else if (loader_number(loader, points, -100, 100, &number)) {
        part->points = (int32_t)number;
    }
    load_composition(loader, node, &part->when);
}

void load_score(struct loader *loader, const struct yaml_node *node) {
    static const char *const keys[] = {"id", "note", "score", "parts"};
    if (!yaml_expect(node, YAML_MAP, "a score", loader->errors) ||
        !yaml_check_keys(node, keys, 4, loader->errors)) {
        return;
    }
    const struct yaml_node *parts = yaml_member(node, "parts");
    struct score *score = LOADER_PUSH(loader, &loader->scores);
    if (score == NULL || parts == NULL ||
        !yaml_expect(parts, YAML_LIST, "parts", loader->errors)) {
        pack_error_add(loader->errors, node->place, "a score needs its `parts`");
        return;
    }
    score->name = loader_text(loader, node, "score");
    struct slice id = loader_text(loader, node, "id");
    loader_check_id(loader, node, id);
    score->rule = loader_full_name(loader, id);
    score->pack = loader->source->index;
    struct part *items = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(parts), sizeof *items));
    for (const struct yaml_node *item = parts->first; items != NULL && item != NULL;
         item = item->next) {
        load_part(loader, item, &items[score->part_count++]);
    }
    score->parts = items;
}

/* ---- Once a pack ---- */

static int32_t load_points(struct loader *loader, const struct yaml_node *map,
                           const char *key) {
    const struct yaml_node *node = map == NULL ? NULL : yaml_member(map, key);
    int64_t number = 0;
    if (node == NULL) {
        pack_error_add(loader->errors, map == NULL ? loader->source->place : map->place,
                       "scoring needs %s", key);
    } else {
        loader_number(loader, node, 0, 100, &number);
    }
    return (int32_t)number;
}

/* A number that may be left out. */
static int32_t load_choice(struct loader *loader, const struct yaml_node *map,
                           const char *key, int32_t most, int32_t otherwise) {
    const struct yaml_node *node = map == NULL ? NULL : yaml_member(map, key);
    int64_t number = otherwise;
    if (node != NULL) {
        loader_number(loader, node, 0, most, &number);
    }
    return (int32_t)number;
}

/* How an article's length, its paragraphs and words said again bear on the points. */
static void load_measures(struct loader *loader, const struct yaml_node *node,
                          struct scoring *scoring) {
    static const char *const keys[] = {"words", "growth"};
    const struct yaml_node *length = yaml_member(node, "length");
    if (length != NULL && yaml_expect(length, YAML_MAP, "length", loader->errors)) {
        yaml_check_keys(length, keys, 2, loader->errors);
    }
    scoring->words = load_choice(loader, length, "words", LIMIT_LENGTH_WORDS, 0);
    scoring->growth = load_choice(loader, length, "growth", 100, 0);
    scoring->repeated = load_choice(loader, node, "repeated", 100, 100);
    scoring->paragraph = load_choice(loader, node, "paragraph", 100, 100);
}

/* What makes evidence negated, attributed or disputed, and how much of it a frame. */
static void load_stances(struct loader *loader, const struct yaml_node *node,
                         struct scoring *scoring) {
    static const char *const keys[] = {"negated", "contested", "asserted"};
    const struct yaml_node *shares = yaml_member(node, "shares");
    if (shares != NULL && yaml_expect(shares, YAML_MAP, "shares", loader->errors)) {
        yaml_check_keys(shares, keys, 3, loader->errors);
    }
    scoring->negated = load_words(loader, yaml_member(node, "negated"), "negated",
                                  &scoring->negated_count);
    scoring->attributed = load_words(loader, yaml_member(node, "attributed"),
                                     "attributed", &scoring->attributed_count);
    scoring->disputed = load_words(loader, yaml_member(node, "disputed"), "disputed",
                                   &scoring->disputed_count);
    scoring->reach =
        load_choice(loader, node, "reach", LIMIT_NEAR_WORDS, LIMIT_NEAR_WORDS);
    scoring->share_negated = load_choice(loader, shares, "negated", 100, 100);
    scoring->share_contested = load_choice(loader, shares, "contested", 100, 1);
    scoring->share_asserted = load_choice(loader, shares, "asserted", 100, 1);
}

void load_scoring(struct loader *loader, const struct yaml_node *node) {
    static const char *const keys[] = {"points",   "threshold", "repeated", "paragraph",
                                       "length",   "negated",   "reach",    "attributed",
                                       "disputed", "shares",    "generic"};
    if (!yaml_expect(node, YAML_MAP, "scoring", loader->errors) ||
        !yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors)) {
        return;
    }
    const struct yaml_node *points = yaml_member(node, "points");
    const struct yaml_node *generic = yaml_member(node, "generic");
    struct scoring *scoring = LOADER_PUSH(loader, &loader->scorings);
    if (scoring == NULL) {
        return;
    }
    *scoring = (struct scoring){
        .pack = loader->source->index,
        .strong = load_points(loader, points, "strong"),
        .weak = load_points(loader, points, "weak"),
        .strong_lead = load_points(loader, points, "strong_lead"),
        .weak_lead = load_points(loader, points, "weak_lead"),
        .threshold = load_points(loader, node, "threshold"),
        .generic = generic == NULL ? RULE_NONE : loader_table(loader, generic),
    };
    load_measures(loader, node, scoring);
    load_stances(loader, node, scoring);
}

void load_edges(struct loader *loader, const struct yaml_node *node) {
    if (yaml_expect(node, YAML_TEXT, "edges", loader->errors)) {
        loader->edges = loader_pattern(loader, node->text, node->place, false, USE_EDGE);
    }
}
