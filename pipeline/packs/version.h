/* Versions of packs, and ranges of them. */
#ifndef ASSAY_PACKS_VERSION_H
#define ASSAY_PACKS_VERSION_H

#include "base/span.h"

/* One to three numbers between points: "1", "1.2", "1.2.0". */
bool version_is_valid(struct slice text);

/* Whether a version lies in a range: conditions between spaces that must all hold, each
 * of
 * >= > <= < = and a version. An empty range holds all. `valid` tells whether the range
 * can be read. */
bool version_in(struct slice range, struct slice version, bool *valid);

#endif
