/* Alternations by their first letter: (?:apple|bat|ant) -> (?:a(?:pple|nt)|bat). Private
 * to packs/pattern*.c.
 *
 * PCRE2 tries alternatives one by one, and word lists of packs are long. Alternatives
 * that begin with different letters cannot both match at a place, so putting those of one
 * letter together changes nothing of what matches, only how soon it is known. */
#ifndef ASSAY_PACKS_PATTERN_FACTOR_H
#define ASSAY_PACKS_PATTERN_FACTOR_H

#include "base/buffer.h"

/* Appends the pattern to `out`, factored. Errors stick to the buffer. */
void pattern_factor(struct slice pattern, struct buffer *out);

#endif
