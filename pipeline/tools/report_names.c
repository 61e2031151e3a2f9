/* Rules, ids and attributes repeat in every article: the page holds each once and the
 * rows hold numbers, which keeps thousands of articles small. */
#include "tools/report_parts.h"

#include "base/limits.h"
#include "base/memory.h"

#include <stdlib.h>

bool names_init(struct report_names *names) {
    *names = (struct report_names){.numbers = json_object()};
    buffer_init(&names->key, LIMIT_RECORD_BYTES);
    buffer_init(&names->values, LIMIT_RECORD_BYTES);
    names->failed = names->numbers == NULL;
    return !names->failed;
}

void names_deinit(struct report_names *names) {
    json_decref(names->numbers);
    buffer_deinit(&names->key);
    buffer_deinit(&names->values);
}

int64_t names_number(struct report_names *names, const char *key, bool *new) {
    const json_t *known = json_object_get(names->numbers, key);
    *new = known == NULL;
    if (known != NULL) {
        return (int64_t)json_integer_value(known);
    }
    if (json_object_set_new(names->numbers, key, json_integer(names->count)) != 0) {
        names->failed = true;
        *new = false;
        return -1;
    }
    if (names->count > 0) {
        buffer_append_char(&names->values, ',');
    }
    return names->count++;
}

int64_t names_word(struct report_names *names, struct slice word) {
    bool new = false;
    if (word.data == NULL) {
        return -1;
    }
    buffer_clear(&names->key);
    buffer_append_slice(&names->key, word);
    buffer_append_char(&names->key, '\0');
    if (buffer_status(&names->key) != ASSAY_OK) {
        names->failed = true;
        return -1;
    }
    int64_t number = names_number(names, names->key.data, &new);
    if (new) {
        struct json_writer json;
        json_begin(&json, &names->values, false);
        json_text(&json, word);
    }
    return number;
}

int64_t names_value(struct report_names *names, const json_t *value) {
    bool new = false;
    if (value == NULL) {
        return -1;
    }
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text == NULL) {
        names->failed = true;
        return -1;
    }
    int64_t number = names_number(names, text, &new);
    if (new) {
        buffer_append_string(&names->values, text);
    }
    free(text);
    return number;
}

/* ---- Places ---- */

static bool grow(struct report_places *places, size_t size) {
    if (size <= places->capacity) {
        return true;
    }
    uint32_t *of_byte = memory_resize(places->of_byte, size * sizeof *of_byte);
    if (of_byte != NULL) {
        places->of_byte = of_byte;
    }
    uint32_t *of_char = memory_resize(places->of_char, size * sizeof *of_char);
    if (of_char != NULL) {
        places->of_char = of_char;
    }
    if (of_byte == NULL || of_char == NULL) {
        return false;
    }
    places->capacity = size;
    return true;
}

bool places_set(struct report_places *places, struct slice text) {
    uint32_t units = 0;
    size_t chars = 0;
    places->bytes = places->chars = 0;
    if (!grow(places, text.size + 1)) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        if ((byte & 0xC0) != 0x80) {
            places->of_char[chars++] = units;
            places->of_byte[i] = units;
            units += byte >= 0xF0 ? 2 : 1;
        } else {
            places->of_byte[i] = units;
        }
    }
    places->of_byte[text.size] = places->of_char[chars] = units;
    places->bytes = text.size;
    places->chars = chars;
    return true;
}

void places_deinit(struct report_places *places) {
    memory_free(places->of_byte);
    memory_free(places->of_char);
}

/* One end of a range; `of` maps it, up to `count`. */
static uint32_t place(const json_t *range, size_t end, const uint32_t *of, size_t count) {
    json_int_t at = json_integer_value(json_array_get(range, end));
    size_t offset = at < 0 ? 0 : (size_t)at;
    return of[offset < count ? offset : count];
}

struct span places_span(const struct report_places *places, const json_t *object,
                        const char *key) {
    const json_t *span = json_object_get(object, key);
    const json_t *chars = json_object_get(span, "char");
    const json_t *bytes = json_object_get(span, "byte");
    const json_t *range = chars != NULL ? chars : bytes;
    struct span found = {0, 0};
    if (range != NULL) {
        const uint32_t *of = chars != NULL ? places->of_char : places->of_byte;
        size_t count = chars != NULL ? places->chars : places->bytes;
        found.start = place(range, 0, of, count);
        found.end = place(range, 1, of, count);
    } else if ((range = json_object_get(span, "utf16")) != NULL) {
        uint32_t last = places->of_byte[places->bytes];
        json_int_t start = json_integer_value(json_array_get(range, 0));
        json_int_t end = json_integer_value(json_array_get(range, 1));
        found.start = start < 0 || start > last ? last : (uint32_t)start;
        found.end = end < 0 || end > last ? last : (uint32_t)end;
    }
    if (found.end < found.start) {
        found.end = found.start;
    }
    return found;
}
