/* A line is read whole, in large chunks, and parsed. A field of the input that a record
 * carries along may hold half a surrogate pair in an escape, which JSON allows and the
 * parser refuses; it becomes the replacement character first. */
#include "tools/records.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, ESCAPE = 6 };

struct reader {
    records_take *take;
    void *context;
    const char *name; /* as messages call it */
    size_t line;
    struct buffer held;
    struct records_outcome outcome;
};

static void complain(const struct reader *reader, const char *what) {
    fprintf(stderr, "assay: %s: %s\n", reader->name, what);
}

/* ---- Half surrogate pairs ---- */

static int hexadecimal(char digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    char letter = (char)(digit | 0x20);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/* The code of an escape \uXXXX that begins here, or -1. */
static int escaped_code(const char *text, size_t size) {
    int code = 0;
    if (size < ESCAPE || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < ESCAPE; i++) {
        int digit = hexadecimal(text[i]);
        if (digit < 0) {
            return -1;
        }
        code = code * 16 + digit;
    }
    return code;
}

static bool is_high(int code) { return code >= 0xD800 && code <= 0xDBFF; }
static bool is_low(int code) { return code >= 0xDC00 && code <= 0xDFFF; }

/* Replaces half pairs where they stand; an escape keeps its length. */
static void mend_surrogates(char *line, size_t size) {
    for (size_t i = 0; i + 1 < size;) {
        if (line[i] != '\\') {
            i++;
            continue;
        }
        int code = escaped_code(line + i, size - i);
        if (is_high(code) &&
            is_low(escaped_code(line + i + ESCAPE, size - i - ESCAPE))) {
            i += 2 * (size_t)ESCAPE;
        } else if (is_high(code) || is_low(code)) {
            memcpy(line + i, "\\uFFFD", ESCAPE);
            i += ESCAPE;
        } else {
            i += 2;
        }
    }
}

/* ---- Lines ---- */

static bool is_blank(const struct buffer *line) {
    for (size_t i = 0; i < line->size; i++) {
        if (strchr(" \t\r", line->data[i]) == NULL || line->data[i] == '\0') {
            return false;
        }
    }
    return true;
}

static bool is_record(const json_t *value) {
    return json_is_string(json_object_get(value, "assay")) &&
           json_is_object(json_object_get(value, "source"));
}

static void refuse(struct reader *reader, const char *why) {
    fprintf(stderr, "assay: %s:%zu: %s\n", reader->name, reader->line, why);
    reader->outcome.refused++;
}

/* Gives the line at hand to the caller, if it is a record. */
static void take_line(struct reader *reader) {
    struct buffer *held = &reader->held;
    reader->line++;
    if (buffer_status(held) != ASSAY_OK) {
        refuse(reader, "too large, or out of memory");
    } else if (!is_blank(held)) {
        json_error_t error;
        mend_surrogates(held->data, held->size);
        json_t *record = json_loadb(held->data, held->size, JSON_ALLOW_NUL, &error);
        if (record == NULL) {
            refuse(reader, error.text);
        } else if (!is_record(record)) {
            refuse(reader, "not a record of assay");
        } else {
            reader->outcome.read++;
            reader->outcome.stopped = !reader->take(reader->context, record);
        }
        json_decref(record);
    }
    buffer_clear(held);
}

/* Takes the lines of a chunk; what is behind the last stays held. */
static void take_chunk(struct reader *reader, const char *chunk, size_t size) {
    while (size > 0 && !reader->outcome.stopped) {
        const char *end = memchr(chunk, '\n', size);
        size_t part = end == NULL ? size : (size_t)(end - chunk);
        buffer_append(&reader->held, chunk, part);
        if (end == NULL) {
            return;
        }
        take_line(reader);
        chunk += part + 1;
        size -= part + 1;
    }
}

static void read_file(struct reader *reader, int file) {
    char chunk[CHUNK];
    reader->line = 0;
    while (!reader->outcome.stopped) {
        ssize_t size = read(file, chunk, sizeof chunk);
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            complain(reader, strerror(errno));
            reader->outcome.failed = true;
        }
        if (size <= 0) {
            break;
        }
        take_chunk(reader, chunk, (size_t)size);
    }
    if (!reader->outcome.stopped && reader->held.size > 0) {
        take_line(reader);
    }
}

static void read_name(struct reader *reader, const char *name) {
    if (strcmp(name, "-") == 0) {
        reader->name = "standard input";
        read_file(reader, STDIN_FILENO);
        return;
    }
    reader->name = name;
    int file = open(name, O_RDONLY);
    if (file < 0) {
        complain(reader, strerror(errno));
        reader->outcome.failed = true;
        return;
    }
    read_file(reader, file);
    close(file);
}

struct records_outcome records_each(const char *const *names, size_t count,
                                    records_take *take, void *context) {
    struct reader reader = {.take = take, .context = context};
    buffer_init(&reader.held, LIMIT_RECORD_BYTES);
    if (count == 0) {
        read_name(&reader, "-");
    }
    for (size_t i = 0; i < count && !reader.outcome.stopped && !reader.outcome.failed;
         i++) {
        read_name(&reader, names[i]);
    }
    buffer_deinit(&reader.held);
    return reader.outcome;
}

struct slice record_string(const json_t *object, const char *key) {
    const json_t *value = json_object_get(object, key);
    return json_is_string(value)
               ? slice_of(json_string_value(value), json_string_length(value))
               : slice_of(NULL, 0);
}

int64_t record_integer(const json_t *object, const char *key, int64_t fallback) {
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
}
