/* The map between normalized and raw text: a sorted list of runs, searched by halving. */
#include "text/offsets.h"

/* May the new piece become part of the last run? Copied pieces may, and removed ones may.
 */
static bool merges(const struct offset_run *last, uint32_t normalized_end, bool copied,
                   uint32_t normalized_size) {
    if (copied)
        return last->copied;
    return !last->copied && normalized_size == 0 && last->normalized == normalized_end;
}

bool offsets_append(struct offsets *offsets, struct arena *arena,
                    uint32_t normalized_size, uint32_t raw_size, bool copied) {
    if (raw_size == 0)
        return true;
    const struct offset_run *last =
        offsets->runs.count == 0 ? NULL : &offsets->runs.items[offsets->runs.count - 1];
    if (last == NULL ||
        !merges(last, offsets->normalized_size, copied, normalized_size)) {
        struct offset_run *run = LIST_PUSH(arena, &offsets->runs);
        if (run == NULL)
            return false;
        *run = (struct offset_run){offsets->normalized_size, offsets->raw_size, copied};
    }
    offsets->normalized_size += normalized_size;
    offsets->raw_size += raw_size;
    return true;
}

/* Index of the last run that starts at or before a normalized offset. Removed runs start
 * where the run after them does, so for an offset inside the text this is never a removed
 * one. */
static size_t find_normalized(const struct offsets *offsets, uint32_t normalized) {
    size_t low = 0, high = offsets->runs.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (offsets->runs.items[middle].normalized <= normalized)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t find_raw(const struct offsets *offsets, uint32_t raw) {
    size_t low = 0, high = offsets->runs.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (offsets->runs.items[middle].raw <= raw)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* Where the raw text of the character at a normalized offset starts. */
static uint32_t raw_start(const struct offsets *offsets, uint32_t normalized) {
    const struct offset_run *run =
        &offsets->runs.items[find_normalized(offsets, normalized)];
    return run->copied ? run->raw + (normalized - run->normalized) : run->raw;
}

/* Where the raw text of the character that ends at a normalized offset (> 0) ends. */
static uint32_t raw_end(const struct offsets *offsets, uint32_t normalized) {
    size_t index = find_normalized(offsets, normalized - 1);
    const struct offset_run *run = &offsets->runs.items[index];
    if (run->copied)
        return run->raw + (normalized - run->normalized);
    return index + 1 < offsets->runs.count ? run[1].raw : offsets->raw_size;
}

struct span offsets_to_raw(const struct offsets *offsets, struct span normalized) {
    if (offsets->runs.count == 0)
        return (struct span){0, 0};
    if (normalized.start < normalized.end)
        return (struct span){raw_start(offsets, normalized.start),
                             raw_end(offsets, normalized.end)};
    uint32_t raw = normalized.start < offsets->normalized_size
                       ? raw_start(offsets, normalized.start)
                       : offsets->raw_size;
    return (struct span){raw, raw};
}

uint32_t offsets_to_normalized(const struct offsets *offsets, uint32_t raw) {
    if (raw >= offsets->raw_size)
        return offsets->normalized_size;
    const struct offset_run *run = &offsets->runs.items[find_raw(offsets, raw)];
    return run->copied ? run->normalized + (raw - run->raw) : run->normalized;
}
