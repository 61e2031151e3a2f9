/* label-studio: one task a line, its marks as a prediction. Offsets are code points, as
 * Label Studio has counted since 2022. */
#include "formats/graph.h"

#include <stdio.h>

static void write_id(struct json_writer *json, const char *key, uint32_t number) {
    char id[16];
    snprintf(id, sizeof id, "m%u", (unsigned)number);
    json_key(json, key);
    json_word(json, id);
}

/* What Label Studio shows of a region when it is chosen. */
static void write_note(struct json_writer *json, const struct graph_node *node,
                       struct buffer *note) {
    buffer_clear(note);
    graph_note(node, note);
    json_key(json, "meta");
    json_open(json, '{');
    json_key(json, "text");
    json_open(json, '[');
    json_text(json, buffer_slice(note));
    if (buffer_status(json->out) == ASSAY_OK) {
        json->out->status = buffer_status(note);
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_region(struct json_writer *json, const struct graph_node *node,
                         uint32_t number, struct buffer *note) {
    json_open(json, '{');
    write_id(json, "id", number);
    json_key(json, "from_name");
    json_word(json, "label");
    json_key(json, "to_name");
    json_word(json, "text");
    json_key(json, "type");
    json_word(json, "labels");
    json_key(json, "value");
    json_open(json, '{');
    json_key(json, "start");
    json_number(json, node->place.start.characters);
    json_key(json, "end");
    json_number(json, node->place.end.characters);
    json_key(json, "text");
    json_text(json, node->place.text);
    json_key(json, "labels");
    json_open(json, '[');
    json_text(json, node->label);
    json_close(json, ']');
    json_close(json, '}');
    if (node->row != NULL && node->row->sure) {
        json_key(json, "score");
        json_hundredths(json, node->row->confidence);
    }
    if (node->row != NULL) {
        write_note(json, node, note);
    }
    json_close(json, '}');
}

static void write_relation(struct json_writer *json, const struct graph_edge *edge) {
    json_open(json, '{');
    json_key(json, "type");
    json_word(json, "relation");
    write_id(json, "from_id", edge->from);
    write_id(json, "to_id", edge->to);
    json_key(json, "direction");
    json_word(json, "right");
    json_key(json, "labels");
    json_open(json, '[');
    json_text(json, edge->role);
    json_close(json, ']');
    json_close(json, '}');
}

static void write_data(struct record *record) {
    struct json_writer *json = &record->json;
    json_key(json, "data");
    json_open(json, '{');
    json_key(json, "text");
    json_text(json, record->article->raw);
    record_string(record, "article", record->article->id);
    record_string(record, "title", record->article->title);
    record_string(record, "date", record->article->date);
    json_close(json, '}');
}

static void write_prediction(struct json_writer *json, const struct graph *graph,
                             struct buffer *note) {
    json_open(json, '{');
    json_key(json, "model_version");
    json_word(json, "assay " ASSAY_VERSION);
    json_key(json, "result");
    json_open(json, '[');
    for (uint32_t i = 0; i < graph->nodes.count; i++) {
        write_region(json, &graph->nodes.items[i], i, note);
    }
    for (size_t i = 0; i < graph->edges.count; i++) {
        write_relation(json, &graph->edges.items[i]);
    }
    json_close(json, ']');
    json_close(json, '}');
}

enum assay_status label_studio_write(struct buffer *out,
                                     const struct format_input *input) {
    struct graph graph;
    struct buffer note;
    struct json_writer *json = &graph.rows.record.json;
    if (input->error->status != ASSAY_OK || !graph_make(&graph, out, input)) {
        return buffer_status(out);
    }
    buffer_init(&note, out->maximum);
    json_open(json, '{');
    write_data(&graph.rows.record);
    json_key(json, "predictions");
    json_open(json, '[');
    write_prediction(json, &graph, &note);
    json_close(json, ']');
    json_close(json, '}');
    buffer_append_char(out, '\n');
    buffer_deinit(&note);
    return buffer_status(out);
}
