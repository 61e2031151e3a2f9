/* Writes through write(2): what standard I/O holds back could fail unseen at exit. */
#include "cli/output.h"

#include "base/files.h"
#include "batch/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HELD = 1 << 16 };

static void fail(struct output *output) {
    if (errno == EPIPE) {
        output->closed = true;
        return;
    }
    output->failed = true;
    tell("%s: %s", output->name == NULL ? "standard output" : output->name,
         strerror(errno));
}

static void write_all(struct output *output, const char *data, size_t size) {
    while (size > 0 && !output_ended(output)) {
        ssize_t written = write(output->file, data, size);
        if (written < 0 && !file_wait_to_write(output->file)) {
            fail(output);
        } else if (written > 0) {
            data += written;
            size -= (size_t)written;
        }
    }
}

bool output_spares(const char *name, const char *const *inputs, size_t count) {
    struct stat output;
    struct stat input;
    if (name == NULL || stat(name, &output) != 0 || !S_ISREG(output.st_mode)) {
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (stat(inputs[i], &input) == 0 && input.st_dev == output.st_dev &&
            input.st_ino == output.st_ino) {
            tell("%s: is the output too, which would take its place; name another",
                 inputs[i]);
            return false;
        }
    }
    return true;
}

bool output_open(struct output *output, const char *name) {
    *output = (struct output){.file = STDOUT_FILENO, .name = name};
    buffer_init(&output->held, (size_t)4 * HELD);
    if (name != NULL) {
        output->file = file_open(name, O_WRONLY | O_CREAT | O_TRUNC);
        if (output->file < 0) {
            fail(output);
        }
    }
    return !output->failed;
}

static void flush(struct output *output) {
    write_all(output, output->held.data, output->held.size);
    buffer_clear(&output->held);
}

void output_write(struct output *output, const char *data, size_t size) {
    if (output->held.size + size > HELD) {
        flush(output);
    }
    if (size > HELD) {
        write_all(output, data, size);
        return;
    }
    buffer_append(&output->held, data, size);
    if (buffer_status(&output->held) != ASSAY_OK) {
        buffer_clear(&output->held);
        write_all(output, data, size);
    }
}

bool output_close(struct output *output) {
    flush(output);
    buffer_deinit(&output->held);
    if (output->name != NULL && output->file >= 0 && close(output->file) != 0 &&
        !output_ended(output)) {
        fail(output);
    }
    return !output->failed;
}
