/* A folder with a pack.yaml is a pack: it is loaded beside the others, unless it is one
 * of them already, and what is shown is about it alone. A folder of such folders is a
 * rules folder. Everything else is a name. */
#include "cli/rules_arguments.h"

#include "base/files.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/options_table.h"
#include "packs/yaml.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096, NAME_BYTES = 256 };

static bool is_pack(const char *folder) {
    char path[PATH_BYTES];
    struct stat status;
    int size = snprintf(path, sizeof path, "%s/pack.yaml", folder);
    return size > 0 && size < (int)sizeof path && stat(path, &status) == 0;
}

static bool is_rules_folder(const char *folder) {
    DIR *directory = file_folder(folder);
    bool found = false;
    for (const struct dirent *entry = directory == NULL ? NULL : readdir(directory);
         entry != NULL && !found; entry = readdir(directory)) {
        char path[PATH_BYTES];
        int size = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        found = entry->d_name[0] != '.' && size > 0 && size < (int)sizeof path &&
                is_pack(path);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return found;
}

static bool same_file(const char *one, const char *other) {
    struct stat a;
    struct stat b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

/* The name that pack.yaml gives, else that of the folder. */
static void name_of_pack(const char *folder, char name[NAME_BYTES]) {
    char path[PATH_BYTES];
    char text[PATH_BYTES] = "";
    struct arena arena;
    struct pack_errors errors;
    snprintf(path, sizeof path, "%s/pack.yaml", folder);
    FILE *file = file_stream(path);
    size_t size = file == NULL ? 0 : fread(text, 1, sizeof text, file);
    if (file != NULL) {
        fclose(file);
    }
    arena_init(&arena);
    pack_errors_init(&errors);
    const struct yaml_node *node = yaml_member(
        yaml_read(&arena, &arena, slice_from_string(path), slice_of(text, size), &errors),
        "name");
    if (node != NULL && node->kind == YAML_TEXT) {
        snprintf(name, NAME_BYTES, "%.*s", (int)node->text.size, node->text.data);
    } else {
        snprintf(name, NAME_BYTES, "%s", folder);
    }
    pack_errors_deinit(&errors);
    arena_deinit(&arena);
}

/* Whether a folder is loaded without being named: inside the rules folder, or by --pack.
 */
static bool is_loaded(const struct rules_arguments *own, const char *root,
                      const char *folder) {
    char parent[PATH_BYTES];
    snprintf(parent, sizeof parent, "%s/..", folder);
    if (same_file(parent, root)) {
        return true;
    }
    for (size_t i = 0; i < own->pack_count; i++) {
        if (same_file(own->packs[i], folder)) {
            return true;
        }
    }
    return false;
}

static bool take(struct rules_arguments *own, const struct options *options,
                 const char *argument, char name[NAME_BYTES]) {
    char root[PATH_BYTES];
    if (is_pack(argument)) {
        find_rules(options, root, sizeof root);
        name_of_pack(argument, name);
        return options_add(&own->names, &own->name_count, name) &&
               (is_loaded(own, root, argument) ||
                options_add(&own->packs, &own->pack_count, argument));
    }
    if (is_rules_folder(argument)) {
        own->root = argument;
        return true;
    }
    struct stat status;
    if (stat(argument, &status) == 0 && S_ISDIR(status.st_mode)) {
        fprintf(stderr,
                "assay: %s: neither a pack (it has no pack.yaml) nor a folder of packs\n",
                argument);
        return false;
    }
    return options_add(&own->names, &own->name_count, argument);
}

bool rules_arguments_read(struct rules_arguments *own, const struct options *options) {
    *own = (struct rules_arguments){.root = NULL};
    own->room = memory_alloc((options->argument_count + 1) * NAME_BYTES);
    bool good = own->room != NULL;
    for (size_t i = 0; good && i < options->pack_count; i++) {
        good = options_add(&own->packs, &own->pack_count, options->packs[i]);
    }
    for (size_t i = 1; good && i < options->argument_count; i++) {
        good = take(own, options, options->arguments[i], own->room + i * NAME_BYTES);
    }
    if (!good) {
        rules_arguments_free(own);
    }
    return good;
}

void rules_arguments_free(struct rules_arguments *own) {
    memory_free((void *)own->packs);
    memory_free((void *)own->names);
    memory_free(own->room);
    *own = (struct rules_arguments){.root = NULL};
}

bool rules_arguments_known(const struct rules_arguments *own, const struct rules *rules) {
    for (size_t i = 0; i < own->name_count; i++) {
        bool known = false;
        for (uint32_t j = 0; !known && j < rules->rule_count; j++) {
            known = rules_is_named(rules, &rules->rules[j], &own->names[i], 1);
        }
        if (!known) {
            fprintf(stderr,
                    "assay: there is no pack, rule or lexicon %s; see assay rules list\n",
                    own->names[i]);
            return false;
        }
    }
    return true;
}
