/* An owned, growing byte buffer with a maximum and a sticky error. */
#include "base/buffer.h"

#include "base/digits.h"
#include "base/memory.h"

#define CAPACITY_MINIMUM 256

void buffer_init(struct buffer *buffer, size_t maximum) {
    *buffer = (struct buffer){.maximum = maximum, .status = ASSAY_OK};
}

void buffer_deinit(struct buffer *buffer) {
    memory_free(buffer->data);
    buffer_init(buffer, buffer->maximum);
}

void buffer_clear(struct buffer *buffer) {
    buffer->size = 0;
    buffer->status = ASSAY_OK;
}

/* Doubling, but neither below what is needed nor above the maximum. */
static size_t next_capacity(const struct buffer *buffer, size_t needed) {
    size_t capacity =
        buffer->capacity < CAPACITY_MINIMUM ? CAPACITY_MINIMUM : buffer->capacity;
    while (capacity < needed && capacity <= buffer->maximum / 2)
        capacity *= 2;
    return capacity < needed || capacity > buffer->maximum ? buffer->maximum : capacity;
}

char *buffer_grow(struct buffer *buffer, size_t size) {
    if (buffer->status != ASSAY_OK)
        return NULL;
    if (size > buffer->maximum - buffer->size) {
        buffer->status = ASSAY_TOO_LARGE;
        return NULL;
    }
    size_t needed = buffer->size + size;
    if (needed > buffer->capacity || buffer->data == NULL) {
        size_t capacity = next_capacity(buffer, needed);
        char *data = memory_resize(buffer->data, capacity);
        if (data == NULL) {
            buffer->status = ASSAY_NO_MEMORY;
            return NULL;
        }
        buffer->data = data;
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->size;
}

void buffer_append_number(struct buffer *buffer, int64_t number) {
    char *room = buffer_reserve(buffer, 1 + DIGITS_MAXIMUM);
    if (room == NULL)
        return;
    char *at = room;
    /* Unsigned, since the magnitude of INT64_MIN is no int64_t. */
    uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (number < 0)
        *at++ = '-';
    at = digits_write(at, magnitude);
    buffer->size += (size_t)(at - room);
}
