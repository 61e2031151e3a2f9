/* `assay rules list`: every rule and lexicon, as a table or as JSON. */
#ifndef ASSAY_CLI_RULES_LIST_H
#define ASSAY_CLI_RULES_LIST_H

#include "base/buffer.h"
#include "packs/rules.h"

/* Appends a line for each rule and lexicon: with `json` an object with pack, phase, what
 * it emits, its tests, terms, patterns and their triggers. */
void rules_list_write(const struct rules *rules, const char *const *names,
                      size_t name_count, bool json, struct buffer *out);

#endif
