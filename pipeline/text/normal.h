/* Normalization: the article text in one form of quote, hyphen and space, and in NFC.
 *
 * Forms are folded first (text/forms), hyphens and dashes settled by their neighbours,
 * then each grapheme cluster is composed, with a map back to the source that is exact for
 * every cluster. */
#ifndef ASSAY_TEXT_NORMAL_H
#define ASSAY_TEXT_NORMAL_H

#include "base/arena.h"
#include "base/status.h"
#include "text/offsets.h"

struct normal {
    char
        *text; /* valid UTF-8 in NFC, in the arena, a NUL behind it that is not counted */
    uint32_t size;
    struct offsets offsets;
    uint32_t mark_runs; /* how many runs of marks were longer than LIMIT_MARK_RUN */
    struct span first_mark_run; /* the source bytes of the first one's cluster */
};

/* Normalizes valid UTF-8 of at most LIMIT_ARTICLE_MAXIMUM bytes. Fails with NO_MEMORY or
 * TOO_LARGE. */
enum assay_status normal_text(struct arena *arena, struct slice source,
                              struct normal *normal);

/* NFC alone, without any folding: what Unicode's own tests are run on. */
enum assay_status normal_nfc(struct arena *arena, struct slice source,
                             struct normal *normal);

#endif
