/* The words that made a rule speak, as they are shown. */
#ifndef ASSAY_STAGES_CUE_H
#define ASSAY_STAGES_CUE_H

#include "stages/work.h"

/* The span of a cue as whole words: a pattern may have looked at the first letters of the
 * next word, or know a word by its stem. White space and commas at the ends are left out.
 * Stays inside the unit. */
struct span cue_words(const struct work *work, const struct unit *unit, struct span span);

#endif
