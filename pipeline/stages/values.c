/* Values from captures: text, tables, numbers, dates. What cannot be worked out is left
 * out, not guessed. */
#include "stages/values.h"

#include "stages/decimal.h"
#include "text/unicode.h"

static struct slice capture_text(struct work *work, struct slice name,
                                 const struct view *view) {
    struct span span = name.size == 0 ? (struct span){GROUP_UNSET, 0}
                                      : scanner_group(work->scanner, name);
    if (span.start == GROUP_UNSET) {
        return (struct slice){NULL, 0};
    }
    return article_slice(work->article, view_to_normalized(view, span));
}

static struct slice fold_text(struct work *work, struct slice text) {
    char *folded = work_need(work, arena_alloc(&work->article->arena, text.size * 2 + 4));
    size_t size = 0;
    for (size_t at = 0; folded != NULL && at < text.size;) {
        uint32_t length = 0;
        uint32_t character = unicode_fold(utf8_decode(text.data + at, &length));
        if (size + 4 > text.size * 2 + 4) {
            break;
        }
        size += utf8_encode(character, folded + size);
        at += length;
    }
    return slice_of(folded, size);
}

static struct slice look_up(const struct work *work, uint32_t table, struct slice key) {
    bool found = false;
    if (table == RULE_NONE || key.size == 0) {
        return (struct slice){NULL, 0};
    }
    return table_find(&work->rules->tables[table], key, &found);
}

/* ---- Numbers and dates
 * -------------------------------------------------------------------------- */

/* Digits, or a number word that the table knows. */
static bool read_number(const struct work *work, const struct value *value,
                        struct slice text, struct decimal *number) {
    if (decimal_read(text, number)) {
        return true;
    }
    struct slice word = look_up(work, value->table, text);
    return word.size > 0 && decimal_read(word, number);
}

static struct slice number_text(struct work *work, const struct value *value,
                                const struct view *view) {
    struct decimal number;
    struct decimal scale;
    struct decimal product;
    struct slice scale_text = capture_text(work, value->scale, view);
    if (!read_number(work, value, capture_text(work, value->capture, view), &number)) {
        return (struct slice){NULL, 0};
    }
    if (scale_text.size > 0) {
        if (!read_number(work, value, scale_text, &scale) ||
            !decimal_multiply(&number, &scale, &product)) {
            return (struct slice){NULL, 0};
        }
        number = product;
    }
    char *out =
        work_need(work, arena_alloc(&work->article->arena, 2 * DECIMAL_DIGITS + 4));
    return out == NULL ? (struct slice){NULL, 0}
                       : slice_of(out, decimal_write(&number, out));
}

/* Digits of a capture as a number up to `limit`, or what the table says of it; 0 where
 * there is none. */
static uint32_t date_part(struct work *work, const struct value *value,
                          struct slice capture, const struct view *view, uint32_t limit) {
    struct slice text = capture_text(work, capture, view);
    struct slice mapped = look_up(work, value->table, text);
    uint32_t number = 0;
    text = mapped.size > 0 ? mapped : text;
    for (size_t i = 0;
         i < text.size && text.data[i] >= '0' && text.data[i] <= '9' && i < 4; i++) {
        number = number * 10 + (uint32_t)(text.data[i] - '0');
    }
    return number <= limit ? number : 0;
}

static uint32_t put_digits(char *out, uint32_t size, uint32_t number, uint32_t width) {
    for (uint32_t i = width; i-- > 0;) {
        out[size + i] = (char)('0' + number % 10);
        number /= 10;
    }
    return size + width;
}

/* ISO 8601 as precise as the text; an unknown year is XXXX (ISO 8601-2, EDTF). */
static struct slice date_text(struct work *work, const struct value *value,
                              const struct view *view) {
    uint32_t year = date_part(work, value, value->year, view, 9999);
    uint32_t month = date_part(work, value, value->month, view, 12);
    uint32_t day = date_part(work, value, value->day, view, 31);
    char *out = year + month == 0
                    ? NULL
                    : work_need(work, arena_alloc(&work->article->arena, 12));
    if (out == NULL) {
        return (struct slice){NULL, 0};
    }
    uint32_t size = year > 0 ? put_digits(out, 0, year, 4) : 4;
    if (year == 0) {
        memcpy(out, "XXXX", 4);
    }
    if (month > 0) {
        out[size++] = '-';
        size = put_digits(out, size, month, 2);
        if (day > 0) {
            out[size++] = '-';
            size = put_digits(out, size, day, 2);
        }
    }
    return slice_of(out, size);
}

/* ---- Attributes
 * ------------------------------------------------------------------------------- */

bool value_attribute(struct work *work, const struct value *value,
                     const struct view *view, struct attribute *attribute) {
    *attribute = (struct attribute){.name = value->name};
    switch (value->kind) {
    case VALUE_TEXT:
        attribute->text = value->text;
        break;
    case VALUE_CAPTURE:
        attribute->text = capture_text(work, value->capture, view);
        break;
    case VALUE_MAP:
        attribute->text =
            look_up(work, value->table, capture_text(work, value->capture, view));
        break;
    case VALUE_NUMBER:
        attribute->kind = ATTRIBUTE_NUMBER;
        attribute->text = number_text(work, value, view);
        break;
    case VALUE_DATE:
        attribute->text = date_text(work, value, view);
        break;
    }
    if (value->lower && attribute->text.size > 0) {
        attribute->text = fold_text(work, attribute->text);
    }
    return attribute->text.size > 0;
}

void value_set(struct work *work, struct mention *mention,
               const struct attribute *attribute) {
    for (size_t i = 0; i < mention->attributes.count; i++) {
        if (slice_equal(mention->attributes.items[i].name, attribute->name)) {
            mention->attributes.items[i] = *attribute;
            return;
        }
    }
    struct attribute *added = WORK_PUSH(work, &mention->attributes);
    if (added != NULL) {
        *added = *attribute;
    }
}

struct mention *value_mention(struct work *work, const struct rule *rule, uint32_t number,
                              const struct view *view) {
    struct mention *mention =
        work_need(work, arena_alloc(&work->article->arena, sizeof *mention));
    struct attribute attribute;
    if (mention == NULL) {
        return NULL;
    }
    mention->type = rule->emit.type;
    mention->confidence = rule->confidence;
    mention->priority = rule->priority;
    mention->rule = number;
    mention->term = RULE_NONE;
    mention->blocks = rule->emit.blocks;
    if (value_attribute(work, &rule->emit.id, view, &attribute)) {
        mention->id = attribute.text;
    }
    if (value_attribute(work, &rule->emit.name, view, &attribute)) {
        mention->name = attribute.text;
    }
    for (uint32_t i = 0; i < rule->emit.attribute_count; i++) {
        if (value_attribute(work, &rule->emit.attributes[i], view, &attribute)) {
            value_set(work, mention, &attribute);
        }
    }
    return work->out_of_memory ? NULL : mention;
}
