/* The list of pack errors, and the search for the nearest known word. */
#include "packs/errors.h"

#include "base/limits.h"
#include "base/memory.h"
#include "packs/pack_file.h"
#include "text/decode.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void pack_errors_init(struct pack_errors *errors) {
    *errors = (struct pack_errors){0};
    arena_init(&errors->arena);
}

void pack_errors_deinit(struct pack_errors *errors) { arena_deinit(&errors->arena); }

/* A message is one line, and terminals obey control characters, those beyond ASCII too:
 * packs come from strangers. Each becomes a space, which is as wide as a tab, and what is
 * no UTF-8 question marks. Gives the size of what is put into `room`, never more than
 * that of the text. */
static size_t make_plain(struct slice text, char *room) {
    size_t made = 0;
    for (size_t at = 0, size = 0; at < text.size; at += size) {
        const unsigned char *bytes = (const unsigned char *)text.data + at;
        bool valid = false;
        size = utf8_check(bytes, text.size - at, &valid);
        bool control = bytes[0] < ' ' || bytes[0] == 0x7F ||
                       (valid && bytes[0] == 0xC2 && bytes[1] < 0xA0);
        if (valid && !control) {
            memcpy(room + made, bytes, size);
            made += size;
        } else {
            room[made++] = valid ? ' ' : '?';
        }
    }
    return made;
}

static struct slice copy_plain(struct pack_errors *errors, struct slice text, bool *ok) {
    char *copy = arena_alloc(&errors->arena, text.size + 1);
    *ok = *ok && copy != NULL;
    return slice_of(copy, copy == NULL ? 0 : make_plain(text, copy));
}

__attribute__((format(printf, 3, 0))) static void add(struct pack_errors *errors,
                                                      const struct pack_error *what,
                                                      const char *format,
                                                      va_list arguments) {
    bool is_error = what->warning == NULL;
    if (is_error && errors->error_count >= LIMIT_PACK_ERRORS) {
        errors->left_out++;
        return;
    }
    char text[500];
    int size = vsnprintf(text, sizeof text, format, arguments);
    if (size < 0) {
        size = 0;
    }
    if ((size_t)size >= sizeof text) {
        size = (int)sizeof text - 1;
    }
    size_t whole = utf8_valid_prefix(slice_of(text, (size_t)size)); /* cut as it may be */
    struct pack_error *error = LIST_PUSH(&errors->arena, &errors->list);
    bool ok = error != NULL;
    if (ok) {
        *error = *what;
        error->place.file = copy_plain(errors, what->place.file, &ok);
    }
    if (ok) {
        error->rule = copy_plain(errors, what->rule, &ok);
    }
    if (ok) {
        error->message = copy_plain(errors, slice_of(text, whole), &ok);
    }
    if (!ok) {
        errors->out_of_memory = true;
    }
    errors->error_count += is_error ? 1 : 0;
}

void pack_error_add(struct pack_errors *errors, struct place place, const char *format,
                    ...) {
    struct pack_error what = {.place = place};
    va_list arguments;
    va_start(arguments, format);
    add(errors, &what, format, arguments);
    va_end(arguments);
}

void pack_warning_add(struct pack_errors *errors, struct place place, const char *warning,
                      struct slice rule, const char *format, ...) {
    struct pack_error what = {.place = place, .warning = warning, .rule = rule};
    va_list arguments;
    va_start(arguments, format);
    add(errors, &what, format, arguments);
    va_end(arguments);
}

static int compare_places(const void *left, const void *right) {
    const struct pack_error *a = left;
    const struct pack_error *b = right;
    int order = slice_compare(a->place.file, b->place.file);
    if (order == 0 && a->place.line != b->place.line) {
        order = a->place.line < b->place.line ? -1 : 1;
    }
    if (order == 0 && a->place.column != b->place.column) {
        order = a->place.column < b->place.column ? -1 : 1;
    }
    if (order == 0) {
        order = (a->message.data > b->message.data) - (a->message.data < b->message.data);
    }
    return order;
}

void pack_errors_sort(struct pack_errors *errors) {
    if (errors->list.count > 1) {
        qsort(errors->list.items, errors->list.count, sizeof *errors->list.items,
              compare_places);
    }
}

/* ---- Showing ---- */

enum { LINE_BYTES = 65536, SHOWN_BEFORE = 60, SHOWN = 110 };

/* Reads that line of a file without its end; false where it cannot be read. */
static bool read_line(struct slice path, uint32_t line, char *room, struct slice *text) {
    char name[4096];
    bool found = false;
    if (line == 0 || path.size >= sizeof name) {
        return false;
    }
    memcpy(name, path.data, path.size);
    name[path.size] = '\0';
    const char *problem = NULL;
    int file = pack_file_open(name, &problem);
    FILE *source = file < 0 ? NULL : fdopen(file, "rb");
    if (source == NULL && file >= 0) {
        close(file);
    }
    for (uint32_t at = 1;
         source != NULL && !found && fgets(room, LINE_BYTES, source) != NULL;) {
        size_t size = strlen(room);
        bool whole = size > 0 && room[size - 1] == '\n';
        found = at == line;
        *text = slice_of(room, whole ? size - 1 : size);
        at += whole ? 1 : 0;
    }
    if (source != NULL) {
        fclose(source);
    }
    return found;
}

/* Steps over `count` characters; those cut short at the end count too. */
static size_t skip_characters(struct slice text, size_t at, size_t count) {
    for (; count > 0 && at < text.size; count--) {
        at++;
        while (at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

static void append_shown(struct buffer *out, struct slice text) {
    char *room = text.size == 0 ? NULL : buffer_reserve(out, text.size);
    out->size += room == NULL ? 0 : make_plain(text, room);
}

/* The line, of a long one the part around the column, and a caret under the column. */
static void append_source(struct buffer *out, const struct place *place, bool colour,
                          char *room) {
    struct slice text;
    if (!read_line(place->file, place->line, room, &text)) {
        return;
    }
    size_t column = place->column == 0 ? 0 : place->column - 1;
    size_t left = column > SHOWN_BEFORE ? column - SHOWN_BEFORE : 0;
    size_t start = skip_characters(text, 0, left);
    size_t end = skip_characters(text, start, SHOWN);
    buffer_append_string(out, left > 0 ? "  | ..." : "  | ");
    append_shown(out, slice_of(text.data + start, end - start));
    buffer_append_string(out, end < text.size ? "...\n  | " : "\n  | ");
    for (size_t i = left > 0 ? 3 : 0; i > 0; i--) {
        buffer_append_char(out, ' ');
    }
    for (size_t i = left; i < column; i++) {
        buffer_append_char(out, ' ');
    }
    buffer_append_string(out, colour ? "\x1b[1;32m^\x1b[0m\n" : "^\n");
}

static void append_kind(struct buffer *out, const struct pack_error *error, bool colour) {
    bool is_error = error->warning == NULL;
    if (colour) {
        buffer_append_string(out, is_error ? "\x1b[1;31m" : "\x1b[1;35m");
    }
    buffer_append_string(out, is_error ? "error: " : "warning: ");
    if (colour) {
        buffer_append_string(out, "\x1b[0m");
    }
}

static void write_error(const struct pack_error *error, bool colour, char *room,
                        struct buffer *out) {
    const struct place *place = &error->place;
    buffer_append_slice(out, place->file);
    if (place->line != 0) {
        buffer_append_char(out, ':');
        buffer_append_number(out, place->line);
        buffer_append_char(out, ':');
        buffer_append_number(out, place->column == 0 ? 1 : place->column);
    }
    buffer_append_string(out, ": ");
    append_kind(out, error, colour);
    if (error->rule.size > 0) {
        buffer_append_slice(out, error->rule);
        buffer_append_string(out, ": ");
    }
    buffer_append_slice(out, error->message);
    if (error->warning != NULL) {
        buffer_append_string(out, " [");
        buffer_append_string(out, error->warning);
        buffer_append_char(out, ']');
    }
    buffer_append_char(out, '\n');
    append_source(out, place, colour, room);
}

void pack_errors_write(struct pack_errors *errors, bool colour, struct buffer *out) {
    char *room = memory_alloc(LINE_BYTES);
    pack_errors_sort(errors);
    for (size_t i = 0; room != NULL && i < errors->list.count; i++) {
        write_error(&errors->list.items[i], colour, room, out);
    }
    memory_free(room);
    if (errors->left_out > 0) {
        buffer_append_number(out, errors->left_out);
        buffer_append_string(out, " more errors are not shown\n");
    }
    errors->out_of_memory |= room == NULL;
    if (errors->out_of_memory) {
        buffer_append_string(out, "out of memory while loading the rules\n");
    }
}

/* ---- Near words ---- */

enum { LONGEST_WORD = 64 };

/* Levenshtein's distance; words beyond LONGEST_WORD count as far. */
size_t word_distance(struct slice a, struct slice b) {
    size_t row[LONGEST_WORD + 1];
    if (a.size > LONGEST_WORD || b.size > LONGEST_WORD) {
        return LONGEST_WORD;
    }
    for (size_t j = 0; j <= b.size; j++) {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.size; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t substitution = diagonal + (a.data[i - 1] != b.data[j - 1]);
            size_t shortest = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            diagonal = row[j];
            row[j] = substitution < shortest ? substitution : shortest;
        }
    }
    return row[b.size];
}

const char *nearest_word(struct slice word, const char *const *candidates, size_t count) {
    const char *nearest = NULL;
    size_t best = word.size / 3 + 2;
    if (word.size > LONGEST_WORD) {
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        size_t distance = word_distance(word, slice_from_string(candidates[i]));
        if (distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
