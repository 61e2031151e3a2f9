/* The files of the jail, by Landlock (Linux 5.19 or newer: the first whose files can be
 * renamed into another folder).
 *
 * The numbers stand here as the kernel's documentation has them, since the headers of the
 * machine that builds may be older than the kernel that runs. */
#define _GNU_SOURCE /* syscall, O_PATH */

#include "sandbox/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    CREATE_RULESET = 444, /* system calls: the same number on every processor */
    ADD_RULE = 445,
    RESTRICT_SELF = 446,
    ASK_FOR_ABI = 1, /* a flag of CREATE_RULESET */
    BELOW_PATH = 1,  /* a kind of rule */
    ABI_NEEDED = 2,
};

enum {
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    REMOVE_FILE = 1 << 5,
    MAKE_FOLDER = 1 << 7,
    MAKE_FILE = 1 << 8,
    MOVE = 1 << 13,
    TRUNCATE = 1 << 14,
    ALL_FILES_ABI_2 = (1 << 14) - 1,
    ALL_FILES_ABI_3 = (1 << 15) - 1,
    ALL_FILES_ABI_5 = (1 << 16) - 1, /* and calls of devices */
    ALL_TCP = 3,                     /* ABI 4 */
    ALL_SCOPES = 3,                  /* ABI 6: abstract sockets and signals of others */
};

struct ruleset_attributes {
    uint64_t files, network, scopes;
};

/* As the kernel has it, without a gap behind it. */
struct below_path {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed));

/* What is forbidden unless it is allowed: everything that this kernel knows. */
static struct ruleset_attributes everything(int abi, size_t *size) {
    struct ruleset_attributes all = {.files = abi >= 5   ? ALL_FILES_ABI_5
                                              : abi >= 3 ? ALL_FILES_ABI_3
                                                         : ALL_FILES_ABI_2};
    all.network = abi >= 4 ? ALL_TCP : 0;
    all.scopes = abi >= 6 ? ALL_SCOPES : 0;
    *size = sizeof(uint64_t) * (abi >= 6 ? 3 : abi >= 4 ? 2 : 1);
    return all;
}

static bool fail(struct assay_error *error, const char *what) {
    error_set(error, ASSAY_IO, NULL, "%s: %s", what, strerror(errno));
    return false;
}

bool sandbox_begin(struct sandbox *sandbox, struct assay_error *error) {
    sandbox->rules = -1;
    sandbox->abi = (int)syscall(CREATE_RULESET, NULL, 0, ASK_FOR_ABI);
    if (sandbox->abi < ABI_NEEDED) {
        error_set(error, ASSAY_IO, NULL,
                  "this kernel cannot jail a process: it needs Linux 5.19 or newer with "
                  "landlock among the security modules of /sys/kernel/security/lsm");
        return false;
    }
    size_t size = 0;
    struct ruleset_attributes all = everything(sandbox->abi, &size);
    sandbox->rules = (int)syscall(CREATE_RULESET, &all, size, 0);
    return sandbox->rules >= 0 || fail(error, "Landlock's rules cannot be made");
}

/* The rights of a use, as far as they exist for a folder or for a file. */
static uint64_t rights_of(const struct sandbox *sandbox, enum sandbox_use use,
                          bool folder) {
    uint64_t rights = READ_FILE | READ_FOLDER;
    if (use != SANDBOX_READ) {
        rights = WRITE_FILE | REMOVE_FILE | MAKE_FILE;
        rights |= sandbox->abi >= 3 ? TRUNCATE : 0;
        rights |= use == SANDBOX_MAKE_FOLDERS ? MAKE_FOLDER | MOVE : 0;
    }
    return folder ? rights : rights & (WRITE_FILE | READ_FILE | TRUNCATE);
}

bool sandbox_allow(struct sandbox *sandbox, const char *path, enum sandbox_use use,
                   struct assay_error *error) {
    struct stat status;
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0) {
        return true;
    }
    bool folder = fstat(file, &status) == 0 && S_ISDIR(status.st_mode);
    struct below_path rule = {rights_of(sandbox, use, folder), file};
    /* Pipes and the like lie in no file system, and are open to whoever holds them. */
    bool good = syscall(ADD_RULE, sandbox->rules, BELOW_PATH, &rule, 0) == 0 ||
                errno == EBADFD || fail(error, path);
    close(file);
    return good;
}

bool sandbox_enter(struct sandbox *sandbox, struct assay_error *error) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(RESTRICT_SELF, sandbox->rules, 0) != 0) {
        return fail(error, "Landlock cannot be entered");
    }
    return sandbox_leave_calls(sandbox->makes_code, error);
}

void sandbox_end(struct sandbox *sandbox) {
    if (sandbox->rules >= 0) {
        close(sandbox->rules);
        sandbox->rules = -1;
    }
}
