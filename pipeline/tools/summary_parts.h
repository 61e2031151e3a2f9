/* What the files of the summary share. */
#ifndef ASSAY_TOOLS_SUMMARY_PARTS_H
#define ASSAY_TOOLS_SUMMARY_PARTS_H

#include "formats/json_writer.h"
#include "tools/summary.h"

/* Types of entities that are counted where one sentence has them together. */
enum together { TOGETHER_NATION, TOGETHER_MINERAL, TOGETHER_STAGE, TOGETHER_TYPES };

struct together_type {
    const char *key, *type; /* in the summary; in records */
};

extern const struct together_type summary_together[TOGETHER_TYPES];

/* Relations with a direction, and the roles of their ends. */
struct flow_type {
    const char *type, *from, *to;
};

extern const struct flow_type summary_flows[];
extern const size_t summary_flow_count;

struct summary_writing {
    const struct summary *summary;
    struct json_writer json;
    const struct tally **items; /* of the list at hand, room for all */
    size_t size;
    bool failed; /* out of memory */
};

void summary_number(struct summary_writing *writing, const char *key, uint64_t value);
void summary_text(struct summary_writing *writing, const char *key, struct slice value);
void summary_period(struct summary_writing *writing, const char *key, int32_t period,
                    enum period_unit unit);

/* "movers": what grew and shrank most from the period before the last to the last. */
void summary_movers(struct summary_writing *writing);

#endif
