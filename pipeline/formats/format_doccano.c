/* doccano: one JSON object an article, with `label` for projects that label sequences and
 * `entities` and `relations` for those that draw relations too. Offsets are code points.
 */
#include "formats/graph.h"

static void write_labels(struct json_writer *json, const struct graph *graph) {
    json_key(json, "label");
    json_open(json, '[');
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct graph_node *node = &graph->nodes.items[i];
        json_open(json, '[');
        json_number(json, node->place.start.characters);
        json_number(json, node->place.end.characters);
        json_text(json, node->label);
        json_close(json, ']');
    }
    json_close(json, ']');
}

static void write_entities(struct json_writer *json, const struct graph *graph) {
    json_key(json, "entities");
    json_open(json, '[');
    for (size_t i = 0; i < graph->nodes.count; i++) {
        const struct graph_node *node = &graph->nodes.items[i];
        json_open(json, '{');
        json_key(json, "id");
        json_number(json, (int64_t)i);
        json_key(json, "start_offset");
        json_number(json, node->place.start.characters);
        json_key(json, "end_offset");
        json_number(json, node->place.end.characters);
        json_key(json, "label");
        json_text(json, node->label);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_relations(struct json_writer *json, const struct graph *graph) {
    json_key(json, "relations");
    json_open(json, '[');
    for (size_t i = 0; i < graph->edges.count; i++) {
        const struct graph_edge *edge = &graph->edges.items[i];
        json_open(json, '{');
        json_key(json, "id");
        json_number(json, (int64_t)i);
        json_key(json, "from_id");
        json_number(json, edge->from);
        json_key(json, "to_id");
        json_number(json, edge->to);
        json_key(json, "type");
        json_text(json, edge->role);
        json_close(json, '}');
    }
    json_close(json, ']');
}

enum assay_status doccano_write(struct buffer *out, const struct format_input *input) {
    struct graph graph;
    struct json_writer *json = &graph.rows.record.json;
    if (input->error->status != ASSAY_OK || !graph_make(&graph, out, input)) {
        return buffer_status(out);
    }
    json_open(json, '{');
    json_key(json, "text");
    json_text(json, input->article->raw);
    write_labels(json, &graph);
    write_entities(json, &graph);
    write_relations(json, &graph);
    record_string(&graph.rows.record, "article", graph.rows.article);
    record_string(&graph.rows.record, "title", input->article->title);
    record_string(&graph.rows.record, "date", input->article->date);
    json_close(json, '}');
    buffer_append_char(out, '\n');
    return buffer_status(out);
}
