/* What can be told from the files alone: defines and tables that nothing uses,
 * backslashes that double quotes have eaten, columns whose name is nearly one that means
 * something. */
#include "packs/lint.h"

#include "packs/load_lexicon.h"

#include <stdio.h>

/* ---- The patterns of a pack ---- */

typedef void pattern_visit(struct loader *loader, const struct pack_source *source,
                           const struct yaml_node *owner, const struct yaml_node *text,
                           void *context);

struct walk {
    pattern_visit *visit;
    void *context;
};

static void visit_texts(struct loader *loader, const struct pack_source *source,
                        const struct yaml_node *owner, const struct yaml_node *node,
                        const struct walk *walk) {
    if (node == NULL) {
        return;
    }
    if (node->kind == YAML_TEXT) {
        walk->visit(loader, source, owner, node, walk->context);
        return;
    }
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        visit_texts(loader, source, owner, item, walk);
    }
}

static void visit_items(struct loader *loader, const struct pack_source *source,
                        const struct yaml_node *list, const struct walk *walk) {
    static const char *const keys[] = {"match", "triggers"};
    for (const struct yaml_node *item = list == NULL ? NULL : list->first; item != NULL;
         item = item->next) {
        for (int i = 0; i < 2; i++) {
            visit_texts(loader, source, item, yaml_member(item, keys[i]), walk);
        }
        for (int i = 0; i < CONDITION_KINDS; i++) {
            const char *key = condition_word((enum condition_kind)i);
            visit_texts(loader, source, item, yaml_member(item, key), walk);
        }
    }
}

/* All texts of the rule files that are patterns, or parts of patterns. */
static void each_pattern(struct loader *loader, const struct pack_source *source,
                         pattern_visit *visit, void *context) {
    struct walk walk = {visit, context};
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        if (file->root == NULL || slice_is(file->name, "pack.yaml")) {
            continue;
        }
        visit_texts(loader, source, NULL, yaml_member(file->root, "define"), &walk);
        visit_texts(loader, source, NULL, yaml_member(file->root, "share"), &walk);
        visit_texts(loader, source, NULL, yaml_member(file->root, "edges"), &walk);
        visit_items(loader, source, yaml_member(file->root, "rules"), &walk);
        visit_items(loader, source, yaml_member(file->root, "lexicons"), &walk);
    }
}

/* ---- Lost backslashes ---- */

/* What YAML makes of \b, \a, \e, \f, \v, \0, \N, \_, \L and \P in double quotes; a line
 * break or tab is taken for wanted. */
static bool has_lost(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        struct slice rest = slice_after(text, i);
        if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7F ||
            slice_starts_with(rest, SLICE_LITERAL("\xC2\x85")) ||
            slice_starts_with(rest, SLICE_LITERAL("\xC2\xA0")) ||
            slice_starts_with(rest, SLICE_LITERAL("\xE2\x80\xA8")) ||
            slice_starts_with(rest, SLICE_LITERAL("\xE2\x80\xA9"))) {
            return true;
        }
    }
    return false;
}

static void check_lost(struct loader *loader, const struct pack_source *source,
                       const struct yaml_node *owner, const struct yaml_node *text,
                       void *context) {
    (void)context;
    if (text->doubled && has_lost(text->text)) {
        lint_warn(loader, source, owner == NULL ? NULL : lint_rule(loader, owner),
                  text->place, WARNING_LOST_BACKSLASH,
                  "in double quotes YAML turns \\b into a control character; write "
                  "patterns in single quotes");
    }
}

/* ---- Unused defines ---- */

struct use {
    struct slice braces; /* {NAME} */
    bool found;
};

static void look_for(struct loader *loader, const struct pack_source *source,
                     const struct yaml_node *owner, const struct yaml_node *text,
                     void *context) {
    struct use *use = context;
    (void)loader, (void)source, (void)owner;
    use->found |= slice_contains(text->text, use->braces);
}

/* Columns of lexicons hold patterns too. */
static bool stands_in_table(const struct pack_source *source, struct slice braces) {
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        if (file->root == NULL && file->bytes.data != NULL &&
            slice_contains(file->bytes, braces)) {
            return true;
        }
    }
    return false;
}

static bool uses(struct loader *loader, const struct pack_source *source,
                 struct slice braces) {
    struct use use = {braces, false};
    each_pattern(loader, source, look_for, &use);
    return use.found || stands_in_table(source, braces);
}

static bool needs(const struct pack_source *source, struct slice name) {
    for (size_t i = 0; i < source->needs.count; i++) {
        if (slice_equal(source->needs.items[i].name, name)) {
            return true;
        }
    }
    return false;
}

/* Whether a pack that needs this one uses what it shares. */
static bool used_elsewhere(struct loader *loader, const struct pack_source *source,
                           struct slice braces) {
    for (size_t i = 0; i < loader->sources.count; i++) {
        const struct pack_source *other = &loader->sources.items[i];
        if (needs(other, source->pack.name) && uses(loader, other, braces)) {
            return true;
        }
    }
    return false;
}

static void check_defines(struct loader *loader, const struct pack_source *source,
                          const struct yaml_node *map, bool shared) {
    char name[128];
    for (const struct yaml_node *item = map == NULL ? NULL : map->first; item != NULL;
         item = item->next) {
        int size =
            snprintf(name, sizeof name, "{%.*s}", (int)item->key.size, item->key.data);
        struct slice braces = slice_of(name, (size_t)size);
        if ((size_t)size < sizeof name && !uses(loader, source, braces) &&
            !(shared && used_elsewhere(loader, source, braces))) {
            lint_warn(loader, source, NULL, item->key_place, WARNING_UNUSED_DEFINE,
                      "nothing uses the define %.*s; remove it", (int)item->key.size,
                      item->key.data);
        }
    }
}

/* ---- Unused files ---- */

static bool is_named(const struct pack_source *source, const char *list, const char *key,
                     struct slice name) {
    for (size_t i = 0; i < source->files.count; i++) {
        const struct yaml_node *node = yaml_member(source->files.items[i].root, list);
        for (const struct yaml_node *item = node == NULL ? NULL : node->first;
             item != NULL; item = item->next) {
            const struct yaml_node *file = yaml_member(item, key);
            if (file != NULL && slice_equal(file->text, name)) {
                return true;
            }
        }
    }
    return false;
}

static void check_files(struct loader *loader, const struct pack_source *source) {
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        bool table = file->name.size > 4 &&
                     memcmp(file->name.data + file->name.size - 4, ".tsv", 4) == 0;
        if (table && !is_named(source, "lexicons", "file", file->name) &&
            !is_named(source, "lexicons", "ids", file->name) &&
            !is_named(source, "tables", "file", file->name)) {
            lint_warn(loader, source, NULL, (struct place){file->path, 1, 1},
                      WARNING_UNUSED_FILE,
                      "no lexicon and no table names this file; name it or remove it");
        }
    }
}

/* ---- Columns ---- */

/* The reserved column that a name is a slip of the pen from, or NULL. */
static const char *meant_column(struct slice name) {
    const char *nearest = NULL;
    size_t best = name.size >= 8 ? 3 : 2;
    for (int i = 0; i < COLUMN_COUNT + CONDITION_KINDS; i++) {
        const char *word = i < COLUMN_COUNT
                               ? column_names[i]
                               : condition_word((enum condition_kind)(i - COLUMN_COUNT));
        size_t distance = word_distance(name, slice_from_string(word));
        if (distance == 0) {
            return NULL;
        }
        if (distance < best) {
            best = distance;
            nearest = word;
        }
    }
    return nearest;
}

static void check_columns(struct loader *loader, const struct pack_source *source,
                          const struct yaml_node *lexicon) {
    struct tsv tsv;
    if (!lint_table(loader, source, yaml_member(lexicon, "file"), &tsv)) {
        return;
    }
    for (uint32_t i = 0; i < tsv.column_count; i++) {
        const char *meant = meant_column(tsv.columns[i]);
        if (meant != NULL) {
            lint_warn(loader, source, lint_rule(loader, lexicon),
                      lint_column_place(&tsv, i), WARNING_MISSPELT_COLUMN,
                      "the column '%.*s' becomes an attribute; did you mean '%s'?",
                      (int)tsv.columns[i].size, tsv.columns[i].data, meant);
        }
    }
}

void lint_texts(struct loader *loader, const struct pack_source *source) {
    each_pattern(loader, source, check_lost, NULL);
    for (size_t i = 0; i < source->files.count; i++) {
        const struct yaml_node *root = source->files.items[i].root;
        check_defines(loader, source, yaml_member(root, "define"), false);
        check_defines(loader, source, yaml_member(root, "share"), true);
    }
    check_files(loader, source);
    lint_each(loader, source, "lexicons", check_columns);
}
