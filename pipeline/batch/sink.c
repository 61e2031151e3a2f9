/* Records gather in one buffer and are written through write(2): what standard I/O holds
 * back could fail unseen at exit. */
#include "batch/sink.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/memory.h"
#include "batch/tell.h"
#include "batch/place.h"
#include "batch/sink_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HELD = 1 << 16 };

static bool fail(struct sink *sink, const char *name) {
    if (errno == EPIPE) {
        sink->closed = true;
        return false;
    }
    tell("%s: %s", name, strerror(errno));
    sink->failed = true;
    return false;
}

static bool complain(struct sink *sink, const char *what) {
    tell("%s: %s", sink->name, what);
    sink->failed = true;
    return false;
}

/* ---- Opening ---- */

static char *joined(const char *first, const char *second, const char *third) {
    size_t size = strlen(first) + strlen(second) + strlen(third) + 1;
    char *text = memory_alloc(size);
    if (text != NULL) {
        snprintf(text, size, "%s%s%s", first, second, third);
    }
    return text;
}

static bool open_encoder(struct sink *sink, enum compression compression) {
    if (compression == COMPRESSION_NONE) {
        return true;
    }
    sink->codec = codec_of(compression);
    if (sink->codec == NULL) {
        return complain(sink, codec_missing(compression));
    }
    sink->encoder = sink->codec->encoder_new();
    return sink->encoder != NULL || complain(sink, "out of memory");
}

/* Two runs that write one file would spoil it. */
static bool is_locked(int file) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, F_SETLK, &whole) != 0 && (errno == EACCES || errno == EAGAIN);
}

/* A run that ended meanwhile may have named the part, which then is its output. */
static bool lock(struct sink *sink) {
    struct stat now;
    struct stat locked;
    bool mine = !is_locked(sink->file) && fstat(sink->file, &locked) == 0 &&
                stat(sink->part, &now) == 0 && now.st_ino == locked.st_ino &&
                now.st_dev == locked.st_dev;
    if (!mine) { /* nor is it to be removed */
        close(sink->file);
        sink->file = -1;
    }
    return mine || complain(sink, "another run is writing it");
}

/* The part of a folder is another file for each article, so a file that stays is locked.
 * Whoever had it may have removed it meanwhile; then there is a new one to lock. */
static bool lock_folder(struct sink *sink) {
    struct stat status = {0};
    while (status.st_nlink == 0) {
        if (sink->lock >= 0) {
            close(sink->lock);
        }
        sink->lock = file_open(sink->lock_path, O_RDWR | O_CREAT);
        if (sink->lock < 0) {
            return fail(sink, sink->name);
        }
        if (is_locked(sink->lock)) {
            close(sink->lock);
            sink->lock = -1;
            return complain(sink, "another run is writing there; give each a folder of "
                                  "its own, or its --shard of the articles");
        }
        if (fstat(sink->lock, &status) != 0) {
            return fail(sink, sink->name);
        }
    }
    return true;
}

static bool name_file(struct sink *sink, const char *output) {
    sink->path = place_of(output);
    sink->part = sink->path == NULL ? NULL : joined(sink->path, ".part", "");
    sink->state = sink->path == NULL ? NULL : joined(sink->path, ".part.state", "");
    return (sink->part != NULL && sink->state != NULL) || complain(sink, "out of memory");
}

static bool open_file(struct sink *sink, const char *output) {
    struct stat status;
    bool there = stat(output, &status) == 0;
    if (there && S_ISDIR(status.st_mode)) {
        return complain(sink, "is a folder; to write a file for each article there, say "
                              "--out-dir");
    }
    if (there && !S_ISREG(status.st_mode)) {
        sink->file = file_open(output, O_WRONLY); /* a device, a pipe */
        return sink->file >= 0 || fail(sink, output);
    }
    sink->form = SINK_FILE;
    if (!name_file(sink, output)) {
        return false;
    }
    sink->file = file_open(sink->part, O_RDWR | O_CREAT);
    if (sink->file < 0) {
        int code = errno;
        bool in_the_way = access(sink->part, F_OK) == 0;
        errno = code;
        return fail(sink, in_the_way ? sink->part : output);
    }
    if (!lock(sink)) {
        return false;
    }
    if (there) { /* who may read what it replaces may read it, and nobody else but us */
        (void)fchmod(sink->file, (status.st_mode & 0777) | S_IRUSR | S_IWUSR);
    }
    return true;
}

static bool open_folder(struct sink *sink) {
    const char *folder = sink->options.folder;
    sink->form = SINK_FOLDER;
    sink->name = folder;
    sink->part = joined(".assay", sink->options.label, ".part");
    char *path = joined(folder, "/.assay", sink->options.label);
    sink->state = path == NULL ? NULL : joined(path, ".state", "");
    sink->lock_path = path == NULL ? NULL : joined(path, ".lock", "");
    memory_free(path);
    if (sink->part == NULL || sink->state == NULL || sink->lock_path == NULL) {
        return complain(sink, "out of memory");
    }
    if (!make_folders(AT_FDCWD, folder, strlen(folder))) {
        return fail(sink, folder);
    }
    sink->file = file_open(folder, O_RDONLY | O_DIRECTORY);
    return sink->file >= 0 ? lock_folder(sink) : fail(sink, folder);
}

bool sink_open(struct sink *sink, const struct sink_options *options) {
    const char *output = options->output;
    *sink = (struct sink){.form = SINK_STREAM,
                          .options = *options,
                          .file = STDOUT_FILENO,
                          .absolute = -1,
                          .lock = -1,
                          .name = "standard output"};
    buffer_init(&sink->held, LIMIT_RECORD_BYTES);
    if (options->folder != NULL) {
        return open_folder(sink);
    }
    if (output == NULL || strcmp(output, "-") == 0) {
        return true;
    }
    sink->name = output;
    return open_encoder(sink, compression_of_name(output)) && open_file(sink, output);
}

void sink_deinit(struct sink *sink) {
    if (sink->encoder != NULL) {
        sink->codec->encoder_free(sink->encoder);
    }
    if (sink->file >= 0 && sink->file != STDOUT_FILENO) {
        close(sink->file);
    }
    if (sink->lock >= 0) {
        unlink(sink->lock_path);
        close(sink->lock);
    }
    memory_free(sink->lock_path);
    buffer_deinit(&sink->held);
    memory_free(sink->path);
    memory_free(sink->part);
    memory_free(sink->state);
}

bool sink_has_part(const struct sink *sink, uint64_t *size) {
    struct stat status;
    *size = 0;
    if (sink->form != SINK_FILE || fstat(sink->file, &status) != 0) {
        return false;
    }
    *size = (uint64_t)status.st_size;
    return true;
}

const char *sink_part_changed(struct sink *sink, uint64_t written, uint64_t sum) {
    sink->sum = (struct sum){0};
    if (sink->form != SINK_FILE) {
        return NULL;
    }
    if (!sum_add_file(&sink->sum, sink->file, written)) {
        return errno == 0 ? "its part is shorter than its state says" : strerror(errno);
    }
    return sum_of(&sink->sum) == sum ? NULL : "its part has changed since it was written";
}

void sink_drop_empty(const struct sink *sink) {
    uint64_t size = 0;
    if (sink_has_part(sink, &size) && size == 0) {
        unlink(sink->part);
    }
}

/* ---- Writing ---- */

static void write_all(struct sink *sink) {
    const char *data = sink->held.data;
    size_t size = sink->held.size;
    while (size > 0 && !sink_ended(sink)) {
        ssize_t written = write(sink->file, data, size);
        if (written < 0 && !file_wait_to_write(sink->file)) {
            fail(sink, sink->name);
        } else if (written > 0) {
            if (sink->form == SINK_FILE) {
                sum_add(&sink->sum, slice_of(data, (size_t)written));
            }
            data += written;
            size -= (size_t)written;
            sink->written += (uint64_t)written;
        }
    }
    buffer_clear(&sink->held);
    if (sink->held.capacity > LIMIT_ARENA_KEEP) {
        buffer_deinit(&sink->held);
    }
}

static void append(struct sink *sink, struct slice text) {
    bool good = true;
    if (sink->codec == NULL) {
        buffer_append_slice(&sink->held, text);
    } else {
        good = sink->codec->encode(sink->encoder, text, false, &sink->held);
    }
    sink->frame += text.size;
    sink->total += text.size;
    if (!good || buffer_status(&sink->held) != ASSAY_OK) {
        complain(sink, "out of memory");
    }
    if (sink->held.size >= HELD) {
        write_all(sink);
    }
}

void sink_put(struct sink *sink, struct slice record, const char *target) {
    if (sink_ended(sink)) {
        return;
    }
    if (sink->form != SINK_FOLDER) {
        append(sink, record);
        return;
    }
    struct folder_file file = {sink->file,           sink->part, target,
                               sink->options.header, record,     sink->options.trailer};
    sink->frame += record.size;
    sink->total += record.size;
    if (folder_write(&file)) {
        return;
    }
    /* As where the records of a file's lines go to the file's own folder. */
    bool taken = errno == ENOTDIR || errno == EISDIR || errno == EEXIST;
    tell("%s/%s: %s%s", sink->name, target, strerror(errno),
         taken ? "; something else has a name that is needed there, so name another "
                 "--out-dir"
               : "");
    sink->failed = true;
}

static void end_frame(struct sink *sink) {
    if (sink->codec != NULL &&
        !sink->codec->encode(sink->encoder, slice_of(NULL, 0), true, &sink->held)) {
        complain(sink, "out of memory");
    }
}

void sink_boundary(struct sink *sink) {
    if (sink->frame > 0) {
        end_frame(sink);
    }
    write_all(sink);
    sink->frame = 0;
}

void sink_flush(struct sink *sink) {
    if (sink->codec == NULL && sink->held.size > 0) {
        write_all(sink);
    }
}

/* ---- Beginning and end ---- */

bool sink_begin(struct sink *sink) {
    sink->sum = (struct sum){0};
    if (sink->form == SINK_FILE && ftruncate(sink->file, 0) != 0) {
        return fail(sink, sink->part);
    }
    if (sink->form != SINK_FOLDER && sink->options.header.size > 0) {
        append(sink, sink->options.header);
    }
    return !sink->failed;
}

bool sink_go_on(struct sink *sink, uint64_t written) {
    sink->written = written;
    if (sink->form == SINK_FILE && (ftruncate(sink->file, (off_t)written) != 0 ||
                                    lseek(sink->file, (off_t)written, SEEK_SET) < 0)) {
        return fail(sink, sink->part);
    }
    return true;
}

bool sink_finish(struct sink *sink) {
    if (sink->form != SINK_FOLDER) {
        if (sink->options.trailer.size > 0) {
            append(sink, sink->options.trailer);
        }
        if (sink->frame > 0 || (sink->codec != NULL && sink->written == 0)) {
            end_frame(sink);
        }
        write_all(sink);
    }
    return !sink->failed;
}

bool sink_name(struct sink *sink) {
    if (sink->form == SINK_FILE && rename(sink->part, sink->path) != 0) {
        return fail(sink, sink->path);
    }
    if (sink->form == SINK_STREAM && sink->file != STDOUT_FILENO) {
        int file = sink->file;
        sink->file = -1;
        return close(file) == 0 || fail(sink, sink->name);
    }
    return true;
}
