/* With --out-dir: the name of an article's file.
 *
 * A plain text's is its path with the format's ending: DIR/news/a.txt.json. A line of
 * JSONL has its number and its id: DIR/news.jsonl/00000012-ID.json. So no two articles of
 * one run have the same name, and none is kept in memory to see to that. */
#ifndef ASSAY_BATCH_TARGET_H
#define ASSAY_BATCH_TARGET_H

#include "base/buffer.h"

/* Appends the path below DIR, ended by NUL. `input` NULL: standard input. Nothing leads
 * out of DIR: ".." becomes "%2E%2E", a slash in front goes. */
void target_append(struct buffer *out, const char *input, uint64_t line, struct slice id,
                   const char *ending);

#endif
