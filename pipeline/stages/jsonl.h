/* Stage 1 for JSONL: one line, one JSON object, one article.
 *
 * The text is the field "text", or several fields put together with a blank line. `id`,
 * `title`, `date` and `byline` are taken where they are strings (an id may be a number,
 * as it is written), a date where it is one in ISO 8601; a time behind it stays in
 * `meta`. All other members go into `meta` byte for byte, in their order.
 * Where a name that is taken stands twice, the last one counts, as with most readers of
 * JSON. */
#ifndef ASSAY_STAGES_JSONL_H
#define ASSAY_STAGES_JSONL_H

#include "stages/read.h"

/* Reads one line (a line break at its end is allowed). The id is taken even when the text
 * is at fault, for the error record. Fails with INVALID_JSON, NO_TEXT, TEXT_NOT_STRING,
 * TOO_LARGE or NO_MEMORY. */
enum assay_status read_json_line(struct article *article, struct slice line,
                                 const struct read_options *options,
                                 struct assay_error *error);

/* Does this first line of an input parse as a JSON object? */
bool jsonl_looks_like(struct slice first_line);

#endif
