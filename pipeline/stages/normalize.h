/* Stage 2: the raw text in one form, with the map back. */
#ifndef ASSAY_STAGES_NORMALIZE_H
#define ASSAY_STAGES_NORMALIZE_H

#include "article.h"
#include "base/status.h"

/* Fills `normalized`, `normalized_size` and `offsets` from `raw`. Overlong runs of marks
 * are counted in the diagnostics. Fails with NO_MEMORY or TOO_LARGE. */
enum assay_status normalize_article(struct article *article, struct assay_error *error);

#endif
