/* Data that is no text, known by its first bytes. Read as letters it would give a record
 * of noise, and nobody would be told. */
#ifndef ASSAY_STREAMS_FOREIGN_H
#define ASSAY_STREAMS_FOREIGN_H

#include "base/span.h"

/* What such data is and how to make text of it, "is a PDF; ...", by its first bytes,
 * unpacked; NULL where it may be text. `undecided`: more bytes could tell. */
const char *foreign_form(struct slice start, bool *undecided);

/* The same for text in two bytes a character (UTF-16), which JSONL cannot be. */
const char *foreign_wide(struct slice start, bool *undecided);

#endif
