/* The map between normalized text and the text it was made from.
 *
 * A run is a stretch that was either copied byte for byte (`copied`: offsets inside it
 * map one to one) or rewritten as a whole (a cluster: an offset inside it maps to the
 * cluster's edge). ASCII text is one copied run, so the map costs next to nothing. Runs
 * are sorted and cover both texts without a hole. */
#ifndef ASSAY_TEXT_OFFSETS_H
#define ASSAY_TEXT_OFFSETS_H

#include "base/arena.h"

struct offset_run {
    uint32_t normalized, raw; /* where the run starts in each text */
    bool copied;
};

struct offsets {
    LIST_OF(struct offset_run) runs;
    uint32_t normalized_size, raw_size;
};

/* Appends a run at the end of both texts; merges with the last run where it can. False
 * when out of memory. A run may have size 0 in the normalized text (removed characters)
 * but not in the raw text. */
bool offsets_append(struct offsets *offsets, struct arena *arena,
                    uint32_t normalized_size, uint32_t raw_size, bool copied);

/* The raw span of a normalized span, rounded out to whole clusters. Removed characters
 * (zero width) at either edge are left out. An empty span gives an empty span. */
struct span offsets_to_raw(const struct offsets *offsets, struct span normalized);

/* The normalized offset that a raw offset fell on: of its cluster's start. */
uint32_t offsets_to_normalized(const struct offsets *offsets, uint32_t raw);

#endif
