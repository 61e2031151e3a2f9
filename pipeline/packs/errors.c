/* The list of pack errors, and the search for the nearest known word. */
#include "packs/errors.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"

void pack_errors_init(struct pack_errors *errors) {
    *errors = (struct pack_errors){0};
    arena_init(&errors->arena);
}

void pack_errors_deinit(struct pack_errors *errors) { arena_deinit(&errors->arena); }

void pack_error_add(struct pack_errors *errors, struct place place, const char *format,
                    ...) {
    if (errors->list.count >= LIMIT_PACK_ERRORS) {
        errors->left_out++;
        return;
    }
    char text[500];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        size = 0;
    }
    if ((size_t)size >= sizeof text) {
        size = (int)sizeof text - 1;
    }
    struct pack_error *error = LIST_PUSH(&errors->arena, &errors->list);
    bool ok = error != NULL;
    if (ok) {
        error->place = place;
        error->place.file = arena_copy(&errors->arena, place.file, &ok);
        error->message = arena_copy(&errors->arena, slice_of(text, (size_t)size), &ok);
    }
    if (!ok) {
        errors->out_of_memory = true;
    }
}

static int compare_places(const void *left, const void *right) {
    const struct pack_error *a = left;
    const struct pack_error *b = right;
    size_t shorter =
        a->place.file.size < b->place.file.size ? a->place.file.size : b->place.file.size;
    int order = memcmp(a->place.file.data, b->place.file.data, shorter);
    if (order == 0 && a->place.file.size != b->place.file.size) {
        order = a->place.file.size < b->place.file.size ? -1 : 1;
    }
    if (order == 0 && a->place.line != b->place.line) {
        order = a->place.line < b->place.line ? -1 : 1;
    }
    if (order == 0 && a->place.column != b->place.column) {
        order = a->place.column < b->place.column ? -1 : 1;
    }
    return order;
}

static void write_error(const struct pack_error *error, struct buffer *out) {
    buffer_append_slice(out, error->place.file);
    if (error->place.line != 0) {
        buffer_append_char(out, ':');
        buffer_append_number(out, error->place.line);
        buffer_append_char(out, ':');
        buffer_append_number(out, error->place.column == 0 ? 1 : error->place.column);
    }
    buffer_append_string(out, ": error: ");
    buffer_append_slice(out, error->message);
    buffer_append_char(out, '\n');
}

void pack_errors_write(struct pack_errors *errors, struct buffer *out) {
    if (errors->list.count > 1) {
        qsort(errors->list.items, errors->list.count, sizeof *errors->list.items,
              compare_places);
    }
    for (size_t i = 0; i < errors->list.count; i++) {
        write_error(&errors->list.items[i], out);
    }
    if (errors->left_out > 0) {
        buffer_append_number(out, errors->left_out);
        buffer_append_string(out, " more errors are not shown\n");
    }
    if (errors->out_of_memory) {
        buffer_append_string(out, "out of memory while loading the rules\n");
    }
}

enum { LONGEST_WORD = 64 };

/* Levenshtein's distance; words beyond LONGEST_WORD count as far. */
static size_t edit_distance(struct slice a, struct slice b) {
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
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, slice_from_string(candidates[i]));
        if (distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
