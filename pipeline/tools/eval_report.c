/* What eval found: as a table, as a list of errors, as JSON. */
#include "tools/eval.h"

#include <stdlib.h>
#include <string.h>

static const char *const way_words[] = {"strict", "overlap", "document"};

struct row {
    uint32_t label;
    const struct eval_label *of;
};

static int compare_rows(const void *left, const void *right) {
    const struct eval_label *a = ((const struct row *)left)->of;
    const struct eval_label *b = ((const struct row *)right)->of;
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    return slice_compare(a->name, b->name);
}

/* The labels by kind and name; free() gives them back. */
static struct row *sorted_labels(const struct eval *eval) {
    struct row *rows = calloc(eval->labels.count + 1, sizeof *rows);
    for (uint32_t i = 0; rows != NULL && i < eval->labels.count; i++) {
        rows[i] = (struct row){i, &eval->labels.items[i]};
    }
    if (rows != NULL && eval->labels.count > 1) {
        qsort(rows, eval->labels.count, sizeof *rows, compare_rows);
    }
    return rows;
}

static void add(struct tally *sum, struct tally one) {
    sum->right += one.right;
    sum->wrong += one.wrong;
    sum->missed += one.missed;
}

/* The sum over the labels of a kind, and the mean of their F1. */
static struct tally sum_of(const struct eval *eval, enum mark_kind kind,
                           enum eval_way way, double *macro) {
    struct tally sum = {0, 0, 0};
    uint32_t count = 0;
    *macro = 0;
    for (size_t i = 0; i < eval->labels.count; i++) {
        if (eval->labels.items[i].kind == kind) {
            add(&sum, eval->labels.items[i].total[way]);
            *macro += tally_f1(eval->labels.items[i].total[way]);
            count++;
        }
    }
    *macro = count == 0 ? 1 : *macro / count;
    return sum;
}

/* ---- The table ---- */

/* Of nothing there is no share. */
static void print_share(double share, uint32_t of, FILE *out) {
    if (of == 0) {
        fputs("      -", out);
    } else {
        fprintf(out, "  %.3f", share);
    }
}

static void print_tally(struct tally tally, FILE *out) {
    uint32_t gold = tally.right + tally.missed;
    uint32_t found = tally.right + tally.wrong;
    fprintf(out, " %6u %6u", gold, found);
    print_share(tally_precision(tally), found, out);
    print_share(tally_recall(tally), gold, out);
    print_share(tally_f1(tally), gold + found, out);
}

static void print_row(const struct eval *eval, const struct row *row, FILE *out) {
    const struct tally *total = row->of->total;
    struct tally strict = total[EVAL_STRICT];
    double low = 0;
    double high = 0;
    eval_interval(eval, row->label, &low, &high);
    fprintf(out, "  %-26.*s", (int)row->of->name.size, row->of->name.data);
    print_tally(strict, out);
    fprintf(out, "  %.3f-%.3f", low, high);
    if (row->of->kind == MARK_ENTITY) {
        fprintf(out, "    %.3f    %.3f", tally_f1(total[EVAL_OVERLAP]),
                tally_f1(total[EVAL_DOCUMENT]));
    }
    fputc('\n', out);
}

static void print_sums(const struct eval *eval, enum mark_kind kind, FILE *out) {
    double macro = 0;
    struct tally sum = sum_of(eval, kind, EVAL_STRICT, &macro);
    fprintf(out, "  %-26s", "micro");
    print_tally(sum, out);
    fputc('\n', out);
    fprintf(out, "  %-26s %34.3f\n\n", "macro", macro);
}

static void print_kind(const struct eval *eval, const struct row *rows,
                       enum mark_kind kind, FILE *out) {
    bool any = false;
    for (size_t i = 0; i < eval->labels.count; i++) {
        if (rows[i].of->kind != kind) {
            continue;
        }
        if (!any) {
            fprintf(out, "%-28s %6s %6s  %5s  %5s  %5s  %11s%s\n", mark_word(kind),
                    "gold", "found", "P", "R", "F1", "95% of F1",
                    kind == MARK_ENTITY ? "  overlap document" : "");
            any = true;
        }
        print_row(eval, &rows[i], out);
    }
    if (any) {
        print_sums(eval, kind, out);
    }
}

/* ---- Errors ---- */

struct listed {
    const struct eval_error *error;
    uint32_t alarms; /* false alarms of its rule */
};

static uint32_t alarms_of(const struct eval *eval, struct slice rule) {
    uint32_t count = 0;
    for (size_t i = 0; i < eval->errors.count; i++) {
        count +=
            !eval->errors.items[i].missed && slice_equal(eval->errors.items[i].rule, rule)
                ? 1
                : 0;
    }
    return count;
}

/* False alarms by rule, the worst first; then misses by label. */
static int compare_listed(const void *left, const void *right) {
    const struct listed *a = left;
    const struct listed *b = right;
    if (a->error->missed != b->error->missed) {
        return a->error->missed ? 1 : -1;
    }
    if (a->alarms != b->alarms) {
        return a->alarms > b->alarms ? -1 : 1;
    }
    int order = slice_compare(a->error->rule, b->error->rule);
    if (order == 0 && a->error->label != b->error->label) {
        order = a->error->label < b->error->label ? -1 : 1;
    }
    return order != 0 ? order : (a->error > b->error) - (a->error < b->error);
}

static struct listed *sorted_errors(const struct eval *eval) {
    struct listed *list = calloc(eval->errors.count + 1, sizeof *list);
    for (size_t i = 0; list != NULL && i < eval->errors.count; i++) {
        const struct eval_error *error = &eval->errors.items[i];
        list[i] =
            (struct listed){error, error->missed ? 0 : alarms_of(eval, error->rule)};
    }
    if (list != NULL && eval->errors.count > 1) {
        qsort(list, eval->errors.count, sizeof *list, compare_listed);
    }
    return list;
}

static void print_flat(struct slice text, FILE *out) {
    for (size_t i = 0; i < text.size; i++) {
        fputc((unsigned char)text.data[i] < ' ' ? ' ' : text.data[i], out);
    }
}

static void print_error(const struct eval *eval, const struct eval_error *error,
                        FILE *out) {
    struct slice label = eval->labels.items[error->label].name;
    fprintf(out, "  %s %.*s:%lld  %.*s", error->missed ? "missed" : "false ",
            (int)error->article.size, error->article.data, (long long)error->start,
            (int)label.size, label.data);
    if (error->id.size > 0) {
        fprintf(out, " %.*s", (int)error->id.size, error->id.data);
    }
    if (error->start >= 0) {
        fputs("  ...", out);
        print_flat(error->before, out);
        fputs("[", out);
        print_flat(error->text, out);
        fputs("]", out);
        print_flat(error->after, out);
        fputs("...", out);
    }
    fputc('\n', out);
}

static void print_errors(const struct eval *eval, FILE *out) {
    struct listed *list = sorted_errors(eval);
    for (size_t i = 0; list != NULL && i < eval->errors.count; i++) {
        const struct eval_error *error = list[i].error;
        bool first = i == 0 || error->missed != list[i - 1].error->missed ||
                     !slice_equal(error->rule, list[i - 1].error->rule);
        if (first && error->missed) {
            fputs("misses\n", out);
        } else if (first) {
            fprintf(out, "%.*s: %u false alarms\n", (int)error->rule.size,
                    error->rule.size == 0 ? "" : error->rule.data, list[i].alarms);
        }
        print_error(eval, error, out);
    }
    free(list);
    fputc('\n', out);
}

void eval_print(const struct eval *eval, bool errors, FILE *out) {
    struct row *rows = sorted_labels(eval);
    if (errors) {
        print_errors(eval, out);
    }
    for (int kind = 0; rows != NULL && kind < MARK_KINDS; kind++) {
        print_kind(eval, rows, (enum mark_kind)kind, out);
    }
    fprintf(out, "%u articles\n", eval->articles);
    free(rows);
}

/* ---- JSON ---- */

static json_t *tally_json(struct tally tally) {
    return json_pack("{s:I, s:I, s:I, s:f, s:f, s:f}", "right", (json_int_t)tally.right,
                     "wrong", (json_int_t)tally.wrong, "missed", (json_int_t)tally.missed,
                     "precision", tally_precision(tally), "recall", tally_recall(tally),
                     "f1", tally_f1(tally));
}

static json_t *label_json(const struct eval *eval, const struct row *row) {
    double low = 0;
    double high = 0;
    eval_interval(eval, row->label, &low, &high);
    json_t *object = json_pack(
        "{s:s, s:o, s:[f,f]}", "kind", mark_word(row->of->kind), "label",
        json_stringn(row->of->name.data, row->of->name.size), "f1_interval", low, high);
    for (int way = 0; object != NULL && way < EVAL_WAYS; way++) {
        json_object_set_new(object, way_words[way], tally_json(row->of->total[way]));
    }
    return object;
}

static json_t *kind_json(const struct eval *eval, enum mark_kind kind) {
    double macro = 0;
    struct tally sum = sum_of(eval, kind, EVAL_STRICT, &macro);
    return json_pack("{s:o, s:f}", "micro", tally_json(sum), "macro_f1", macro);
}

static json_t *text_json(struct slice text) {
    return text.size == 0 ? json_null() : json_stringn(text.data, text.size);
}

static json_t *error_json(const struct eval *eval, const struct eval_error *error) {
    const struct eval_label *label = &eval->labels.items[error->label];
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "what",
                     error->missed ? "missed" : "false_alarm", "kind",
                     mark_word(label->kind), "label", text_json(label->name), "article",
                     text_json(error->article), "rule", text_json(error->rule), "id",
                     text_json(error->id), "start", (json_int_t)error->start, "before",
                     text_json(error->before), "text", text_json(error->text), "after",
                     text_json(error->after));
}

json_t *eval_json(const struct eval *eval, bool errors) {
    struct row *rows = sorted_labels(eval);
    struct listed *list = sorted_errors(eval);
    json_t *labels = json_array();
    json_t *kinds = json_object();
    json_t *root = json_pack("{s:I, s:o, s:o}", "articles", (json_int_t)eval->articles,
                             "labels", labels, "kinds", kinds);
    for (size_t i = 0; rows != NULL && i < eval->labels.count; i++) {
        const char *kind = mark_word(rows[i].of->kind);
        json_array_append_new(labels, label_json(eval, &rows[i]));
        json_object_set_new(kinds, kind, kind_json(eval, rows[i].of->kind));
    }
    json_t *out = errors ? json_array() : NULL;
    for (size_t i = 0; out != NULL && list != NULL && i < eval->errors.count; i++) {
        json_array_append_new(out, error_json(eval, list[i].error));
    }
    if (out != NULL) {
        json_object_set_new(root, "errors", out);
    }
    free(rows);
    free(list);
    return root;
}
