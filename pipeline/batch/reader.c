/* Opening one input after the other, and reading them in large chunks. */
#include "batch/reader_parts.h"

#include "base/limits.h"
#include "base/memory.h"
#include "batch/tell.h"

#include <stdio.h>

struct reader *reader_new(const struct reader_options *options, struct paths *paths) {
    struct reader *reader = memory_alloc(sizeof *reader);
    if (reader != NULL) {
        *reader = (struct reader){.options = *options, .paths = paths};
        buffer_init(&reader->held,
                    (size_t)LIMIT_ARTICLE_MAXIMUM + (size_t)2 * READER_CHUNK);
    }
    return reader;
}

void reader_close_input(struct reader *reader) {
    if (reader->open) {
        instream_leave(&reader->stream);
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

const char *reader_name_of(const struct reader *reader) {
    return reader->path.name == NULL ? "standard input" : reader->path.name;
}

enum step reader_complain(struct reader *reader, const char *name, const char *problem) {
    tell("%s%s%s", name, *name == '\0' ? "" : ": ", problem);
    reader->broken = true;
    return STEP_FAILED;
}

/* ---- Inputs ---- */

static void begin_input(struct reader *reader) {
    bool named = reader->path.name != NULL && reader_is_named_lines(reader->path.name);
    reader->open = true;
    reader->decided = reader->options.form != INPUT_AUTO || named;
    reader->jsonl = reader->options.form == INPUT_JSONL ||
                    (reader->options.form == INPUT_AUTO && named);
    reader->looked = false;
    reader->ended = false;
    reader->damaged = false;
    buffer_clear(&reader->held);
    reader->at = 0;
    reader->scanned = 0;
    reader->skipped = 0;
}

static void miss_folder(struct reader *reader) {
    tell("%s: %s", reader->path.name, reader->path.problem);
    reader->missed_folder = true;
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
        return reader_complain(reader, path->name == NULL ? "" : path->name,
                               path->problem);
    case PATH_EMPTY:
        miss_folder(reader);
        reader_close_input(reader);
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
    step =
        reader_add_unreadable(reader, batch, path->problem, 0, reader_next_input(reader));
    reader_close_input(reader);
    return step;
}

enum step reader_read_more(struct reader *reader) {
    struct buffer *held = &reader->held;
    size_t left = held->size - reader->at;
    if (left > 0 && reader->at > 0) {
        memmove(held->data, held->data + reader->at, left);
    }
    held->size = left;
    reader->at = 0;
    char *room = buffer_reserve(held, READER_CHUNK);
    if (room == NULL) {
        return reader_complain(reader, reader_name_of(reader), "out of memory");
    }
    ssize_t size = instream_read(&reader->stream, room, READER_CHUNK);
    if (size == INSTREAM_WAITS) {
        return STEP_PAUSE;
    }
    reader->damaged = size < 0;
    reader->ended = size <= 0;
    held->size += size > 0 ? (size_t)size : 0;
    return STEP_ON;
}

void reader_drop_held(struct reader *reader) {
    buffer_clear(&reader->held);
    if (reader->held.capacity > LIMIT_ARENA_KEEP) {
        buffer_deinit(&reader->held);
    }
    reader->at = 0;
    reader->scanned = 0;
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
            reader_complain(reader, "", "there are fewer inputs than before");
            return false;
        }
        if (reader->path.kind == PATH_EMPTY) {
            miss_folder(reader);
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
        reader_complain(reader, reader_name_of(reader), "cannot be read any more");
        return false;
    }
    begin_input(reader);
    reader->looked = true;
    reader->decided = true;
    reader->jsonl = true;
    reader->position = position;
    if (!instream_skip(&reader->stream, position.offset)) {
        reader_complain(reader, reader_name_of(reader), reader->stream.problem);
        return false;
    }
    return true;
}

static enum step take_step(struct reader *reader, struct batch *batch) {
    if (!reader->open) {
        return open_next(reader, batch);
    }
    if (!reader->looked) {
        return reader_look(reader);
    }
    if (!reader->decided) {
        return reader_decide(reader);
    }
    return reader->jsonl ? reader_take_line(reader, batch)
                         : reader_take_text(reader, batch);
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
    reader->all_read = step == STEP_END;
    reader_counts(reader, &batch->consumed, &batch->read);
    if (batch->count > 0) {
        return READER_BATCH;
    }
    return step == STEP_FAILED ? READER_FAILED : READER_END;
}

bool reader_ended(const struct reader *reader) { return reader->all_read; }
