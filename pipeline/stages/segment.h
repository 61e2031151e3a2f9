#ifndef ASSAY_STAGES_SEGMENT_H
#define ASSAY_STAGES_SEGMENT_H
#include "article.h"
#include "packs/pattern.h"
struct layout;
struct layout *layout_new(const struct rules *rules);
void layout_free(struct layout *layout);
enum assay_status segment_article(struct article *article, const struct layout *layout, struct scanner *scanner, struct assay_error *error);
#endif
