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

/* Room for `size` more bytes, to be filled by the caller who then adds to `size`; NULL on
 * error. */
char *buffer_reserve(struct buffer *buffer, size_t size);

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_append_slice(struct buffer *buffer, struct slice text);
void buffer_append_string(struct buffer *buffer, const char *text);
void buffer_append_char(struct buffer *buffer, char byte);
void buffer_append_number(struct buffer *buffer,
                          int64_t number); /* decimal, without printf */

static inline enum assay_status buffer_status(const struct buffer *buffer) {
    return buffer->status;
}

static inline struct slice buffer_slice(const struct buffer *buffer) {
    return slice_of(buffer->data, buffer->size);
}

#endif
