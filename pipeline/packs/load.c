/* Loads rule packs: the order of the steps, and how the lists become struct rules. */
#include "packs/load.h"
#include "packs/loader.h"

#include "base/memory.h"
#include "packs/image.h"
#include "packs/lint.h"
#include "packs/sieve.h"
#include "packs_fingerprint.h"

#include <stdlib.h>

static const char *const file_keys[] = {"define", "share",  "tables",  "lexicons",
                                        "rules",  "scores", "scoring", "edges"};

static void each_item(struct loader *loader, const char *key,
                      void load(struct loader *, const struct yaml_node *)) {
    const struct pack_source *source = loader->source;
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        const struct yaml_node *list =
            file->root == NULL ? NULL : yaml_member(file->root, key);
        if (list == NULL || slice_is(file->name, "pack.yaml") ||
            !yaml_expect(list, YAML_LIST, key, loader->errors)) {
            continue;
        }
        for (const struct yaml_node *item = list->first; item != NULL;
             item = item->next) {
            load(loader, item);
        }
    }
}

/* What a pack says once, in any of its files. */
static void each_member(struct loader *loader, const char *key,
                        void load(struct loader *, const struct yaml_node *)) {
    const struct pack_source *source = loader->source;
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        const struct yaml_node *node =
            file->root == NULL ? NULL : yaml_member(file->root, key);
        if (node != NULL && !slice_is(file->name, "pack.yaml")) {
            load(loader, node);
        }
    }
}

static void load_classes(struct loader *loader) {
    const struct yaml_node *map = loader->source->class_node;
    if (map == NULL || !yaml_expect(map, YAML_MAP, "class", loader->errors)) {
        return;
    }
    for (const struct yaml_node *item = map->first; item != NULL; item = item->next) {
        loader->rule_place = item->place;
        uint16_t type = loader_type(loader, item->key);
        if (yaml_expect(item, YAML_TEXT, "the name of an attribute", loader->errors) &&
            type < loader->type_classes.count) {
            loader->type_classes.items[type] = item->text;
        }
    }
}

/* Defines of all files of a pack first, so that their order does not matter; likewise
 * tables. */
static void load_pack(struct loader *loader, struct pack_source *source) {
    loader->source = source;
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        if (file->root == NULL || slice_is(file->name, "pack.yaml") ||
            !yaml_expect(file->root, YAML_MAP, "a rule file", loader->errors)) {
            continue;
        }
        yaml_check_keys(file->root, file_keys, sizeof file_keys / sizeof *file_keys,
                        loader->errors);
    }
    load_defines(loader);
    load_classes(loader);
    each_item(loader, "tables", load_table);
    each_item(loader, "lexicons", load_lexicon);
    each_item(loader, "rules", load_rule);
    each_item(loader, "scores", load_score);
    each_member(loader, "scoring", load_scoring);
    each_member(loader, "edges", load_edges);
}

static int compare_identities(const void *left, const void *right) {
    const struct identity *a = left;
    const struct identity *b = right;
    if (a->type != b->type) {
        return a->type < b->type ? -1 : 1;
    }
    return slice_compare(a->id, b->id);
}

static void hand_over(struct loader *loader) {
    struct rules *rules = loader->rules;
    if (loader->identities.count > 0) {
        qsort(loader->identities.items, loader->identities.count, sizeof(struct identity),
              compare_identities);
    }
#define HAND_OVER(member, count_member, list)                                            \
    (rules->member = (list).items, rules->count_member = (uint32_t)(list).count)
    HAND_OVER(packs, pack_count, loader->packs);
    HAND_OVER(types, type_count, loader->types);
    HAND_OVER(rules, rule_count, loader->rule_list);
    HAND_OVER(patterns, pattern_count, loader->patterns);
    HAND_OVER(atoms, atom_count, loader->atoms);
    HAND_OVER(rows, row_count, loader->rows);
    HAND_OVER(terms, term_count, loader->terms);
    HAND_OVER(tables, table_count, loader->tables);
    HAND_OVER(identities, identity_count, loader->identities);
    HAND_OVER(scores, score_count, loader->scores);
    HAND_OVER(scorings, scoring_count, loader->scorings);
    rules->edges = loader->edges;
#undef HAND_OVER
    rules->type_classes = loader->type_classes.items;
}

/* What the `possessive` suffix table puts behind a word: its replacement without the
 * ending it replaces. */
static void collect_possessives(struct loader *loader) {
    struct slice_list list = {0};
    for (size_t i = 0; i < loader->inflections.count; i++) {
        const struct inflection *item = &loader->inflections.items[i];
        bool adds = slice_is(item->table, "possessive") && item->replacement.size > 0;
        struct slice *suffix = adds ? LOADER_PUSH(loader, &list) : NULL;
        if (suffix != NULL) {
            size_t kept =
                item->ending.size < item->replacement.size ? item->ending.size : 0;
            *suffix = slice_after(item->replacement, kept);
        }
    }
    loader->rules->possessives = list.items;
    loader->rules->possessive_count = (uint32_t)list.count;
}

static void check_disabled(struct loader *loader) {
    const struct rules_options *options = loader->options;
    for (size_t i = 0; options != NULL && i < options->disable_count && i < 64; i++) {
        if ((loader->disabled_seen >> i & 1) == 0) {
            pack_error_add(loader->errors,
                           (struct place){slice_from_string(options->disable[i]), 0, 0},
                           "there is no rule or lexicon of that name to disable");
        }
    }
}

static void load_all(struct loader *loader) {
    if (loader->inflections_path.size > 0) {
        loader_read(loader, loader->inflections_path, &loader->inflections_bytes);
    }
    load_inflections(loader);
    load_packs_in_order(loader);
    for (size_t i = 0; i < loader->packs.count; i++) {
        for (size_t j = 0; j < loader->sources.count; j++) {
            struct pack_source *source = &loader->sources.items[j];
            if (source->ordered && source->index == i) {
                load_pack(loader, source);
            }
        }
    }
    check_disabled(loader);
    collect_possessives(loader);
    load_patterns_finish(loader);
    load_keys(loader);
    load_agendas(loader);
}

/* ---- The image ---- */

static void add_names(struct image_key *key, const char *const *names, size_t count) {
    image_key_add(key, slice_of((const char *)&count, sizeof count));
    for (size_t i = 0; i < count; i++) {
        image_key_add(key, slice_from_string(names[i]));
    }
}

/* What the loaded rules depend on beside the files: where these are (for messages), the
 * options, PCRE2 and the source of the loader itself. */
static struct image_key configuration_of(const struct loader *loader,
                                         const char *folder) {
    char pcre2[SCANNER_VERSION_SIZE];
    struct image_key key;
    scanner_pcre2_version(pcre2);
    image_key_init(&key);
    image_key_add(&key, SLICE_LITERAL(ASSAY_FINGERPRINT));
    image_key_add(&key, slice_from_string(pcre2));
    image_key_add(&key, slice_from_string(folder));
    if (loader->options != NULL) {
        add_names(&key, loader->options->pack_folders,
                  loader->options->pack_folder_count);
        add_names(&key, loader->options->only, loader->options->only_count);
        add_names(&key, loader->options->disable, loader->options->disable_count);
    }
    return key;
}

/* The image of the rules; NULL where there is none. By the status of the files where that
 * is known, else by their contents. */
static struct rules *find_image(const struct loader *loader,
                                const struct image_key *configuration) {
    struct image_files files;
    struct image_note note = {.image = *configuration};
    load_status_files(loader, &files);
    bool noted = image_note_read(configuration, &files, &note);
    if (!noted && !load_key_files(loader, &note.image)) {
        return NULL;
    }
    struct image_key checked = note.checked;
    struct rules *rules = image_load(&note);
    if (rules != NULL && (!noted || !image_key_equal(&checked, &note.checked))) {
        image_note_write(configuration, &files, &note);
    }
    return rules;
}

/* ---- The whole ---- */

/* Reads the packs. NULL after an error. */
static struct rules *load_packs(struct loader *loader) {
    load_all(loader);
    if (loader->options != NULL && loader->options->lint) {
        lint_packs(loader);
    }
    if (pack_errors_any(loader->errors)) {
        return NULL;
    }
    struct rules *rules = loader->rules;
    hand_over(loader);
    sieve_codes_init(&rules->codes, rules->patterns, rules->pattern_count);
    rules->cache = pattern_cache_new(rules);
    return loader_need(loader, rules->cache) == NULL ? NULL : rules;
}

/* Rules from the packs' files: by their image where there is one, else by reading them.
 */
static struct rules *load(struct loader *loader, const char *folder) {
    if (!load_folders(loader, folder)) {
        return NULL;
    }
    if (loader->options != NULL && (loader->options->lint || loader->options->split)) {
        return load_packs(loader); /* an image has neither places nor branches */
    }
    struct image_key key = configuration_of(loader, folder);
    struct rules *rules = find_image(loader, &key);
    if (rules == NULL) {
        rules = load_packs(loader);
        /* Under the key of what was read: a file may have changed since it was first
         * looked at. */
        if (rules != NULL && load_key_files(loader, &key)) {
            load_leads(loader);
            arena_deinit(&loader->scratch);
            image_save(&key, rules);
            /* What has been loaded holds more memory than its image. */
            struct rules *mapped = image_load(&(struct image_note){.image = key});
            rules = mapped != NULL ? mapped : rules;
        }
    }
    return rules;
}

static struct loader *loader_new(const struct rules_options *options,
                                 struct pack_errors *errors) {
    struct rules *rules = memory_alloc(sizeof *rules);
    struct loader *loader = memory_alloc(sizeof *loader);
    if (rules == NULL || loader == NULL) {
        memory_free(rules);
        memory_free(loader);
        errors->out_of_memory = true;
        return NULL;
    }
    memset(rules, 0, sizeof *rules);
    memset(loader, 0, sizeof *loader);
    arena_init(&rules->arena);
    arena_init(&loader->scratch);
    rules->arena.maximum = LIMIT_RULES_MEMORY;
    loader->scratch.maximum = LIMIT_RULES_MEMORY;
    loader->rules = rules;
    loader->arena = &rules->arena;
    loader->errors = errors;
    loader->options = options;
    loader->edges = RULE_NONE;
    return loader;
}

/* Rules that take too much are their author's to mend; the machine has memory. */
static void tell_full(struct loader *loader, const char *folder) {
    if (loader->errors->out_of_memory && (loader->arena->full || loader->scratch.full)) {
        loader->errors->out_of_memory = false;
        pack_error_add(loader->errors, (struct place){slice_from_string(folder), 0, 0},
                       "the rules take more than %zu MiB of memory; leave packs out with "
                       "--only",
                       LIMIT_RULES_MEMORY >> 20);
    }
}

enum assay_status rules_load(const char *folder, const struct rules_options *options,
                             struct rules **rules, struct pack_errors *errors) {
    *rules = NULL;
    struct loader *loader = loader_new(options, errors);
    if (loader == NULL) {
        return ASSAY_NO_MEMORY;
    }
    *rules = load(loader, folder);
    if (*rules == NULL) {
        tell_full(loader, folder);
    }
    if (*rules != loader->rules) {
        rules_free(loader->rules);
    }
    arena_deinit(&loader->scratch);
    memory_free(loader);
    return *rules != NULL          ? ASSAY_OK
           : errors->out_of_memory ? ASSAY_NO_MEMORY
                                   : ASSAY_RULES;
}

void rules_free(struct rules *rules) {
    if (rules == NULL) {
        return;
    }
    pattern_cache_free(rules->cache);
    image_unmap(rules);
    arena_deinit(&rules->arena);
    memory_free(rules);
}
