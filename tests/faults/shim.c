/* Faults of the system, injected between the program and the C library: preloaded into it
 * by tests/check_faults.py.
 *
 * ASSAY_FAULTS holds faults divided by commas, each CALL:WHEN:WHAT:PATH.
 *   CALL  read, write, open, close, rename, truncate, unlink, mkdir, list, alloc
 *   WHEN  N (the Nth such call, once), N+ (from the Nth on), * (each)
 *   WHAT  short   moves a few bytes only
 *         eintr   fails with EINTR every other time
 *         kill    ends the process before the call, as a power switch would
 *         grow    adds a line to the file first; shrink: cuts it to half
 *         else the name of an error; a write that fails is half done first
 *   PATH  a part of the path that the call concerns; may be empty
 * Where ASSAY_FAULTS_COUNT names a file, the number of calls that the first fault met is
 * written there at the end. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FAULTS = 8, LONGEST = 4096 };

enum what { WHAT_ERROR, WHAT_SHORT, WHAT_EINTR, WHAT_KILL, WHAT_GROW, WHAT_SHRINK };

struct fault {
    char call[16], path[256];
    long first;
    bool onward, every;
    enum what what;
    int code;
    atomic_long met;
};

static struct fault faults[FAULTS];
static int fault_count;

/* The function of that name behind this one. Data and function pointers have one size
 * here, which POSIX demands and C does not. */
#define REAL(name)                                                                       \
    static __typeof__(&name) real;                                                       \
    if (real == NULL) {                                                                  \
        void *found = dlsym(RTLD_NEXT, #name);                                           \
        memcpy(&real, &found, sizeof real);                                              \
    }

/* ---- What is wanted ---- */

static int code_of(const char *word) {
    static const struct {
        const char *word;
        int code;
    } codes[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EACCES", EACCES},
                 {"EPIPE", EPIPE},   {"EDQUOT", EDQUOT}, {"ENOENT", ENOENT},
                 {"EMFILE", EMFILE}, {"EROFS", EROFS},   {"ENOMEM", ENOMEM}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i].word, word) == 0) {
            return codes[i].code;
        }
    }
    fprintf(stderr, "faults: there is no fault %s\n", word);
    abort();
}

static void set_what(struct fault *fault, const char *word) {
    static const char *const words[] = {"", "short", "eintr", "kill", "grow", "shrink"};
    for (size_t i = 1; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], word) == 0) {
            fault->what = (enum what)i;
            return;
        }
    }
    fault->code = code_of(word);
}

static void add(const char *text) {
    struct fault *fault = &faults[fault_count++];
    char when[16];
    char what[16];
    if (sscanf(text, "%15[^:]:%15[^:]:%15[^:]:%255[^,]", fault->call, when, what,
               fault->path) < 3) {
        fprintf(stderr, "faults: %s is no fault\n", text);
        abort();
    }
    fault->every = when[0] == '*';
    fault->first = fault->every ? 1 : strtol(when, NULL, 10);
    fault->onward = fault->every || strchr(when, '+') != NULL;
    set_what(fault, what);
}

__attribute__((constructor)) static void begin(void) {
    const char *text = getenv("ASSAY_FAULTS");
    while (text != NULL && text[0] != '\0' && fault_count < FAULTS) {
        add(text);
        text = strchr(text, ',');
        text += text != NULL ? 1 : 0;
    }
}

__attribute__((destructor)) static void end(void) {
    const char *name = getenv("ASSAY_FAULTS_COUNT");
    if (name != NULL && fault_count > 0) {
        FILE *file = fopen(name, "w");
        if (file != NULL) {
            fprintf(file, "%ld\n", atomic_load(&faults[0].met));
            fclose(file);
        }
    }
}

/* The fault that this call meets, or NULL. */
static struct fault *met(const char *call, const char *path) {
    struct fault *found = NULL;
    for (int i = 0; i < fault_count; i++) {
        struct fault *fault = &faults[i];
        if (strcmp(fault->call, call) != 0 ||
            (fault->path[0] != '\0' && strstr(path, fault->path) == NULL)) {
            continue;
        }
        long number = atomic_fetch_add(&fault->met, 1) + 1;
        if (number == fault->first || (fault->onward && number > fault->first)) {
            found = fault;
        }
    }
    if (found != NULL && found->what == WHAT_KILL) {
        raise(SIGKILL);
    }
    return found;
}

static const char *path_of(int file, char path[LONGEST]) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, LONGEST - 1);
    path[size < 0 ? 0 : size] = '\0';
    return path;
}

/* Whether the call fails; EINTR only every other time, or it would never end. */
static bool fails(struct fault *fault) {
    if (fault == NULL || (fault->what != WHAT_ERROR && fault->what != WHAT_EINTR) ||
        (fault->what == WHAT_EINTR && atomic_load(&fault->met) % 2 == 0)) {
        return false;
    }
    errno = fault->what == WHAT_EINTR ? EINTR : fault->code;
    return true;
}

static size_t shortened(const struct fault *fault, size_t size) {
    static atomic_uint next;
    static const size_t sizes[] = {1, 2, 3, 7, 500, 1000};
    if (fault == NULL || fault->what != WHAT_SHORT || size == 0) {
        return size;
    }
    /* Whole megabytes a few bytes at a time would take for ever. */
    size_t most = sizes[atomic_fetch_add(&next, 1) % 6] + size / 16;
    return most < size ? most : size;
}

static void change(const struct fault *fault, const char *path) {
    struct stat status;
    if (fault == NULL || (fault->what != WHAT_GROW && fault->what != WHAT_SHRINK)) {
        return;
    }
    if (fault->what == WHAT_SHRINK && stat(path, &status) == 0) {
        if (truncate(path, status.st_size / 2) != 0) {
            abort();
        }
    } else if (fault->what == WHAT_GROW) {
        FILE *file = fopen(path, "a");
        fputs("{\"id\": \"late\", \"text\": \"Zinc came late.\"}\n", file);
        fclose(file);
    }
}

/* ---- Reading and writing ---- */

ssize_t read(int file, void *data, size_t size) {
    REAL(read)
    char path[LONGEST];
    struct fault *fault = fault_count == 0 ? NULL : met("read", path_of(file, path));
    if (fails(fault)) {
        return -1;
    }
    change(fault, path);
    return real(file, data, shortened(fault, size));
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write)
    char path[LONGEST];
    struct fault *fault = fault_count == 0 ? NULL : met("write", path_of(file, path));
    if (fault != NULL && fault->what == WHAT_ERROR && fault->code == ENOSPC && size > 1) {
        ssize_t written = real(file, data, size / 2); /* what the disk had room for */
        errno = written < 0 ? errno : ENOSPC;
        return -1;
    }
    if (fails(fault)) {
        return -1;
    }
    return real(file, data, shortened(fault, size));
}

/* Where a fortified program comes in. */
ssize_t __read_chk(int file, void *data, size_t size, size_t room);
ssize_t __read_chk(int file, void *data, size_t size, size_t room) {
    return size > room ? -1 : read(file, data, size);
}

/* ---- Opening ---- */

static bool open_fails(const char *path) {
    return fault_count > 0 && fails(met("open", path));
}

static mode_t mode_of(int flags, va_list arguments) {
    return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0;
}

#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...) {                                         \
        REAL(name)                                                                       \
        va_list arguments;                                                               \
        va_start(arguments, flags);                                                      \
        mode_t mode = mode_of(flags, arguments);                                         \
        va_end(arguments);                                                               \
        return open_fails(path) ? -1 : real(path, flags, mode);                          \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                     \
    int name(int at, const char *path, int flags, ...) {                                 \
        REAL(name)                                                                       \
        va_list arguments;                                                               \
        va_start(arguments, flags);                                                      \
        mode_t mode = mode_of(flags, arguments);                                         \
        va_end(arguments);                                                               \
        return open_fails(path) ? -1 : real(at, path, flags, mode);                      \
    }
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags);
int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags);
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __openat_2(int at, const char *path, int flags);
int __openat_2(int at, const char *path, int flags) { return openat(at, path, flags); }
int __openat64_2(int at, const char *path, int flags);
int __openat64_2(int at, const char *path, int flags) {
    return openat64(at, path, flags);
}

FILE *fopen(const char *path, const char *mode) {
    REAL(fopen)
    return open_fails(path) ? NULL : real(path, mode);
}

/* As of a network file system: the file is closed and what was written is lost. */
int close(int file) {
    REAL(close)
    char path[LONGEST];
    bool failed = fault_count > 0 && fails(met("close", path_of(file, path)));
    int code = errno;
    int result = real(file);
    errno = failed ? code : errno;
    return failed ? -1 : result;
}

/* ---- Names ---- */

int rename(const char *from, const char *to) {
    REAL(rename)
    return fault_count > 0 && fails(met("rename", to)) ? -1 : real(from, to);
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    REAL(renameat)
    return fault_count > 0 && fails(met("rename", to)) ? -1
                                                       : real(from_at, from, to_at, to);
}

int unlink(const char *path) {
    REAL(unlink)
    return fault_count > 0 && fails(met("unlink", path)) ? -1 : real(path);
}

int mkdirat(int at, const char *path, mode_t mode) {
    REAL(mkdirat)
    return fault_count > 0 && fails(met("mkdir", path)) ? -1 : real(at, path, mode);
}

#define FTRUNCATE(name, type)                                                            \
    int name(int file, type size) {                                                      \
        REAL(name)                                                                       \
        char path[LONGEST];                                                              \
        return fault_count > 0 && fails(met("truncate", path_of(file, path)))            \
                   ? -1                                                                  \
                   : real(file, size);                                                   \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define READDIR(name, type)                                                              \
    struct type *name(DIR *folder) {                                                     \
        REAL(name)                                                                       \
        char path[LONGEST];                                                              \
        return fault_count > 0 && fails(met("list", path_of(dirfd(folder), path)))       \
                   ? NULL                                                                \
                   : real(folder);                                                       \
    }
READDIR(readdir, dirent)
READDIR(readdir64, dirent64)

/* ---- Memory: under a sanitizer, whose functions come next, as elsewhere ---- */

void *malloc(size_t size) {
    REAL(malloc)
    return fault_count > 0 && fails(met("alloc", "")) ? NULL : real(size);
}

void *calloc(size_t count, size_t size) {
    REAL(calloc)
    return fault_count > 0 && fails(met("alloc", "")) ? NULL : real(count, size);
}

void *realloc(void *memory, size_t size) {
    REAL(realloc)
    return fault_count > 0 && fails(met("alloc", "")) ? NULL : real(memory, size);
}
