/* An owned, growing byte buffer with a maximum and a sticky error. */
#include "base/buffer.h"

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

char *buffer_reserve(struct buffer *buffer, size_t size) {
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

void buffer_append(struct buffer *buffer, const void *data, size_t size) {
    if (size == 0)
        return;
    char *room = buffer_reserve(buffer, size);
    if (room == NULL)
        return;
    memcpy(room, data, size);
    buffer->size += size;
}

void buffer_append_slice(struct buffer *buffer, struct slice text) {
    buffer_append(buffer, text.data, text.size);
}

void buffer_append_string(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_append_char(struct buffer *buffer, char byte) {
    buffer_append(buffer, &byte, 1);
}

void buffer_append_number(struct buffer *buffer, int64_t number) {
    char digits[20];
    size_t start = sizeof digits;
    /* Unsigned, since the magnitude of INT64_MIN is no int64_t. */
    uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        digits[--start] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude > 0);
    if (number < 0)
        digits[--start] = '-';
    buffer_append(buffer, digits + start, sizeof digits - start);
}
