/* Batches: three buffers, and items that point into them. */
#include "batch/batch.h"

#include "base/limits.h"

void batch_init(struct batch *batch) {
    *batch = (struct batch){0};
    buffer_init(&batch->input, (size_t)2 * LIMIT_ARTICLE_MAXIMUM);
    buffer_init(&batch->names, LIMIT_ARTICLE_MAXIMUM);
    buffer_init(&batch->records, LIMIT_RECORD_BYTES);
    buffer_init(&batch->targets, LIMIT_ARTICLE_MAXIMUM);
}

void batch_deinit(struct batch *batch) {
    buffer_deinit(&batch->input);
    buffer_deinit(&batch->names);
    buffer_deinit(&batch->records);
    buffer_deinit(&batch->targets);
}

static void empty(struct buffer *buffer) {
    if (buffer->capacity > BATCH_KEEP) {
        buffer_deinit(buffer);
    }
    buffer_clear(buffer);
}

void batch_reset(struct batch *batch) {
    empty(&batch->input);
    empty(&batch->names);
    empty(&batch->records);
    empty(&batch->targets);
    memset(batch->diagnostics, 0, sizeof batch->diagnostics);
    batch->count = 0;
    batch->annotated = 0;
    batch->status = ASSAY_OK;
}

void batch_drop_input(struct batch *batch) { empty(&batch->input); }

struct slice batch_record(const struct batch *batch, size_t number) {
    size_t start = number == 0 ? 0 : batch->items[number - 1].record_end;
    return slice_of(batch->records.data + start, batch->items[number].record_end - start);
}

/* Most items come from the file that the one before came from. */
static size_t add_name(struct batch *batch, const char *name) {
    if (batch->count > 0) {
        const struct item *last = &batch->items[batch->count - 1];
        if (last->has_name && strcmp(batch->names.data + last->name, name) == 0) {
            return last->name;
        }
    }
    size_t place = batch->names.size;
    buffer_append(&batch->names, name, strlen(name) + 1);
    return place;
}

static struct item *add_item(struct batch *batch, const char *name, size_t start) {
    struct item item = {.has_name = name != NULL};
    item.name = name == NULL ? 0 : add_name(batch, name);
    if (buffer_status(&batch->input) != ASSAY_OK ||
        buffer_status(&batch->names) != ASSAY_OK) {
        return NULL;
    }
    item.bytes = (struct span){(uint32_t)start, (uint32_t)batch->input.size};
    batch->items[batch->count] = item;
    return &batch->items[batch->count++];
}

struct item *batch_add(struct batch *batch, const char *name, struct slice bytes) {
    size_t start = batch->input.size;
    buffer_append_slice(&batch->input, bytes);
    return add_item(batch, name, start);
}

struct item *batch_take(struct batch *batch, const char *name, struct buffer *bytes) {
    if (batch->input.size > 0 || bytes->size < BATCH_BYTES) {
        return batch_add(batch, name, buffer_slice(bytes));
    }
    struct buffer taken = *bytes;
    *bytes = batch->input;
    bytes->maximum = taken.maximum;
    taken.maximum = batch->input.maximum;
    batch->input = taken;
    return add_item(batch, name, 0);
}
