/* The marks of a record as one flat list, whatever section they stand in: what diff and
 * eval compare. */
#ifndef ASSAY_TOOLS_MARKS_H
#define ASSAY_TOOLS_MARKS_H

#include "base/arena.h"

#include <jansson.h>

enum mark_kind { MARK_ENTITY, MARK_RELATION, MARK_CLAIM, MARK_FRAME, MARK_KINDS };

/* Text is borrowed from the record or the arena. Offsets are in code points, or in bytes
 * where a record has no others. */
struct mark {
    enum mark_kind kind;
    struct slice label; /* type, flag or frame */
    struct slice id;    /* of an entity; a frame's stance; a relation's arguments */
    struct slice text, rule;
    int64_t start, end;                   /* -1: none, as of a frame */
    int64_t sentence_start, sentence_end; /* of the sentence it stands in; or -1 */
    const json_t *value;                  /* what the record has of it */
};

struct marks {
    LIST_OF(struct mark) list;
};

/* Fills `marks` from a record. False when out of memory. */
bool marks_read(struct marks *marks, struct arena *arena, const json_t *record);

/* "entity", "relation", "claim", "frame" */
const char *mark_word(enum mark_kind kind);

#endif
