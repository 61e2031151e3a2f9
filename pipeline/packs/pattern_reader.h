/* Reading a pattern as a tree: private to packs/pattern_elements.c, which reads what
 * stands alone, packs/pattern_sequences.c, which puts it together, and
 * packs/pattern_triggers.c, which asks for the whole. */
#ifndef ASSAY_PACKS_PATTERN_READER_H
#define ASSAY_PACKS_PATTERN_READER_H

#include "packs/pattern_edges.h"
#include "packs/pattern_needs.h"
#include "packs/pattern_tokens.h"

/* A need that most sentences meet says nothing beside another. */
enum { FURTHER_COST = 3000 };

struct parser {
    const struct pattern_context *context;
    struct needs needs; /* what goes when the triggers are known */
    struct slice text;
    uint32_t at, depth;
    bool exact_case, failed;
    struct need around;           /* of the group just read, where it looks around */
    struct slice prefix;          /* with which each branch of the group to come begins */
    bool edge_before, edge_after; /* of the branch that is read: a word's edge is there */
};

/* A node that matches just this text; one of which nothing is known. */
void info_set_exact(struct parser *parser, struct info *info, struct slice text);
void info_set_nothing(struct info *info);

/* Reads one element without what repeats it. False at the end of a branch. */
bool pattern_read_element(struct parser *parser, struct info *info);

/* What an element is that is repeated. */
void pattern_apply_repeat(struct parser *parser, struct slice repeat, struct info *info);

/* A repeat whose reach is not the element before it. */
bool pattern_repeats_another(struct slice pattern, struct token element);

/* Reads alternatives up to the end of the group or the pattern. */
void pattern_read_alternatives(struct parser *parser, struct info *info);

#endif
