/* An owned, growing byte buffer with a maximum; the only way output is put together.
 *
 * Errors stick: once an append has failed (memory or maximum), further appends do nothing
 * and `buffer_status` tells. So a writer can append fifty things and check once. */
#ifndef ASSAY_BASE_BUFFER_H
#define ASSAY_BASE_BUFFER_H

#include "base/span.h"
#include "base/status.h"

struct buffer {
    char *data;
    size_t size, capacity, maximum;
    enum assay_status status;
};

void buffer_init(struct buffer *buffer, size_t maximum);
void buffer_deinit(struct buffer *buffer);
void buffer_clear(struct buffer *buffer); /* keeps the memory and forgets the error */

/* Makes room where there is none: what buffer_reserve does when it is not enough to look.
 */
char *buffer_grow(struct buffer *buffer, size_t size);

/* Room for `size` more bytes, to be filled by the caller who then adds to `size`; NULL on
 * error. Inline, as are the appends: records are put together out of very many very short
 * pieces. */
static inline char *buffer_reserve(struct buffer *buffer, size_t size) {
    bool fits = buffer->status == ASSAY_OK && buffer->data != NULL &&
                size <= buffer->capacity - buffer->size;
    return fits ? buffer->data + buffer->size : buffer_grow(buffer, size);
}

static inline void buffer_append(struct buffer *buffer, const void *data, size_t size) {
    char *room = size == 0 ? NULL : buffer_reserve(buffer, size);
    if (room != NULL) {
        memcpy(room, data, size);
        buffer->size += size;
    }
}

static inline void buffer_append_slice(struct buffer *buffer, struct slice text) {
    buffer_append(buffer, text.data, text.size);
}

static inline void buffer_append_string(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

static inline void buffer_append_char(struct buffer *buffer, char byte) {
    buffer_append(buffer, &byte, 1);
}

void buffer_append_number(struct buffer *buffer,
                          int64_t number); /* decimal, without printf */

static inline enum assay_status buffer_status(const struct buffer *buffer) {
    return buffer->status;
}

/* Never NULL, so that offsets may be added to it: an empty buffer may have no memory. */
static inline struct slice buffer_slice(const struct buffer *buffer) {
    return slice_of(buffer->data == NULL ? "" : buffer->data, buffer->size);
}

#endif
