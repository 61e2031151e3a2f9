/* assay summary: what many records say together, in one pass. */
#ifndef ASSAY_TOOLS_SUMMARY_H
#define ASSAY_TOOLS_SUMMARY_H

#include "base/buffer.h"
#include "tools/tallies.h"

#include <jansson.h>

/* The version of the summary's form. */
#define SUMMARY_VERSION "1.0"

struct summary_options {
    enum period_unit by;
    int32_t from, to; /* days, both counted; PERIOD_NONE: no bound */
    size_t top;       /* of each list; 0: all */
};

struct summary {
    struct summary_options options;
    struct tallies tallies;
    uint64_t articles;   /* that count */
    uint64_t failed;     /* that could not be annotated */
    uint64_t undated;    /* without a date; of those that count, or left out by bounds */
    uint64_t outside;    /* left out by bounds */
    int32_t first, last; /* periods with an article; PERIOD_NONE: none */
};

void summary_init(struct summary *summary, const struct summary_options *options);
void summary_deinit(struct summary *summary);

/* Counts a record. False when out of memory. */
bool summary_add(struct summary *summary, const json_t *record);

/* Appends the summary as JSON. Nothing may be added after. False when out of memory. */
bool summary_write(struct summary *summary, bool pretty, struct buffer *out);

/* The JSON Schema of summaries. */
struct slice summary_schema_text(void);

#endif
