/* One reader for each section of the record. */
#include "tools/marks.h"

#include "base/buffer.h"
#include "tools/records.h"

struct reading {
    struct marks *marks;
    struct arena *arena;
    const json_t *record;
    bool failed;
};

const char *mark_word(enum mark_kind kind) {
    static const char *const words[] = {"entity", "relation", "claim", "frame"};
    return words[kind];
}

static void read_span(const json_t *object, int64_t *start, int64_t *end) {
    const json_t *span = json_object_get(object, "span");
    const char *unit = json_object_get(span, "char") != NULL ? "char" : "byte";
    *start = records_offset(span, unit, 0);
    *end = records_offset(span, unit, 1);
}

static struct mark *add(struct reading *reading, enum mark_kind kind, const json_t *value,
                        const char *label) {
    struct mark *mark = LIST_PUSH(reading->arena, &reading->marks->list);
    if (mark == NULL) {
        reading->failed = true;
        return NULL;
    }
    *mark = (struct mark){.kind = kind,
                          .label = records_text(value, label),
                          .id = records_text(value, "id"),
                          .text = records_text(value, "text"),
                          .rule = records_text(value, "rule"),
                          .sentence_start = -1,
                          .sentence_end = -1,
                          .value = value};
    read_span(value, &mark->start, &mark->end);
    return mark;
}

static void set_sentence(const struct reading *reading, struct mark *mark,
                         const json_t *number) {
    const json_t *sentences = json_object_get(reading->record, "sentences");
    if (mark != NULL && json_is_integer(number) && json_integer_value(number) >= 0) {
        const json_t *sentence =
            json_array_get(sentences, (size_t)json_integer_value(number));
        read_span(sentence, &mark->sentence_start, &mark->sentence_end);
    }
}

static void read_entities(struct reading *reading, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        struct mark *mark = add(reading, MARK_ENTITY, value, "type");
        set_sentence(reading, mark, json_object_get(value, "sentence"));
    }
}

/* "donor=KOR recipient=MNG": the ids of arguments that are entities, else their texts. */
static struct slice describe_arguments(struct reading *reading, const json_t *arguments) {
    const json_t *entities = json_object_get(reading->record, "entities");
    struct buffer out;
    const char *role = NULL;
    json_t *argument = NULL;
    bool ok = false;
    buffer_init(&out, (size_t)1 << 20);
    json_object_foreach((json_t *)(uintptr_t)arguments, role, argument) {
        const json_t *entity = json_object_get(argument, "entity");
        struct slice id = {NULL, 0};
        if (json_is_integer(entity)) {
            id = records_text(
                json_array_get(entities, (size_t)json_integer_value(entity)), "id");
        }
        buffer_append_string(&out, out.size == 0 ? "" : " ");
        buffer_append_string(&out, role);
        buffer_append_char(&out, '=');
        buffer_append_slice(&out, id.size > 0 ? id : records_text(argument, "text"));
    }
    struct slice text = arena_copy(reading->arena, buffer_slice(&out), &ok);
    reading->failed |= !ok || buffer_status(&out) != ASSAY_OK;
    buffer_deinit(&out);
    return text;
}

static void read_relations(struct reading *reading, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        struct mark *mark = add(reading, MARK_RELATION, value, "type");
        set_sentence(reading, mark, json_object_get(value, "sentence"));
        if (mark != NULL) {
            mark->id = describe_arguments(reading, json_object_get(value, "arguments"));
            mark->text = mark->id;
        }
    }
}

static void read_claims(struct reading *reading, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *claim = json_array_get(list, i);
        const json_t *flags = json_object_get(claim, "flags");
        for (size_t j = 0; j < json_array_size(flags); j++) {
            struct mark *mark =
                add(reading, MARK_CLAIM, json_array_get(flags, j), "flag");
            set_sentence(reading, mark, json_object_get(claim, "sentence"));
        }
    }
}

/* A frame's rule is that of its first evidence. With --explain the record also has frames
 * that are not present: these have no stance. */
static void read_frames(struct reading *reading, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        const json_t *present = json_object_get(value, "present");
        struct mark *mark =
            json_is_false(present) ? NULL : add(reading, MARK_FRAME, value, "frame");
        if (mark != NULL) {
            mark->id = records_text(value, "stance");
            mark->text = mark->id;
            mark->rule = records_text(
                json_array_get(json_object_get(value, "evidence"), 0), "rule");
        }
    }
}

bool marks_read(struct marks *marks, struct arena *arena, const json_t *record) {
    struct reading reading = {marks, arena, record, false};
    *marks = (struct marks){.list = {.items = NULL}};
    read_entities(&reading, json_object_get(record, "entities"));
    read_relations(&reading, json_object_get(record, "relations"));
    read_claims(&reading, json_object_get(record, "claims"));
    read_frames(&reading, json_object_get(record, "framing"));
    return !reading.failed;
}
