/* What belongs to an id rather than to a term: the `ids` file of a lexicon, with a name
 * and attributes for each id. Several lexicons of a type may name the same file. */
#include "packs/load_lexicon.h"

static uint32_t hash_identity(uint16_t type, struct slice id) {
    uint32_t hash = 2166136261u ^ type;
    for (size_t i = 0; i < id.size; i++) {
        hash = (hash ^ (unsigned char)id.data[i]) * 16777619u;
    }
    return hash % INTERN_BUCKETS;
}

const struct identity *lexicon_identity(const struct loader *loader, uint16_t type,
                                        struct slice id) {
    uint32_t at = loader->identity_buckets[hash_identity(type, id)];
    while (at != 0) {
        const struct identity *identity = &loader->identities.items[at - 1];
        if (identity->type == type && slice_equal(identity->id, id)) {
            return identity;
        }
        at = loader->identity_next.items[at - 1];
    }
    return NULL;
}

static void add_identity(struct loader *loader, const struct identity *identity) {
    struct identity *kept = LOADER_PUSH(loader, &loader->identities);
    uint32_t *next = LOADER_PUSH(loader, &loader->identity_next);
    if (kept != NULL && next != NULL) {
        uint32_t *bucket =
            &loader->identity_buckets[hash_identity(identity->type, identity->id)];
        *kept = *identity;
        *next = *bucket;
        *bucket = (uint32_t)loader->identities.count;
    }
}

static bool file_was_read(struct loader *loader, uint16_t type, struct slice path) {
    for (size_t i = 0; i < loader->identity_files.count; i++) {
        const struct identity_file *file = &loader->identity_files.items[i];
        if (file->type == type && slice_equal(file->path, path)) {
            return true;
        }
    }
    struct identity_file *file = LOADER_PUSH(loader, &loader->identity_files);
    if (file != NULL) {
        *file = (struct identity_file){path, type};
    }
    return false;
}

static void read_identity(struct loader *loader, const struct lexicon *lexicon,
                          const struct tsv *tsv, const struct tsv_row *row) {
    uint32_t id = tsv_column(tsv, "id");
    uint32_t name = tsv_column(tsv, "name");
    uint32_t note = tsv_column(tsv, "note");
    struct identity identity = {.type = lexicon->type, .id = row->cells[id]};
    struct attribute *attributes = loader_need(
        loader, arena_alloc_array(loader->arena, tsv->column_count, sizeof *attributes));
    if (attributes == NULL) {
        return;
    }
    if (identity.id.size == 0 ||
        lexicon_identity(loader, lexicon->type, identity.id) != NULL) {
        pack_error_add(loader->errors, tsv_place(tsv, row, id),
                       identity.id.size == 0 ? "the id is empty"
                                             : "this id stands twice; remove one");
        return;
    }
    for (uint32_t i = 0; i < tsv->column_count; i++) {
        if (i == name) {
            identity.name = row->cells[i];
        } else if (i != id && i != note && row->cells[i].size > 0 &&
                   lexicon_attribute(loader, tsv->columns[i], row->cells[i],
                                     &attributes[identity.attribute_count])) {
            identity.attribute_count++;
        }
    }
    identity.attributes = attributes;
    add_identity(loader, &identity);
}

void lexicon_identities(struct loader *loader, struct lexicon *lexicon,
                        const struct yaml_node *name) {
    const struct pack_file *file = loader_file(loader, name);
    if (file == NULL) {
        return;
    }
    lexicon->ids_file = file->path;
    struct tsv tsv;
    if (file_was_read(loader, lexicon->type, file->path) ||
        !tsv_read(&loader->scratch, file->path, file->bytes, &tsv, loader->errors)) {
        return;
    }
    if (tsv_column(&tsv, "id") == UINT32_MAX) {
        pack_error_add(loader->errors, (struct place){file->path, 1, 1},
                       "the header needs a column `id`");
        return;
    }
    for (uint32_t i = 0; i < tsv.row_count; i++) {
        read_identity(loader, lexicon, &tsv, &tsv.rows[i]);
    }
}
