/* Relate: relations between mentions, by rules over views in which mentions are symbols.
 */
#ifndef ASSAY_STAGES_RELATE_H
#define ASSAY_STAGES_RELATE_H

#include "stages/work.h"

/* Fills article->relations, in order of place. */
enum assay_status relate_article(struct work *work);

#endif
