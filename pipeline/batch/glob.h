/* --glob: which files of a folder are read.
 *
 * As in .gitignore and ripgrep: `*` and `?` stay within one name, `**` goes over folders,
 * `[a-z]` and `[!a-z]` are sets, `{a,b}` alternatives, `\` takes the next byte as it is.
 * A pattern without a slash is held against the last name of the path, one with a slash
 * against the whole path below the folder. A name that begins with a dot is met only by a
 * pattern that has that dot. A pattern behind `!` leaves out; the last that fits decides.
 */
#ifndef ASSAY_BATCH_GLOB_H
#define ASSAY_BATCH_GLOB_H

#include "base/arena.h"
#include "base/status.h"

struct glob {
    struct slice pattern;
    bool leaves_out;
    bool whole_path;
};

struct globs {
    struct arena arena;
    LIST_OF(struct glob) list;
    bool chooses; /* a pattern without `!` is among them: what fits none stays out */
    bool hidden;  /* a pattern may mean names that begin with a dot */
};

/* Reads the patterns of the command line. False: `error` says which is wrong, and how. */
bool globs_init(struct globs *globs, const char *const *patterns, size_t count,
                struct assay_error *error);
void globs_deinit(struct globs *globs);

/* Is a file of that path below the folder to be read? */
bool globs_take(const struct globs *globs, struct slice path);

/* Is a folder of that path to be entered? */
bool globs_enter(const struct globs *globs, struct slice path);

/* Does the pattern fit the text as a whole? */
bool glob_fits(struct slice pattern, struct slice text);

#endif
