/* What the command needs of an annotator beyond the public interface. */
#ifndef ASSAY_ANNOTATOR_H
#define ASSAY_ANNOTATOR_H

#include "pipeline.h"

struct read_options;
struct record_options;

const struct rules *annotator_rules(const struct assay_rules *rules);

/* To be set between articles. */
struct record_options *annotator_record_options(struct assay_annotator *annotator);
struct read_options *annotator_read_options(struct assay_annotator *annotator);
struct article *annotator_article(struct assay_annotator *annotator);

/* Annotates one line of JSONL; `line` counts from 1. */
enum assay_status annotator_line(struct assay_annotator *annotator, const char *name,
                                 uint64_t line, struct slice json);

/* Bytes of the longest line of JSONL that is read: it may hold the longest article with
 * every character escaped, and other fields. */
size_t annotator_line_maximum(const struct assay_annotator *annotator);

/* Fails the article of a line that was longer than that, and skipped. */
enum assay_status annotator_line_too_large(struct assay_annotator *annotator,
                                           const char *name, uint64_t line,
                                           uint64_t size);

/* Annotates an article that has been read into annotator_article. */
enum assay_status annotator_finish(struct assay_annotator *annotator);

#endif
