/* Gold annotations, to score against: reads the corpus's own format, brat standoff and
 * JSONL with spans, one article at a time.
 *
 *   corpus   gold/NAME.json beside articles/NAME.txt (corpus/README.md), or a folder of
 * both brat     NAME.ann beside NAME.txt: text-bound annotations (T) and their notes (#,
 * AnnotatorNotes holding an id); https://brat.nlplab.org/standoff.html JSONL    {"id",
 * "text", "entities": [{"start", "end", "type" or "label", "id"}]}
 *
 * Offsets count code points in all three. */
#ifndef ASSAY_TOOLS_GOLD_H
#define ASSAY_TOOLS_GOLD_H

#include "tools/marks.h"

/* Borrowed while the callback runs. */
struct gold {
    const char *name; /* of the article */
    struct slice text;
    bool has[MARK_KINDS]; /* this gold says something about marks of that kind */
    struct marks marks;
};

/* False to stop. */
typedef bool gold_article(void *context, const struct gold *gold);

/* Reads a file or folder. False after a message on stderr: something could not be read,
 * or is no gold. */
bool gold_each(const char *path, gold_article *each, void *context);

#endif
