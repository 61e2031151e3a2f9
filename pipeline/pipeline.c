/* The way of an article, once read. */
#include "pipeline.h"

#include "stages/judge.h"
#include "stages/match.h"
#include "stages/normalize.h"
#include "stages/relate.h"
#include "stages/resolve.h"

enum assay_status pipeline_init(struct pipeline *pipeline, const struct rules *rules,
                                struct work_options options, struct assay_error *error) {
    *pipeline = (struct pipeline){.rules = rules, .options = options};
    pipeline->layout = layout_new(rules);
    pipeline->scanner = scanner_new(rules->cache);
    if (pipeline->layout == NULL || pipeline->scanner == NULL) {
        pipeline_deinit(pipeline);
        return error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
    }
    return ASSAY_OK;
}

void pipeline_deinit(struct pipeline *pipeline) {
    scanner_free(pipeline->scanner);
    layout_free(pipeline->layout);
    *pipeline = (struct pipeline){0};
}

/* Mentions: candidates by one pass, then settled pack by pack; then what rules say of
 * mentions and sentences. */
static enum assay_status apply_rules(struct pipeline *pipeline, struct article *article,
                                     struct assay_error *error) {
    struct work work;
    enum assay_status status =
        work_begin(&work, article, pipeline->rules, pipeline->scanner, pipeline->options);
    if (status == ASSAY_OK) {
        status = match_article(&work);
    }
    if (status == ASSAY_OK) {
        status = resolve_article(&work);
    }
    if (status == ASSAY_OK && pipeline->options.extent != EXTENT_ENTITIES) {
        status = relate_article(&work);
    }
    if (status == ASSAY_OK && pipeline->options.extent == EXTENT_ALL) {
        status = judge_article(&work);
    }
    return status == ASSAY_OK
               ? status
               : error_set(error, status, NULL, "%s", assay_status_words(status));
}

enum assay_status pipeline_annotate(struct pipeline *pipeline, struct article *article,
                                    struct assay_error *error) {
    scanner_count_article(pipeline->scanner);
    enum assay_status status = normalize_article(article, error);
    if (status == ASSAY_OK) {
        status = segment_article(article, pipeline->layout, pipeline->scanner, error);
    }
    if (status == ASSAY_OK) {
        status = apply_rules(pipeline, article, error);
    }
    if (scanner_out_of_memory(pipeline->scanner) && status == ASSAY_OK) {
        status = error_set(error, ASSAY_NO_MEMORY, NULL, "%s",
                           assay_status_words(ASSAY_NO_MEMORY));
    }
    return status;
}
