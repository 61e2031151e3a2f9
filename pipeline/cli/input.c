/* Reads in large chunks. In JSONL a line is an article, so memory is that of the longest
 * line and not of the file. */
#include "cli/input.h"

#include "base/memory.h"
#include "stages/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

struct reader {
    const struct options *options;
    struct assay_annotator *annotator;
    input_article *each;
    void *context;
    const char *name; /* NULL: standard input */
    int file;
    struct buffer held; /* the line at hand, or what was read to see what the input is */
    uint64_t line;
    bool jsonl, decided, ended, stopped;
};

static bool complain(const struct reader *reader, const char *what) {
    fprintf(stderr, "assay: %s: %s\n",
            reader->name == NULL ? "standard input" : reader->name, what);
    return false;
}

/* The number of bytes read, 0 at the end, -1 after a message. */
static ssize_t read_chunk(struct reader *reader, char *chunk) {
    for (;;) {
        ssize_t size = read(reader->file, chunk, CHUNK);
        if (size >= 0 || errno != EINTR) {
            if (size < 0) {
                complain(reader, strerror(errno));
            }
            return size;
        }
    }
}

static bool give(struct reader *reader) {
    reader->stopped = !reader->each(reader->context, reader->annotator);
    return !reader->stopped;
}

/* ---- JSONL
 * ----------------------------------------------------------------------------------------
 */

static bool is_blank(struct slice line) {
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r') {
            return false;
        }
    }
    return true;
}

static bool take_line(struct reader *reader, struct slice line) {
    reader->line++;
    if (is_blank(line)) {
        return true;
    }
    annotator_line(reader->annotator, reader->name, reader->line, line);
    return give(reader);
}

/* Takes whole lines; what is left of the chunk is held. */
static bool take_lines(struct reader *reader, const char *chunk, size_t size) {
    while (size > 0) {
        const char *end = memchr(chunk, '\n', size);
        size_t length = end == NULL ? size : (size_t)(end - chunk);
        if (end == NULL || reader->held.size > 0) {
            buffer_append(&reader->held, chunk, length);
            if (buffer_status(&reader->held) != ASSAY_OK) {
                return complain(reader, "a line is larger than any article may be");
            }
        }
        if (end == NULL) {
            return true;
        }
        struct slice line =
            reader->held.size > 0 ? buffer_slice(&reader->held) : slice_of(chunk, length);
        if (!take_line(reader, line)) {
            return true;
        }
        buffer_clear(&reader->held);
        chunk = end + 1;
        size -= length + 1;
    }
    return true;
}

/* ---- Plain text
 * -------------------------------------------------------------------------------------
 */

static void begin_text(struct reader *reader) {
    assay_begin(reader->annotator, reader->name);
}

static void take_text(struct reader *reader, const char *chunk, size_t size) {
    assay_feed(reader->annotator, chunk, size); /* what goes wrong stands in the record */
}

/* ---- Either
 * -----------------------------------------------------------------------------------------
 */

/* Decides by the first line what the input is, once that line is whole; hands on what was
 * held. */
static bool decide(struct reader *reader) {
    struct slice held = buffer_slice(&reader->held);
    const char *end = held.size == 0 ? NULL : memchr(held.data, '\n', held.size);
    bool object = held.size > 0 && held.data[0] == '{';
    if (reader->options->input == INPUT_AUTO && object && end == NULL && !reader->ended) {
        return true;
    }
    size_t length = end == NULL ? held.size : (size_t)(end - held.data);
    reader->jsonl = reader->options->input == INPUT_JSONL ||
                    (reader->options->input == INPUT_AUTO && object &&
                     jsonl_looks_like(slice_of(held.data, length)));
    reader->decided = true;
    struct buffer first = reader->held;
    buffer_init(&reader->held, LIMIT_ARTICLE_MAXIMUM);
    bool good = true;
    if (reader->jsonl) {
        good = take_lines(reader, first.data, first.size);
    } else {
        begin_text(reader);
        take_text(reader, first.data, first.size);
    }
    buffer_deinit(&first);
    return good;
}

static bool take_chunk(struct reader *reader, const char *chunk, size_t size) {
    if (!reader->decided) {
        buffer_append(&reader->held, chunk, size);
        return buffer_status(&reader->held) == ASSAY_OK
                   ? decide(reader)
                   : complain(reader, "out of memory");
    }
    if (reader->jsonl) {
        return take_lines(reader, chunk, size);
    }
    take_text(reader, chunk, size);
    return true;
}

static bool end_input(struct reader *reader) {
    reader->ended = true;
    if (!reader->decided && !decide(reader)) {
        return false;
    }
    if (reader->stopped) {
        return true;
    }
    if (!reader->jsonl) {
        assay_finish(reader->annotator);
        give(reader);
    } else if (reader->held.size > 0) {
        take_line(reader, buffer_slice(&reader->held));
    }
    return true;
}

static bool read_all(struct reader *reader) {
    char *chunk = memory_alloc(CHUNK);
    bool good = chunk != NULL || complain(reader, "out of memory");
    while (good && !reader->stopped) {
        ssize_t size = read_chunk(reader, chunk);
        if (size <= 0) {
            good = size == 0 && end_input(reader);
            break;
        }
        good = take_chunk(reader, chunk, (size_t)size);
    }
    memory_free(chunk);
    return good;
}

static bool open_file(struct reader *reader) {
    struct stat status;
    reader->file = reader->name == NULL ? STDIN_FILENO : open(reader->name, O_RDONLY);
    if (reader->file < 0) {
        return complain(reader, strerror(errno));
    }
    if (fstat(reader->file, &status) == 0 && S_ISDIR(status.st_mode)) {
        complain(reader, "is a directory; name its files, such as DIR/*.txt");
        close(reader->file);
        return false;
    }
    return true;
}

static bool read_one(const struct options *options, struct assay_annotator *annotator,
                     const char *name, input_article *each, void *context,
                     bool *stopped) {
    struct reader reader = {.options = options,
                            .annotator = annotator,
                            .each = each,
                            .context = context,
                            .name = strcmp(name, "-") == 0 ? NULL : name};
    if (!open_file(&reader)) {
        return false;
    }
    buffer_init(&reader.held, LIMIT_ARTICLE_MAXIMUM);
    bool good = read_all(&reader);
    buffer_deinit(&reader.held);
    if (reader.name != NULL) {
        close(reader.file);
    }
    *stopped = reader.stopped;
    return good;
}

enum input_result input_each(const struct options *options,
                             struct assay_annotator *annotator, input_article *each,
                             void *context) {
    bool good = true;
    bool stopped = false;
    if (options->argument_count == 0) {
        good = read_one(options, annotator, "-", each, context, &stopped);
    }
    for (size_t i = 0; i < options->argument_count && !stopped; i++) {
        good &=
            read_one(options, annotator, options->arguments[i], each, context, &stopped);
    }
    return stopped ? INPUT_STOPPED : good ? INPUT_DONE : INPUT_FAILED;
}
