/* Proves records: every span, sliced from the article text, gives the `text` beside it,
 * in every unit; zones partition the text; what refers to something finds it. */
#ifndef ASSAY_TOOLS_VERIFY_H
#define ASSAY_TOOLS_VERIFY_H

#include "base/span.h"

#include <jansson.h>
#include <stdbool.h>

struct verification {
    const char *name; /* of the records' file and the line, for messages; borrowed */
    uint64_t line;
    uint64_t records, spans, faults;
};

/* Checks one record against the text of its article, printing each fault on stdout as
 * NAME:LINE: PATH: what is wrong. False when out of memory. */
bool verify_record(struct verification *verification, const json_t *record,
                   struct slice text);

#endif
