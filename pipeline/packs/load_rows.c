/* The rows of a lexicon and their written forms. */
#include "packs/load_lexicon.h"

#include "text/unicode.h"

/* ---- Cells ---- */

struct row_reader {
    struct loader *loader;
    struct lexicon *lexicon;
    const struct tsv_row *tsv_row;
    struct lexicon_values values;
    struct row row;
};

static struct slice cell_of(const struct row_reader *reader, enum column column) {
    uint32_t at = reader->lexicon->column[column];
    return at == UINT32_MAX ? (struct slice){NULL, 0} : reader->tsv_row->cells[at];
}

static struct place place_of(const struct row_reader *reader, uint32_t column) {
    return tsv_place(&reader->lexicon->tsv, reader->tsv_row, column);
}

static bool read_number(struct row_reader *reader, enum column column, int64_t low,
                        int64_t high, int64_t *number) {
    struct slice cell = cell_of(reader, column);
    if (cell.size == 0) {
        return false;
    }
    if (!loader_parse_number(cell, number) || *number < low || *number > high) {
        pack_error_add(reader->loader->errors,
                       place_of(reader, reader->lexicon->column[column]),
                       "%s must be a whole number from %lld to %lld",
                       column_names[column], (long long)low, (long long)high);
        return false;
    }
    return true;
}

static bool read_flag(struct row_reader *reader, enum column column, bool fallback) {
    struct slice cell = cell_of(reader, column);
    if (cell.size == 0) {
        return fallback;
    }
    if (!slice_is(cell, "yes") && !slice_is(cell, "no")) {
        pack_error_add(reader->loader->errors,
                       place_of(reader, reader->lexicon->column[column]),
                       "%s must be yes or no", column_names[column]);
    }
    return slice_is(cell, "yes");
}

/* Calls `use` for each item of a cell split at ';'. */
static void each_item(struct row_reader *reader, enum column column,
                      void use(struct row_reader *, struct slice, struct place)) {
    struct attribute list;
    struct slice cell = cell_of(reader, column);
    if (cell.size == 0 ||
        !lexicon_attribute(reader->loader, SLICE_LITERAL("items[]"), cell, &list)) {
        return;
    }
    for (size_t i = 0; i < list.item_count; i++) {
        use(reader, list.items[i], place_of(reader, reader->lexicon->column[column]));
    }
}

static void use_inflect(struct row_reader *reader, struct slice item,
                        struct place place) {
    lexicon_inflect(reader->loader, item, place, &reader->values);
}

static void use_block(struct row_reader *reader, struct slice item, struct place place) {
    reader->loader->rule_place = place;
    reader->row.blocks |= (uint64_t)1 << loader_type(reader->loader, item);
}

static void drop_condition(struct condition_builder *builder, enum condition_kind kind) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < builder->count; i++) {
        if (builder->items[i].kind != kind) {
            builder->items[kept++] = builder->items[i];
        }
    }
    builder->count = kept;
}

static bool has_condition(const struct condition_builder *builder,
                          enum condition_kind kind) {
    for (uint32_t i = 0; i < builder->count; i++) {
        if (builder->items[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static void read_conditions(struct row_reader *reader) {
    struct condition_builder *builder = &reader->values.conditions;
    for (int i = 0; i < CONDITION_KINDS; i++) {
        uint32_t column = reader->lexicon->condition_column[i];
        struct slice cell = column == UINT32_MAX ? (struct slice){NULL, 0}
                                                 : reader->tsv_row->cells[column];
        if (cell.size > 0) {
            drop_condition(builder, (enum condition_kind)i);
            load_condition_text(reader->loader, (enum condition_kind)i, cell,
                                place_of(reader, column), builder);
        }
    }
    struct place place = place_of(reader, reader->lexicon->column[COLUMN_TERM]);
    if (reader->values.policy == POLICY_GUARDED &&
        !has_condition(builder, CONDITION_REQUIRES) &&
        !has_condition(builder, CONDITION_DOCUMENT)) {
        pack_error_add(reader->loader->errors, place,
                       "a guarded term needs `requires` or `document`, or must be free");
    }
    if (reader->values.policy == POLICY_STRICT &&
        !has_condition(builder, CONDITION_INSIDE)) {
        pack_error_add(
            reader->loader->errors, place,
            "a strict term needs `inside`: the collocations in which it counts");
    }
    reader->row.conditions = condition_list_finish(reader->loader, builder);
}

static void read_values(struct row_reader *reader) {
    struct lexicon_values *values = &reader->values;
    struct slice cell = cell_of(reader, COLUMN_CASE);
    int64_t number = 0;
    if (cell.size > 0) {
        lexicon_case(reader->loader, cell,
                     place_of(reader, reader->lexicon->column[COLUMN_CASE]), values);
    }
    cell = cell_of(reader, COLUMN_POLICY);
    if (cell.size > 0) {
        lexicon_policy(reader->loader, cell,
                       place_of(reader, reader->lexicon->column[COLUMN_POLICY]), values);
    }
    values->hyphen = read_flag(reader, COLUMN_HYPHEN, values->hyphen);
    cell = cell_of(reader, COLUMN_INFLECT);
    if (cell.size > 0) {
        values->inflect_count = 0;
        if (!slice_is(cell, "-")) {
            each_item(reader, COLUMN_INFLECT, use_inflect);
        }
    }
    reader->row.blocks = cell_of(reader, COLUMN_BLOCKS).size > 0 ? 0 : values->blocks;
    each_item(reader, COLUMN_BLOCKS, use_block);
    reader->row.confidence = read_number(reader, COLUMN_CONFIDENCE, 0, 100, &number)
                                 ? (uint16_t)number
                                 : values->confidence;
    reader->row.priority = read_number(reader, COLUMN_PRIORITY, -1000, 1000, &number)
                               ? (int32_t)number
                               : values->priority;
    reader->row.is_default = read_flag(reader, COLUMN_DEFAULT, false);
}

/* ---- Attributes ---- */

static uint32_t put_attribute(struct attribute *attributes, uint32_t count,
                              const struct attribute *attribute) {
    for (uint32_t i = 0; i < count; i++) {
        if (slice_equal(attributes[i].name, attribute->name)) {
            attributes[i] = *attribute;
            return count;
        }
    }
    attributes[count] = *attribute;
    return count + 1;
}

/* What the lexicon says for all, then what belongs to the id, then the row's own cells.
 */
static void read_attributes(struct row_reader *reader, const struct identity *identity) {
    struct loader *loader = reader->loader;
    const struct lexicon *lexicon = reader->lexicon;
    size_t room = lexicon->attributes.count + lexicon->other_columns.count +
                  (identity == NULL ? 0 : identity->attribute_count);
    struct attribute *attributes =
        loader_need(loader, arena_alloc_array(loader->arena, room, sizeof *attributes));
    if (attributes == NULL) {
        return;
    }
    uint32_t count = 0;
    for (size_t i = 0; i < lexicon->attributes.count; i++) {
        count = put_attribute(attributes, count, &lexicon->attributes.items[i]);
    }
    for (uint32_t i = 0; identity != NULL && i < identity->attribute_count; i++) {
        count = put_attribute(attributes, count, &identity->attributes[i]);
    }
    for (size_t i = 0; i < lexicon->other_columns.count; i++) {
        uint32_t column = lexicon->other_columns.items[i];
        struct slice cell = reader->tsv_row->cells[column];
        struct attribute attribute;
        if (cell.size > 0 &&
            lexicon_attribute(loader, lexicon->tsv.columns[column], cell, &attribute)) {
            count = put_attribute(attributes, count, &attribute);
        }
    }
    reader->row.attributes = attributes;
    reader->row.attribute_count = count;
}

static void read_identity_of_row(struct row_reader *reader) {
    const struct lexicon *lexicon = reader->lexicon;
    reader->row.id = cell_of(reader, COLUMN_ID);
    reader->row.name = cell_of(reader, COLUMN_NAME);
    const struct identity *identity =
        lexicon_identity(reader->loader, lexicon->type, reader->row.id);
    if (identity != NULL && reader->row.name.size == 0) {
        reader->row.name = identity->name;
    }
    if (identity == NULL && lexicon->ids_file.size > 0 &&
        !slice_is(reader->row.id, "-")) {
        pack_error_add(reader->loader->errors,
                       place_of(reader, lexicon->column[COLUMN_ID]),
                       "the id `%.*s` is not in %.*s; add it there or mend it",
                       (int)reader->row.id.size, reader->row.id.data,
                       (int)lexicon->ids_file.size, lexicon->ids_file.data);
    }
    if (!slice_is(reader->row.id, "-")) {
        read_attributes(reader, identity);
    }
}

/* ---- Terms ---- */

static bool has_upper(struct slice text) {
    for (size_t at = 0; at < text.size;) {
        uint32_t length = 0;
        if (unicode_is_upper(utf8_decode(text.data + at, &length))) {
            return true;
        }
        at += length;
    }
    return false;
}

static void add_term(struct row_reader *reader, struct slice text, struct slice base) {
    struct loader *loader = reader->loader;
    const struct rule *lexicon = &loader->rule_list.items[reader->row.rule];
    struct place place = {lexicon->lexicon_file, reader->row.line, 1};
    struct term *term =
        loader_has_room(loader, place, loader->terms.count, LIMIT_TERMS, "terms")
            ? LOADER_PUSH(loader, &loader->terms)
            : NULL;
    if (term == NULL) {
        return;
    }
    enum case_choice choice = reader->values.case_choice;
    *term = (struct term){
        .text = text,
        .base = base,
        .row = (uint32_t)(reader->loader->rows.count - 1),
        .case_rule = choice == CASE_CHOICE_EXACT ? CASE_EXACT
                     : choice == CASE_CHOICE_ANY ? CASE_ANY
                     : has_upper(base)           ? CASE_WRITTEN
                                                 : CASE_ANY,
        .hyphen = reader->values.hyphen,
        .next = RULE_NONE,
    };
}

static void add_terms(struct row_reader *reader) {
    struct slice base = cell_of(reader, COLUMN_TERM);
    add_term(reader, base, base);
    for (uint32_t i = 0; i < reader->values.inflect_count; i++) {
        bool found = false;
        struct slice form =
            loader_inflect(reader->loader, reader->values.inflect[i], base, &found);
        if (found && !slice_equal(form, base)) {
            add_term(reader, form, base);
        }
    }
}

static bool row_disabled(struct loader *loader, const struct lexicon *lexicon,
                         struct slice id) {
    if (loader->options == NULL || loader->options->disable_count == 0) {
        return false;
    }
    struct slice name = loader->rule_list.items[lexicon->rule].name;
    char full[512];
    if (name.size + id.size + 1 > sizeof full) {
        return false;
    }
    memcpy(full, name.data, name.size);
    full[name.size] = ':';
    if (id.size > 0) {
        memcpy(full + name.size + 1, id.data, id.size);
    }
    return loader_disabled(loader, slice_of(full, name.size + 1 + id.size));
}

void lexicon_rows(struct loader *loader, struct lexicon *lexicon) {
    for (uint32_t i = 0; i < lexicon->tsv.row_count; i++) {
        struct row_reader reader = {
            loader, lexicon, &lexicon->tsv.rows[i], lexicon->values, {0}};
        reader.row.rule = lexicon->rule;
        reader.row.line = lexicon->tsv.rows[i].line;
        if (cell_of(&reader, COLUMN_TERM).size == 0) {
            pack_error_add(loader->errors,
                           place_of(&reader, lexicon->column[COLUMN_TERM]),
                           "the term is empty");
            continue;
        }
        read_identity_of_row(&reader);
        if (row_disabled(loader, lexicon, reader.row.id)) {
            continue;
        }
        read_values(&reader);
        read_conditions(&reader);
        struct row *row = LOADER_PUSH(loader, &loader->rows);
        if (row != NULL) {
            *row = reader.row;
            add_terms(&reader);
        }
    }
}
