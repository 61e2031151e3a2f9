/* First a node for each mark that has a place, so that arrows find them; then the arrows,
 * with nodes for what they point at and is no mark. */
#include "formats/graph.h"

static uint32_t add_node(struct graph *graph, struct slice label,
                         const struct flat_row *row, struct place place) {
    struct graph_node *node =
        LIST_PUSH(&graph->rows.record.article->arena, &graph->nodes);
    if (node == NULL) {
        graph->rows.record.json.out->status = ASSAY_NO_MEMORY;
        return 0;
    }
    *node = (struct graph_node){label, row, place};
    return (uint32_t)(graph->nodes.count - 1);
}

static void add_edge(struct graph *graph, uint32_t from, uint32_t to, struct slice role) {
    struct graph_edge *edge =
        LIST_PUSH(&graph->rows.record.article->arena, &graph->edges);
    if (edge == NULL) {
        graph->rows.record.json.out->status = ASSAY_NO_MEMORY;
        return;
    }
    *edge = (struct graph_edge){from, to, role};
}

static void add_marks(struct graph *graph) {
    for (size_t i = 0; i < graph->rows.list.count; i++) {
        const struct flat_row *row = &graph->rows.list.items[i];
        if (row->placed) {
            struct place place = {row->raw, row->start, row->end, row->text};
            add_node(graph, row->label, row, place);
        }
    }
}

/* Is that mention a node, with just that place? Entities are the first rows, in the order
 * of mentions, unless they were left out. */
static bool is_node_of(const struct graph *graph, uint32_t mention, struct span place) {
    return mention != RULE_NONE && mention < graph->nodes.count &&
           graph->nodes.items[mention].row != NULL &&
           graph->nodes.items[mention].row->kind == ROW_ENTITY &&
           graph->nodes.items[mention].place.raw.start == place.start &&
           graph->nodes.items[mention].place.raw.end == place.end;
}

/* An arrow to a mention, or else to a stretch of text. That is labelled as nothing but an
 * argument: roles may have the names of entity types, and who trains on the labels would
 * take it for one. */
static void point_at(struct graph *graph, uint32_t from, uint32_t mention,
                     struct span normalized, struct slice role) {
    struct place place = rows_place(&graph->rows, normalized);
    uint32_t to = is_node_of(graph, mention, place.raw)
                      ? mention
                      : add_node(graph, SLICE_LITERAL("argument"), NULL, place);
    add_edge(graph, from, to, role);
}

bool graph_make(struct graph *graph, struct buffer *out,
                const struct format_input *input) {
    *graph = (struct graph){.nodes = {.items = NULL}};
    if (!rows_make(&graph->rows, out, input)) {
        return false;
    }
    add_marks(graph);
    size_t marks = graph->nodes.count;
    for (uint32_t i = 0; i < marks; i++) {
        const struct flat_row *row = graph->nodes.items[i].row;
        for (size_t j = 0; row->relation != NULL && j < row->relation->arguments.count;
             j++) {
            const struct argument *argument = &row->relation->arguments.items[j];
            point_at(graph, i, argument->mention, argument->span, argument->role);
        }
        if (row->flag != NULL && row->flag->has_source) {
            point_at(graph, i, row->flag->source_mention, row->flag->source,
                     SLICE_LITERAL("source"));
        }
    }
    return buffer_status(out) == ASSAY_OK;
}

void graph_note(const struct graph_node *node, struct buffer *out) {
    const struct flat_row *row = node->row;
    if (row == NULL) {
        return;
    }
    if (row->id.size > 0) {
        buffer_append_slice(out, row->id);
        buffer_append_char(out, ' ');
        buffer_append_slice(out, row->name);
        buffer_append(out, "; ", 2);
    }
    if (row->stance.size > 0) {
        buffer_append_slice(out, row->stance);
        buffer_append(out, "; ", 2);
    }
    buffer_append_slice(out, row->rule);
}
