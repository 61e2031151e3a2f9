/* The inputs, one after the other: files as named, folders file by file in the order of
 * the bytes of their paths, and paths listed in a file or on standard input.
 *
 * Folders are walked as the run goes on, so memory is that of the listings of one folder
 * and those above it. */
#ifndef ASSAY_BATCH_PATHS_H
#define ASSAY_BATCH_PATHS_H

#include "base/sha256.h"
#include "batch/glob.h"

#include <sys/stat.h>

struct paths_options {
    const char *const *arguments; /* none, and no list: standard input */
    size_t argument_count;
    const char *const *globs;
    size_t glob_count;
    const char *list;   /* a file of paths, "-" for standard input; NULL: none */
    bool list_zero;     /* they end with NUL instead of a line break */
    const char *output; /* a file that is being written, and must not be read; NULL:
                           standard output */
    const char *folder; /* the same of a folder */
    const char *ending; /* of the files that are written there */
};

struct paths;

enum path_kind {
    PATH_FILE,   /* to be opened */
    PATH_FAILED, /* cannot be read; `problem` says why */
    PATH_EMPTY,  /* a folder in which there was no file to read */
    PATH_WAITS,  /* the list has not come so far: then paths_wait */
    PATH_END,
    PATH_BROKEN, /* the inputs cannot be told any further; `problem` says why, `name` of
                    which, or is NULL */
};

struct path {
    enum path_kind kind;
    const char *name; /* NULL: standard input. Until the next call. */
    const char
        *tail;  /* of the name: below the folder that was named; else the last name */
    bool named; /* on the command line */
    int code;   /* errno, of a failure */
    const char *problem;
};

/* False: `error` says why. */
struct paths *paths_new(const struct paths_options *options, struct assay_error *error);
void paths_free(struct paths *paths);

struct path paths_next(struct paths *paths);

/* Waits for more of the list. With `wake`, a descriptor (or -1), false as soon as that
 * can be read. */
bool paths_wait(const struct paths *paths, int wake);

/* Calls `each` for every file and folder that is named or listed, without entering
 * folders; not for standard input. False when that gives false, or `error` says why. */
bool paths_each_named(const struct paths_options *options,
                      bool each(void *context, const char *name), void *context,
                      struct assay_error *error);

/* What the inputs are, before they are read. */
struct survey {
    char hash[65]; /* of their names, sizes and times of change */
    uint64_t files;
    uint64_t bytes;
    bool unsized;             /* some come through a pipe: there are more */
    const char *unrepeatable; /* why they cannot be read once more; NULL: they can */
};

/* With an output folder, relative and absolute paths could mean one file there. */
extern const char paths_mixed[];

/* Goes through all inputs once. False: `error` says why. */
bool paths_survey(const struct paths_options *options, struct survey *survey,
                  struct assay_error *error);

#endif
