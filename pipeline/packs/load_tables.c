/* Lookup tables (key, value), suffix tables, and the labels that packs share. */
#include "packs/loader.h"

#include <stdlib.h>

const char *const inflections_file = "inflections.tsv";
const char *const labels_file = "labels.tsv";

static int compare_entries(const void *left, const void *right) {
    return slice_compare(((const struct table_entry *)left)->key,
                         ((const struct table_entry *)right)->key);
}

/* "layout/months" of the file "months.tsv". */
static struct slice table_name(struct loader *loader, struct slice file) {
    size_t size = file.size > 4 ? file.size - 4 : file.size;
    return loader_full_name(loader, slice_of(file.data, size));
}

static bool check_columns(struct loader *loader, const struct tsv *tsv,
                          const char *const *names, size_t count) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        if (tsv_column(tsv, names[i]) == UINT32_MAX) {
            pack_error_add(loader->errors, (struct place){tsv->file, 1, 1},
                           "the header needs a column `%s`", names[i]);
            good = false;
        }
    }
    return good;
}

static void check_unique(struct loader *loader, const struct tsv *tsv,
                         const struct table_entry *entries, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        if (slice_equal(entries[i - 1].key, entries[i].key)) {
            pack_error_add(loader->errors, (struct place){tsv->file, 0, 0},
                           "the key %.*s stands twice; remove one",
                           (int)entries[i].key.size, entries[i].key.data);
        }
    }
}

void load_table(struct loader *loader, const struct yaml_node *node) {
    static const char *const keys[] = {"file", "note"};
    static const char *const columns[] = {"key", "value"};
    struct tsv tsv;
    if (!yaml_expect(node, YAML_MAP, "a table", loader->errors) ||
        !yaml_check_keys(node, keys, 2, loader->errors)) {
        return;
    }
    const struct yaml_node *name = yaml_member(node, "file");
    if (name == NULL) {
        pack_error_add(loader->errors, node->place, "a table needs its `file`");
        return;
    }
    const struct pack_file *file = loader_file(loader, name);
    if (file == NULL ||
        !tsv_read(&loader->scratch, file->path, file->bytes, &tsv, loader->errors) ||
        !check_columns(loader, &tsv, columns, 2)) {
        return;
    }
    uint32_t key = tsv_column(&tsv, "key");
    uint32_t value = tsv_column(&tsv, "value");
    struct table *table = LOADER_PUSH(loader, &loader->tables);
    struct table_entry *entries = loader_need(
        loader, arena_alloc_array(loader->arena, tsv.row_count, sizeof *entries));
    if (table == NULL || entries == NULL) {
        return;
    }
    for (uint32_t i = 0; i < tsv.row_count; i++) {
        entries[i] =
            (struct table_entry){tsv.rows[i].cells[key], tsv.rows[i].cells[value]};
    }
    if (tsv.row_count > 0) {
        qsort(entries, tsv.row_count, sizeof *entries, compare_entries);
    }
    check_unique(loader, &tsv, entries, tsv.row_count);
    *table = (struct table){table_name(loader, file->name), entries, tsv.row_count};
}

/* ---- Inflections ---- */

static bool read_inflections(struct loader *loader, const struct tsv *tsv) {
    static const char *const columns[] = {"table", "ending", "replacement"};
    if (!check_columns(loader, tsv, columns, 3)) {
        return false;
    }
    uint32_t table = tsv_column(tsv, "table");
    uint32_t ending = tsv_column(tsv, "ending");
    uint32_t replacement = tsv_column(tsv, "replacement");
    for (uint32_t i = 0; i < tsv->row_count; i++) {
        struct inflection *item = LOADER_PUSH(loader, &loader->inflections);
        if (item == NULL) {
            return false;
        }
        const struct slice *cells = tsv->rows[i].cells;
        *item = (struct inflection){cells[table], cells[ending], cells[replacement]};
    }
    return true;
}

void load_inflections(struct loader *loader) {
    struct tsv tsv;
    if (loader->inflections_bytes.data != NULL &&
        tsv_read(&loader->scratch, loader->inflections_path, loader->inflections_bytes,
                 &tsv, loader->errors)) {
        read_inflections(loader, &tsv);
    }
}

static bool ends_with(struct slice text, struct slice ending) {
    return text.size >= ending.size &&
           (ending.size == 0 ||
            memcmp(text.data + text.size - ending.size, ending.data, ending.size) == 0);
}

struct slice loader_inflect(struct loader *loader, struct slice table, struct slice term,
                            bool *found) {
    const struct inflection *best = NULL;
    for (size_t i = 0; i < loader->inflections.count; i++) {
        const struct inflection *item = &loader->inflections.items[i];
        if (slice_equal(item->table, table) && ends_with(term, item->ending) &&
            (best == NULL || item->ending.size > best->ending.size)) {
            best = item;
        }
    }
    *found = best != NULL;
    if (best == NULL) {
        return term;
    }
    size_t stem = term.size - best->ending.size;
    char *form = loader_need(
        loader, arena_alloc(loader->arena, stem + best->replacement.size + 1));
    if (form == NULL) {
        return term;
    }
    memcpy(form, term.data, stem);
    if (best->replacement.size > 0) {
        memcpy(form + stem, best->replacement.data, best->replacement.size);
    }
    return slice_of(form, stem + best->replacement.size);
}

void load_labels(struct loader *loader) {
    static const char *const columns[] = {"kind", "of", "name", "values"};
    struct slice bytes;
    if (loader->labels_path.size > 0 &&
        loader_read(loader, loader->labels_path, &bytes) &&
        tsv_read(loader->arena, loader->labels_path, bytes, &loader->labels,
                 loader->errors)) {
        check_columns(loader, &loader->labels, columns, 4);
    }
}
