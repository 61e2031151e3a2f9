/* Folders -> packs with their files.
 *
 * Reads every file of a pack once, hashes what it read (so that a record names exactly
 * the pack that made it) and reads pack.yaml. */
#include "packs/loader.h"
#include "base/files.h"
#include "packs/version.h"

#include "base/memory.h"
#include "base/sha256.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const phase_words[PHASES] = {"layout", "entity", "relation", "claim",
                                                "frame"};

static const char *const pack_keys[] = {"name",        "version", "phase", "needs",
                                        "description", "class",   "allow"};

/* ---- Files ---- */

static struct slice path_join(struct loader *loader, struct slice folder,
                              struct slice name) {
    while (folder.size > 1 && folder.data[folder.size - 1] == '/') {
        folder.size--;
    }
    char *path =
        loader_need(loader, arena_alloc(loader->arena, folder.size + name.size + 2));
    if (path == NULL) {
        return (struct slice){NULL, 0};
    }
    memcpy(path, folder.data, folder.size);
    path[folder.size] = '/';
    memcpy(path + folder.size + 1, name.data, name.size);
    return slice_of(path, folder.size + 1 + name.size);
}

static bool has_ending(struct slice name, const char *ending) {
    size_t size = strlen(ending);
    return name.size > size && memcmp(name.data + name.size - size, ending, size) == 0;
}

static bool is_rule_file(struct slice name) {
    return has_ending(name, ".yaml") || has_ending(name, ".json");
}

static int compare_names(const void *left, const void *right) {
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static bool cannot_list(struct loader *loader, struct slice folder) {
    pack_error_add(loader->errors, (struct place){folder, 0, 0}, "cannot be read: %s",
                   strerror(errno));
    return false;
}

/* The names in a folder, sorted, so that the order of a directory never shows. False
 * where there is no such folder; an error says why where it cannot be read. */
static bool list_folder(struct loader *loader, struct slice folder,
                        struct slice_list *names) {
    DIR *directory = file_folder(folder.data);
    if (directory == NULL) {
        return errno == ENOENT || errno == ENOTDIR ? false : cannot_list(loader, folder);
    }
    bool ok = true;
    while (ok) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            ok = errno == 0 || cannot_list(loader, folder);
            break;
        }
        if (entry->d_name[0] == '.') {
            continue;
        }
        struct slice *name = LOADER_PUSH(loader, names);
        ok = name != NULL;
        if (ok) {
            *name = arena_copy(loader->arena, slice_from_string(entry->d_name), &ok);
        }
    }
    closedir(directory);
    if (ok && names->count > 0) {
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    }
    return ok;
}

/* A pack.yaml that cannot be read is one: reading it will tell why. */
static bool folder_has_pack(struct loader *loader, struct slice folder) {
    struct slice path = path_join(loader, folder, SLICE_LITERAL("pack.yaml"));
    return path.data != NULL &&
           (access(path.data, F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR));
}

static void list_pack_files(struct loader *loader, struct pack_source *source) {
    struct slice_list names = {0};
    list_folder(loader, source->pack.folder, &names);
    for (size_t i = 0; i < names.count; i++) {
        struct slice name = names.items[i];
        if (!is_rule_file(name) && !has_ending(name, ".tsv")) {
            continue;
        }
        struct pack_file file = {
            name, path_join(loader, source->pack.folder, name), {0}, NULL};
        struct pack_file *kept =
            file.path.data == NULL ? NULL : LOADER_PUSH(loader, &source->files);
        if (kept != NULL) {
            *kept = file;
        }
    }
}

/* What a record names the pack by: names, sizes and contents of its files. */
static void hash_pack(struct pack_source *source) {
    struct sha256 hash;
    unsigned char digest[32];
    sha256_init(&hash);
    for (size_t i = 0; i < source->files.count; i++) {
        const struct pack_file *file = &source->files.items[i];
        uint64_t size = file->bytes.size;
        sha256_update(&hash, file->name.data, file->name.size + 1); /* its NUL included */
        sha256_update(&hash, &size, sizeof size);
        sha256_update(&hash, file->bytes.data, file->bytes.size);
    }
    sha256_finish(&hash, digest);
    sha256_hex(digest, source->pack.sha256);
}

/* ---- pack.yaml ---- */

static bool is_pack_name(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9' && i > 0) &&
            !(byte == '-' && i > 0)) {
            return false;
        }
    }
    return name.size > 0;
}

static void read_phase(struct loader *loader, const struct yaml_node *root,
                       struct pack_source *source) {
    struct slice word = loader_text(loader, root, "phase");
    for (int i = 0; i < PHASES; i++) {
        if (slice_is(word, phase_words[i])) {
            source->pack.phase = (enum phase)i;
            return;
        }
    }
    const struct yaml_node *node = yaml_member(root, "phase");
    const char *near = nearest_word(word, phase_words, PHASES);
    pack_error_add(loader->errors, node == NULL ? source->place : node->place,
                   "phase must be one of layout, entity, relation, claim, frame%s%s",
                   near == NULL ? "" : "; did you mean ", near == NULL ? "" : near);
}

static void read_needs(struct loader *loader, struct pack_source *source) {
    const struct yaml_node *needs = source->needs_node;
    if (needs == NULL || !yaml_expect(needs, YAML_LIST, "needs", loader->errors)) {
        return;
    }
    for (const struct yaml_node *item = needs->first; item != NULL; item = item->next) {
        if (!yaml_expect(item, YAML_TEXT, "a pack that is needed", loader->errors)) {
            continue;
        }
        struct need *need = LOADER_PUSH(loader, &source->needs);
        size_t size = 0;
        while (size < item->text.size && item->text.data[size] != ' ') {
            size++;
        }
        if (need != NULL) {
            *need = (struct need){slice_of(item->text.data, size),
                                  slice_after(item->text, size), item->place};
        }
    }
}

static void read_pack_yaml(struct loader *loader, struct pack_source *source) {
    const struct yaml_node *root = NULL;
    for (size_t i = 0; i < source->files.count; i++) {
        if (slice_is(source->files.items[i].name, "pack.yaml")) {
            root = source->files.items[i].root;
        }
    }
    if (root == NULL || !yaml_expect(root, YAML_MAP, "pack.yaml", loader->errors)) {
        return;
    }
    yaml_check_keys(root, pack_keys, sizeof pack_keys / sizeof *pack_keys,
                    loader->errors);
    source->pack.name = loader_text(loader, root, "name");
    source->pack.version = loader_text(loader, root, "version");
    source->pack.description = loader_text(loader, root, "description");
    source->needs_node = yaml_member(root, "needs");
    source->class_node = yaml_member(root, "class");
    load_allows(loader, yaml_member(root, "allow"), &source->allows);
    if (!is_pack_name(source->pack.name)) {
        pack_error_add(loader->errors, source->place,
                       "a pack needs a `name` in small letters, digits and hyphens");
    }
    if (!version_is_valid(source->pack.version)) {
        const struct yaml_node *version = yaml_member(root, "version");
        pack_error_add(loader->errors, version == NULL ? source->place : version->place,
                       "a pack needs a `version` of up to three numbers, such as 1.0.0");
    }
    read_phase(loader, root, source);
    read_needs(loader, source);
}

static void parse_files(struct loader *loader, struct pack_source *source) {
    for (size_t i = 0; i < source->files.count; i++) {
        struct pack_file *file = &source->files.items[i];
        if (is_rule_file(file->name) && file->bytes.data != NULL) {
            file->root = yaml_read(&loader->scratch, loader->arena, file->path,
                                   file->bytes, loader->errors);
        }
    }
}

static void add_folder(struct loader *loader, struct slice folder) {
    struct pack_source *source =
        loader_has_room(loader, (struct place){folder, 0, 0}, loader->sources.count,
                        LIMIT_PACKS, "packs")
            ? LOADER_PUSH(loader, &loader->sources)
            : NULL;
    if (source == NULL) {
        return;
    }
    source->pack.folder = folder;
    source->listed = (uint32_t)loader->sources.count - 1;
    source->place.file = path_join(loader, folder, SLICE_LITERAL("pack.yaml"));
    source->place.line = 1;
    source->place.column = 1;
    source->wanted = loader->options == NULL || loader->options->only_count == 0;
    list_pack_files(loader, source);
}

/* ---- All ---- */

static void read_files(struct loader *loader, struct pack_source *source) {
    for (size_t i = 0; i < source->files.count; i++) {
        loader_read(loader, source->files.items[i].path, &source->files.items[i].bytes);
    }
}

void load_packs_in_order(struct loader *loader) {
    for (size_t i = 0; i < loader->sources.count; i++) {
        read_files(loader, &loader->sources.items[i]);
        hash_pack(&loader->sources.items[i]);
        parse_files(loader, &loader->sources.items[i]);
        read_pack_yaml(loader, &loader->sources.items[i]);
    }
    load_order(loader);
}

bool load_folders(struct loader *loader, const char *folder) {
    bool ok = false;
    struct slice root = arena_copy(loader->arena, slice_from_string(folder), &ok);
    if (!ok) {
        loader->errors->out_of_memory = true;
        return false;
    }
    struct slice_list names = {0};
    if (!list_folder(loader, root, &names)) {
        pack_error_add(
            loader->errors, (struct place){root, 0, 0},
            "the rules folder cannot be read: %s; name one with --rules or ASSAY_RULES",
            strerror(errno));
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        struct slice path = path_join(loader, root, names.items[i]);
        if (path.data != NULL && slice_is(names.items[i], inflections_file)) {
            loader->inflections_path = path;
        } else if (path.data != NULL && slice_is(names.items[i], labels_file)) {
            loader->labels_path = path;
        } else if (path.data != NULL && folder_has_pack(loader, path)) {
            add_folder(loader, path);
        }
    }
    for (size_t i = 0; loader->options != NULL && i < loader->options->pack_folder_count;
         i++) {
        struct slice path = arena_copy(
            loader->arena, slice_from_string(loader->options->pack_folders[i]), &ok);
        if (ok && folder_has_pack(loader, path)) {
            add_folder(loader, path);
        } else {
            pack_error_add(loader->errors, (struct place){path, 0, 0},
                           "is not a pack: it has no pack.yaml that can be read");
        }
    }
    if (loader->sources.count == 0) {
        pack_error_add(
            loader->errors, (struct place){root, 0, 0},
            "holds no pack (a folder with a pack.yaml); is it the rules folder?");
        return false;
    }
    return true;
}

const struct pack_file *loader_file(const struct loader *loader,
                                    const struct yaml_node *name) {
    const struct pack_source *source = loader->source;
    for (size_t i = 0; i < source->files.count; i++) {
        if (slice_equal(source->files.items[i].name, name->text) &&
            source->files.items[i].bytes.data != NULL) {
            return &source->files.items[i];
        }
    }
    pack_error_add(loader->errors, name->place,
                   "there is no readable file %.*s in the pack's folder%s",
                   (int)name->text.size, name->text.data,
                   memchr(name->text.data, '/', name->text.size) == NULL
                       ? ""
                       : ", and files elsewhere are not read");
    return NULL;
}
