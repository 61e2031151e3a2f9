/* Folders sort as if their names ended with a slash: so the paths of all files below come
 * in the order of their bytes. Links are followed, to folders too. */
#include "batch/folder.h"

#include "base/files.h"
#include "base/memory.h"
#include "batch/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- What the run writes itself ---- */

static void add_file(struct own_output *own, const struct stat *status) {
    if (S_ISREG(status->st_mode)) {
        own->files[own->file_count++] = *status;
    }
}

static void add_named(struct own_output *own, const char *path, const char *ending) {
    struct stat status;
    size_t size = strlen(path) + strlen(ending) + 1;
    char *name = memory_alloc(size);
    if (name != NULL) {
        snprintf(name, size, "%s%s", path, ending);
        if (stat(name, &status) == 0) {
            add_file(own, &status);
        }
    }
    memory_free(name);
}

/* A link is followed, as by the sink. */
static void find_file(struct own_output *own, const char *file) {
    char *place = place_of(file);
    const char *path = place == NULL ? file : place;
    size_t size = strlen(path) + 1;
    own->path = memory_alloc(size + 2);
    if (own->path != NULL) {
        const char *slash = strrchr(path, '/');
        size_t parent = slash == NULL ? 0 : (size_t)(slash - path) + 1;
        memcpy(own->path, path, parent);
        memcpy(own->path + parent, ".", 2);
        own->set = stat(own->path, &own->folder) == 0;
        memcpy(own->path, path, size);
        own->name = own->path + parent;
        add_named(own, path, "");
        add_named(own, path, ".part");
    }
    memory_free(place);
}

void own_output_init(struct own_output *own, const char *file, const char *folder,
                     const char *ending) {
    struct stat status;
    *own = (struct own_output){.root = folder, .ending = ending};
    if (folder != NULL) {
        own->set = stat(folder, &own->folder) == 0;
    } else if (file != NULL && strcmp(file, "-") != 0) {
        find_file(own, file);
    } else if (fstat(STDOUT_FILENO, &status) == 0) {
        add_file(own, &status);
    }
}

void own_output_deinit(struct own_output *own) { memory_free(own->path); }

bool own_output_is(const struct own_output *own, const struct stat *file) {
    for (size_t i = 0; i < own->file_count; i++) {
        if (same_file(&own->files[i], file)) {
            return true;
        }
    }
    return false;
}

/* The file, FILE.part, FILE.part.state and what that is made from. */
static bool is_own(const struct own_output *own, const struct stat *folder,
                   const char *name) {
    static const char *const parts[] = {"", ".part", ".part.state", ".part.state.new"};
    if (!own->set || own->name == NULL || !same_file(&own->folder, folder)) {
        return false;
    }
    size_t size = strlen(own->name);
    if (strncmp(name, own->name, size) != 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (strcmp(name + size, parts[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Are the records of a folder's files put into that folder itself, as with --out-dir . ?
 */
static bool is_beside(const struct own_output *own, const char *path,
                      const struct stat *folder) {
    struct stat target;
    if (own->root == NULL) {
        return false;
    }
    size_t size = strlen(own->root) + strlen(path) + 2;
    char *name = memory_alloc(size);
    if (name == NULL) {
        return false;
    }
    snprintf(name, size, "%s/%s", own->root, path);
    bool same = stat(name, &target) == 0 && same_file(&target, folder);
    memory_free(name);
    return same;
}

/* ---- Listing ---- */

struct listing {
    struct folder *folder;
    const struct globs *globs;
    const struct own_output *own;
    struct slice tail;
    DIR *directory;
    bool beside; /* records stand beside the articles */
};

static bool is_wanted(const struct listing *listing, const char *name,
                      enum entry_kind kind, bool *out_of_memory) {
    struct slice last = slice_from_string(name);
    size_t size = listing->tail.size;
    char *path = arena_alloc(&listing->folder->arena, size + last.size);
    if (path == NULL) {
        *out_of_memory = true;
        return false;
    }
    memcpy(path, listing->tail.data, size);
    memcpy(path + size, last.data, last.size);
    struct slice whole = slice_of(path, size + last.size);
    return kind == ENTRY_FOLDER ? globs_enter(listing->globs, whole)
                                : globs_take(listing->globs, whole);
}

/* "a.txt.json" is the record of "a.txt". */
static bool is_record(const struct listing *listing, const char *name) {
    struct stat status;
    size_t size = strlen(name);
    size_t ending = strlen(listing->own->ending);
    if (!listing->beside || size <= ending ||
        strcmp(name + size - ending, listing->own->ending) != 0) {
        return false;
    }
    char *article = arena_alloc(&listing->folder->arena, size - ending + 1);
    if (article == NULL) {
        return false;
    }
    memcpy(article, name, size - ending);
    article[size - ending] = '\0';
    return fstatat(dirfd(listing->directory), article, &status, 0) == 0 &&
           S_ISREG(status.st_mode);
}

static struct entry look_at(const struct listing *listing, const char *name, bool *own) {
    struct stat status;
    struct entry entry = {name, ENTRY_FAILED, 0};
    if (fstatat(dirfd(listing->directory), name, &status, 0) != 0) {
        entry.code = errno;
    } else if (S_ISDIR(status.st_mode)) {
        entry.kind = ENTRY_FOLDER;
        *own = listing->own->set && listing->own->name == NULL &&
               same_file(&listing->own->folder, &status);
    } else if (S_ISREG(status.st_mode)) {
        entry.kind = ENTRY_FILE;
        *own = own_output_is(listing->own, &status) || is_record(listing, name);
    }
    return entry;
}

static int add(struct listing *listing, const char *name) {
    struct folder *folder = listing->folder;
    bool own = false;
    bool out_of_memory = false;
    struct entry entry = look_at(listing, name, &own);
    if (own || is_own(listing->own, &folder->status, name) ||
        !is_wanted(listing, name, entry.kind, &out_of_memory)) {
        return out_of_memory ? ENOMEM : 0;
    }
    size_t size = strlen(name);
    char *copy = arena_alloc(&folder->arena, size + 2);
    struct entry *added = LIST_PUSH(&folder->arena, &folder->entries);
    if (copy == NULL || added == NULL) {
        return ENOMEM;
    }
    memcpy(copy, name, size);
    copy[size] = entry.kind == ENTRY_FOLDER ? '/' : '\0';
    *added = (struct entry){copy, entry.kind, entry.code};
    return 0;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static int list_all(struct listing *listing) {
    int code = 0;
    while (code == 0) {
        errno = 0;
        const struct dirent *found = readdir(listing->directory);
        if (found == NULL) {
            return errno;
        }
        if (strcmp(found->d_name, ".") != 0 && strcmp(found->d_name, "..") != 0) {
            code = add(listing, found->d_name);
        }
    }
    return code;
}

int folder_open(struct folder *folder, const char *path, struct slice tail,
                const struct globs *globs, const struct own_output *own) {
    struct listing listing = {folder, globs, own, tail, NULL, false};
    *folder = (struct folder){0};
    arena_init(&folder->arena);
    listing.directory = file_folder(path);
    if (listing.directory == NULL) {
        return errno;
    }
    int code = fstat(dirfd(listing.directory), &folder->status) == 0 ? 0 : errno;
    listing.beside = code == 0 && is_beside(own, path, &folder->status);
    code = code != 0 ? code : list_all(&listing);
    closedir(listing.directory);
    if (folder->entries.count > 0) {
        qsort(folder->entries.items, folder->entries.count, sizeof(struct entry),
              by_name);
    }
    return code;
}

void folder_close(struct folder *folder) { arena_deinit(&folder->arena); }
