/* What open() and its kind share. */
#include "base/files.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

int file_open_in(int folder, const char *path, int flags) {
    int file;
    do {
        file = openat(folder, path, flags | O_CLOEXEC, 0666);
    } while (file < 0 && errno == EINTR);
    return file;
}

int file_open(const char *path, int flags) { return file_open_in(AT_FDCWD, path, flags); }

void files_hold_standard(void) {
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
        if (fcntl(number, F_GETFD) < 0 && errno == EBADF) {
            int held = open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            assert(held < 0 || held == number); /* the lowest that is free */
            (void)held;
        }
    }
}

bool file_wait_to_write(int file) {
    struct pollfd room = {.fd = file, .events = POLLOUT};
    if (errno == EAGAIN || errno == EWOULDBLOCK) {
        (void)poll(&room, 1, -1); /* whatever comes of it, writing will tell */
        return true;
    }
    return errno == EINTR;
}

ssize_t file_read(int file, char *room, size_t size) {
    size_t filled = 0;
    while (filled < size) {
        ssize_t count = read(file, room + filled, size - filled);
        if (count < 0 && errno != EINTR) {
            return -1;
        }
        if (count == 0) {
            break;
        }
        filled += count > 0 ? (size_t)count : 0;
    }
    return (ssize_t)filled;
}

/* Closes a file whose stream could not be made, and keeps the reason. */
static void give_up(int file) {
    int code = errno;
    if (file >= 0) {
        close(file);
    }
    errno = code;
}

FILE *file_stream(const char *path) {
    int file = file_open(path, O_RDONLY);
    FILE *stream = file < 0 ? NULL : fdopen(file, "rb");
    if (stream == NULL) {
        give_up(file);
    }
    return stream;
}

DIR *file_folder(const char *path) {
    int file = file_open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    DIR *folder = file < 0 ? NULL : fdopendir(file);
    if (folder == NULL) {
        give_up(file);
    }
    return folder;
}
