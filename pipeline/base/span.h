/* Spans and slices: the two ways this program points at text.
 *
 * A span is a place in a text known from the context (offsets, so that it survives the
 * text being moved); a slice is borrowed bytes (so that it can be read without knowing
 * the text). */
#ifndef ASSAY_BASE_SPAN_H
#define ASSAY_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Half-open range [start, end) of bytes. 32 bits suffice: limits.h caps an article below
 * 4 GiB. */
struct span {
    uint32_t start, end;
};

/* Borrowed bytes, not terminated; never freed through this. */
struct slice {
    const char *data;
    size_t size;
};

#define SLICE_LITERAL(text) ((struct slice){(text), sizeof(text) - 1})

static inline struct slice slice_of(const char *data, size_t size) {
    return (struct slice){data, size};
}

/* What follows the first `size` bytes, which the slice has; also of one without memory.
 */
static inline struct slice slice_after(struct slice text, size_t size) {
    return slice_of(size == 0 ? text.data : text.data + size, text.size - size);
}

static inline struct slice slice_from_string(const char *text) {
    return (struct slice){text, strlen(text)};
}

static inline bool slice_equal(struct slice a, struct slice b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool slice_is(struct slice a, const char *text) {
    return slice_equal(a, slice_from_string(text));
}

/* By bytes; the shorter of two that begin alike comes first. */
static inline int slice_compare(struct slice a, struct slice b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int order = shorter == 0 ? 0 : memcmp(a.data, b.data, shorter);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static inline bool slice_starts_with(struct slice text, struct slice part) {
    return part.size <= text.size &&
           (part.size == 0 || memcmp(text.data, part.data, part.size) == 0);
}

static inline bool slice_contains(struct slice text, struct slice part) {
    for (size_t at = 0; at + part.size <= text.size; at++) {
        if (slice_starts_with(slice_after(text, at), part)) {
            return true;
        }
    }
    return false;
}

static inline uint32_t span_size(struct span span) { return span.end - span.start; }

static inline bool span_contains(struct span outer, struct span inner) {
    return outer.start <= inner.start && inner.end <= outer.end;
}

/* By start, of those that start together the longer first: as a record lists its marks.
 */
static inline int span_compare(struct span a, struct span b) {
    return a.start != b.start ? (a.start < b.start ? -1 : 1)
                              : (a.end < b.end) - (a.end > b.end);
}

static inline bool span_overlaps(struct span a, struct span b) {
    return a.start < b.end && b.start < a.end;
}

#endif
