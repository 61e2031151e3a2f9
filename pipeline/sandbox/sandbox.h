/* A jail that a process puts itself into and cannot leave: from then on it reaches no
 * files but those allowed before, no network and no other process, whatever a hostile
 * input might make it do.
 *
 * On Linux it is made of Landlock, which decides about files, and of a seccomp filter,
 * which leaves only the system calls that annotating needs. It holds for the thread that
 * enters it and for those started later; so it is entered while there is only one. */
#ifndef ASSAY_SANDBOX_SANDBOX_H
#define ASSAY_SANDBOX_SANDBOX_H

#include "base/status.h"

#include <stdbool.h>

struct sandbox {
    int rules;       /* Landlock's set of rules; -1: none */
    int abi;         /* what of Landlock the kernel has */
    bool makes_code; /* machine code may be made: PCRE2's JIT */
};

enum sandbox_use {
    SANDBOX_READ,        /* a file, or a folder with all below it */
    SANDBOX_REPLACE,     /* make, write, name and remove files below a folder */
    SANDBOX_MAKE_FOLDERS /* the same, and make folders and put files into them */
};

/* Begins to list what is allowed. Each of these gives false and says why in `error`. */
bool sandbox_begin(struct sandbox *sandbox, struct assay_error *error);

/* A name that leads nowhere allows nothing, and is no error. */
bool sandbox_allow(struct sandbox *sandbox, const char *path, enum sandbox_use use,
                   struct assay_error *error);

bool sandbox_enter(struct sandbox *sandbox, struct assay_error *error);

/* Forgets the list, entered or not. */
void sandbox_end(struct sandbox *sandbox);

#endif
