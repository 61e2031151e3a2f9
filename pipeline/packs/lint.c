/* The order of the checks, and what they share: silencing, and finding one's way through
 * the nodes that the packs were read from. */
#include "packs/lint.h"

#include <stdarg.h>
#include <stdio.h>

static bool is_allowed(const struct want *allows, uint32_t count, enum warning warning) {
    for (uint32_t i = 0; i < count; i++) {
        if (slice_is(allows[i].name, warning_word(warning))) {
            return true;
        }
    }
    return false;
}

bool lint_wanted(const struct loader *loader, const struct pack_source *source,
                 const struct rule *rule) {
    const struct rules_options *options = loader->options;
    for (size_t i = 0; i < options->lint_name_count; i++) {
        if (slice_is(source->pack.name, options->lint_names[i]) ||
            (rule != NULL && slice_is(rule->name, options->lint_names[i]))) {
            return true;
        }
    }
    return options->lint_name_count == 0;
}

void lint_warn(struct loader *loader, const struct pack_source *source,
               const struct rule *rule, struct place place, enum warning warning,
               const char *format, ...) {
    char text[400];
    va_list arguments;
    if (!lint_wanted(loader, source, rule) ||
        is_allowed(source->allows.allows, source->allows.allow_count, warning) ||
        (rule != NULL && is_allowed(rule->allows, rule->allow_count, warning))) {
        return;
    }
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    pack_warning_add(loader->errors, place, warning_word(warning),
                     rule == NULL ? source->pack.name : rule->name, "%s", text);
}

const struct pack_source *lint_source(const struct loader *loader,
                                      const struct rule *rule) {
    for (size_t i = 0; i < loader->sources.count; i++) {
        const struct pack_source *source = &loader->sources.items[i];
        if (source->ordered && source->index == rule->pack) {
            return source;
        }
    }
    return &loader->sources.items[0];
}

const struct rule *lint_rule(const struct loader *loader, const struct yaml_node *node) {
    for (size_t i = 0; i < loader->rule_list.count; i++) {
        const struct rule *rule = &loader->rule_list.items[i];
        if (rule->line == node->place.line && slice_equal(rule->file, node->place.file)) {
            return rule;
        }
    }
    return NULL;
}

void lint_each(struct loader *loader, const struct pack_source *source, const char *key,
               lint_visit *visit) {
    for (size_t i = 0; i < source->files.count; i++) {
        const struct yaml_node *list = yaml_member(source->files.items[i].root, key);
        if (list == NULL || list->kind == YAML_TEXT ||
            slice_is(source->files.items[i].name, "pack.yaml")) {
            continue;
        }
        for (const struct yaml_node *item = list->first; item != NULL;
             item = item->next) {
            visit(loader, source, item);
        }
    }
}

bool lint_table(struct loader *loader, const struct pack_source *source,
                const struct yaml_node *name, struct tsv *tsv) {
    struct pack_errors unheard;
    bool good = false;
    pack_errors_init(&unheard);
    for (size_t i = 0; name != NULL && i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        if (slice_equal(file->name, name->text) && file->bytes.data != NULL) {
            tsv_read(&loader->scratch, file->path, file->bytes, tsv, &unheard);
            good = tsv->columns != NULL;
        }
    }
    pack_errors_deinit(&unheard);
    return good;
}

struct place lint_column_place(const struct tsv *tsv, uint32_t column) {
    uint32_t at = 1;
    for (const char *c = tsv->columns[0].data; c < tsv->columns[column].data; c++) {
        at += ((unsigned char)*c & 0xC0) != 0x80 ? 1 : 0;
    }
    return (struct place){tsv->file, 1, at};
}

void lint_packs(struct loader *loader) {
    load_labels(loader);
    for (size_t i = 0; i < loader->sources.count; i++) {
        const struct pack_source *source = &loader->sources.items[i];
        if (source->ordered) {
            lint_texts(loader, source);
            lint_labels(loader, source);
        }
    }
    lint_patterns(loader);
    lint_terms(loader);
}
