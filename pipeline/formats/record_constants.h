/* What is the same in every record of an annotator, put together once: the provenance,
 * and the parts of a score, of which each sentence has all and nearly all are nought. */
#ifndef ASSAY_FORMATS_RECORD_CONSTANTS_H
#define ASSAY_FORMATS_RECORD_CONSTANTS_H

#include "formats/json_writer.h"
#include "packs/rules.h"

/* The object of a score's parts, with "0.00" for each. */
struct parts_frame {
    struct slice text;
    const uint32_t *places; /* where in it the points of each part stand */
};

struct record_constants {
    struct arena arena;
    bool made;
    struct slice provenance;         /* the member of the record */
    const struct parts_frame *parts; /* of each score of the rules */
};

void record_constants_init(struct record_constants *constants);
void record_constants_deinit(struct record_constants *constants);

/* Puts them together where that has not been done. False when out of memory. `pretty` and
 * `jit` may not change from then on. */
bool record_constants_make(struct record_constants *constants, const struct rules *rules,
                           bool pretty, bool jit);

/* The object of a score's parts. `points` NULL: all nought. `places`, unless NULL, takes
 * where the points of each part begin, from the object's start. */
void record_write_parts(struct json_writer *json, const struct score *score,
                        const int32_t *points, uint32_t *places);

#endif
