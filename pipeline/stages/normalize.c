/* Stage 2: hands the raw text to text/normal and keeps what comes back. */
#include "stages/normalize.h"

#include "text/normal.h"

enum assay_status normalize_article(struct article *article, struct assay_error *error) {
    struct normal normal;
    enum assay_status status = normal_text(&article->arena, article->raw, &normal);
    if (status != ASSAY_OK)
        return error_set(error, status, NULL, "cannot normalize: %s",
                         assay_status_words(status));
    article->normalized = normal.text;
    article->normalized_size = normal.size;
    article->offsets = normal.offsets;
    for (uint32_t i = 0; i < normal.mark_runs; i++)
        article_diagnose(article, DIAGNOSTIC_MARK_RUN, normal.first_mark_run,
                         slice_of(NULL, 0));
    return ASSAY_OK;
}
