/* Packs come from strangers: a link must not make them read something else, nor a pipe
 * make them wait. */
#define _XOPEN_SOURCE 700 /* realpath */

#include "packs/pack_file.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Does a link lead out of the folder that it stands in? */
static bool leads_out(const char *path) {
    size_t size = strlen(path);
    while (size > 0 && path[size - 1] != '/') {
        size--;
    }
    char *folder = memory_alloc(size + 2);
    if (folder == NULL) {
        return true;
    }
    memcpy(folder, path, size);
    memcpy(folder + size, ".", 2);
    char *outer = realpath(folder, NULL);
    char *inner = realpath(path, NULL);
    size_t length = outer == NULL ? 0 : strlen(outer);
    bool within = outer != NULL && inner != NULL && strncmp(inner, outer, length) == 0 &&
                  inner[length] == '/';
    memory_free(folder);
    free(outer);
    free(inner);
    return !within;
}

int pack_file_open(const char *path, const char **problem) {
    struct stat status;
    int how = O_RDONLY | O_NONBLOCK;
    int file = file_open(path, how | O_NOFOLLOW);
    if (file < 0 && errno == ELOOP) {
        if (leads_out(path)) {
            *problem = "it is a link that leads out of the folder; copy the file into it";
            return -1;
        }
        file = file_open(path, how);
    }
    if (file < 0) {
        *problem = strerror(errno);
        return -1;
    }
    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        *problem = "it is no plain file; take it out of the folder";
        close(file);
        return -1;
    }
    return file;
}
