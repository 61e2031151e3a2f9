/* Match: one pass over the text for all terms and trigger literals -> candidate mentions
 * and patterns to be tried. */
#ifndef ASSAY_STAGES_MATCH_H
#define ASSAY_STAGES_MATCH_H

#include "stages/work.h"

/* Fills work->candidates with terms that stand in the text, work->states and each unit's
 * trigger classes. */
enum assay_status match_article(struct work *work);

/* Adds the marks of a pack's `emit: {entity}` rules to its candidates. Mentions of
 * earlier packs are settled. */
void match_pack_patterns(struct work *work, uint32_t pack);

#endif
