/* Stage 1: the bytes of one input into one article: its text decoded, hashed and named.
 */
#ifndef ASSAY_STAGES_READ_H
#define ASSAY_STAGES_READ_H

#include "article.h"
#include "base/status.h"

/* Zeroed means: the usual limit, the field "text", nothing joined. */
struct read_options {
    size_t maximum;          /* bytes of one article's text; 0: LIMIT_ARTICLE_BYTES */
    struct slice text_field; /* JSONL: the field that holds the text; empty: "text" */
    struct slice join; /* JSONL: fields put together instead, "title,text"; or empty */
};

/* One plain article in any encoding that text/decode knows. Fills raw, sha256, id (unless
 * given already), and of `source` bytes, encoding and joined; the caller sets its name
 * and line. `options` may be NULL. Fails with NO_MEMORY or TOO_LARGE. */
enum assay_status read_text(struct article *article, struct slice bytes,
                            const struct read_options *options,
                            struct assay_error *error);

/* What both ways of reading end with: takes a decoded text as the article's, counts what
 * was replaced in it, hashes it, and names the article after the hash if it has no id. */
enum assay_status read_take(struct article *article, const struct decoded *decoded,
                            struct assay_error *error);

/* The limit that the options set. */
size_t read_maximum(const struct read_options *options);

/* Bytes of the longest line of JSONL that is read: it may hold the longest article with
 * every character escaped, and other fields. */
size_t read_line_maximum(const struct read_options *options);

/* Records that an article is over the limit, and returns TOO_LARGE. */
enum assay_status read_too_large(size_t size, size_t maximum, struct assay_error *error);

#endif
