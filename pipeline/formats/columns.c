/* What each column has of a row. */
#include "formats/columns.h"

#define COLUMN(name)                                                                     \
    static struct cell cell_##name(const struct rows *rows, const struct flat_row *row)

static struct cell nothing(void) { return (struct cell){.kind = CELL_NOTHING}; }

static struct cell of_text(struct slice text) {
    return text.size == 0 ? nothing() : (struct cell){.kind = CELL_TEXT, .text = text};
}

static struct cell of_number(bool there, int64_t number) {
    return there ? (struct cell){.kind = CELL_NUMBER, .number = number} : nothing();
}

static struct cell of_hundredths(bool there, int64_t number) {
    return there ? (struct cell){.kind = CELL_HUNDREDTHS, .number = number} : nothing();
}

/* ---- The article ---- */

COLUMN(article) {
    (void)row;
    return of_text(rows->article);
}

COLUMN(source) {
    (void)row;
    return of_text(rows->record.article->source.name);
}

COLUMN(line) {
    (void)row;
    uint64_t line = rows->record.article->source.line;
    return of_number(line > 0, (int64_t)line);
}

COLUMN(date) {
    (void)row;
    return of_text(rows->record.article->date);
}

COLUMN(title) {
    (void)row;
    return of_text(rows->record.article->title);
}

/* ---- What it is ---- */

COLUMN(kind) {
    (void)rows;
    return of_text(slice_from_string(row_kind_word(row->kind)));
}

COLUMN(n) {
    (void)rows;
    return of_number(true, row->number);
}

COLUMN(label) {
    (void)rows;
    return of_text(row->label);
}

COLUMN(id) {
    (void)rows;
    return of_text(row->id);
}

COLUMN(name) {
    (void)rows;
    return of_text(row->name);
}

/* ---- Where it is ---- */

COLUMN(sentence) {
    (void)rows;
    return of_number(row->sentence != SENTENCE_NONE, row->sentence);
}

COLUMN(start) {
    (void)rows;
    return of_number(row->placed, row->start.characters);
}

COLUMN(end) {
    (void)rows;
    return of_number(row->placed, row->end.characters);
}

COLUMN(start_byte) {
    (void)rows;
    return of_number(row->placed, row->raw.start);
}

COLUMN(end_byte) {
    (void)rows;
    return of_number(row->placed, row->raw.end);
}

COLUMN(text) {
    (void)rows;
    return of_text(row->text);
}

/* ---- How sure, how strong ---- */

COLUMN(confidence) {
    (void)rows;
    return of_hundredths(row->sure, row->confidence);
}

COLUMN(score) {
    (void)rows;
    return of_hundredths(row->scored, row->score);
}

COLUMN(stance) {
    (void)rows;
    return of_text(row->stance);
}

COLUMN(strength) {
    (void)rows;
    return of_text(row->strength);
}

/* ---- Sources of claims ---- */

COLUMN(source_class) {
    (void)rows;
    return of_text(row->flag != NULL && row->flag->has_source ? row->flag->source_class
                                                              : (struct slice){NULL, 0});
}

COLUMN(source_id) { return of_text(row_source_id(rows, row)); }

COLUMN(source_text) { return of_text(row_source_text(rows, row)); }

/* ---- Who says so ---- */

COLUMN(pack) {
    (void)rows;
    return of_text(row->pack);
}

COLUMN(rule) {
    (void)rows;
    return of_text(row->rule);
}

/* ---- Objects ---- */

static void write_arguments(struct json_writer *json, const struct rows *rows,
                            const struct flat_row *row) {
    json_open(json, '{');
    for (size_t i = 0; i < row->relation->arguments.count; i++) {
        const struct argument *argument = &row->relation->arguments.items[i];
        const struct mention *mention =
            argument->mention == RULE_NONE
                ? NULL
                : &rows->record.article->mentions.items[argument->mention];
        json_key_slice(json, argument->role);
        json_open(json, '{');
        json_key(json, "id");
        json_string_or_null(json,
                            mention == NULL ? (struct slice){NULL, 0} : mention->id);
        json_key(json, "name");
        json_string_or_null(json,
                            mention == NULL ? (struct slice){NULL, 0} : mention->name);
        json_key(json, "text");
        json_text(json, rows_place(rows, argument->span).text);
        json_close(json, '}');
    }
    json_close(json, '}');
}

COLUMN(arguments) {
    (void)rows;
    return row->relation == NULL
               ? nothing()
               : (struct cell){.kind = CELL_JSON, .write = write_arguments};
}

/* Of an entity its attributes; of a frame the generic frames that it feeds. */
static void write_attributes(struct json_writer *json, const struct rows *rows,
                             const struct flat_row *row) {
    (void)rows;
    json_open(json, '{');
    for (size_t i = 0; row->mention != NULL && i < row->mention->attributes.count; i++) {
        record_attribute(json, &row->mention->attributes.items[i]);
    }
    if (row->kind == ROW_FRAME) {
        record_generic(json, row->generic);
    }
    json_close(json, '}');
}

COLUMN(attributes) {
    (void)rows;
    return row->mention == NULL && row->kind != ROW_FRAME
               ? nothing()
               : (struct cell){.kind = CELL_JSON, .write = write_attributes};
}

/* ---- All ---- */

const struct column columns[] = {
    {"article", cell_article},
    {"source", cell_source},
    {"line", cell_line},
    {"date", cell_date},
    {"title", cell_title},
    {"kind", cell_kind},
    {"n", cell_n},
    {"label", cell_label},
    {"id", cell_id},
    {"name", cell_name},
    {"sentence", cell_sentence},
    {"start", cell_start},
    {"end", cell_end},
    {"start_byte", cell_start_byte},
    {"end_byte", cell_end_byte},
    {"text", cell_text},
    {"confidence", cell_confidence},
    {"score", cell_score},
    {"stance", cell_stance},
    {"strength", cell_strength},
    {"source_class", cell_source_class},
    {"source_id", cell_source_id},
    {"source_text", cell_source_text},
    {"pack", cell_pack},
    {"rule", cell_rule},
    {"arguments", cell_arguments},
    {"attributes", cell_attributes},
};

const size_t column_count = sizeof columns / sizeof *columns;

void columns_write(struct json_writer *json, const struct rows *rows,
                   const struct flat_row *row) {
    json_open(json, '{');
    for (size_t i = 0; i < column_count; i++) {
        struct cell cell = columns[i].cell(rows, row);
        json_key(json, columns[i].name);
        switch (cell.kind) {
        case CELL_NOTHING:
            json_nothing(json);
            break;
        case CELL_TEXT:
            json_text(json, cell.text);
            break;
        case CELL_NUMBER:
            json_number(json, cell.number);
            break;
        case CELL_HUNDREDTHS:
            json_hundredths(json, cell.number);
            break;
        case CELL_JSON:
            cell.write(json, rows, row);
            break;
        }
    }
    json_close(json, '}');
}
