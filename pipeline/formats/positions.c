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

#define EACH_BYTE(value) (0x0101010101010101u * (value))

/* How many bytes of a word of zeros and ones are one: all add up in the topmost. */
static uint32_t count_ones(uint64_t word) {
    return (uint32_t)(word * EACH_BYTE(1) >> 56);
}

static void count_word(uint64_t word, struct position_count *count) {
    uint64_t high = word >> 7 & EACH_BYTE(1);
    uint64_t next = word >> 6 & EACH_BYTE(1);
    uint64_t four = high & next & word >> 5 & word >> 4; /* leads: 0xF0 and above */
    uint32_t starts = count_ones((high ^ EACH_BYTE(1)) | next);
    count->characters += starts;
    count->utf16 += starts + count_ones(four);
}

static void count_bytes(const char *data, size_t size, struct position_count *count) {
    uint64_t word = 0;
    size_t at = 0;
    for (; size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, data + at, sizeof word);
        count_word(word, count);
    }
    if (at < size) { /* filled up with continuations, which count nothing */
        word = EACH_BYTE(0x80);
        memcpy(&word, data + at, size - at);
        count_word(word, count);
    }
}

bool positions_init(struct positions *positions, struct arena *arena, struct slice text) {
    *positions = (struct positions){.text = text};
    if (is_ascii(text)) {
        return true;
    }
    size_t strides = text.size / POSITIONS_STRIDE + 1;
    struct position_count *counts = arena_alloc_array(arena, strides + 1, sizeof *counts);
    if (counts == NULL) {
        return false;
    }
    for (size_t i = 1; i <= strides; i++) {
        size_t start = (i - 1) * POSITIONS_STRIDE;
        size_t left = text.size - start;
        counts[i] = counts[i - 1];
        count_bytes(text.data + start, left < POSITIONS_STRIDE ? left : POSITIONS_STRIDE,
                    &counts[i]);
    }
    /* As if the last stride were full, so that it looks like the others. */
    counts[strides].characters +=
        POSITIONS_STRIDE - (uint32_t)text.size % POSITIONS_STRIDE;
    positions->counts = counts;
    return true;
}

struct position_count positions_at(const struct positions *positions, uint32_t offset) {
    if (positions->counts == NULL) {
        return (struct position_count){offset, offset};
    }
    uint32_t stride = offset / POSITIONS_STRIDE;
    uint32_t rest = offset % POSITIONS_STRIDE;
    struct position_count count = positions->counts[stride];
    if (positions->counts[stride + 1].characters - count.characters == POSITIONS_STRIDE) {
        return (struct position_count){count.characters + rest, count.utf16 + rest};
    }
    count_bytes(positions->text.data + stride * POSITIONS_STRIDE, rest, &count);
    return count;
}
