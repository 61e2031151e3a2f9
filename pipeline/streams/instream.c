/* Plain inputs are read straight into the caller's memory once their first bytes are
 * known; compressed ones go through a small buffer of raw bytes. */
#include "streams/instream.h"

#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A named pipe without a writer is waited for where a signal can end that, and not in
 * open(). Linux alone tells one that has no writer yet from one that has none any more.
 */
#ifdef __linux__
enum { WITHOUT_WAITING = O_NONBLOCK };
#else
enum { WITHOUT_WAITING = 0 };
#endif

enum { RAW = 1 << 16 };

static bool fail(struct instream *stream, const char *words) {
    snprintf(stream->problem, sizeof stream->problem, "%s", words);
    return false;
}

bool instream_open(struct instream *stream, const char *name, int *code) {
    *stream = (struct instream){.file = STDIN_FILENO, .whole = true};
    stream->raw = memory_alloc(RAW);
    if (stream->raw == NULL) {
        *code = ENOMEM;
        return fail(stream, "out of memory");
    }
    if (name != NULL) {
        stream->file = file_open(name, O_RDONLY | O_NOCTTY | WITHOUT_WAITING);
        stream->named = compression_of_name(name);
        stream->owned = true;
    }
    if (stream->file < 0) {
        *code = errno;
        memory_free(stream->raw);
        return fail(stream, strerror(*code));
    }
    return true;
}

void instream_leave(struct instream *stream) {
    struct stat status;
    bool sized =
        stream->owned && fstat(stream->file, &status) == 0 && S_ISREG(status.st_mode);
    if (sized && (uint64_t)status.st_size > stream->consumed) {
        stream->consumed = (uint64_t)status.st_size;
    }
}

void instream_close(struct instream *stream) {
    if (stream->decoder != NULL) {
        stream->codec->decoder_free(stream->decoder);
    }
    if (stream->owned) {
        close(stream->file);
    }
    memory_free(stream->raw);
}

static bool is_ready(const struct instream *stream) {
    struct pollfd wanted = {.fd = stream->file, .events = POLLIN};
    return poll(&wanted, 1, 0) != 0;
}

bool instream_wait(const struct instream *stream, int wake) {
    struct pollfd wanted[2] = {{.fd = stream->file, .events = POLLIN},
                               {.fd = wake, .events = POLLIN}};
    for (;;) {
        int count = poll(wanted, wake < 0 ? 1 : 2, -1);
        if (count > 0 && (wake < 0 || wanted[1].revents == 0)) {
            return true;
        }
        if (count > 0) {
            return false;
        }
        if (count < 0 && errno != EINTR) {
            return true; /* the read will tell */
        }
    }
}

static ssize_t read_file(struct instream *stream, char *data, size_t size) {
    while (is_ready(stream)) {
        ssize_t count = read(stream->file, data, size);
        if (count >= 0) {
            stream->consumed += (uint64_t)count;
            stream->ended = count == 0;
            return count;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        }
        if (errno != EINTR) {
            fail(stream, strerror(errno));
            return INSTREAM_FAILED;
        }
    }
    return INSTREAM_WAITS;
}

static bool ends_too_soon(struct instream *stream, enum compression compression) {
    snprintf(stream->problem, sizeof stream->problem,
             "the %s data ends too soon, after %llu bytes",
             compression == COMPRESSION_GZIP ? "gzip" : "zstd",
             (unsigned long long)stream->consumed);
    return false;
}

/* Once the first bytes are there; `cut`: or would be, had there been more. */
static bool begin(struct instream *stream, bool cut) {
    stream->decided = true;
    if (stream->compression == COMPRESSION_NONE) {
        return !cut || stream->named == COMPRESSION_NONE ||
               ends_too_soon(stream, stream->named);
    }
    stream->codec = codec_of(stream->compression);
    if (stream->codec == NULL) {
        return fail(stream, codec_missing(stream->compression));
    }
    stream->decoder = stream->codec->decoder_new();
    return stream->decoder != NULL || fail(stream, "out of memory");
}

/* Reads the first bytes, until they tell what the stream is: 1 then. */
static ssize_t decide(struct instream *stream) {
    while (!stream->decided) {
        bool undecided = true;
        stream->compression =
            compression_of_bytes(slice_of(stream->raw, stream->end), &undecided);
        if (!undecided || stream->ended) {
            return begin(stream, undecided) ? 1 : INSTREAM_FAILED;
        }
        ssize_t size = read_file(stream, stream->raw + stream->end, RAW - stream->end);
        if (size < 0) {
            return size;
        }
        stream->end += (size_t)size;
    }
    return 1;
}

static ssize_t read_plain(struct instream *stream, char *data, size_t size) {
    size_t held = stream->end - stream->at;
    if (held == 0) {
        return stream->ended ? 0 : read_file(stream, data, size);
    }
    size = held < size ? held : size;
    memcpy(data, stream->raw + stream->at, size);
    stream->at += size;
    return (ssize_t)size;
}

/* The end, if it is one. */
static ssize_t end_compressed(struct instream *stream) {
    if (stream->whole) {
        return 0;
    }
    ends_too_soon(stream, stream->compression);
    return INSTREAM_FAILED;
}

static ssize_t report_damage(struct instream *stream) {
    if (stream->damage == codec_wants_memory) {
        fail(stream, codec_wants_memory);
        return INSTREAM_FAILED;
    }
    snprintf(stream->problem, sizeof stream->problem,
             "the %s data is damaged before byte %llu: %s", stream->codec->name,
             (unsigned long long)(stream->consumed - (stream->end - stream->at)),
             stream->damage);
    return INSTREAM_FAILED;
}

/* Decodes what is there: the number of bytes that came of it. */
static size_t decode(struct instream *stream, char *data, size_t size) {
    struct codec_step step = {stream->raw + stream->at, stream->end - stream->at, data,
                              size};
    const char *problem = "damaged";
    if (!stream->codec->decode(stream->decoder, &step, &stream->whole, &problem)) {
        stream->damage = problem;
    }
    stream->at = stream->end - step.in_size;
    stream->pending = step.out_size == 0;
    return size - step.out_size;
}

static ssize_t read_compressed(struct instream *stream, char *data, size_t size) {
    while (stream->damage == NULL) {
        bool empty = stream->at == stream->end && !stream->pending;
        if (empty && stream->ended) {
            return end_compressed(stream);
        }
        if (empty) {
            ssize_t count = read_file(stream, stream->raw, RAW);
            if (count < 0) {
                return count;
            }
            stream->at = 0;
            stream->end = (size_t)count;
            continue;
        }
        size_t count = decode(stream, data, size);
        if (count > 0) {
            return (ssize_t)count;
        }
    }
    return report_damage(stream);
}

ssize_t instream_read(struct instream *stream, char *data, size_t size) {
    ssize_t count = stream->problem[0] != '\0' ? INSTREAM_FAILED : decide(stream);
    if (count < 0) {
        return count;
    }
    count = stream->compression == COMPRESSION_NONE ? read_plain(stream, data, size)
                                                    : read_compressed(stream, data, size);
    stream->given += count > 0 ? (uint64_t)count : 0;
    return count;
}

/* Goes on in a plain file without reading. */
static bool seek(struct instream *stream, uint64_t left) {
    if (!stream->decided || stream->compression != COMPRESSION_NONE ||
        stream->at < stream->end || lseek(stream->file, (off_t)left, SEEK_CUR) < 0) {
        return false;
    }
    stream->given += left;
    stream->consumed += left;
    return true;
}

uint64_t instream_pass(struct instream *stream) {
    struct stat status;
    off_t at = stream->owned ? lseek(stream->file, 0, SEEK_CUR) : -1;
    if (at < 0 || fstat(stream->file, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size <= at) {
        return 0;
    }
    uint64_t left = (uint64_t)(status.st_size - at);
    return seek(stream, left) ? left : 0;
}

bool instream_skip(struct instream *stream, uint64_t offset) {
    char *rest = memory_alloc(RAW);
    bool good = rest != NULL || fail(stream, "out of memory");
    while (good && stream->given < offset) {
        uint64_t left = offset - stream->given;
        if (seek(stream, left)) {
            break;
        }
        ssize_t count = instream_read(stream, rest, left < RAW ? (size_t)left : RAW);
        if (count == INSTREAM_WAITS) {
            instream_wait(stream, -1);
        } else {
            good = count > 0 || (count == 0 && fail(stream, "is shorter than it was"));
        }
    }
    memory_free(rest);
    return good;
}
