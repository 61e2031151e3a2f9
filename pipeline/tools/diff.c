/* Marks are the same where kind, label and place are: then their values are compared, but
 * for numbers that only count. A changed mark belongs to its new rule. */
#include "tools/diff.h"

#include "base/arena.h"
#include "tools/marks.h"
#include "tools/records.h"

#include <stdlib.h>
#include <string.h>

bool diff_init(struct diff *diff) {
    diff->out_of_memory = false;
    diff->report = json_pack("{s:i, s:i, s:i, s:i, s:{}}", "articles", 0, "different", 0,
                             "only_old", 0, "only_new", 0, "rules");
    return diff->report != NULL;
}

void diff_deinit(struct diff *diff) { json_decref(diff->report); }

static void count(struct diff *diff, json_t *object, const char *key) {
    json_int_t value = json_integer_value(json_object_get(object, key));
    if (json_object_set_new(object, key, json_integer(value + 1)) != 0) {
        diff->out_of_memory = true;
    }
}

/* ---- What one difference adds to the report ---- */

static json_t *entry_of(struct diff *diff, struct slice rule) {
    json_t *rules = json_object_get(diff->report, "rules");
    char name[256];
    snprintf(name, sizeof name, "%.*s", (int)rule.size, rule.size == 0 ? "" : rule.data);
    json_t *entry = json_object_get(rules, name);
    if (entry == NULL) {
        entry = json_pack("{s:i, s:i, s:i, s:[]}", "appeared", 0, "vanished", 0,
                          "changed", 0, "samples");
        if (entry == NULL || json_object_set_new(rules, name, entry) != 0) {
            diff->out_of_memory = true;
            return NULL;
        }
    }
    return entry;
}

static const char *name_of(const json_t *record) {
    const char *name =
        json_string_value(json_object_get(json_object_get(record, "source"), "name"));
    return name != NULL ? name : json_string_value(json_object_get(record, "id"));
}

static json_t *text_of(struct slice text) {
    return text.data == NULL ? json_null() : json_stringn(text.data, text.size);
}

static void note(struct diff *diff, const char *what, const json_t *record,
                 const struct mark *mark, const struct mark *old) {
    json_t *entry = mark == NULL ? NULL : entry_of(diff, mark->rule);
    if (entry == NULL) {
        return;
    }
    count(diff, entry, what);
    if (json_integer_value(json_object_get(entry, what)) > DIFF_SAMPLES) {
        return;
    }
    const char *name = name_of(record);
    json_t *sample = json_pack("{s:s, s:s, s:s, s:o, s:[I,I], s:o, s:o, s:o}", "what",
                               what, "article", name == NULL ? "" : name, "kind",
                               mark_word(mark->kind), "label", text_of(mark->label),
                               "span", (json_int_t)mark->start, (json_int_t)mark->end,
                               "text", text_of(mark->text), "id", text_of(mark->id),
                               "old_id", old == NULL ? json_null() : text_of(old->id));
    if (sample == NULL ||
        json_array_append_new(json_object_get(entry, "samples"), sample) != 0) {
        diff->out_of_memory = true;
    }
}

/* ---- Comparing ---- */

static int compare_place(const struct mark *a, const struct mark *b) {
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    int order = slice_compare(a->label, b->label);
    if (order != 0) {
        return order;
    }
    if (a->start != b->start) {
        return a->start < b->start ? -1 : 1;
    }
    return (a->end > b->end) - (a->end < b->end);
}

static int compare_marks(const void *left, const void *right) {
    const struct mark *a = left;
    const struct mark *b = right;
    int order = compare_place(a, b);
    return order != 0 ? order : slice_compare(a->id, b->id);
}

/* Numbers that say where in its list something stands, and spans in other units. */
static bool only_counts(const char *key) {
    static const char *const keys[] = {"n",    "sentence", "entity",
                                       "span", "evidence", "arguments"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool same_value(const json_t *a, const json_t *b);

static bool same_object(const json_t *a, const json_t *b) {
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach((json_t *)(uintptr_t)a, key, value) {
        if (!only_counts(key) && !same_value(value, json_object_get(b, key))) {
            return false;
        }
    }
    return json_object_size(a) == json_object_size(b);
}

static bool same_value(const json_t *a, const json_t *b) {
    return json_is_object(a) && json_is_object(b) ? same_object(a, b) : json_equal(a, b);
}

static bool is_same(const struct mark *a, const struct mark *b) {
    return slice_equal(a->id, b->id) && slice_equal(a->text, b->text) &&
           same_value(a->value, b->value);
}

/* Both lists are sorted. True where they differ. */
static bool compare_lists(struct diff *diff, const json_t *record,
                          const struct marks *old, const struct marks *new) {
    size_t i = 0;
    size_t j = 0;
    bool differ = false;
    while (i < old->list.count || j < new->list.count) {
        const struct mark *before = i < old->list.count ? &old->list.items[i] : NULL;
        const struct mark *after = j < new->list.count ? &new->list.items[j] : NULL;
        int order = before == NULL  ? 1
                    : after == NULL ? -1
                                    : compare_place(before, after);
        i += order <= 0 ? 1 : 0;
        j += order >= 0 ? 1 : 0;
        if (order == 0 && is_same(before, after)) {
            continue;
        }
        differ = true;
        note(diff,
             order < 0   ? "vanished"
             : order > 0 ? "appeared"
                         : "changed",
             record, order < 0 ? before : after, order == 0 ? before : NULL);
    }
    return differ;
}

static void sort(struct marks *marks) {
    if (marks->list.count > 1) {
        qsort(marks->list.items, marks->list.count, sizeof *marks->list.items,
              compare_marks);
    }
}

void diff_records(struct diff *diff, const json_t *old, const json_t *new) {
    struct arena arena;
    struct marks before;
    struct marks after;
    arena_init(&arena);
    if (!marks_read(&before, &arena, old) || !marks_read(&after, &arena, new)) {
        diff->out_of_memory = true;
    } else {
        sort(&before);
        sort(&after);
        bool differ = compare_lists(diff, new == NULL ? old : new, &before, &after);
        count(diff, diff->report, "articles");
        if (old == NULL || new == NULL) {
            count(diff, diff->report, old == NULL ? "only_new" : "only_old");
        } else if (differ || (json_object_get(old, "error") == NULL) !=
                                 (json_object_get(new, "error") == NULL)) {
            count(diff, diff->report, "different");
        }
    }
    arena_deinit(&arena);
}

/* ---- Showing ---- */

static json_int_t number(const json_t *object, const char *key) {
    return json_integer_value(json_object_get(object, key));
}

bool diff_found(const struct diff *diff) {
    return number(diff->report, "different") > 0 ||
           number(diff->report, "only_old") > 0 || number(diff->report, "only_new") > 0;
}

struct line {
    const char *rule;
    const json_t *entry;
    json_int_t total;
};

static int compare_lines(const void *left, const void *right) {
    const struct line *a = left;
    const struct line *b = right;
    if (a->total != b->total) {
        return a->total > b->total ? -1 : 1;
    }
    return strcmp(a->rule, b->rule);
}

/* On one line, whatever the article has. */
static void print_flat(struct slice text, FILE *out) {
    for (size_t i = 0; i < text.size; i++) {
        fputc((unsigned char)text.data[i] < ' ' ? ' ' : text.data[i], out);
    }
}

static void print_sample(const json_t *sample, FILE *out) {
    struct slice what = records_text(sample, "what");
    struct slice article = records_text(sample, "article");
    struct slice label = records_text(sample, "label");
    struct slice text = records_text(sample, "text");
    struct slice id = records_text(sample, "id");
    struct slice old = records_text(sample, "old_id");
    char sign = what.data[0] == 'a' ? '+' : what.data[0] == 'v' ? '-' : '~';
    fprintf(
        out, "    %c %.*s:%lld  %.*s", sign, (int)article.size, article.data,
        (long long)json_integer_value(json_array_get(json_object_get(sample, "span"), 0)),
        (int)label.size, label.data);
    fputs("  \"", out);
    print_flat(text, out);
    fputs("\"", out);
    if (old.data != NULL && !slice_equal(old, id)) {
        fputs("  was ", out);
        print_flat(old, out);
    }
    if (id.data != NULL && !slice_equal(id, text)) {
        fputs("  ", out);
        print_flat(id, out);
    }
    fputc('\n', out);
}

static void print_line(const struct line *line, FILE *out) {
    const json_t *samples = json_object_get(line->entry, "samples");
    fprintf(out, "%s: +%lld -%lld ~%lld\n", line->rule[0] == '\0' ? "(none)" : line->rule,
            (long long)number(line->entry, "appeared"),
            (long long)number(line->entry, "vanished"),
            (long long)number(line->entry, "changed"));
    for (size_t i = 0; i < json_array_size(samples); i++) {
        print_sample(json_array_get(samples, i), out);
    }
}

void diff_print(const struct diff *diff, FILE *out) {
    json_t *rules = json_object_get(diff->report, "rules");
    struct arena arena;
    arena_init(&arena);
    struct line *lines =
        arena_alloc_array(&arena, json_object_size(rules), sizeof *lines);
    size_t kept = 0;
    const char *rule = NULL;
    json_t *entry = NULL;
    json_object_foreach(rules, rule, entry) {
        if (lines != NULL) {
            lines[kept++] =
                (struct line){rule, entry,
                              number(entry, "appeared") + number(entry, "vanished") +
                                  number(entry, "changed")};
        }
    }
    if (kept > 1) {
        qsort(lines, kept, sizeof *lines, compare_lines);
    }
    for (size_t i = 0; i < kept; i++) {
        print_line(&lines[i], out);
    }
    fprintf(out,
            "%lld articles: %lld differ, %lld only in the old, %lld only in the new\n",
            (long long)number(diff->report, "articles"),
            (long long)number(diff->report, "different"),
            (long long)number(diff->report, "only_old"),
            (long long)number(diff->report, "only_new"));
    arena_deinit(&arena);
}
