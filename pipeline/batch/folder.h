/* The listing of one folder, sorted, without what is not to be read. */
#ifndef ASSAY_BATCH_FOLDER_H
#define ASSAY_BATCH_FOLDER_H

#include "batch/glob.h"

#include <sys/stat.h>

enum entry_kind { ENTRY_FILE, ENTRY_FOLDER, ENTRY_FAILED };

struct entry {
    const char *name; /* a folder's with a slash behind it, by which it is sorted too */
    enum entry_kind kind;
    int code; /* FAILED: errno; 0: it is neither file nor folder */
};

enum { OWN_FILES = 2 };

/* What a run writes, so that it is not read: a file, with the names that its parts have,
 * or a whole folder; or a file that standard output goes to. */
struct own_output {
    bool set;
    struct stat folder;           /* that it stands in; or the folder itself */
    const char *name;             /* NULL: all of the folder */
    char *path;                   /* owned; the name is a part of it */
    struct stat files[OWN_FILES]; /* that are there already, whatever their names */
    size_t file_count;
    const char *root, *ending; /* of a folder: its path, and what ends names below it */
};

/* Finds the place of the outputs; neither: standard output. What is written to a folder
 * has that ending. */
void own_output_init(struct own_output *own, const char *file, const char *folder,
                     const char *ending);
void own_output_deinit(struct own_output *own);

/* Is it a file that the run writes? */
bool own_output_is(const struct own_output *own, const struct stat *file);

struct folder {
    struct stat status;
    struct arena arena;
    LIST_OF(struct entry) entries;
    size_t next;
    size_t path_size; /* for the walker: of its path, with the slash */
};

/* Lists the folder `path`, whose files' paths below the folder that was named begin with
 * `tail`. 0, or the errno; folder_close in either case. */
int folder_open(struct folder *folder, const char *path, struct slice tail,
                const struct globs *globs, const struct own_output *own);
void folder_close(struct folder *folder);

static inline bool same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

#endif
