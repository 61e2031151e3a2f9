/* Counting characters: a byte that is no continuation starts one, and one of four bytes
 * has two UTF-16 units. */
#include "formats/positions.h"

static bool is_ascii(struct slice text) {
    uint64_t seen = 0;
    size_t i = 0;
    for (; i + 8 <= text.size; i += 8) {
        uint64_t word = 0;
        memcpy(&word, text.data + i, 8);
        seen |= word;
    }
    for (; i < text.size; i++) {
        seen |= (unsigned char)text.data[i];
    }
    return (seen & UINT64_C(0x8080808080808080)) == 0;
}

static void count_bytes(const char *data, size_t size, struct position_count *count) {
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)data[i];
        count->characters += (byte & 0xC0) != 0x80 ? 1 : 0;
        count->utf16 += ((byte & 0xC0) != 0x80 ? 1u : 0u) + (byte >= 0xF0 ? 1u : 0u);
    }
}

bool positions_init(struct positions *positions, struct arena *arena, struct slice text) {
    *positions = (struct positions){.text = text};
    if (is_ascii(text)) {
        return true;
    }
    size_t strides = text.size / POSITIONS_STRIDE + 1;
    struct position_count *counts = arena_alloc_array(arena, strides, sizeof *counts);
    if (counts == NULL) {
        return false;
    }
    for (size_t i = 1; i < strides; i++) {
        counts[i] = counts[i - 1];
        count_bytes(text.data + (i - 1) * POSITIONS_STRIDE, POSITIONS_STRIDE, &counts[i]);
    }
    positions->counts = counts;
    return true;
}

struct position_count positions_at(const struct positions *positions, uint32_t offset) {
    if (positions->counts == NULL) {
        return (struct position_count){offset, offset};
    }
    uint32_t stride = offset / POSITIONS_STRIDE;
    struct position_count count = positions->counts[stride];
    count_bytes(positions->text.data + stride * POSITIONS_STRIDE,
                offset % POSITIONS_STRIDE, &count);
    return count;
}
