/* The small parts that rule files are made of: scalars, type names, values, tests. */
#include "packs/loader.h"

void *loader_need(struct loader *loader, void *memory) {
    if (memory == NULL) {
        loader->errors->out_of_memory = true;
    }
    return memory;
}

static bool is_type_name(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte == '_' && i > 0)) {
            return false;
        }
    }
    return name.size > 0;
}

bool loader_has_room(struct loader *loader, struct place place, size_t count,
                     size_t limit, const char *what) {
    if (count >= limit) {
        pack_error_add(loader->errors, place,
                       "more than %zu %s in all packs; leave some out with --only", limit,
                       what);
    }
    return count < limit;
}

uint16_t loader_type(struct loader *loader, struct slice name) {
    for (size_t i = 0; i < loader->types.count; i++) {
        if (slice_equal(loader->types.items[i], name)) {
            return (uint16_t)i;
        }
    }
    if (!is_type_name(name)) {
        pack_error_add(loader->errors, loader->rule_place,
                       "%.*s is no name for a type; use small letters and underscores",
                       (int)name.size, name.data);
        return 0;
    }
    if (loader->types.count >= LIMIT_TYPES) {
        pack_error_add(loader->errors, loader->rule_place,
                       "more than %d entity types; use attributes instead", LIMIT_TYPES);
        return 0;
    }
    struct slice *type = LOADER_PUSH(loader, &loader->types);
    struct slice *class = LOADER_PUSH(loader, &loader->type_classes);
    if (type == NULL || class == NULL) {
        return 0;
    }
    *type = name;
    *class = SLICE_LITERAL("class");
    return (uint16_t)(loader->types.count - 1);
}

struct slice loader_text(struct loader *loader, const struct yaml_node *map,
                         const char *key) {
    const struct yaml_node *node = yaml_member(map, key);
    if (node == NULL || !yaml_expect(node, YAML_TEXT, key, loader->errors)) {
        return (struct slice){NULL, 0};
    }
    return node->text;
}

bool loader_parse_number(struct slice text, int64_t *number) {
    bool negative = text.size > 0 && text.data[0] == '-';
    size_t at = negative ? 1 : 0;
    int64_t sum = 0;
    if (at == text.size || text.size > 10) {
        return false;
    }
    for (; at < text.size; at++) {
        if (text.data[at] < '0' || text.data[at] > '9') {
            return false;
        }
        sum = sum * 10 + (text.data[at] - '0');
    }
    *number = negative ? -sum : sum;
    return true;
}

bool loader_number(struct loader *loader, const struct yaml_node *node, int64_t low,
                   int64_t high, int64_t *number) {
    int64_t value = 0;
    if (node->kind != YAML_TEXT || !loader_parse_number(node->text, &value) ||
        value < low || value > high) {
        pack_error_add(
            loader->errors, node->place, "%.*s must be a whole number from %lld to %lld",
            (int)node->key.size, node->key.data, (long long)low, (long long)high);
        return false;
    }
    *number = value;
    return true;
}

bool loader_zone(struct loader *loader, const struct yaml_node *node,
                 enum zone_kind *zone) {
    const char *words[ZONE_KINDS];
    for (int i = 0; i < ZONE_KINDS; i++) {
        words[i] = zone_word((enum zone_kind)i);
        if (slice_is(node->text, words[i])) {
            *zone = (enum zone_kind)i;
            return true;
        }
    }
    const char *near = nearest_word(node->text, words, ZONE_KINDS);
    pack_error_add(loader->errors, node->place, "there is no zone %.*s%s%s",
                   (int)node->text.size, node->text.data,
                   near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
    return false;
}

bool loader_flag(struct loader *loader, const struct yaml_node *node) {
    if (node == NULL) {
        return false;
    }
    if (node->kind == YAML_TEXT &&
        (slice_is(node->text, "yes") || slice_is(node->text, "no"))) {
        return slice_is(node->text, "yes");
    }
    pack_error_add(loader->errors, node->place, "%.*s must be yes or no",
                   (int)node->key.size, node->key.data);
    return false;
}

uint64_t loader_type_set(struct loader *loader, const struct yaml_node *node) {
    uint64_t set = 0;
    if (node == NULL || !yaml_expect(node, YAML_LIST, "blocks", loader->errors)) {
        return 0;
    }
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        if (yaml_expect(item, YAML_TEXT, "an item of blocks", loader->errors)) {
            set |= (uint64_t)1 << loader_type(loader, item->text);
        }
    }
    return set;
}

bool loader_check_id(struct loader *loader, const struct yaml_node *node,
                     struct slice id) {
    bool good = !slice_contains(id, SLICE_LITERAL("/")) &&
                !slice_contains(id, SLICE_LITERAL(":"));
    if (!good) {
        pack_error_add(loader->errors, node->place,
                       "the `id` of a rule holds no `/` and no `:`, which stand between "
                       "the parts of its name in records; use hyphens");
    }
    return good;
}

struct slice loader_full_name(struct loader *loader, struct slice name) {
    struct slice pack = loader->source->pack.name;
    char *full =
        loader_need(loader, arena_alloc(loader->arena, pack.size + 1 + name.size));
    if (full == NULL) {
        return (struct slice){NULL, 0};
    }
    if (pack.size > 0) { /* it may be missing, which has been said */
        memcpy(full, pack.data, pack.size);
    }
    full[pack.size] = '/';
    if (name.size > 0) {
        memcpy(full + pack.size + 1, name.data, name.size);
    }
    return slice_of(full, pack.size + 1 + name.size);
}

uint32_t loader_table(struct loader *loader, const struct yaml_node *node) {
    struct slice full = loader_full_name(loader, node->text);
    for (size_t i = 0; i < loader->tables.count; i++) {
        struct slice name = loader->tables.items[i].name;
        if (slice_equal(name, full) || slice_equal(name, node->text)) {
            return (uint32_t)i;
        }
    }
    pack_error_add(
        loader->errors, node->place,
        "there is no table %.*s; name its file under `tables` in a file of this pack",
        (int)node->text.size, node->text.data);
    return RULE_NONE;
}

bool loader_disabled(struct loader *loader, struct slice full_name) {
    const struct rules_options *options = loader->options;
    for (size_t i = 0; options != NULL && i < options->disable_count; i++) {
        if (slice_is(full_name, options->disable[i])) {
            loader->disabled_seen |= (uint64_t)1 << (i & 63);
            return true;
        }
    }
    return false;
}

/* ---- Values ---- */

static void load_date(struct loader *loader, const struct yaml_node *date,
                      struct value *value) {
    static const char *const keys[] = {"year",       "month",       "day",
                                       "until_year", "until_month", "until_day"};
    if (yaml_expect(date, YAML_MAP, "date", loader->errors) &&
        yaml_check_keys(date, keys, 6, loader->errors)) {
        value->kind = VALUE_DATE;
        value->date.year = loader_text(loader, date, "year");
        value->date.month = loader_text(loader, date, "month");
        value->date.day = loader_text(loader, date, "day");
        value->until.year = loader_text(loader, date, "until_year");
        value->until.month = loader_text(loader, date, "until_month");
        value->until.day = loader_text(loader, date, "until_day");
    }
}

void load_value(struct loader *loader, const struct yaml_node *node,
                struct value *value) {
    static const char *const keys[] = {"capture", "lower", "map",   "of",
                                       "number",  "scale", "table", "date"};
    value->name = node->key;
    value->table = RULE_NONE;
    if (node->kind == YAML_TEXT) {
        value->kind = VALUE_TEXT;
        value->text = node->text;
        return;
    }
    if (!yaml_expect(node, YAML_MAP, "a value", loader->errors) ||
        !yaml_check_keys(node, keys, sizeof keys / sizeof *keys, loader->errors)) {
        return;
    }
    const struct yaml_node *map = yaml_member(node, "map");
    const struct yaml_node *table = yaml_member(node, "table");
    const struct yaml_node *date = yaml_member(node, "date");
    value->lower = loader_flag(loader, yaml_member(node, "lower"));
    value->scale = loader_text(loader, node, "scale");
    if (map != NULL || table != NULL) {
        value->table = loader_table(loader, map != NULL ? map : table);
    }
    if (map != NULL) {
        value->kind = VALUE_MAP;
        value->capture = loader_text(loader, node, "of");
    } else if (date != NULL) {
        load_date(loader, date, value);
    } else if (yaml_member(node, "number") != NULL) {
        value->kind = VALUE_NUMBER;
        value->capture = loader_text(loader, node, "number");
    } else {
        value->kind = VALUE_CAPTURE;
        value->capture = loader_text(loader, node, "capture");
    }
    if (value->kind != VALUE_DATE && value->capture.size == 0) {
        pack_error_add(loader->errors, node->place,
                       "a value is text, {capture: x}, {map: table, of: x}, {number: x} "
                       "or {date: ...}");
    }
}

/* ---- Tests ---- */

void load_allows(struct loader *loader, const struct yaml_node *node, struct rule *rule) {
    const char *words[WARNINGS];
    if (node == NULL || !yaml_expect(node, YAML_MAP, "allow", loader->errors)) {
        return;
    }
    for (int i = 0; i < WARNINGS; i++) {
        words[i] = warning_word((enum warning)i);
    }
    struct want *allows = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(node), sizeof *allows));
    for (const struct yaml_node *item = node->first; allows != NULL && item != NULL;
         item = item->next) {
        int at = 0;
        while (at < WARNINGS && !slice_is(item->key, words[at])) {
            at++;
        }
        if (at == WARNINGS) {
            const char *near = nearest_word(item->key, words, WARNINGS);
            pack_error_add(loader->errors, item->place, "there is no warning %.*s%s%s",
                           (int)item->key.size, item->key.data,
                           near == NULL ? "" : "; did you mean ",
                           near == NULL ? "" : near);
        } else if (yaml_expect(item, YAML_TEXT, "the reason", loader->errors)) {
            allows[rule->allow_count++] = (struct want){item->key, item->text};
        }
    }
    rule->allows = allows;
}

static void load_wants(struct loader *loader, const struct yaml_node *map,
                       struct rule_test *test) {
    if (!yaml_expect(map, YAML_MAP, "want", loader->errors)) {
        return;
    }
    struct want *wants = loader_need(
        loader, arena_alloc_array(loader->arena, yaml_count(map), sizeof *wants));
    if (wants == NULL) {
        return;
    }
    uint32_t at = 0;
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        if (yaml_expect(item, YAML_TEXT, "a wanted value", loader->errors)) {
            wants[at++] = (struct want){item->key, item->text};
        }
    }
    test->wants = wants;
    test->want_count = at;
}

static void load_test(struct loader *loader, const struct yaml_node *node,
                      struct rule_test *test) {
    static const char *const keys[] = {"hit", "miss", "want", "of"};
    test->line = node->place.line;
    if (!yaml_expect(node, YAML_MAP, "a test", loader->errors) ||
        !yaml_check_keys(node, keys, 4, loader->errors)) {
        return;
    }
    const struct yaml_node *hit = yaml_member(node, "hit");
    const struct yaml_node *miss = yaml_member(node, "miss");
    const struct yaml_node *want = yaml_member(node, "want");
    if ((hit == NULL) == (miss == NULL)) {
        pack_error_add(loader->errors, node->place, "a test has either `hit` or `miss`");
        return;
    }
    if (miss != NULL && want != NULL) {
        pack_error_add(loader->errors, want->place,
                       "a `miss` wants nothing; use `of: ID` to name one id");
    }
    test->hit = hit != NULL;
    test->text = loader_text(loader, node, hit != NULL ? "hit" : "miss");
    test->of = loader_text(loader, node, "of");
    if (want != NULL) {
        load_wants(loader, want, test);
    }
}

void load_tests(struct loader *loader, const struct yaml_node *node, struct rule *rule) {
    uint32_t count = 0;
    uint32_t hits = 0;
    if (node != NULL && yaml_expect(node, YAML_LIST, "tests", loader->errors)) {
        count = yaml_count(node);
    }
    struct rule_test *tests =
        loader_need(loader, arena_alloc_array(loader->arena, count, sizeof *tests));
    if (tests == NULL) {
        return;
    }
    uint32_t at = 0;
    for (const struct yaml_node *item = count == 0 ? NULL : node->first; item != NULL;
         item = item->next) {
        load_test(loader, item, &tests[at]);
        hits += tests[at].hit ? 1 : 0;
        at++;
    }
    rule->tests = tests;
    rule->test_count = count;
    if (hits == 0 || hits == count) {
        pack_error_add(loader->errors, loader->rule_place,
                       "%.*s needs at least one `hit` and one `miss` under `tests`",
                       (int)rule->name.size, rule->name.data);
    }
}
