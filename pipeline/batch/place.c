/* realpath() wants all of a path to be there; the last link of one may lead to a file
 * that is still to be made. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "batch/place.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINKS_MAXIMUM = 40, TARGET_BYTES = 4096 };

/* `start` bytes of a path, then another. */
static char *put_together(const char *path, size_t start, const char *rest) {
    size_t size = start + strlen(rest) + 1;
    char *whole = memory_alloc(size);
    if (whole != NULL) {
        snprintf(whole, size, "%.*s%s", (int)start, path, rest);
    }
    return whole;
}

/* What a link leads to, as a path from where we stand; NULL where it is none. */
static char *follow(const char *link) {
    char target[TARGET_BYTES];
    ssize_t size = readlink(link, target, sizeof target - 1);
    if (size <= 0) {
        return NULL;
    }
    target[size] = '\0';
    const char *slash = *target == '/' ? NULL : strrchr(link, '/');
    return put_together(link, slash == NULL ? 0 : (size_t)(slash - link) + 1, target);
}

char *place_of(const char *output) {
    char *path = put_together(output, 0, output);
    char *real = path == NULL ? NULL : realpath(path, NULL);
    for (int links = 0; path != NULL && real == NULL && links < LINKS_MAXIMUM; links++) {
        char *next = follow(path);
        if (next == NULL) {
            break;
        }
        memory_free(path);
        path = next;
        real = realpath(path, NULL);
    }
    if (real != NULL) {
        memory_free(path);
        path = put_together(real, 0, real);
        free(real);
    }
    return path;
}
