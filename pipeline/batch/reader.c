/* Reads in large chunks. In JSONL a line is an article, so memory is that of the longest
 * line and not of the file; a line too large is not held, only counted. */
#include "batch/reader.h"

#include "base/limits.h"
#include "base/memory.h"
#include "batch/shard.h"
#include "stages/jsonl.h"
#include "streams/instream.h"

#include <stdio.h>

enum { CHUNK = 1 << 16 };

struct reader {
    struct reader_options options;
    struct paths *paths;
    struct path path;
    struct position position; /* behind what has been taken; of JSONL, its lines */
    struct instream stream;
    bool open, decided, jsonl;
    bool ended;      /* nothing more comes from the stream; or it failed: */
    bool damaged;    /* what was read last is not whole, stream.problem says why */
    bool list_waits; /* what is waited for is the list of inputs */
    bool broken;
    struct buffer held; /* read and not yet taken, from `at` on */
    size_t at;
    size_t scanned;          /* bytes from there in which there is no line break */
    uint64_t skipped;        /* bytes of the article at hand that were too many to hold */
    uint64_t consumed, read; /* of the inputs before this one */
    bool missed_named, missed_folder;
};

enum step {
    STEP_ON,
    STEP_PAUSE, /* nothing has come yet */
    STEP_END,
    STEP_FAILED,
};

struct reader *reader_new(const struct reader_options *options, struct paths *paths) {
    struct reader *reader = memory_alloc(sizeof *reader);
    if (reader != NULL) {
        *reader = (struct reader){.options = *options, .paths = paths};
        buffer_init(&reader->held, (size_t)LIMIT_ARTICLE_MAXIMUM + (size_t)2 * CHUNK);
    }
    return reader;
}

static void close_input(struct reader *reader) {
    if (reader->open) {
        reader->consumed += reader->stream.consumed;
        reader->read += reader->stream.given;
        instream_close(&reader->stream);
    }
    reader->open = false;
    reader->position = (struct position){.path = reader->position.path + 1};
}

void reader_free(struct reader *reader) {
    if (reader != NULL) {
        if (reader->open) {
            instream_close(&reader->stream);
        }
        buffer_deinit(&reader->held);
        memory_free(reader);
    }
}

bool reader_missed_named(const struct reader *reader) { return reader->missed_named; }
bool reader_missed_folder(const struct reader *reader) { return reader->missed_folder; }

static const char *name_of(const struct reader *reader) {
    return reader->path.name == NULL ? "standard input" : reader->path.name;
}

static enum step complain(struct reader *reader, const char *name, const char *problem) {
    fprintf(stderr, "assay: %s%s%s\n", name, *name == '\0' ? "" : ": ", problem);
    reader->broken = true;
    return STEP_FAILED;
}

/* ---- Items ---- */

/* Does the article on this line (0: the whole text) belong to this shard? */
static bool is_mine(const struct reader *reader, uint64_t line) {
    return reader->options.shards == 0 ||
           shard_of(reader->path.tail, line, reader->options.shards) ==
               reader->options.shard;
}

static enum step place_item(struct reader *reader, struct item *item, enum item_kind kind,
                            struct position after) {
    if (item == NULL) {
        return complain(reader, "", "out of memory");
    }
    item->kind = kind;
    item->line = reader->jsonl ? after.line : 0;
    item->after = after;
    return STEP_ON;
}

static enum step add_failed(struct reader *reader, struct batch *batch,
                            enum assay_status status, const char *message, uint64_t size,
                            struct position after) {
    struct item *item = batch_add(batch, reader->path.name, slice_from_string(message));
    enum step step = place_item(reader, item, ITEM_FAILED, after);
    if (step == STEP_ON) {
        item->status = status;
        item->size = size;
    }
    return step;
}

/* An input that cannot be opened, or not be read to its end: said at once, too. */
static enum step add_unreadable(struct reader *reader, struct batch *batch,
                                const char *problem, uint64_t size,
                                struct position after) {
    if (!is_mine(reader, reader->jsonl ? after.line : 0)) {
        return STEP_ON;
    }
    reader->missed_named |= reader->path.named;
    fprintf(stderr, "assay: %s: %s\n", name_of(reader), problem);
    return add_failed(reader, batch, ASSAY_IO, problem, size, after);
}

static enum step add_too_large(struct reader *reader, struct batch *batch,
                               const char *what, size_t maximum, uint64_t size,
                               struct position after) {
    char message[100];
    snprintf(message, sizeof message, "the %s is larger than the limit of %zu bytes",
             what, maximum);
    return add_failed(reader, batch, ASSAY_TOO_LARGE, message, size, after);
}

static struct position next_input(const struct reader *reader) {
    return (struct position){.path = reader->position.path + 1};
}

/* ---- Inputs ---- */

static void begin_input(struct reader *reader) {
    reader->open = true;
    reader->decided = reader->options.form != INPUT_AUTO;
    reader->jsonl = reader->options.form == INPUT_JSONL;
    reader->ended = false;
    reader->damaged = false;
    buffer_clear(&reader->held);
    reader->at = 0;
    reader->scanned = 0;
    reader->skipped = 0;
}

static enum step open_next(struct reader *reader, struct batch *batch) {
    reader->path = paths_next(reader->paths);
    reader->list_waits = reader->path.kind == PATH_WAITS;
    reader->jsonl = false;
    struct path *path = &reader->path;
    enum step step = STEP_ON;
    switch (path->kind) {
    case PATH_END:
        return STEP_END;
    case PATH_WAITS:
        return STEP_PAUSE;
    case PATH_BROKEN:
        return complain(reader, "", path->problem);
    case PATH_EMPTY:
        fprintf(stderr, "assay: %s: %s\n", path->name, path->problem);
        reader->missed_folder = true;
        close_input(reader);
        return STEP_ON;
    case PATH_FILE:
        if (instream_open(&reader->stream, path->name, &path->code)) {
            begin_input(reader);
            return STEP_ON;
        }
        path->problem = reader->stream.problem;
        break;
    case PATH_FAILED:
        break;
    }
    step = add_unreadable(reader, batch, path->problem, 0, next_input(reader));
    close_input(reader);
    return step;
}

/* Reads on; what has been taken makes room. The end and failures are noted. */
static enum step read_more(struct reader *reader) {
    struct buffer *held = &reader->held;
    size_t left = held->size - reader->at;
    if (left > 0 && reader->at > 0) {
        memmove(held->data, held->data + reader->at, left);
    }
    held->size = left;
    reader->at = 0;
    char *room = buffer_reserve(held, CHUNK);
    if (room == NULL) {
        return complain(reader, name_of(reader), "out of memory");
    }
    ssize_t size = instream_read(&reader->stream, room, CHUNK);
    if (size == INSTREAM_WAITS) {
        return STEP_PAUSE;
    }
    reader->damaged = size < 0;
    reader->ended = size <= 0;
    held->size += size > 0 ? (size_t)size : 0;
    return STEP_ON;
}

static void drop_held(struct reader *reader) {
    buffer_clear(&reader->held);
    if (reader->held.capacity > LIMIT_ARENA_KEEP) {
        buffer_deinit(&reader->held);
    }
    reader->at = 0;
    reader->scanned = 0;
}

/* ---- Text or JSONL ---- */

/* Decides by the first line, once it is there or cannot become an object. */
static enum step decide(struct reader *reader) {
    struct slice held = buffer_slice(&reader->held);
    bool object = held.size == 0 || memchr(held.data, '{', held.size < 8 ? held.size : 8);
    const char *end = held.size == 0 ? NULL : memchr(held.data, '\n', held.size);
    if (object && end == NULL && !reader->ended &&
        held.size < reader->options.line_maximum / 2) {
        return read_more(reader);
    }
    reader->decided = true;
    reader->jsonl = jsonl_looks_like(
        slice_of(held.data, end == NULL ? held.size : (size_t)(end - held.data)));
    return STEP_ON;
}

/* ---- Plain text ---- */

static enum step finish_text(struct reader *reader, struct batch *batch) {
    struct position after = next_input(reader);
    uint64_t size = reader->held.size + reader->skipped;
    size_t maximum = reader->options.article_maximum;
    enum step step = STEP_ON;
    if (reader->damaged) {
        step = add_unreadable(reader, batch, reader->stream.problem, size, after);
    } else if (reader->skipped > 0) {
        step = add_too_large(reader, batch, "article", maximum, size, after);
    } else {
        step = place_item(reader, batch_take(batch, reader->path.name, &reader->held),
                          ITEM_TEXT, after);
    }
    drop_held(reader);
    close_input(reader);
    return step;
}

static enum step take_text(struct reader *reader, struct batch *batch) {
    if (!is_mine(reader, 0)) {
        drop_held(reader);
        close_input(reader);
        return STEP_ON;
    }
    if (reader->held.size > reader->options.article_maximum || reader->skipped > 0) {
        reader->skipped += reader->held.size;
        drop_held(reader);
    }
    return reader->ended ? finish_text(reader, batch) : read_more(reader);
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

/* The line that ends here, `taken` bytes with its break; the break of the last may be
 * missing. */
static enum step finish_line(struct reader *reader, struct batch *batch,
                             struct slice line, size_t taken) {
    struct position *position = &reader->position;
    uint64_t skipped = reader->skipped;
    size_t maximum = reader->options.line_maximum;
    enum step step = STEP_ON;
    position->line++;
    position->offset += taken + skipped;
    reader->at += taken;
    reader->scanned = 0;
    reader->skipped = 0;
    if (!is_mine(reader, position->line)) {
        return STEP_ON;
    }
    if (skipped > 0) {
        step =
            add_too_large(reader, batch, "line", maximum, skipped + line.size, *position);
    } else if (!is_blank(line)) {
        step = place_item(reader, batch_add(batch, reader->path.name, line), ITEM_LINE,
                          *position);
    }
    if (reader->at == reader->held.size) {
        drop_held(reader);
    }
    return step;
}

/* Nothing more comes: the last line may lack its break, or its end. */
static enum step finish_lines(struct reader *reader, struct batch *batch,
                              struct slice rest) {
    if (!reader->damaged && (rest.size > 0 || reader->skipped > 0)) {
        return finish_line(reader, batch, rest, rest.size);
    }
    enum step step = STEP_ON;
    if (reader->damaged) {
        struct position after = next_input(reader);
        after.line = reader->position.line + 1; /* where it broke off, for the record */
        step = add_unreadable(reader, batch, reader->stream.problem,
                              rest.size + reader->skipped, after);
        if (step == STEP_ON && batch->count > 0) {
            batch->items[batch->count - 1].after = next_input(reader);
        }
    }
    drop_held(reader);
    close_input(reader);
    return step;
}

static enum step take_line(struct reader *reader, struct batch *batch) {
    struct slice held = buffer_slice(&reader->held);
    struct slice rest = held.size == reader->at
                            ? slice_of(NULL, 0)
                            : slice_of(held.data + reader->at, held.size - reader->at);
    size_t fresh = rest.size - reader->scanned;
    const char *end = rest.data == NULL || fresh == 0
                          ? NULL
                          : memchr(rest.data + reader->scanned, '\n', fresh);
    if (end != NULL) {
        size_t size = (size_t)(end - rest.data);
        return finish_line(reader, batch, slice_of(rest.data, size), size + 1);
    }
    if (reader->ended) {
        return finish_lines(reader, batch, rest);
    }
    reader->scanned = rest.size;
    if (rest.size > reader->options.line_maximum || reader->skipped > 0) {
        reader->skipped += rest.size;
        drop_held(reader);
    }
    return read_more(reader);
}

/* ---- All ---- */

bool reader_go_to(struct reader *reader, struct position position) {
    while (reader->position.path < position.path) {
        reader->path = paths_next(reader->paths);
        if (reader->path.kind == PATH_WAITS) {
            paths_wait(reader->paths, -1);
            continue;
        }
        if (reader->path.kind == PATH_END || reader->path.kind == PATH_BROKEN) {
            complain(reader, "", "there are fewer inputs than before");
            return false;
        }
        struct stat status;
        bool sized = reader->path.name != NULL && stat(reader->path.name, &status) == 0;
        reader->consumed += sized && status.st_size > 0 ? (uint64_t)status.st_size : 0;
        reader->position.path++;
    }
    if (position.offset == 0) {
        return true;
    }
    reader->path = paths_next(reader->paths);
    if (reader->path.kind != PATH_FILE ||
        !instream_open(&reader->stream, reader->path.name, &reader->path.code)) {
        complain(reader, name_of(reader), "cannot be read any more");
        return false;
    }
    begin_input(reader);
    reader->decided = true;
    reader->jsonl = true;
    reader->position = position;
    if (!instream_skip(&reader->stream, position.offset)) {
        complain(reader, name_of(reader), reader->stream.problem);
        return false;
    }
    return true;
}

static enum step take_step(struct reader *reader, struct batch *batch) {
    if (!reader->open) {
        return open_next(reader, batch);
    }
    if (!reader->decided) {
        return decide(reader);
    }
    return reader->jsonl ? take_line(reader, batch) : take_text(reader, batch);
}

static void wait_for_input(struct reader *reader) {
    int wake = reader->options.stop == NULL ? -1 : reader->options.stop->wake[0];
    if (reader->options.waits != NULL) {
        reader->options.waits(reader->options.context);
    }
    if (reader->list_waits) {
        paths_wait(reader->paths, wake);
    } else {
        instream_wait(&reader->stream, wake);
    }
}

static enum step fill(struct reader *reader, struct batch *batch) {
    enum step step = reader->broken ? STEP_FAILED : STEP_ON;
    while (step == STEP_ON && !batch_full(batch)) {
        if (reader->options.stop != NULL && stop_wanted(reader->options.stop)) {
            return STEP_END;
        }
        step = take_step(reader, batch);
        if (step == STEP_PAUSE && batch->count == 0) {
            wait_for_input(reader);
            step = STEP_ON;
        }
    }
    return step;
}

void reader_counts(const struct reader *reader, uint64_t *consumed, uint64_t *read) {
    *consumed = reader->consumed + (reader->open ? reader->stream.consumed : 0);
    *read = reader->read + (reader->open ? reader->stream.given : 0);
}

enum reader_result reader_fill(struct reader *reader, struct batch *batch) {
    enum step step = fill(reader, batch);
    reader_counts(reader, &batch->consumed, &batch->read);
    if (batch->count > 0) {
        return READER_BATCH;
    }
    return step == STEP_FAILED ? READER_FAILED : READER_END;
}
