/* Reads in large chunks. In JSONL a line is an article, so memory is that of the longest
 * line and not of the file. */
#include "cli/input.h"

#include "base/limits.h"
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
    uint64_t line, skipped; /* the line at hand; its bytes, if it is too large to hold */
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

/* ---- JSONL ---- */

static bool is_blank(struct slice line) {
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != ' ' && line.data[i] != '\t' && line.data[i] != '\r') {
            return false;
        }
    }
    return true;
}

/* Annotates the line that ends here; one that was skipped gives an error record. */
static bool take_line(struct reader *reader, struct slice line) {
    reader->line++;
    if (reader->skipped > 0) {
        char message[100];
        int size = snprintf(message, sizeof message,
                            "the line is larger than the limit of %zu bytes",
                            annotator_line_maximum(reader->annotator));
        annotator_fail(reader->annotator, reader->name, reader->line, reader->skipped,
                       ASSAY_TOO_LARGE, slice_of(message, (size_t)size));
        reader->skipped = 0;
        return give(reader);
    }
    if (is_blank(line)) {
        return true;
    }
    annotator_line(reader->annotator, reader->name, reader->line, line);
    return give(reader);
}

/* Holds a part of a line until the rest comes; of a line too large only its size. */
static void hold(struct reader *reader, const char *part, size_t size) {
    if (reader->skipped == 0) {
        buffer_append(&reader->held, part, size);
        if (buffer_status(&reader->held) == ASSAY_OK) {
            return;
        }
        reader->skipped = reader->held.size;
        buffer_clear(&reader->held);
    }
    reader->skipped += size;
}

/* One huge line does not keep its memory. */
static void clear_held(struct reader *reader) {
    buffer_clear(&reader->held);
    if (reader->held.capacity > LIMIT_ARENA_KEEP) {
        buffer_deinit(&reader->held);
    }
}

/* Takes whole lines; what is left of the chunk is held. */
static void take_lines(struct reader *reader, const char *chunk, size_t size) {
    while (size > 0) {
        const char *end = memchr(chunk, '\n', size);
        size_t length = end == NULL ? size : (size_t)(end - chunk);
        bool held = reader->held.size > 0 || reader->skipped > 0;
        if (end == NULL || held) {
            hold(reader, chunk, length);
        }
        if (end == NULL || !take_line(reader, held ? buffer_slice(&reader->held)
                                                   : slice_of(chunk, length))) {
            return;
        }
        clear_held(reader);
        chunk = end + 1;
        size -= length + 1;
    }
}

/* ---- Plain text ---- */

static void begin_text(struct reader *reader) {
    assay_begin(reader->annotator, reader->name);
}

static void take_text(struct reader *reader, const char *chunk, size_t size) {
    assay_feed(reader->annotator, chunk, size); /* what goes wrong stands in the record */
}

/* ---- Either ---- */

/* Could the first line, so far as it was read, still become a JSON object? */
static bool undecided(const struct reader *reader) {
    struct slice held = buffer_slice(&reader->held);
    bool object = memchr(held.data, '{', held.size < 8 ? held.size : 8) != NULL;
    return reader->options->input == INPUT_AUTO && object && !reader->ended &&
           held.size < annotator_line_maximum(reader->annotator) / 2 &&
           memchr(held.data, '\n', held.size) == NULL;
}

static bool holds_jsonl(const struct reader *reader) {
    struct slice held = buffer_slice(&reader->held);
    const char *end = held.size == 0 ? NULL : memchr(held.data, '\n', held.size);
    if (reader->options->input != INPUT_AUTO) {
        return reader->options->input == INPUT_JSONL;
    }
    return jsonl_looks_like(
        slice_of(held.data, end == NULL ? held.size : (size_t)(end - held.data)));
}

/* Decides by the first line what the input is, and hands on what was held. */
static void decide(struct reader *reader) {
    struct buffer first = reader->held;
    reader->jsonl = holds_jsonl(reader);
    reader->decided = true;
    buffer_init(&reader->held, annotator_line_maximum(reader->annotator));
    if (reader->jsonl) {
        take_lines(reader, first.data, first.size);
    } else {
        begin_text(reader);
        take_text(reader, first.data, first.size);
    }
    buffer_deinit(&first);
}

static bool take_chunk(struct reader *reader, const char *chunk, size_t size) {
    if (!reader->decided) {
        buffer_append(&reader->held, chunk, size);
        if (buffer_status(&reader->held) != ASSAY_OK) {
            return complain(reader, "out of memory");
        }
        if (!undecided(reader)) {
            decide(reader);
        }
    } else if (reader->jsonl) {
        take_lines(reader, chunk, size);
    } else {
        take_text(reader, chunk, size);
    }
    return true;
}

static void end_input(struct reader *reader) {
    reader->ended = true;
    if (!reader->decided) {
        decide(reader);
    }
    if (reader->stopped) {
        return;
    }
    if (!reader->jsonl) {
        assay_finish(reader->annotator);
        give(reader);
    } else if (reader->held.size > 0 || reader->skipped > 0) {
        take_line(reader, buffer_slice(&reader->held));
    }
}

static bool read_all(struct reader *reader) {
    char *chunk = memory_alloc(CHUNK);
    bool good = chunk != NULL || complain(reader, "out of memory");
    while (good && !reader->stopped) {
        ssize_t size = read_chunk(reader, chunk);
        if (size == 0) {
            end_input(reader);
            break;
        }
        good = size > 0 && take_chunk(reader, chunk, (size_t)size);
    }
    memory_free(chunk);
    return good;
}

/* A mistyped command looks like a file that is not there. */
static bool not_opened(const struct reader *reader, int error) {
    const char *command = error == ENOENT ? options_nearest_command(reader->name) : NULL;
    if (command == NULL) {
        return complain(reader, strerror(error));
    }
    fprintf(stderr, "assay: %s: %s; did you mean the command %s?\n", reader->name,
            strerror(error), command);
    return false;
}

static bool open_file(struct reader *reader) {
    struct stat status;
    reader->file = reader->name == NULL ? STDIN_FILENO : open(reader->name, O_RDONLY);
    if (reader->file < 0) {
        return not_opened(reader, errno);
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
    return !good ? INPUT_FAILED : stopped ? INPUT_STOPPED : INPUT_DONE;
}
