/* The work on a batch: its articles through an annotator, their records into its buffer.
 */
#ifndef ASSAY_BATCH_WORKER_H
#define ASSAY_BATCH_WORKER_H

#include "annotator.h"
#include "batch/batch.h"

/* How a finished article is written: the one place where formats come in. */
struct batch_format {
    const char *ending;           /* of a file of its own, such as ".json" */
    struct slice header, trailer; /* of each output file; may be empty */
    /* Appends the article that the annotator holds, or its error. */
    enum assay_status (*write)(void *context, struct assay_annotator *annotator,
                               struct buffer *out);
    void *context;
};

/* Annotates the article of one item; its status. */
enum assay_status worker_annotate(struct assay_annotator *annotator,
                                  const struct batch *batch, const struct item *item);

/* Annotates all articles of a batch and writes their records. With `targets` it also
 * names a file for each. */
void worker_run(struct assay_annotator *annotator, const struct batch_format *format,
                bool targets, struct batch *batch);

#endif
