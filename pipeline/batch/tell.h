/* Messages on standard error. What stands in them comes from others too, such as names of
 * files: so nothing in them is a command to the terminal, and each is one line. */
#ifndef ASSAY_BATCH_TELL_H
#define ASSAY_BATCH_TELL_H

#include "base/buffer.h"

/* "assay: ..." on a line of its own, in the place of the progress where that stands. From
 * any thread. */
void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Appends a text as a message shows it: control characters, those that turn the direction
 * of writing, and what is no UTF-8 are escaped, as "\n" or by their bytes "\x1b". */
void tell_append(struct buffer *out, struct slice text);

#endif
