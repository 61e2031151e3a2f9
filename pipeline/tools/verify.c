/* Walks the record as it is, whatever keys it has: wherever an object has a `span` it is
 * checked, and `text` beside it too. So what a later version adds is checked as well. */
#include "tools/verify.h"

#include "base/arena.h"
#include "formats/positions.h"
#include "tools/records.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 200, DEPTH = 32 };

struct walk {
    struct verification *verification;
    const json_t *record;
    struct positions positions;
    char path[PATH_BYTES]; /* of the object at hand: entities[3] */
};

__attribute__((format(printf, 2, 3))) static void fault(struct walk *walk,
                                                        const char *format, ...) {
    va_list arguments;
    walk->verification->faults++;
    printf("%s:%" PRIu64 ": %s: ", walk->verification->name, walk->verification->line,
           walk->path[0] == '\0' ? "record" : walk->path);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

/* ---- Spans ---- */

static bool starts_character(struct slice text, int64_t at) {
    return at == (int64_t)text.size || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

/* The span in bytes; in code points or UTF-16 units alone it is sought. */
static int64_t byte_of(const struct walk *walk, const char *unit, int64_t offset) {
    struct slice text = walk->positions.text;
    bool utf16 = strcmp(unit, "utf16") == 0;
    int64_t count = 0;
    for (size_t at = 0; at < text.size; at++) {
        unsigned char byte = (unsigned char)text.data[at];
        if ((byte & 0xC0) == 0x80) {
            continue;
        }
        if (count == offset) {
            return (int64_t)at;
        }
        count += utf16 && byte >= 0xF0 ? 2 : 1;
    }
    return count == offset ? (int64_t)text.size : -1;
}

static int64_t offset_in_bytes(const struct walk *walk, const json_t *span,
                               size_t index) {
    static const char *const units[] = {"char", "utf16"};
    int64_t offset = records_offset(span, "byte", index);
    for (size_t i = 0; offset < 0 && i < 2; i++) {
        int64_t other = records_offset(span, units[i], index);
        offset = other < 0 ? -1 : byte_of(walk, units[i], other);
    }
    return offset;
}

static void check_units(struct walk *walk, const json_t *span, const int64_t ends[2]) {
    for (size_t i = 0; i < 2; i++) {
        struct position_count counts = positions_at(&walk->positions, (uint32_t)ends[i]);
        int64_t characters = records_offset(span, "char", i);
        int64_t utf16 = records_offset(span, "utf16", i);
        if (characters >= 0 && characters != (int64_t)counts.characters) {
            fault(walk, "char offset %" PRId64 " is not byte offset %" PRId64, characters,
                  ends[i]);
        }
        if (utf16 >= 0 && utf16 != (int64_t)counts.utf16) {
            fault(walk, "utf16 offset %" PRId64 " is not byte offset %" PRId64, utf16,
                  ends[i]);
        }
    }
}

static void check_span(struct walk *walk, const json_t *object, const json_t *span) {
    struct slice text = walk->positions.text;
    int64_t ends[2] = {offset_in_bytes(walk, span, 0), offset_in_bytes(walk, span, 1)};
    walk->verification->spans++;
    if (ends[0] < 0 || ends[1] < ends[0] || ends[1] > (int64_t)text.size) {
        fault(walk, "the span is outside the text of %zu bytes", text.size);
        return;
    }
    if (!starts_character(text, ends[0]) || !starts_character(text, ends[1])) {
        fault(walk, "the span cuts a character");
        return;
    }
    check_units(walk, span, ends);
    struct slice written = records_text(object, "text");
    struct slice sliced =
        slice_of(slice_after(text, (size_t)ends[0]).data, (size_t)(ends[1] - ends[0]));
    if (written.data != NULL && !slice_equal(written, sliced)) {
        fault(walk, "the text is \"%.*s\", but the span gives \"%.*s\"",
              (int)written.size, written.data, (int)sliced.size, sliced.data);
    }
}

/* ---- References ---- */

static void check_reference(struct walk *walk, const json_t *object, const char *key,
                            const char *section) {
    const json_t *number = json_object_get(object, key);
    const json_t *list = json_object_get(walk->record, section);
    if (json_is_integer(number) && json_is_array(list) &&
        (json_integer_value(number) < 0 ||
         (size_t)json_integer_value(number) >= json_array_size(list))) {
        fault(walk, "there is no %s %" JSON_INTEGER_FORMAT, key,
              json_integer_value(number));
    }
}

/* ---- The walk ---- */

static void check_value(struct walk *walk, const json_t *value, int depth);

static void check_member(struct walk *walk, const json_t *value, const char *name,
                         size_t index, int depth) {
    size_t size = strlen(walk->path);
    if (name == NULL) {
        snprintf(walk->path + size, PATH_BYTES - size, "[%zu]", index);
    } else {
        snprintf(walk->path + size, PATH_BYTES - size, "%s%s", size == 0 ? "" : ".",
                 name);
    }
    check_value(walk, value, depth + 1);
    walk->path[size] = '\0';
}

static void check_object(struct walk *walk, const json_t *object, int depth) {
    const json_t *span = json_object_get(object, "span");
    if (json_is_object(span)) {
        check_span(walk, object, span);
    }
    check_reference(walk, object, "sentence", "sentences");
    check_reference(walk, object, "zone", "zones");
    check_reference(walk, object, "entity", "entities");
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)object, name, value) {
        if (strcmp(name, "meta") != 0) { /* the input's own, not ours to check */
            check_member(walk, value, name, 0, depth);
        }
    }
}

static void check_value(struct walk *walk, const json_t *value, int depth) {
    if (depth > DEPTH) {
        return;
    }
    if (json_is_object(value)) {
        check_object(walk, value, depth);
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        check_member(walk, json_array_get(value, i), NULL, i, depth);
    }
}

/* Zones follow one another without a gap from the first byte to the last. */
static void check_zones(struct walk *walk) {
    const json_t *zones = json_object_get(walk->record, "zones");
    int64_t at = 0;
    for (size_t i = 0; i < json_array_size(zones); i++) {
        const json_t *span = json_object_get(json_array_get(zones, i), "span");
        if (offset_in_bytes(walk, span, 0) != at) {
            fault(walk, "zone %zu does not begin where the one before ends", i);
        }
        at = offset_in_bytes(walk, span, 1);
    }
    if (json_is_array(zones) && at != (int64_t)walk->positions.text.size) {
        fault(walk, "the zones end at byte %" PRId64 ", the text at %zu", at,
              walk->positions.text.size);
    }
}

bool verify_record(struct verification *verification, const json_t *record,
                   struct slice text) {
    struct arena arena;
    struct walk walk = {.verification = verification, .record = record};
    arena_init(&arena);
    bool good = positions_init(&walk.positions, &arena, text);
    verification->records++;
    if (good) {
        check_zones(&walk);
        check_value(&walk, record, 0);
    }
    arena_deinit(&arena);
    return good;
}
