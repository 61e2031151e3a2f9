/* Items: what was read, or why not, with the place where reading goes on behind it. */
#include "batch/reader_parts.h"

#include "batch/tell.h"
#include "batch/shard.h"

#include <stdio.h>

bool reader_is_mine(const struct reader *reader, uint64_t line) {
    return reader->options.shards == 0 ||
           shard_of(reader->path.tail, line, reader->options.shards) ==
               reader->options.shard;
}

enum step reader_place(struct reader *reader, struct item *item, enum item_kind kind,
                       struct position after) {
    if (item == NULL) {
        return reader_complain(reader, "", "out of memory");
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
    enum step step = reader_place(reader, item, ITEM_FAILED, after);
    if (step == STEP_ON) {
        item->status = status;
        item->size = size;
    }
    return step;
}

enum step reader_add_unreadable(struct reader *reader, struct batch *batch,
                                const char *problem, uint64_t size,
                                struct position after) {
    if (!reader_is_mine(reader, reader->jsonl ? after.line : 0)) {
        return STEP_ON;
    }
    tell("%s: %s", reader_name_of(reader), problem);
    enum step step = add_failed(reader, batch, ASSAY_IO, problem, size, after);
    if (step == STEP_ON && reader->path.named) {
        reader->missed_named = true;
        batch->items[batch->count - 1].missed = true;
    }
    return step;
}

enum step reader_add_too_large(struct reader *reader, struct batch *batch,
                               const char *what, size_t maximum, uint64_t size,
                               struct position after) {
    char message[100];
    snprintf(message, sizeof message, "the %s is larger than the limit of %zu bytes",
             what, maximum);
    return add_failed(reader, batch, ASSAY_TOO_LARGE, message, size, after);
}

struct position reader_next_input(const struct reader *reader) {
    return (struct position){.path = reader->position.path + 1};
}
