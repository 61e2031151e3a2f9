/* The order in which packs work: by phase, then what a pack needs before it, then by
 * name. And which of them are wanted. */
#include "packs/loader.h"
#include "packs/version.h"

#include <stdlib.h>

struct pack_source *loader_source(struct loader *loader, struct slice name) {
    for (size_t i = 0; i < loader->sources.count; i++) {
        if (slice_equal(loader->sources.items[i].pack.name, name)) {
            return &loader->sources.items[i];
        }
    }
    return NULL;
}

static void check_names(struct loader *loader) {
    for (size_t i = 0; i < loader->sources.count; i++) {
        struct pack_source *source = &loader->sources.items[i];
        struct pack_source *first = loader_source(loader, source->pack.name);
        if (first != source && source->pack.name.size > 0) {
            pack_error_add(loader->errors, source->place,
                           "another pack is named %.*s, in %.*s; rename one",
                           (int)source->pack.name.size, source->pack.name.data,
                           (int)first->pack.folder.size, first->pack.folder.data);
        }
    }
}

/* --only: marks a pack and all it needs. */
static void want(struct loader *loader, struct pack_source *source) {
    if (source->wanted) {
        return;
    }
    source->wanted = true;
    for (size_t i = 0; i < source->needs.count; i++) {
        struct pack_source *need = loader_source(loader, source->needs.items[i].name);
        if (need != NULL) {
            want(loader, need);
        }
    }
}

/* Layout makes the sentences that all others stand on, so it always works. */
static void want_only(struct loader *loader) {
    if (loader->options == NULL) {
        return;
    }
    for (size_t i = 0; i < loader->sources.count && loader->options->only_count > 0;
         i++) {
        if (loader->sources.items[i].pack.phase == PHASE_LAYOUT) {
            want(loader, &loader->sources.items[i]);
        }
    }
    for (size_t i = 0; i < loader->options->only_count; i++) {
        struct slice name = slice_from_string(loader->options->only[i]);
        struct pack_source *source = loader_source(loader, name);
        if (source == NULL) {
            pack_error_add(loader->errors, (struct place){name, 0, 0},
                           "there is no pack of that name");
        } else {
            want(loader, source);
        }
    }
}

/* Whether what a pack needs is there (`pack`, or NULL), early enough and of that version.
 */
static bool need_holds(struct loader *loader, const struct need *need,
                       const struct pack_source *source, const struct pack_source *pack) {
    bool valid = true;
    if (pack == NULL) {
        pack_error_add(loader->errors, need->place,
                       "needs a pack %.*s that is not there; name its folder with --pack",
                       (int)need->name.size, need->name.data);
    } else if (pack->pack.phase > source->pack.phase) {
        pack_error_add(loader->errors, need->place,
                       "needs %.*s, which works in a later phase", (int)need->name.size,
                       need->name.data);
    } else if (!version_in(need->range, pack->pack.version, &valid)) {
        pack_error_add(loader->errors, need->place,
                       valid ? "needs %.*s%.*s, but that is %.*s here"
                             : "`%.*s%.*s` (here: %.*s): behind the name stand versions "
                               "such as >=1.2 <2",
                       (int)need->name.size, need->name.data, (int)need->range.size,
                       need->range.data, (int)pack->pack.version.size,
                       pack->pack.version.data);
    }
    return pack != NULL;
}

static void order_source(struct loader *loader, struct pack_source *source) {
    if (source->ordered || !source->wanted) {
        return;
    }
    if (source->visiting) {
        pack_error_add(loader->errors,
                       source->needs_node == NULL ? source->place
                                                  : source->needs_node->place,
                       "the packs need each other in a circle; remove one `needs`");
        return;
    }
    source->visiting = true;
    for (size_t i = 0; i < source->needs.count; i++) {
        struct pack_source *need = loader_source(loader, source->needs.items[i].name);
        if (need_holds(loader, &source->needs.items[i], source, need) &&
            need->pack.phase == source->pack.phase) {
            order_source(loader, need);
        }
    }
    source->visiting = false;
    source->ordered = true;
    source->index = (uint32_t)loader->packs.count;
    struct pack *pack = LOADER_PUSH(loader, &loader->packs);
    if (pack != NULL) {
        *pack = source->pack;
    }
}

static int compare_sources(const void *left, const void *right) {
    return slice_compare(((const struct pack_source *)left)->pack.name,
                         ((const struct pack_source *)right)->pack.name);
}

void load_order(struct loader *loader) {
    qsort(loader->sources.items, loader->sources.count, sizeof *loader->sources.items,
          compare_sources);
    check_names(loader);
    want_only(loader);
    for (int phase = 0; phase < PHASES; phase++) {
        for (size_t i = 0; i < loader->sources.count; i++) {
            if (loader->sources.items[i].pack.phase == (enum phase)phase) {
                order_source(loader, &loader->sources.items[i]);
            }
        }
    }
}
