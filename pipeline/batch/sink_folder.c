/* The folders of a path are made when a file is to be put there and they are not found.
 */
#include "batch/sink_folder.h"

#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

bool make_folders(int at, const char *path, size_t size) {
    char part[PATH_BYTES];
    if (size >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= size; i++) {
        if (i < size && path[i] != '/') {
            continue;
        }
        memcpy(part, path, i);
        part[i] = '\0';
        struct stat status;
        if (mkdirat(at, part, 0777) == 0) {
            continue;
        }
        int code = errno;
        if (fstatat(at, part, &status, 0) != 0 || !S_ISDIR(status.st_mode)) {
            errno = code;
            return false;
        }
    }
    return true;
}

static bool write_slice(int file, struct slice text) {
    while (text.size > 0) {
        ssize_t written = write(file, text.data, text.size);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        size_t step = written > 0 ? (size_t)written : 0;
        text = slice_after(text, step);
    }
    return true;
}

static bool rename_to(const struct folder_file *file) {
    if (renameat(file->folder, file->part, file->folder, file->target) == 0) {
        return true;
    }
    const char *slash = strrchr(file->target, '/');
    return errno == ENOENT && slash != NULL &&
           make_folders(file->folder, file->target, (size_t)(slash - file->target)) &&
           renameat(file->folder, file->part, file->folder, file->target) == 0;
}

bool folder_write(const struct folder_file *file) {
    int part = file_open_in(file->folder, file->part, O_WRONLY | O_CREAT | O_TRUNC);
    if (part < 0) {
        return false;
    }
    bool good = write_slice(part, file->header) && write_slice(part, file->record) &&
                write_slice(part, file->trailer);
    int code = errno;
    if (close(part) != 0 && good) {
        return false;
    }
    if (!good) {
        errno = code;
        return false;
    }
    return rename_to(file);
}
