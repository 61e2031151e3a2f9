/* brat: the .ann file of one article, to stand beside its text (-f text).
 *
 * T a place, E a relation with its arguments, R an arrow to the source of a claim, N an
 * id, A an attribute, # the rule; of a relation they are said of its E, since brat opens
 * no file in which anything else refers to the place of an E. Offsets are code points. A
 * place that goes over a line break is written in pieces, since brat has one line an
 * annotation. */
#include "formats/graph.h"
#include "text/unicode.h"

struct brat {
    struct buffer *out;
    const struct graph *graph;
    uint32_t events, arrows, norms, attributes, notes; /* so far */
};

/* What a line is about: T4, E2. */
struct subject {
    char letter;
    uint32_t number;
};

static void number(struct brat *brat, char letter, uint32_t value) {
    buffer_append_char(brat->out, letter);
    buffer_append_number(brat->out, (int64_t)value + 1);
}

/* Names are words: letters, digits, - and _. */
static void word(struct brat *brat, struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
        buffer_append_char(brat->out, plain ? byte : '_');
    }
}

/* An id may be of any characters but blanks. */
static void reference(struct brat *brat, struct slice id) {
    for (size_t i = 0; i < id.size;) {
        uint32_t length = 0;
        uint32_t code_point = utf8_decode(id.data + i, &length);
        bool blank = code_point <= 0x20 || (code_point >= 0x7F && code_point <= 0xA0) ||
                     unicode_is_space(code_point);
        buffer_append(brat->out, blank ? "_" : id.data + i, blank ? 1 : length);
        i += length;
    }
}

static bool is_line_break(uint32_t code_point) {
    return (code_point >= 0x0A && code_point <= 0x0D) ||
           (code_point >= 0x1C && code_point <= 0x1E) || code_point == 0x85 ||
           code_point == 0x2028 || code_point == 0x2029;
}

/* ---- Places ---- */

static void piece(struct brat *brat, bool first, uint32_t start, uint32_t end) {
    buffer_append_char(brat->out, first ? ' ' : ';');
    buffer_append_number(brat->out, start);
    buffer_append_char(brat->out, ' ');
    buffer_append_number(brat->out, end);
}

/* " 4 9;12 15", the pieces between line breaks. */
static void pieces(struct brat *brat, const struct place *place) {
    uint32_t at = place->start.characters;
    uint32_t start = at;
    bool first = true;
    for (size_t i = 0; i < place->text.size; at++) {
        uint32_t length = 0;
        if (is_line_break(utf8_decode(place->text.data + i, &length))) {
            if (at > start) {
                piece(brat, first, start, at);
                first = false;
            }
            start = at + 1;
        }
        i += length;
    }
    if (at > start || first) {
        piece(brat, first, start, at);
    }
}

/* The pieces' texts with a space between, as brat wants it. */
static void text_of_pieces(struct brat *brat, struct slice text) {
    bool gap = false;
    bool begun = false;
    for (size_t i = 0; i < text.size;) {
        uint32_t length = 0;
        if (is_line_break(utf8_decode(text.data + i, &length))) {
            gap = begun;
        } else {
            buffer_append_string(brat->out, gap ? " " : "");
            buffer_append(brat->out, text.data + i, length);
            gap = false;
            begun = true;
        }
        i += length;
    }
}

static void write_place(struct brat *brat, uint32_t node) {
    const struct graph_node *item = &brat->graph->nodes.items[node];
    number(brat, 'T', node);
    buffer_append_char(brat->out, '\t');
    word(brat, item->label);
    pieces(brat, &item->place);
    buffer_append_char(brat->out, '\t');
    text_of_pieces(brat, item->place.text);
    buffer_append_char(brat->out, '\n');
}

/* ---- Arrows ---- */

static void write_event(struct brat *brat, uint32_t node) {
    number(brat, 'E', brat->events++);
    buffer_append_char(brat->out, '\t');
    word(brat, brat->graph->nodes.items[node].label);
    buffer_append_char(brat->out, ':');
    number(brat, 'T', node);
    for (size_t i = 0; i < brat->graph->edges.count; i++) {
        const struct graph_edge *edge = &brat->graph->edges.items[i];
        if (edge->from == node) {
            buffer_append_char(brat->out, ' ');
            word(brat, edge->role);
            buffer_append_char(brat->out, ':');
            number(brat, 'T', edge->to);
        }
    }
    buffer_append_char(brat->out, '\n');
}

static void write_arrows(struct brat *brat) {
    for (size_t i = 0; i < brat->graph->edges.count; i++) {
        const struct graph_edge *edge = &brat->graph->edges.items[i];
        if (brat->graph->nodes.items[edge->from].row->kind != ROW_RELATION) {
            number(brat, 'R', brat->arrows++);
            buffer_append_char(brat->out, '\t');
            word(brat, edge->role);
            buffer_append_string(brat->out, " Arg1:");
            number(brat, 'T', edge->from);
            buffer_append_string(brat->out, " Arg2:");
            number(brat, 'T', edge->to);
            buffer_append_char(brat->out, '\n');
        }
    }
}

/* ---- What is said of a place ---- */

static void write_attribute(struct brat *brat, struct subject subject, const char *name,
                            struct slice value) {
    if (value.size > 0) {
        number(brat, 'A', brat->attributes++);
        buffer_append_char(brat->out, '\t');
        buffer_append_string(brat->out, name);
        buffer_append_char(brat->out, ' ');
        number(brat, subject.letter, subject.number);
        buffer_append_char(brat->out, ' ');
        word(brat, value);
        buffer_append_char(brat->out, '\n');
    }
}

static void write_details(struct brat *brat, const struct flat_row *row,
                          struct subject subject) {
    if (row->id.size > 0) {
        number(brat, 'N', brat->norms++);
        buffer_append_string(brat->out, "\tReference ");
        number(brat, subject.letter, subject.number);
        buffer_append_string(brat->out, " assay:");
        reference(brat, row->id);
        buffer_append_char(brat->out, '\t');
        text_of_pieces(brat, row->name);
        buffer_append_char(brat->out, '\n');
    }
    write_attribute(brat, subject, "Stance", row->stance);
    write_attribute(brat, subject, "Strength", row->strength);
    if (row->flag != NULL) {
        write_attribute(brat, subject, "Source", row->flag->source_class);
    }
    number(brat, '#', brat->notes++);
    buffer_append_string(brat->out, "\tAnnotatorNotes ");
    number(brat, subject.letter, subject.number);
    buffer_append_char(brat->out, '\t');
    text_of_pieces(brat, row->rule);
    buffer_append_char(brat->out, '\n');
}

enum assay_status brat_write(struct buffer *out, const struct format_input *input) {
    struct graph graph;
    struct brat brat = {.out = out, .graph = &graph};
    if (input->error->status != ASSAY_OK || !graph_make(&graph, out, input)) {
        return buffer_status(out);
    }
    for (uint32_t i = 0; i < graph.nodes.count; i++) {
        write_place(&brat, i);
    }
    for (uint32_t i = 0; i < graph.nodes.count; i++) {
        const struct flat_row *row = graph.nodes.items[i].row;
        if (row != NULL && row->kind == ROW_RELATION) {
            write_event(&brat, i);
        }
    }
    write_arrows(&brat);
    uint32_t event = 0;
    for (uint32_t i = 0; i < graph.nodes.count; i++) {
        const struct flat_row *row = graph.nodes.items[i].row;
        if (row != NULL && row->kind == ROW_RELATION) {
            write_details(&brat, row, (struct subject){'E', event++});
        } else if (row != NULL) {
            write_details(&brat, row, (struct subject){'T', i});
        }
    }
    return buffer_status(out);
}

enum assay_status text_write(struct buffer *out, const struct format_input *input) {
    if (input->error->status == ASSAY_OK) {
        buffer_append_slice(out, input->article->raw);
    }
    return buffer_status(out);
}
