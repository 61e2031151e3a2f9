/* `assay rules check`: what loads, but had better be otherwise. */
#ifndef ASSAY_CLI_RULES_CHECK_H
#define ASSAY_CLI_RULES_CHECK_H

#include "base/buffer.h"
#include "packs/rules.h"

/* Looks at the rules whose pack or full name is among `names` (all where there are none)
 * and appends to `out` a line for each finding, with the line of the file under it, or
 * with `json` one JSON object a line. Gives the number of findings through `found`. */
enum assay_status rules_check_run(const struct rules *rules, const char *const *names,
                                  size_t name_count, bool json, struct buffer *out,
                                  uint32_t *found);

#endif
