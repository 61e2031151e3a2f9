/* Resolve: candidates -> mentions, pack by pack, so that a later pack's rules and
 * conditions can name what an earlier one has found. */
#ifndef ASSAY_STAGES_RESOLVE_H
#define ASSAY_STAGES_RESOLVE_H

#include "stages/work.h"

/* Settles all entity packs and leaves article->mentions sorted by (start, -end, type
 * name, id). */
enum assay_status resolve_article(struct work *work);

/* Makes mentions of a pack's candidates. (settle.c) */
void settle_pack(struct work *work, uint32_t pack);

/* Adds the short forms that a pack's `again` rules find to its candidates. (again.c) */
void again_pack(struct work *work, uint32_t pack);

/* Applies the `adjust` rules of a pack to the mentions that stand. (adjust.c) */
void adjust_pack(struct work *work, uint32_t pack);

#endif
