/* Lexicons: a TSV of terms becomes rows (what a term stands for) and terms (its written
 * forms). */
#include "packs/load_lexicon.h"

#include "text/unicode.h"

static const char *const lexicon_keys[] = {
    "file",        "type",       "ids",           "note",         "case",
    "hyphen",      "inflect",    "confidence",    "priority",     "policy",
    "attributes",  "blocks",     "tests",         "requires",     "document",
    "near",        "unless",     "unless_near",   "inside",       "unless_inside",
    "before_text", "after_text", "unless_before", "unless_after", "unless_document",
    "elsewhere",   "allow",
};

const char *const column_names[COLUMN_COUNT] = {
    "term",     "id",         "name",   "case",   "hyphen",  "inflect",
    "priority", "confidence", "blocks", "policy", "default", "note",
};

bool lexicon_reserves(struct slice name) {
    for (int i = 0; i < COLUMN_COUNT; i++) {
        if (slice_is(name, column_names[i])) {
            return true;
        }
    }
    for (int i = 0; i < CONDITION_KINDS; i++) {
        if (i != CONDITION_ZONES &&
            slice_is(name, condition_word((enum condition_kind)i))) {
            return true;
        }
    }
    return false;
}

/* ---- The lexicon's own members ---- */

static bool parse_case(struct loader *loader, struct slice word, struct place place,
                       enum case_choice *choice) {
    if (slice_is(word, "exact")) {
        *choice = CASE_CHOICE_EXACT;
    } else if (slice_is(word, "any")) {
        *choice = CASE_CHOICE_ANY;
    } else {
        pack_error_add(loader->errors, place, "case must be `exact` or `any`");
        return false;
    }
    return true;
}

bool lexicon_case(struct loader *loader, struct slice word, struct place place,
                  struct lexicon_values *values) {
    return parse_case(loader, word, place, &values->case_choice);
}

bool lexicon_policy(struct loader *loader, struct slice word, struct place place,
                    struct lexicon_values *values) {
    static const char *const words[] = {"free", "guarded", "strict"};
    for (int i = 0; i < 3; i++) {
        if (slice_is(word, words[i])) {
            values->policy = (enum policy)i;
            return true;
        }
    }
    pack_error_add(loader->errors, place, "policy must be free, guarded or strict");
    return false;
}

static void load_inflect(struct loader *loader, const struct yaml_node *node,
                         struct lexicon_values *values) {
    if (node == NULL || !yaml_expect(node, YAML_LIST, "inflect", loader->errors)) {
        return;
    }
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        lexicon_inflect(loader, item->text, item->place, values);
    }
}

void lexicon_inflect(struct loader *loader, struct slice table, struct place place,
                     struct lexicon_values *values) {
    bool known = false;
    for (size_t i = 0; i < loader->inflections.count; i++) {
        known |= slice_equal(loader->inflections.items[i].table, table);
    }
    if (!known) {
        pack_error_add(loader->errors, place, "there is no suffix table %.*s in %s",
                       (int)table.size, table.data, inflections_file);
    } else if (values->inflect_count == LIMIT_INFLECTIONS) {
        pack_error_add(loader->errors, place,
                       "more than %d suffix tables; write out the forms",
                       LIMIT_INFLECTIONS);
    } else {
        values->inflect[values->inflect_count++] = table;
    }
}

static void load_attributes(struct loader *loader, const struct yaml_node *map,
                            struct lexicon *lexicon) {
    if (map == NULL || !yaml_expect(map, YAML_MAP, "attributes", loader->errors)) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        struct attribute *attribute = LOADER_PUSH(loader, &lexicon->attributes);
        if (attribute == NULL ||
            !yaml_expect(item, YAML_TEXT, "an attribute", loader->errors)) {
            return;
        }
        *attribute = (struct attribute){.name = item->key, .text = item->text};
    }
}

static void load_defaults(struct loader *loader, const struct yaml_node *node,
                          struct lexicon *lexicon) {
    struct lexicon_values *values = &lexicon->values;
    const struct yaml_node *member = yaml_member(node, "case");
    int64_t number = 0;
    values->confidence = 90;
    if (member != NULL) {
        lexicon_case(loader, member->text, member->place, values);
    }
    values->hyphen = loader_flag(loader, yaml_member(node, "hyphen"));
    load_inflect(loader, yaml_member(node, "inflect"), values);
    member = yaml_member(node, "confidence");
    if (member != NULL && loader_number(loader, member, 0, 100, &number)) {
        values->confidence = (uint16_t)number;
    }
    member = yaml_member(node, "priority");
    if (member != NULL && loader_number(loader, member, -1000, 1000, &number)) {
        values->priority = (int32_t)number;
    }
    member = yaml_member(node, "policy");
    if (member != NULL) {
        lexicon_policy(loader, member->text, member->place, values);
    }
    values->blocks = loader_type_set(loader, yaml_member(node, "blocks"));
    load_attributes(loader, yaml_member(node, "attributes"), lexicon);
    load_conditions(loader, node, &values->conditions);
}

/* ---- Columns ---- */

static void read_columns(struct loader *loader, struct lexicon *lexicon) {
    const struct tsv *tsv = &lexicon->tsv;
    for (int i = 0; i < COLUMN_COUNT; i++) {
        lexicon->column[i] = tsv_column(tsv, column_names[i]);
    }
    for (int i = 0; i < CONDITION_KINDS; i++) {
        lexicon->condition_column[i] =
            i == CONDITION_ZONES
                ? UINT32_MAX
                : tsv_column(tsv, condition_word((enum condition_kind)i));
    }
    for (uint32_t i = 0; i < tsv->column_count; i++) {
        bool reserved = lexicon_reserves(tsv->columns[i]);
        uint32_t *other = reserved ? NULL : LOADER_PUSH(loader, &lexicon->other_columns);
        if (other != NULL) {
            *other = i;
        }
    }
    if (lexicon->column[COLUMN_TERM] == UINT32_MAX) {
        pack_error_add(loader->errors, (struct place){tsv->file, 1, 1},
                       "the header needs a column `term`");
    }
}

bool lexicon_attribute(struct loader *loader, struct slice column, struct slice cell,
                       struct attribute *attribute) {
    bool list = column.size > 2 && memcmp(column.data + column.size - 2, "[]", 2) == 0;
    *attribute = (struct attribute){.name = column, .text = cell};
    if (!list) {
        return true;
    }
    attribute->name.size -= 2;
    attribute->kind = ATTRIBUTE_LIST;
    size_t count = 1;
    for (size_t i = 0; i < cell.size; i++) {
        count += cell.data[i] == ';' ? 1 : 0;
    }
    struct slice *items =
        loader_need(loader, arena_alloc_array(loader->arena, count, sizeof *items));
    if (items == NULL) {
        return false;
    }
    size_t start = 0;
    for (size_t i = 0; i <= cell.size; i++) {
        if (i < cell.size && cell.data[i] != ';') {
            continue;
        }
        struct slice item = slice_of(cell.data + start, i - start);
        while (item.size > 0 && item.data[0] == ' ') {
            item.data++;
            item.size--;
        }
        if (item.size > 0) {
            items[attribute->item_count++] = item;
        }
        start = i + 1;
    }
    attribute->items = items;
    return true;
}

/* ---- The whole ---- */

static bool open_lexicon(struct loader *loader, const struct yaml_node *node,
                         struct lexicon *lexicon) {
    const struct yaml_node *name = yaml_member(node, "file");
    const struct yaml_node *type = yaml_member(node, "type");
    if (name == NULL || type == NULL ||
        !yaml_expect(name, YAML_TEXT, "file", loader->errors) ||
        !yaml_expect(type, YAML_TEXT, "type", loader->errors)) {
        pack_error_add(loader->errors, node->place,
                       "a lexicon needs its `file` and its `type`");
        return false;
    }
    const struct pack_file *file = loader_file(loader, name);
    if (file == NULL || !tsv_read(&loader->scratch, file->path, file->bytes,
                                  &lexicon->tsv, loader->errors)) {
        return false;
    }
    size_t size = file->name.size > 4 ? file->name.size - 4 : file->name.size;
    struct rule *rule = loader_has_room(loader, node->place, loader->rule_list.count,
                                        LIMIT_RULES, "rules and lexicons")
                            ? LOADER_PUSH(loader, &loader->rule_list)
                            : NULL;
    if (rule == NULL) {
        return false;
    }
    lexicon->rule = (uint32_t)(loader->rule_list.count - 1);
    loader->rule = lexicon->rule;
    loader->rule_place = node->place;
    rule->kind = RULE_LEXICON;
    rule->name = loader_full_name(loader, slice_of(file->name.data, size));
    rule->note = loader_text(loader, node, "note");
    rule->pack = loader->source->index;
    rule->file = node->place.file;
    rule->line = node->place.line;
    rule->lexicon_file = file->path;
    rule->type = loader_type(loader, type->text);
    lexicon->type = rule->type;
    return true;
}

void load_lexicon(struct loader *loader, const struct yaml_node *node) {
    struct lexicon lexicon = {0};
    if (!yaml_expect(node, YAML_MAP, "a lexicon", loader->errors)) {
        return;
    }
    bool known = yaml_check_keys(
        node, lexicon_keys, sizeof lexicon_keys / sizeof *lexicon_keys, loader->errors);
    if (!open_lexicon(loader, node, &lexicon)) {
        return;
    }
    struct rule *rule = &loader->rule_list.items[lexicon.rule];
    load_defaults(loader, node, &lexicon);
    if (known || yaml_member(node, "tests") != NULL) {
        load_tests(loader, yaml_member(node, "tests"), rule);
    }
    load_allows(loader, yaml_member(node, "allow"), rule);
    rule->confidence = lexicon.values.confidence;
    if (loader_disabled(loader, rule->name)) {
        return;
    }
    const struct yaml_node *ids = yaml_member(node, "ids");
    if (ids != NULL && yaml_expect(ids, YAML_TEXT, "ids", loader->errors)) {
        lexicon_identities(loader, &lexicon, ids);
    }
    read_columns(loader, &lexicon);
    if (lexicon.column[COLUMN_TERM] != UINT32_MAX) {
        lexicon_rows(loader, &lexicon);
    }
}
