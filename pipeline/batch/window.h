/* The window: the batches under way, a ring that a reader fills, workers annotate and a
 * writer empties, each in order. It is bounded in batches and bytes, so a slow writer
 * holds back the workers, and they the reader. */
#ifndef ASSAY_BATCH_WINDOW_H
#define ASSAY_BATCH_WINDOW_H

#include "batch/batch.h"

struct window;

/* For that many workers. NULL when out of memory. */
struct window *window_new(size_t workers);
void window_free(struct window *window);

/* Reader: an empty batch, as soon as there is room; NULL: stop. Then the batch, filled;
 * or that there are no more. */
struct batch *window_to_fill(struct window *window);
void window_filled(struct window *window);
void window_end(struct window *window);

/* Worker: the next batch; NULL: there are no more. Then the same, with its records. */
struct batch *window_to_annotate(struct window *window);
void window_annotated(struct window *window, struct batch *batch);

/* Writer: the next batch in order, or NULL where it is not finished yet; `*ended`: nor
 * will any be. With `milliseconds` it waits so long for it; negative: as long as it
 * takes. */
struct batch *window_to_write(struct window *window, int milliseconds, bool *ended);
void window_written(struct window *window);

/* Writer: no more will be written; all others stop. */
void window_abort(struct window *window);

#endif
