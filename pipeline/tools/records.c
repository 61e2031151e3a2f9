/* Line by line out of an input stream, so that records may be compressed; jansson parses.
 * Of a file that holds something else only the first lines are reported. */
#include "tools/records.h"

#include "base/limits.h"
#include "tools/json_memory.h"
#include "tools/surrogates.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 16, REPORTED = 5 };

void records_init(struct records *records, const char *const *names, size_t name_count) {
    *records = (struct records){.names = names, .name_count = name_count};
    buffer_init(&records->held, LIMIT_ARTICLE_MEMORY);
}

/* ---- Files ---- */

static void complain(struct records *records, const char *what) {
    fprintf(stderr, "assay: %s: %s\n", records->name, what);
    records->trouble = true;
}

static void close_file(struct records *records) {
    if (!records->open) {
        return;
    }
    if (records->bad_here > REPORTED) {
        fprintf(stderr, "assay: %s: %" PRIu64 " lines in all hold no record\n",
                records->name, records->bad_here);
    }
    instream_close(&records->stream);
    records->open = false;
}

void records_deinit(struct records *records) {
    close_file(records);
    buffer_deinit(&records->held);
}

static bool open_next(struct records *records) {
    size_t count = records->name_count == 0 ? 1 : records->name_count;
    while (!records->open && records->next < count) {
        const char *name = records->name_count == 0 ? "-" : records->names[records->next];
        bool standard = strcmp(name, "-") == 0;
        int code = 0;
        records->next++;
        records->line = records->bad_here = 0;
        records->name = standard ? "standard input" : name;
        buffer_clear(&records->held);
        records->taken = records->searched = 0;
        records->open = instream_open(&records->stream, standard ? NULL : name, &code);
        if (!records->open) {
            complain(records, records->stream.problem);
        }
    }
    return records->open;
}

/* ---- Lines ---- */

/* What is held begins with the line at hand again. */
static void drop_taken(struct records *records) {
    struct buffer *held = &records->held;
    if (records->taken > 0) {
        memmove(held->data, held->data + records->taken, held->size - records->taken);
        held->size -= records->taken;
        records->searched -= records->taken;
        records->taken = 0;
    }
}

static bool fail(struct records *records, const char *what) {
    complain(records, what);
    records->held.size = records->searched = 0;
    return false;
}

/* More bytes behind those that are held. False at the end, and on an error, which it
 * reports; the line at hand is then lost. */
static bool read_more(struct records *records) {
    drop_taken(records);
    char *room = buffer_reserve(&records->held, CHUNK);
    if (room == NULL) {
        return fail(records, "out of memory: a line is too long");
    }
    ssize_t count = instream_read(&records->stream, room, CHUNK);
    while (count == INSTREAM_WAITS) {
        instream_wait(&records->stream, -1);
        count = instream_read(&records->stream, room, CHUNK);
    }
    if (count < 0) {
        return fail(records, records->stream.problem);
    }
    records->held.size += (size_t)count;
    return count > 0;
}

/* The next line with its end, or what stands behind the last one; valid until the next
 * call. */
static bool next_line(struct records *records, char **line, size_t *size) {
    const struct buffer *held = &records->held;
    for (;;) {
        size_t left = held->size - records->searched;
        const char *end =
            left == 0 ? NULL : memchr(held->data + records->searched, '\n', left);
        records->searched = end == NULL ? held->size : (size_t)(end + 1 - held->data);
        if (end != NULL || !read_more(records)) {
            *line = held->data + records->taken;
            *size = records->searched - records->taken;
            records->taken = records->searched;
            return *size > 0;
        }
    }
}

static bool is_blank(const char *line, size_t size) {
    size_t at = 0;
    while (at < size && strchr(" \t\r\n", line[at]) != NULL && line[at] != '\0') {
        at++;
    }
    return at == size;
}

/* What a parser says quotes the line: signs that a terminal obeys become '?'. */
static void tell_error(const struct records *records, const json_error_t *error) {
    char text[sizeof error->text];
    size_t length = 0;
    for (; error->text[length] != '\0'; length++) {
        unsigned char byte = (unsigned char)error->text[length];
        text[length] = byte < 0x20 || byte >= 0x7F ? '?' : (char)byte;
    }
    text[length] = '\0';
    bool broken = json_error_code(error) == json_error_premature_end_of_input;
    fprintf(stderr, "assay: %s:%" PRIu64 ":%d: %s\n", records->name, records->line,
            error->column, broken ? "the record breaks off" : text);
}

/* A line that holds no record; of the first in a file also what to do. */
static void refuse(struct records *records, bool json, const json_error_t *error) {
    records->bad_lines++;
    records->bad_here++;
    if (records->bad_here > REPORTED) {
        return;
    }
    if (json) {
        fprintf(stderr, "assay: %s:%" PRIu64 ": this is no record of assay\n",
                records->name, records->line);
    } else {
        tell_error(records, error);
    }
    if (records->bad_here == 1) {
        fprintf(stderr,
                "  records stand one a line, whole, as `assay annotate` prints them "
                "without -f and --pretty\n");
    }
}

static json_t *parse(struct records *records, char *line, size_t size) {
    json_error_t error;
    surrogates_mend(line, size);
    json_t *record = json_loadb(line, size, JSON_ALLOW_NUL, &error);
    if (json_is_object(record) && json_object_get(record, "assay") != NULL) {
        return record;
    }
    if (record == NULL && json_memory_failed()) {
        complain(records, "out of memory");
        return NULL;
    }
    refuse(records, record != NULL, &error);
    json_decref(record);
    return NULL;
}

json_t *records_next(struct records *records) {
    while (open_next(records)) {
        char *line = NULL;
        size_t size = 0;
        if (!next_line(records, &line, &size)) {
            close_file(records);
            continue;
        }
        records->line++;
        json_t *record = is_blank(line, size) ? NULL : parse(records, line, size);
        if (record != NULL) {
            return record;
        }
    }
    return NULL;
}

/* ---- Members ---- */

struct slice records_text(const json_t *object, const char *key) {
    const json_t *text = json_object_get(object, key);
    return json_is_string(text)
               ? slice_of(json_string_value(text), json_string_length(text))
               : (struct slice){NULL, 0};
}

int64_t records_offset(const json_t *object, const char *key, size_t index) {
    const json_t *offset = json_array_get(json_object_get(object, key), index);
    return json_is_integer(offset) ? json_integer_value(offset) : -1;
}
