/* Words are put together from bytes, so that all machines have one sum. */
#include "batch/sum.h"

#include <errno.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

static uint64_t word_at(const unsigned char *bytes) {
    uint64_t word = 0;
    for (int i = SUM_STEP - 1; i >= 0; i--) {
        word = word << 8 | bytes[i];
    }
    return word;
}

/* An odd factor loses nothing, and the shift brings its high bits down for the next. */
static uint64_t mix(uint64_t value, uint64_t word) {
    value = (value ^ word) * UINT64_C(0x9E3779B97F4A7C15);
    return value ^ value >> 29;
}

void sum_add(struct sum *sum, struct slice bytes) {
    const unsigned char *at = (const unsigned char *)bytes.data;
    size_t left = bytes.size;
    while (left > 0 && sum->rest_size > 0) {
        sum->rest[sum->rest_size++] = *at++;
        left--;
        if (sum->rest_size == SUM_STEP) {
            sum->value = mix(sum->value, word_at(sum->rest));
            sum->rest_size = 0;
        }
    }
    while (left >= SUM_STEP) {
        sum->value = mix(sum->value, word_at(at));
        at += SUM_STEP;
        left -= SUM_STEP;
    }
    while (left > 0) {
        sum->rest[sum->rest_size++] = *at++;
        left--;
    }
}

uint64_t sum_of(const struct sum *sum) {
    unsigned char last[SUM_STEP] = {0};
    if (sum->rest_size > 0) {
        memcpy(last, sum->rest, sum->rest_size);
    }
    return mix(mix(sum->value, word_at(last)), sum->rest_size);
}

bool sum_add_file(struct sum *sum, int file, uint64_t size) {
    char chunk[CHUNK];
    uint64_t done = 0;
    while (done < size) {
        uint64_t left = size - done;
        ssize_t count =
            pread(file, chunk, left < CHUNK ? (size_t)left : CHUNK, (off_t)done);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            errno = count < 0 ? errno : 0;
            return false;
        }
        sum_add(sum, slice_of(chunk, (size_t)count));
        done += (uint64_t)count;
    }
    return true;
}
