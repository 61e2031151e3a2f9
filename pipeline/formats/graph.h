/* The marks of an article as places in the text and arrows between them: what annotation
 * tools know. A relation is the place where it stands, with an arrow to each argument; a
 * claim has an arrow to its source. */
#ifndef ASSAY_FORMATS_GRAPH_H
#define ASSAY_FORMATS_GRAPH_H

#include "formats/rows.h"

struct graph_node {
    struct slice label;
    const struct flat_row *row; /* NULL: an argument or a source that is no mark */
    struct place place;
};

struct graph_edge {
    uint32_t from, to; /* nodes */
    struct slice role;
};

struct graph {
    struct rows rows;
    LIST_OF(struct graph_node) nodes;
    LIST_OF(struct graph_edge) edges; /* in the order of the nodes they come from */
};

/* Memory is the article's. False when out of memory; an article that failed has no nodes.
 */
bool graph_make(struct graph *graph, struct buffer *out,
                const struct format_input *input);

/* What a tool may show beside a mark: "KOR South Korea; nations/states:KOR". */
void graph_note(const struct graph_node *node, struct buffer *out);

#endif
