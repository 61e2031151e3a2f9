/* Line by line with getline; jansson parses. */
#include "tools/records.h"

#include "tools/json_memory.h"
#include "tools/surrogates.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void records_init(struct records *records, const char *const *names, size_t name_count) {
    *records = (struct records){.names = names, .name_count = name_count};
}

static void close_file(struct records *records) {
    if (records->file != NULL && records->file != stdin) {
        fclose(records->file);
    }
    records->file = NULL;
}

void records_deinit(struct records *records) {
    close_file(records);
    free(records->held);
    records->held = NULL;
}

/* ---- Files ---- */

static void complain(struct records *records, const char *what) {
    fprintf(stderr, "assay: %s: %s\n", records->name, what);
    records->trouble = true;
}

static bool open_next(struct records *records) {
    size_t count = records->name_count == 0 ? 1 : records->name_count;
    while (records->file == NULL && records->next < count) {
        const char *name = records->name_count == 0 ? "-" : records->names[records->next];
        bool standard = strcmp(name, "-") == 0;
        records->next++;
        records->line = 0;
        records->name = standard ? "standard input" : name;
        records->file = standard ? stdin : fopen(name, "rb");
        if (records->file == NULL) {
            complain(records, strerror(errno));
        }
    }
    return records->file != NULL;
}

/* ---- Lines ---- */

static bool is_blank(const char *line, size_t size) {
    return strspn(line, " \t\r\n") >= size;
}

static json_t *parse(struct records *records, size_t size) {
    json_error_t error;
    surrogates_mend(records->held, size);
    json_t *record = json_loadb(records->held, size, JSON_ALLOW_NUL, &error);
    if (json_is_object(record) && json_object_get(record, "assay") != NULL) {
        return record;
    }
    if (record == NULL && json_memory_failed()) {
        complain(records, "out of memory");
        return NULL;
    }
    records->bad_lines++;
    if (record == NULL) {
        fprintf(stderr,
                "assay: %s:%" PRIu64 ":%d: %s; records stand one a line, as annotate "
                "writes them without --pretty\n",
                records->name, records->line, error.column, error.text);
    } else {
        fprintf(stderr, "assay: %s:%" PRIu64 ": this is no record of assay\n",
                records->name, records->line);
    }
    json_decref(record);
    return NULL;
}

json_t *records_next(struct records *records) {
    while (open_next(records)) {
        errno = 0;
        ssize_t size = getline(&records->held, &records->capacity, records->file);
        if (size < 0) {
            if (ferror(records->file) || errno == ENOMEM) {
                complain(records, errno == 0 ? "cannot be read" : strerror(errno));
            }
            close_file(records);
            continue;
        }
        records->line++;
        json_t *record =
            is_blank(records->held, (size_t)size) ? NULL : parse(records, (size_t)size);
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
