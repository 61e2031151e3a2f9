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

/* Annotates one plain text that is in memory as a whole; borrowed until then. */
enum assay_status annotator_text(struct assay_annotator *annotator, const char *name,
                                 struct slice bytes);

/* Fails an article that could not be read: on that line (0: it is none), of `size` bytes.
 * Gives the status. */
enum assay_status annotator_fail(struct assay_annotator *annotator, const char *name,
                                 uint64_t line, uint64_t size, enum assay_status status,
                                 struct slice message);

/* Appends the record, or error record, of the article at hand. ASSAY_NO_MEMORY, or
 * ASSAY_TOO_LARGE where the buffer can hold no more. */
enum assay_status annotator_write(struct assay_annotator *annotator, struct buffer *out);

/* From now on takes the time of every pattern that is tried; false when out of memory. */
bool annotator_measure(struct assay_annotator *annotator);

/* Times so far, one for each pattern of the rules; NULL where none are taken. */
const struct pattern_time *annotator_times(const struct assay_annotator *annotator);

/* Annotates an article that has been read into annotator_article. */
enum assay_status annotator_finish(struct assay_annotator *annotator);

#endif
