/* The walk over all inputs: arguments, then the list; below each folder its files. */
#include "batch/paths.h"

#include "base/limits.h"
#include "base/memory.h"
#include "batch/folder.h"
#include "streams/instream.h"

#include <errno.h>
#include <unistd.h>

enum { LIST_CHUNK = 1 << 14, LIST_PATH_MAXIMUM = 1 << 16 };

struct paths {
    struct paths_options options;
    struct globs globs;
    struct own_output own;
    size_t next_argument;
    /* the list */
    struct instream list;
    bool list_open, list_begun, list_ended;
    struct buffer held; /* read from it and not yet taken, from `held_at` on */
    size_t held_at;
    /* the folder at hand, below those that it stands in */
    struct arena arena;
    LIST_OF(struct folder) folders;
    struct buffer name; /* of the path at hand, ended by NUL */
    size_t tail;        /* where the part below the named folder begins in it */
    bool named;
    uint64_t found; /* files below the folder that was named */
};

/* ---- Setting up ---- */

struct paths *paths_new(const struct paths_options *options, struct assay_error *error) {
    struct paths *paths = memory_alloc(sizeof *paths);
    int code = 0;
    if (paths == NULL) {
        error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        return NULL;
    }
    *paths = (struct paths){.options = *options};
    own_output_init(&paths->own, options->output, options->folder, options->ending);
    arena_init(&paths->arena);
    buffer_init(&paths->held, LIST_PATH_MAXIMUM + LIST_CHUNK);
    buffer_init(&paths->name, LIMIT_ARTICLE_MAXIMUM);
    if (!globs_init(&paths->globs, options->globs, options->glob_count, error)) {
        paths_free(paths);
        return NULL;
    }
    if (options->list != NULL) {
        bool is_input = strcmp(options->list, "-") == 0;
        if (!instream_open(&paths->list, is_input ? NULL : options->list, &code)) {
            error_set(error, ASSAY_IO, NULL, "%s: %s", options->list,
                      paths->list.problem);
            paths_free(paths);
            return NULL;
        }
        paths->list_open = true;
    }
    return paths;
}

static void leave_folder(struct paths *paths) {
    folder_close(&paths->folders.items[--paths->folders.count]);
}

void paths_free(struct paths *paths) {
    if (paths == NULL) {
        return;
    }
    while (paths->folders.count > 0) {
        leave_folder(paths);
    }
    if (paths->list_open) {
        instream_close(&paths->list);
    }
    globs_deinit(&paths->globs);
    own_output_deinit(&paths->own);
    arena_deinit(&paths->arena);
    buffer_deinit(&paths->held);
    buffer_deinit(&paths->name);
    memory_free(paths);
}

/* ---- The path at hand ---- */

static bool set_name(struct paths *paths, size_t keep, struct slice rest) {
    paths->name.size = keep;
    buffer_append_slice(&paths->name, rest);
    buffer_append_char(&paths->name, '\0');
    return buffer_status(&paths->name) == ASSAY_OK;
}

static struct path broken(const char *problem) {
    return (struct path){.kind = PATH_BROKEN, .problem = problem};
}

static struct path give(const struct paths *paths, enum path_kind kind, int code,
                        const char *problem) {
    return (struct path){.kind = kind,
                         .name = paths->name.data,
                         .tail = paths->name.data + paths->tail,
                         .named = paths->named && paths->folders.count == 0,
                         .code = code,
                         .problem = problem};
}

static struct path give_failed(const struct paths *paths, int code) {
    return give(paths, PATH_FAILED, code,
                code == 0 ? "is neither a file nor a folder" : strerror(code));
}

/* ---- Folders ---- */

/* Enters the folder whose name, with a slash behind it, is at hand. */
static struct path enter(struct paths *paths, bool *entered) {
    struct folder folder;
    struct slice tail = slice_from_string(paths->name.data + paths->tail);
    int code = folder_open(&folder, paths->name.data, tail, &paths->globs, &paths->own);
    const char *problem = code == 0 ? NULL : strerror(code);
    for (size_t i = 0; code == 0 && i < paths->folders.count; i++) {
        if (same_file(&paths->folders.items[i].status, &folder.status)) {
            problem = "leads back to a folder that it stands in";
        }
    }
    if (problem != NULL) {
        folder_close(&folder);
        return give(paths, PATH_FAILED, code, problem);
    }
    struct folder *added = LIST_PUSH(&paths->arena, &paths->folders);
    if (added == NULL) {
        folder_close(&folder);
        return broken("out of memory");
    }
    *added = folder;
    added->path_size = paths->name.size - 1;
    *entered = true;
    return (struct path){0};
}

/* The next file below the folders at hand; PATH_END where they are done. */
static struct path next_in_folders(struct paths *paths) {
    while (paths->folders.count > 0) {
        struct folder *folder = &paths->folders.items[paths->folders.count - 1];
        bool entered = false;
        if (folder->next == folder->entries.count) {
            bool empty = paths->folders.count == 1 && paths->found == 0;
            bool named = set_name(paths, folder->path_size, slice_of(NULL, 0));
            leave_folder(paths);
            if (empty && named) {
                return give(paths, PATH_EMPTY, 0,
                            paths->options.glob_count == 0
                                ? "holds no file to read"
                                : "holds no file that --glob takes");
            }
            continue;
        }
        const struct entry *entry = &folder->entries.items[folder->next++];
        if (!set_name(paths, folder->path_size, slice_from_string(entry->name))) {
            return broken("out of memory");
        }
        if (entry->kind != ENTRY_FOLDER) {
            paths->found++;
            return entry->kind == ENTRY_FILE ? give(paths, PATH_FILE, 0, NULL)
                                             : give_failed(paths, entry->code);
        }
        struct path failed = enter(paths, &entered);
        if (!entered) {
            paths->found++;
            return failed;
        }
    }
    return (struct path){.kind = PATH_END};
}

static const char *const own_problem =
    "is the output too, which would take the place of the articles; name another";

/* A file or folder that was named. `*entered`: a folder, whose files come next. */
static struct path begin(struct paths *paths, struct slice name, bool named,
                         bool *entered) {
    struct stat status;
    paths->named = named;
    if (!set_name(paths, 0, name)) {
        return broken("out of memory");
    }
    bool there = stat(paths->name.data, &status) == 0;
    if (!there || !S_ISDIR(status.st_mode)) {
        const char *slash = strrchr(paths->name.data, '/');
        paths->tail = slash == NULL ? 0 : (size_t)(slash - paths->name.data) + 1;
        return there && own_output_is(&paths->own, &status)
                   ? give(paths, PATH_BROKEN, 0, own_problem)
                   : give(paths, PATH_FILE, 0, NULL);
    }
    bool slash = name.size > 0 && name.data[name.size - 1] == '/';
    if (!slash && !set_name(paths, name.size, SLICE_LITERAL("/"))) {
        return broken("out of memory");
    }
    paths->tail = paths->name.size - 1;
    paths->found = 0;
    return enter(paths, entered);
}

/* ---- The list ---- */

static struct path broken_list(const struct paths *paths, const char *problem) {
    const char *list = paths->options.list;
    return (struct path){.kind = PATH_BROKEN,
                         .name = strcmp(list, "-") == 0 ? "standard input" : list,
                         .problem = problem};
}

/* Takes a whole path off what has been read. As a line it may have come from Windows,
 * with a byte order mark before the first and a carriage return at its end. */
static bool take_listed(struct paths *paths, struct slice *listed) {
    const char *start = paths->held.data + paths->held_at;
    size_t size = paths->held.size - paths->held_at;
    bool lines = !paths->options.list_zero;
    const char *end = size == 0 ? NULL : memchr(start, lines ? '\n' : '\0', size);
    if (end == NULL && !(paths->list_ended && size > 0)) {
        return false;
    }
    *listed = slice_of(start, end == NULL ? size : (size_t)(end - start));
    paths->held_at += listed->size + (end == NULL ? 0 : 1);
    if (lines && !paths->list_begun &&
        slice_starts_with(*listed, SLICE_LITERAL("\xEF\xBB\xBF"))) {
        *listed = slice_after(*listed, 3);
    }
    if (lines && listed->size > 0 && listed->data[listed->size - 1] == '\r') {
        listed->size--;
    }
    paths->list_begun = true;
    return true;
}

/* Reads on in the list. PATH_FILE: there is more to take. */
static struct path read_list(struct paths *paths) {
    struct buffer *held = &paths->held;
    size_t left = held->size - paths->held_at;
    if (left > LIST_PATH_MAXIMUM) {
        return broken_list(
            paths,
            "a path is longer than 65536 bytes; are the inputs themselves listed?");
    }
    if (left > 0 && paths->held_at > 0) {
        memmove(held->data, held->data + paths->held_at, left);
    }
    held->size = left;
    paths->held_at = 0;
    char *room = buffer_reserve(held, LIST_CHUNK);
    if (room == NULL) {
        return broken_list(paths, "out of memory");
    }
    ssize_t size = instream_read(&paths->list, room, LIST_CHUNK);
    if (size == INSTREAM_WAITS) {
        return (struct path){.kind = PATH_WAITS};
    }
    if (size < 0) {
        return broken_list(paths, paths->list.problem);
    }
    held->size += (size_t)size;
    paths->list_ended = size == 0;
    return (struct path){.kind = PATH_FILE};
}

/* The next name in the list. PATH_FILE: `*listed` is one. */
static struct path next_name(struct paths *paths, struct slice *listed) {
    for (;;) {
        if (take_listed(paths, listed)) {
            if (listed->size == 0) {
                continue;
            }
            return memchr(listed->data, '\0', listed->size) == NULL
                       ? (struct path){.kind = PATH_FILE}
                       : broken_list(
                             paths,
                             "a path holds a NUL byte; if they end with one, say -0; if "
                             "the list is UTF-16, write it as UTF-8");
        }
        if (paths->list_ended) {
            return (struct path){.kind = PATH_END};
        }
        struct path more = read_list(paths);
        if (more.kind != PATH_FILE) {
            return more;
        }
    }
}

static struct path next_listed(struct paths *paths, bool *entered) {
    struct slice listed = {0};
    struct path name = next_name(paths, &listed);
    return name.kind == PATH_FILE ? begin(paths, listed, false, entered) : name;
}

/* ---- The walk ---- */

static struct path standard_input(const struct paths *paths) {
    struct stat status;
    if (fstat(STDIN_FILENO, &status) == 0 && own_output_is(&paths->own, &status)) {
        return (struct path){
            .kind = PATH_BROKEN, .name = "standard input", .problem = own_problem};
    }
    return (struct path){.kind = PATH_FILE, .name = NULL, .tail = "", .named = true};
}

struct path paths_next(struct paths *paths) {
    const struct paths_options *options = &paths->options;
    for (;;) {
        bool entered = false;
        struct path path = {.kind = PATH_END};
        if (paths->folders.count > 0) {
            path = next_in_folders(paths);
            entered = path.kind == PATH_END;
        } else if (paths->next_argument < options->argument_count) {
            const char *name = options->arguments[paths->next_argument++];
            if (strcmp(name, "-") == 0) {
                return standard_input(paths);
            }
            path = begin(paths, slice_from_string(name), true, &entered);
        } else if (options->list != NULL) {
            path = next_listed(paths, &entered);
        } else if (options->argument_count == 0 && paths->next_argument == 0) {
            paths->next_argument++;
            return standard_input(paths);
        }
        if (!entered) {
            return path;
        }
    }
}

bool paths_wait(const struct paths *paths, int wake) {
    return instream_wait(&paths->list, wake);
}

/* ---- The names alone ---- */

static bool each_listed(struct paths *paths, bool each(void *context, const char *name),
                        void *context, struct assay_error *error) {
    for (;;) {
        struct slice listed = {0};
        struct path path = next_name(paths, &listed);
        if (path.kind == PATH_END) {
            return true;
        }
        if (path.kind == PATH_WAITS) {
            paths_wait(paths, -1);
            continue;
        }
        if (path.kind == PATH_FILE && !set_name(paths, 0, listed)) {
            path = broken("out of memory");
        }
        if (path.kind == PATH_BROKEN) {
            error_set(error, ASSAY_IO, NULL, "%s%s%s", path.name == NULL ? "" : path.name,
                      path.name == NULL ? "" : ": ", path.problem);
            return false;
        }
        if (!each(context, paths->name.data)) {
            return false;
        }
    }
}

bool paths_each_named(const struct paths_options *options,
                      bool each(void *context, const char *name), void *context,
                      struct assay_error *error) {
    bool good = true;
    for (size_t i = 0; good && i < options->argument_count; i++) {
        good = strcmp(options->arguments[i], "-") == 0 ||
               each(context, options->arguments[i]);
    }
    if (!good || options->list == NULL) {
        return good;
    }
    struct paths *paths = paths_new(options, error);
    good = paths != NULL && each_listed(paths, each, context, error);
    paths_free(paths);
    return good;
}
