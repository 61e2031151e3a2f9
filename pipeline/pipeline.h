/* The pipeline: the stage calls in order. One for each thread; rules and layout are
 * shared. */
#ifndef ASSAY_PIPELINE_H
#define ASSAY_PIPELINE_H

#include "article.h"
#include "stages/segment.h"
#include "stages/work.h"

struct pipeline {
    const struct rules *rules; /* borrowed */
    struct layout *layout;
    struct scanner *scanner;
    struct work_options options;
};

enum assay_status pipeline_init(struct pipeline *pipeline, const struct rules *rules,
                                struct work_options options, struct assay_error *error);
void pipeline_deinit(struct pipeline *pipeline);

/* Takes an article that has been read (its raw text stands) through all further stages.
 */
enum assay_status pipeline_annotate(struct pipeline *pipeline, struct article *article,
                                    struct assay_error *error);

#endif
