/* In JSONL a line is an article, so memory is that of the longest line and not of the
 * file; what is too large is not held, only counted. */
#include "batch/reader_parts.h"

/* ---- Plain text ---- */

static enum step finish_text(struct reader *reader, struct batch *batch) {
    struct position after = reader_next_input(reader);
    uint64_t size = reader->held.size + reader->skipped;
    size_t maximum = reader->options.article_maximum;
    enum step step = STEP_ON;
    if (reader->damaged) {
        step = reader_add_unreadable(reader, batch, reader->stream.problem, size, after);
    } else if (reader->skipped > 0) {
        step = reader_add_too_large(reader, batch, "article", maximum, size, after);
    } else {
        step = reader_place(reader, batch_take(batch, reader->path.name, &reader->held),
                            ITEM_TEXT, after);
    }
    reader_drop_held(reader);
    reader_close_input(reader);
    return step;
}

enum step reader_take_text(struct reader *reader, struct batch *batch) {
    if (!reader_is_mine(reader, 0)) {
        reader_drop_held(reader);
        reader_close_input(reader);
        return STEP_ON;
    }
    if (reader->held.size > reader->options.article_maximum || reader->skipped > 0) {
        reader->skipped += reader->held.size + instream_pass(&reader->stream);
        reader_drop_held(reader);
    }
    return reader->ended ? finish_text(reader, batch) : reader_read_more(reader);
}

/* ---- JSONL ---- */

/* A byte order mark is nothing either. */
static bool is_blank(struct slice line) {
    bool marked = slice_starts_with(line, SLICE_LITERAL("\xEF\xBB\xBF"));
    for (size_t i = marked ? 3 : 0; i < line.size; i++) {
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
    if (!reader_is_mine(reader, position->line)) {
        return STEP_ON;
    }
    if (skipped > 0 || line.size > maximum) { /* however much came at once */
        step = reader_add_too_large(reader, batch, "line", maximum, skipped + line.size,
                                    *position);
    } else if (!is_blank(line)) {
        step = reader_place(reader, batch_add(batch, reader->path.name, line), ITEM_LINE,
                            *position);
    }
    if (reader->at == reader->held.size) {
        reader_drop_held(reader);
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
        struct position after = reader_next_input(reader);
        after.line = reader->position.line + 1; /* where it broke off, for the record */
        step = reader_add_unreadable(reader, batch, reader->stream.problem,
                                     rest.size + reader->skipped, after);
        if (step == STEP_ON && batch->count > 0) {
            batch->items[batch->count - 1].after = reader_next_input(reader);
        }
    }
    reader_drop_held(reader);
    reader_close_input(reader);
    return step;
}

enum step reader_take_line(struct reader *reader, struct batch *batch) {
    struct slice held = buffer_slice(&reader->held);
    struct slice rest =
        held.size == reader->at ? slice_of(NULL, 0) : slice_after(held, reader->at);
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
        reader_drop_held(reader);
    }
    return reader_read_more(reader);
}
