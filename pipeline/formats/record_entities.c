/* Of a record: entities, how often each stands, and what marks of every kind have in
 * common: the rule and its conditions. */
#include "formats/record_parts.h"

#include <stdlib.h>

/* ---- Entities ---- */

void record_attribute(struct json_writer *json, const struct attribute *attribute) {
    json_key_slice(json, attribute->name);
    if (attribute->kind == ATTRIBUTE_NUMBER) {
        json_verbatim(json, attribute->text);
    } else if (attribute->kind == ATTRIBUTE_TEXT) {
        json_text(json, attribute->text);
    } else {
        json_open_flat(json, '[');
        for (size_t i = 0; i < attribute->item_count; i++) {
            json_text(json, attribute->items[i]);
        }
        json_close(json, ']');
    }
}

static void write_alternatives(struct record *record, const struct mention *mention) {
    struct json_writer *json = &record->json;
    json_key(json, "alternatives");
    json_open(json, '[');
    for (size_t i = 0; i < mention->alternatives.count; i++) {
        json_open_flat(json, '{');
        record_string(record, "id", mention->alternatives.items[i].id);
        json_key(json, "confidence");
        json_hundredths(json, mention->alternatives.items[i].confidence);
        json_close(json, '}');
    }
    json_close(json, ']');
}

struct slice record_mention_rule(struct record *record, const struct mention *mention) {
    struct slice name = record->rules->rules[mention->rule].name;
    if (mention->term == RULE_NONE) {
        return name;
    }
    struct slice id = record->rules->rows[record->rules->terms[mention->term].row].id;
    char *full = arena_alloc(&record->article->arena, name.size + 1 + id.size);
    if (full == NULL) {
        record->json.out->status = ASSAY_NO_MEMORY;
        return (struct slice){"", 0};
    }
    memcpy(full, name.data, name.size);
    full[name.size] = ':';
    if (id.size > 0) {
        memcpy(full + name.size + 1, id.data, id.size);
    }
    return slice_of(full, name.size + 1 + id.size);
}

static void write_condition(struct record *record, const struct condition *condition) {
    struct json_writer *json = &record->json;
    json_open(json, '{');
    json_key(json, "condition");
    json_word(json, condition_word(condition->kind));
    json_key(json, "patterns");
    json_open(json, '[');
    for (uint32_t i = 0; i < condition->pattern_count; i++) {
        json_text(json, record->rules->patterns[condition->patterns[i]].source);
    }
    json_close(json, ']');
    json_close(json, '}');
}

void record_conditions(struct record *record, uint32_t rule, uint32_t term) {
    if (!record->options->explain) {
        return;
    }
    const struct condition_list *list =
        term == RULE_NONE
            ? &record->rules->rules[rule].conditions
            : &record->rules->rows[record->rules->terms[term].row].conditions;
    json_key(&record->json, "conditions");
    json_open(&record->json, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        write_condition(record, &list->items[i]);
    }
    json_close(&record->json, ']');
}

static void write_entity(struct record *record, size_t number) {
    struct json_writer *json = &record->json;
    const struct mention *mention = &record->article->mentions.items[number];
    struct span span = record_raw(record, mention->span);
    json_open(json, '{');
    record_number(record, "n", (int64_t)number);
    record_string(record, "type", record->rules->types[mention->type]);
    record_string(record, "id", mention->id);
    record_string(record, "name", mention->name);
    json_key(json, "text");
    json_text(json, slice_of(record->article->raw.data + span.start, span_size(span)));
    json_key(json, "term");
    json_text(json, mention->term_text);
    record_span(record, span);
    json_key(json, "sentence");
    if (mention->sentence == SENTENCE_NONE) {
        json_nothing(json);
    } else {
        json_number(json, mention->sentence);
    }
    json_key(json, "rule");
    json_text(json, record_mention_rule(record, mention));
    json_key(json, "confidence");
    json_hundredths(json, mention->confidence);
    write_alternatives(record, mention);
    json_key(json, "attributes");
    json_open_flat(json, '{');
    for (size_t i = 0; i < mention->attributes.count; i++) {
        record_attribute(json, &mention->attributes.items[i]);
    }
    json_close(json, '}');
    record_conditions(record, mention->rule, mention->term);
    json_close(json, '}');
}

void record_entities(struct record *record) {
    json_key(&record->json, "entities");
    json_open(&record->json, '[');
    for (size_t i = 0; i < record->article->mentions.count; i++) {
        write_entity(record, i);
    }
    json_close(&record->json, ']');
}

/* ---- Counts ---- */

static int compare_ids(const void *left, const void *right) {
    const struct mention *a = *(const struct mention *const *)left;
    const struct mention *b = *(const struct mention *const *)right;
    if (a->type != b->type) {
        return a->type < b->type ? -1 : 1;
    }
    return slice_compare(a->id, b->id);
}

/* Mentions with an id, by type and id. */
static const struct mention **sorted_mentions(struct record *record, size_t *count) {
    const struct article *article = record->article;
    const struct mention **sorted = arena_alloc_array(
        &record->article->arena, article->mentions.count + 1, sizeof *sorted);
    *count = 0;
    if (sorted == NULL) {
        record->json.out->status = ASSAY_NO_MEMORY;
        return NULL;
    }
    for (size_t i = 0; i < article->mentions.count; i++) {
        if (article->mentions.items[i].id.size > 0) {
            sorted[(*count)++] = &article->mentions.items[i];
        }
    }
    if (*count > 1) {
        qsort(sorted, *count, sizeof *sorted, compare_ids);
    }
    return sorted;
}

void record_counts(struct record *record) {
    struct json_writer *json = &record->json;
    size_t count = 0;
    const struct mention **sorted = sorted_mentions(record, &count);
    json_key(json, "counts");
    json_open(json, '{');
    json_key(json, "entities");
    json_open(json, '{');
    size_t i = 0;
    for (uint32_t type = 0; sorted != NULL && type < record->rules->type_count; type++) {
        json_key_slice(json, record->rules->types[type]);
        json_open_flat(json, '{');
        while (i < count && sorted[i]->type == type) {
            size_t end = i;
            while (end < count && compare_ids(&sorted[i], &sorted[end]) == 0) {
                end++;
            }
            json_key_slice(json, sorted[i]->id);
            json_number(json, (int64_t)(end - i));
            i = end;
        }
        json_close(json, '}');
    }
    json_close(json, '}');
    json_key(json, "flags");
    json_open_flat(json, '{');
    record_flag_counts(record);
    json_close(json, '}');
    json_close(json, '}');
}
