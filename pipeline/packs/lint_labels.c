/* Labels that packs share stand in rules/labels.tsv: an attribute of a shared entity
 * type, or an argument of a shared relation, that does not stand there is known to no
 * reader of the records; a label that nearly stands there is a slip of the pen. And flags
 * that a composition names must come from some rule. */
#include "packs/lint.h"

#include "packs/load_lexicon.h"

static struct slice cell(const struct tsv *tsv, uint32_t row, const char *column) {
    uint32_t at = tsv_column(tsv, column);
    return at == UINT32_MAX ? (struct slice){NULL, 0} : tsv->rows[row].cells[at];
}

/* The row of a label, or UINT32_MAX. `of` empty: a label by itself. */
static uint32_t find_label(const struct tsv *labels, const char *kind, struct slice of,
                           struct slice name) {
    for (uint32_t i = 0; i < labels->row_count; i++) {
        if (slice_is(cell(labels, i, "kind"), kind) &&
            slice_equal(cell(labels, i, "of"), of) &&
            slice_equal(cell(labels, i, "name"), name)) {
            return i;
        }
    }
    return UINT32_MAX;
}

/* The label of that kind nearest to a name by no more than `distance`; empty if none. */
static struct slice near_label(const struct tsv *labels, const char *kind,
                               struct slice of, struct slice name, size_t distance) {
    struct slice nearest = {NULL, 0};
    for (uint32_t i = 0; i < labels->row_count; i++) {
        struct slice other = cell(labels, i, "name");
        size_t here = word_distance(name, other);
        if (slice_is(cell(labels, i, "kind"), kind) &&
            slice_equal(cell(labels, i, "of"), of) && here <= distance) {
            distance = here;
            nearest = other;
        }
    }
    return nearest;
}

struct about {
    struct loader *loader;
    const struct pack_source *source;
    const struct rule *rule;
};

/* ---- Labels ---- */

static const struct slice none = {NULL, 0};

static void check_label(const struct about *about, const char *kind,
                        const struct yaml_node *node) {
    const struct tsv *labels = &about->loader->labels;
    if (node == NULL || node->kind != YAML_TEXT || node->text.size < 4 ||
        find_label(labels, kind, none, node->text) != UINT32_MAX) {
        return;
    }
    struct slice near =
        near_label(labels, kind, none, node->text, node->text.size < 8 ? 1 : 2);
    if (near.size > 0) {
        lint_warn(about->loader, about->source, about->rule, node->place,
                  WARNING_UNKNOWN_LABEL, "the %s '%.*s' is new; did you mean '%.*s'?",
                  kind, (int)node->text.size, node->text.data, (int)near.size, near.data);
    }
}

/* ---- Attributes ---- */

static void unknown_attribute(const struct about *about, const char *kind,
                              struct slice of, struct slice name, struct place place) {
    struct slice near =
        near_label(&about->loader->labels, kind, of, name, name.size / 3 + 1);
    lint_warn(about->loader, about->source, about->rule, place, WARNING_UNKNOWN_ATTRIBUTE,
              "%.*s has no %s '%.*s' in labels.tsv%s%.*s%s", (int)of.size, of.data, kind,
              (int)name.size, name.data, near.size > 0 ? "; did you mean '" : "",
              (int)near.size, near.size > 0 ? near.data : "", near.size > 0 ? "'?" : "");
}

/* Whether "a; b; c" holds an item. */
static bool lists(struct slice list, struct slice item) {
    for (size_t start = 0; start < list.size;) {
        size_t end = start;
        while (end < list.size && list.data[end] != ';') {
            end++;
        }
        if (slice_equal(slice_of(list.data + start, end - start), item)) {
            return true;
        }
        start = end + 1;
        while (start < list.size && list.data[start] == ' ') {
            start++;
        }
    }
    return false;
}

static void check_value(const struct about *about, uint32_t row, struct slice value,
                        struct place place) {
    const struct tsv *labels = &about->loader->labels;
    struct slice values = cell(labels, row, "values");
    if (values.size > 0 && !lists(values, value)) {
        struct slice of = cell(labels, row, "of");
        struct slice name = cell(labels, row, "name");
        lint_warn(about->loader, about->source, about->rule, place, WARNING_UNKNOWN_VALUE,
                  "the %.*s of %.*s cannot be '%.*s'; it is one of: %.*s", (int)name.size,
                  name.data, (int)of.size, of.data, (int)value.size, value.data,
                  (int)values.size, values.data);
    }
}

static bool is_shared(const struct about *about, struct slice type) {
    return find_label(&about->loader->labels, "entity", none, type) != UINT32_MAX;
}

static void check_attributes(const struct about *about, struct slice type,
                             const struct yaml_node *map) {
    if (map == NULL || map->kind != YAML_MAP || !is_shared(about, type)) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        uint32_t row = find_label(&about->loader->labels, "attribute", type, item->key);
        if (row == UINT32_MAX) {
            unknown_attribute(about, "attribute", type, item->key, item->key_place);
        } else if (item->kind == YAML_TEXT) {
            check_value(about, row, item->text, item->place);
        }
    }
}

/* The columns of a lexicon, or of its ids, that become attributes. */
static void check_table(const struct about *about, struct slice type,
                        const struct yaml_node *name) {
    struct tsv tsv;
    if (!is_shared(about, type) ||
        !lint_table(about->loader, about->source, name, &tsv)) {
        return;
    }
    for (uint32_t i = 0; i < tsv.column_count; i++) {
        struct slice column = tsv.columns[i];
        bool list =
            column.size > 2 && memcmp(column.data + column.size - 2, "[]", 2) == 0;
        column.size -= list ? 2 : 0;
        if (lexicon_reserves(column)) {
            continue;
        }
        uint32_t row = find_label(&about->loader->labels, "attribute", type, column);
        if (row == UINT32_MAX) {
            unknown_attribute(about, "attribute", type, column,
                              lint_column_place(&tsv, i));
        }
        for (uint32_t j = 0; row != UINT32_MAX && !list && j < tsv.row_count; j++) {
            if (tsv.rows[j].cells[i].size > 0) {
                check_value(about, row, tsv.rows[j].cells[i],
                            tsv_place(&tsv, &tsv.rows[j], i));
            }
        }
    }
}

static void check_arguments(const struct about *about, const struct yaml_node *emit) {
    const struct yaml_node *relation = yaml_member(emit, "relation");
    const struct yaml_node *map = yaml_member(emit, "arguments");
    const struct tsv *labels = &about->loader->labels;
    if (relation == NULL || map == NULL ||
        find_label(labels, "relation", none, relation->text) == UINT32_MAX) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        if (find_label(labels, "argument", relation->text, item->key) == UINT32_MAX) {
            unknown_attribute(about, "argument", relation->text, item->key,
                              item->key_place);
        }
    }
}

/* ---- Names of flags and cues ---- */

static bool is_emitted(const struct loader *loader, struct slice name) {
    for (size_t i = 0; i < loader->rule_list.count; i++) {
        const struct rule *rule = &loader->rule_list.items[i];
        if (rule->kind == RULE_PATTERNS && slice_equal(rule->emit.label, name)) {
            return true;
        }
    }
    return false;
}

/* With --only or --disable a name may be missing that is else there. */
static void check_names(const struct about *about, const struct yaml_node *list) {
    const struct rules_options *options = about->loader->options;
    if (list == NULL || list->kind != YAML_LIST || options->only_count > 0 ||
        options->disable_count > 0) {
        return;
    }
    for (const struct yaml_node *item = list->first; item != NULL; item = item->next) {
        if (item->kind == YAML_TEXT && item->text.size > 0 && item->text.data[0] != '{' &&
            !is_emitted(about->loader, item->text)) {
            lint_warn(about->loader, about->source, about->rule, item->place,
                      WARNING_UNKNOWN_NAME, "no rule emits a flag, cue or frame '%.*s'",
                      (int)item->text.size, item->text.data);
        }
    }
}

static void check_composition(const struct about *about, const struct yaml_node *map) {
    static const char *const keys[] = {"all", "any", "none"};
    for (int i = 0; i < 3; i++) {
        check_names(about, yaml_member(map, keys[i]));
    }
}

/* ---- Rules, lexicons, scores ---- */

static void check_rule(struct loader *loader, const struct pack_source *source,
                       const struct yaml_node *node) {
    struct about about = {loader, source, lint_rule(loader, node)};
    const struct yaml_node *emit = yaml_member(node, "emit");
    const struct yaml_node *entity = yaml_member(emit, "entity");
    check_composition(&about, yaml_member(node, "compose"));
    check_names(&about, yaml_member(emit, "mask"));
    check_label(&about, "entity", entity);
    check_label(&about, "flag", yaml_member(emit, "flag"));
    check_label(&about, "frame", yaml_member(emit, "frame"));
    check_label(&about, "relation", yaml_member(emit, "relation"));
    check_arguments(&about, emit);
    if (entity != NULL) {
        check_attributes(&about, entity->text, yaml_member(emit, "attributes"));
    }
}

static void check_lexicon(struct loader *loader, const struct pack_source *source,
                          const struct yaml_node *node) {
    struct about about = {loader, source, lint_rule(loader, node)};
    const struct yaml_node *type = yaml_member(node, "type");
    if (type == NULL || type->kind != YAML_TEXT) {
        return;
    }
    check_label(&about, "entity", type);
    check_attributes(&about, type->text, yaml_member(node, "attributes"));
    check_table(&about, type->text, yaml_member(node, "file"));
    check_table(&about, type->text, yaml_member(node, "ids"));
}

static void check_score(struct loader *loader, const struct pack_source *source,
                        const struct yaml_node *node) {
    struct about about = {loader, source, NULL};
    const struct yaml_node *parts = yaml_member(node, "parts");
    for (const struct yaml_node *part = parts == NULL ? NULL : parts->first; part != NULL;
         part = part->next) {
        check_composition(&about, part);
    }
}

void lint_labels(struct loader *loader, const struct pack_source *source) {
    lint_each(loader, source, "rules", check_rule);
    lint_each(loader, source, "lexicons", check_lexicon);
    lint_each(loader, source, "scores", check_score);
}
