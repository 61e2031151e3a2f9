/* Nothing here waits or is shared: a worker has a batch and an annotator for itself. */
#include "batch/worker.h"

#include "batch/target.h"

enum assay_status worker_annotate(struct assay_annotator *annotator,
                                  const struct batch *batch, const struct item *item) {
    const char *name = batch_name(batch, item);
    struct slice input = batch_input(batch, item);
    switch (item->kind) {
    case ITEM_TEXT:
        return annotator_text(annotator, name, input);
    case ITEM_LINE:
        return annotator_line(annotator, name, item->line, input);
    case ITEM_FAILED:
        break;
    }
    return annotator_fail(annotator, name, item->line, item->size, item->status, input);
}

static void name_target(struct assay_annotator *annotator,
                        const struct batch_format *format, struct batch *batch,
                        struct item *item) {
    item->target = batch->targets.size;
    target_append(&batch->targets, batch_name(batch, item), item->line,
                  annotator_article(annotator)->id, format->ending);
}

void worker_run(struct assay_annotator *annotator, const struct batch_format *format,
                bool targets, struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++) {
        struct item *item = &batch->items[i];
        item->failed = worker_annotate(annotator, batch, item) != ASSAY_OK;
        batch->status = format->write(format->context, annotator, &batch->records);
        if (batch->status == ASSAY_OK && targets) {
            name_target(annotator, format, batch, item);
            batch->status = buffer_status(&batch->targets);
        }
        if (batch->status != ASSAY_OK) {
            return;
        }
        item->record_end = batch->records.size;
        batch->annotated = i + 1;
        const struct article *article = annotator_article(annotator);
        for (int code = 0; code < DIAGNOSTIC_CODES; code++) {
            batch->diagnostics[code] += article->diagnostics[code].count;
        }
    }
}
