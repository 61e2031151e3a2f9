/* The report: records put into one page that needs no server and no network. */
#ifndef ASSAY_TOOLS_REPORT_H
#define ASSAY_TOOLS_REPORT_H

#include "base/span.h"

struct report_outcome {
    size_t articles;
    size_t failed;       /* records of articles that could not be annotated */
    size_t without_text; /* records made without --text */
    size_t refused;      /* lines that are no record */
    bool unread;         /* a file could not be read; a message has been printed */
    bool no_memory;
};

/* Takes the next bytes of the page. False where no more can be taken. */
typedef bool report_take(void *context, struct slice bytes);

/* False where this program was built without npm and so holds no page. */
bool report_has_page(void);

/* Gives the page of all records of these files (none: standard input), piece by piece:
 * memory is that of the index, not of the texts. */
struct report_outcome report_make(const char *const *names, size_t count,
                                  report_take *take, void *context);

#endif
