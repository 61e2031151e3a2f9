/* Canonical composition of a stretch.
 *
 * utf8proc decomposes single characters and composes; the ordering of marks between the
 * two is ours, since utf8proc's takes time quadratic in the length of a run of marks. */
#include "text/compose.h"

#include "base/limits.h"

#include <utf8proc.h>

#define DECOMPOSITION_MAXIMUM 8
#define COMBINING_CLASSES 256

static unsigned combining_class(int32_t code_point) {
    return (unsigned)utf8proc_get_property(code_point)->combining_class & 0xFFu;
}

static bool decompose(struct composer *composer, struct arena *arena,
                      const struct code_points *input) {
    composer->work.count = 0;
    for (size_t i = 0; i < input->count; i++) {
        utf8proc_int32_t pieces[DECOMPOSITION_MAXIMUM];
        int boundary = 0;
        utf8proc_ssize_t count =
            utf8proc_decompose_char(input->items[i], pieces, DECOMPOSITION_MAXIMUM,
                                    UTF8PROC_DECOMPOSE, &boundary);
        if (count < 0 || count > DECOMPOSITION_MAXIMUM) {
            pieces[0] = input->items[i];
            count = 1;
        }
        for (utf8proc_ssize_t k = 0; k < count; k++) {
            int32_t *item = LIST_PUSH(arena, &composer->work);
            if (item == NULL)
                return false;
            *item = pieces[k];
        }
    }
    return true;
}

static void insertion_sort(int32_t *marks, size_t count) {
    for (size_t i = 1; i < count; i++) {
        int32_t mark = marks[i];
        unsigned rank = combining_class(mark);
        size_t k = i;
        for (; k > 0 && combining_class(marks[k - 1]) > rank; k--)
            marks[k] = marks[k - 1];
        marks[k] = mark;
    }
}

/* Stable: marks of one class keep their order, as the canonical ordering demands. */
static bool counting_sort(struct composer *composer, struct arena *arena, int32_t *marks,
                          size_t count) {
    struct code_points *sorted = &composer->sorted;
    while (sorted->capacity < count) {
        if (!arena_grow(arena, (void *)&sorted->items, &sorted->capacity,
                        sizeof *sorted->items))
            return false;
    }
    size_t starts[COMBINING_CLASSES + 1] = {0};
    for (size_t i = 0; i < count; i++)
        starts[combining_class(marks[i]) + 1]++;
    for (size_t rank = 0; rank < COMBINING_CLASSES; rank++)
        starts[rank + 1] += starts[rank];
    for (size_t i = 0; i < count; i++)
        sorted->items[starts[combining_class(marks[i])]++] = marks[i];
    memcpy(marks, sorted->items, count * sizeof *marks);
    return true;
}

static bool order_marks(struct composer *composer, struct arena *arena, bool *long_run) {
    int32_t *items = composer->work.items;
    size_t count = composer->work.count;
    for (size_t start = 0; start < count;) {
        size_t end = start;
        while (end < count && combining_class(items[end]) != 0)
            end++;
        if (end - start > LIMIT_MARK_RUN) {
            *long_run = true;
            if (!counting_sort(composer, arena, items + start, end - start))
                return false;
        } else {
            insertion_sort(items + start, end - start);
        }
        start = end + 1;
    }
    return true;
}

bool compose(struct composer *composer, struct arena *arena,
             const struct code_points *input, bool *long_run) {
    *long_run = false;
    if (!decompose(composer, arena, input) || !order_marks(composer, arena, long_run))
        return false;
    utf8proc_ssize_t count = utf8proc_normalize_utf32(
        composer->work.items, (utf8proc_ssize_t)composer->work.count,
        (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    if (count <
        0) /* only for code points beyond U+10FFFF, which valid UTF-8 cannot hold */
        return false;
    composer->work.count = (size_t)count;
    return true;
}
