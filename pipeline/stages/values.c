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

/* ---- Numbers and dates ---- */

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

/* A part of a date as it stands in ISO 8601: digits filled up to `width`, or what the
 * table says where that is no number ("Q3", "197X"). Nothing where the capture took no
 * part or the number is over `limit`. */
static uint32_t put_part(struct work *work, const struct value *value,
                         struct slice capture, const struct view *view, uint32_t limit,
                         uint32_t width, char *out) {
    struct slice text = capture_text(work, capture, view);
    struct slice mapped = look_up(work, value->table, text);
    uint32_t number = 0;
    uint32_t digits = 0;
    text = mapped.size > 0 ? mapped : text;
    while (digits < text.size && digits < 4 && text.data[digits] >= '0' &&
           text.data[digits] <= '9') {
        number = number * 10 + (uint32_t)(text.data[digits++] - '0');
    }
    if (mapped.size > 0 && mapped.size <= 8 && digits < mapped.size) {
        memcpy(out, mapped.data, mapped.size);
        return (uint32_t)mapped.size;
    }
    if (digits == 0 || number == 0 || number > limit) {
        return 0;
    }
    for (uint32_t i = width; i-- > 0;) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
    return width;
}

/* "2025-12-11", "2025-12", "2025"; without a year "--12-11" (ISO 8601:2000, as in vCard).
 */
static uint32_t put_date(struct work *work, const struct value *value,
                         const struct date_captures *date, const struct view *view,
                         char *out) {
    uint32_t size = put_part(work, value, date->year, view, 9999, 4, out);
    uint32_t start = size;
    if (size == 0) {
        out[size++] = '-';
    }
    out[size] = '-';
    uint32_t month = put_part(work, value, date->month, view, 12, 2, out + size + 1);
    if (month == 0) {
        return start;
    }
    size += 1 + month;
    out[size] = '-';
    uint32_t day = put_part(work, value, date->day, view, 31, 2, out + size + 1);
    return day == 0 ? size : size + 1 + day;
}

/* ISO 8601 as precise as the text; a period as two dates with a solidus. */
static struct slice date_text(struct work *work, const struct value *value,
                              const struct view *view) {
    char *out = work_need(work, arena_alloc(&work->article->arena, 80));
    if (out == NULL) {
        return (struct slice){NULL, 0};
    }
    uint32_t size = put_date(work, value, &value->date, view, out);
    if (size > 0 &&
        value->until.year.size + value->until.month.size + value->until.day.size > 0) {
        uint32_t end = put_date(work, value, &value->until, view, out + size + 1);
        out[size] = '/';
        size += end == 0 ? 0 : 1 + end;
    }
    return slice_of(out, size);
}

/* ---- Attributes ---- */

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
