/* The named parts of patterns: what a pack writes for itself (`define`), and what it
 * shares with the packs that need it (`share`), so that packs that speak of the same
 * things have one list of them. A name means one thing in a pack, wherever it is from. */
#include "packs/loader.h"

static bool stands_in(const struct define_list *list, struct slice name) {
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->items[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void add(struct loader *loader, struct define_list *list, struct define define) {
    struct define *added = LOADER_PUSH(loader, list);
    if (added != NULL) {
        *added = define;
    }
}

/* What the needed packs share. Of two that share one name neither can be meant. */
static void take_shared(struct loader *loader, const struct need *need) {
    const struct pack_source *pack = loader_source(loader, need->name);
    struct pack_source *source = loader->source;
    for (size_t i = 0; pack != NULL && i < pack->shared.count; i++) {
        struct define define = pack->shared.items[i];
        if (stands_in(&source->defines, define.name)) {
            pack_error_add(loader->errors, need->place,
                           "%.*s shares a define %.*s, as another pack does that this "
                           "one needs; rename one",
                           (int)need->name.size, need->name.data, (int)define.name.size,
                           define.name.data);
            continue;
        }
        add(loader, &source->defines, define);
    }
}

static void load_map(struct loader *loader, const struct pack_file *file, const char *key,
                     bool shared) {
    struct pack_source *source = loader->source;
    const struct yaml_node *map = yaml_member(file->root, key);
    if (map == NULL || !yaml_expect(map, YAML_MAP, key, loader->errors)) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        if (stands_in(&source->defines, item->key)) {
            pack_error_add(loader->errors, item->key_place,
                           "the define %.*s stands already in this pack, or in one that "
                           "it needs; rename one",
                           (int)item->key.size, item->key.data);
        } else if (yaml_expect(item, YAML_TEXT, "a define", loader->errors)) {
            struct define define = {item->key, item->text};
            add(loader, &source->defines, define);
            if (shared) {
                add(loader, &source->shared, define);
            }
        }
    }
}

void load_defines(struct loader *loader) {
    struct pack_source *source = loader->source;
    for (size_t i = 0; i < source->needs.count; i++) {
        take_shared(loader, &source->needs.items[i]);
    }
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        if (file->root != NULL && !slice_is(file->name, "pack.yaml")) {
            load_map(loader, file, "define", false);
            load_map(loader, file, "share", true);
        }
    }
}
