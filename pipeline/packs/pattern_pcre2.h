/* PCRE2 for packs/pattern*.c, and for nobody else. */
#ifndef ASSAY_PACKS_PATTERN_PCRE2_H
#define ASSAY_PACKS_PATTERN_PCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "packs/pattern.h"

/* Compiles the expanded text; NULL on an error, with PCRE2's code and the offset into
 * that text. `anchored`: to match where it is tried and nowhere behind. */
pcre2_code *pattern_compile(const struct pattern *pattern, bool anchored, int *error,
                            size_t *offset);

/* The same with any of PCRE2's options. */
pcre2_code *pattern_compile_with(const struct pattern *pattern, uint32_t options,
                                 int *error, size_t *offset);

#endif
