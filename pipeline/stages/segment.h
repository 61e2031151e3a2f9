/* Segment: zones, paragraphs and sentences of a normalized article; residue masked.
 *
 * What words mean (a cookie banner, a month, an abbreviation) stands in the packs of
 * phase layout; here is only structure: where a line stands, what stands around it. */
#ifndef ASSAY_STAGES_SEGMENT_H
#define ASSAY_STAGES_SEGMENT_H

#include "article.h"
#include "packs/pattern.h"

/* What segmentation needs to know of the rules, looked up once; read-only, so that
 * threads may share it. */
struct layout;

/* Borrows `rules`. NULL when out of memory. */
struct layout *layout_new(const struct rules *rules);

/* NULL is allowed. */
void layout_free(struct layout *layout);

/* Fills zones, sentences, title, date and byline of a normalized article. Line breaks
 * inside a paragraph become spaces, in place. Fails only with NO_MEMORY. */
enum assay_status segment_article(struct article *article, const struct layout *layout,
                                  struct scanner *scanner, struct assay_error *error);

#endif
