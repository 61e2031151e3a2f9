/* assay diff: two files of records, or two folders of rules over the same articles. */
#include "annotator.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "tools/diff.h"
#include "tools/records.h"

#include <stdlib.h>
#include <sys/stat.h>

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* ---- Two files of records ---- */

/* Records that wait for the one of the same id on the other side: a list for each id.
 * Files in the same order keep none for long. */
struct waiting {
    json_t *sides[2];
};

static const char *id_of(const json_t *record) {
    const char *id = json_string_value(json_object_get(record, "id"));
    return id == NULL ? "" : id;
}

/* The first that waits on a side under that id, taken out; or NULL. */
static json_t *take(json_t *side, const char *id) {
    json_t *list = json_object_get(side, id);
    json_t *record = json_incref(json_array_get(list, 0));
    if (record != NULL) {
        json_array_remove(list, 0);
        if (json_array_size(list) == 0) {
            json_object_del(side, id);
        }
    }
    return record;
}

static bool put(json_t *side, json_t *record) {
    const char *id = id_of(record);
    json_t *list = json_object_get(side, id);
    if (list == NULL) {
        list = json_array();
        if (json_object_set_new(side, id, list) != 0) {
            return false;
        }
    }
    return json_array_append(list, record) == 0;
}

static void meet(struct diff *diff, struct waiting *waiting, int side, json_t *record) {
    json_t *other = take(waiting->sides[1 - side], id_of(record));
    if (other == NULL) {
        diff->out_of_memory |= !put(waiting->sides[side], record);
    } else {
        diff_records(diff, side == 0 ? record : other, side == 0 ? other : record);
    }
    json_decref(other);
    json_decref(record);
}

static void leave(struct diff *diff, const struct waiting *waiting, int side) {
    const char *id = NULL;
    json_t *list = NULL;
    json_object_foreach(waiting->sides[side], id, list) {
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *record = json_array_get(list, i);
            diff_records(diff, side == 0 ? record : NULL, side == 0 ? NULL : record);
        }
    }
}

/* False where something could not be read. */
static bool diff_files(const struct options *options, struct diff *diff) {
    struct records files[2];
    struct waiting waiting = {{json_object(), json_object()}};
    bool more[2] = {true, true};
    for (int side = 0; side < 2; side++) {
        records_init(&files[side], options->arguments + side, 1);
    }
    while (more[0] || more[1]) {
        for (int side = 0; side < 2; side++) {
            json_t *record = more[side] ? records_next(&files[side]) : NULL;
            more[side] = record != NULL;
            if (record != NULL) {
                meet(diff, &waiting, side, record);
            }
        }
    }
    bool good = true;
    for (int side = 0; side < 2; side++) {
        leave(diff, &waiting, side);
        good &= !files[side].trouble && files[side].bad_lines == 0;
        records_deinit(&files[side]);
        json_decref(waiting.sides[side]);
    }
    return good;
}

/* ---- Two folders of rules ---- */

struct side {
    struct assay_rules *rules;
    struct assay_annotator *annotator;
};

struct comparison {
    struct diff *diff;
    struct side *new;
};

static bool open_side(const struct options *options, const char *folder,
                      struct side *side) {
    struct options own = *options;
    struct assay_error error;
    own.rules = folder;
    side->rules = load_rules(&own);
    side->annotator =
        side->rules == NULL ? NULL : assay_annotator_new(side->rules, NULL, &error);
    return side->annotator != NULL;
}

static void close_side(struct side *side) {
    assay_annotator_free(side->annotator);
    assay_rules_free(side->rules);
}

static json_t *record_of(struct assay_annotator *annotator) {
    size_t size = 0;
    const char *record = assay_record(annotator, &size);
    return record == NULL ? NULL : json_loadb(record, size, JSON_ALLOW_NUL, NULL);
}

/* The old rules have read an article; the new ones read its text. */
static bool compare_article(void *context, struct assay_annotator *annotator) {
    struct comparison *comparison = context;
    struct assay_text text = assay_article_text(annotator);
    struct slice name = annotator_article(annotator)->source.name;
    struct side *new = comparison->new;
    assay_begin(new->annotator, name.size == 0 ? NULL : name.data);
    assay_feed(new->annotator, text.data, text.size);
    assay_finish(new->annotator);
    json_t *before = record_of(annotator);
    json_t *after = record_of(new->annotator);
    if (before == NULL || after == NULL) {
        comparison->diff->out_of_memory = true;
    } else {
        diff_records(comparison->diff, before, after);
    }
    json_decref(before);
    json_decref(after);
    return !comparison->diff->out_of_memory;
}

static bool diff_folders(const struct options *options, struct diff *diff) {
    struct side sides[2] = {{NULL, NULL}, {NULL, NULL}};
    bool good = open_side(options, options->arguments[0], &sides[0]) &&
                open_side(options, options->arguments[1], &sides[1]);
    if (good) {
        struct comparison comparison = {diff, &sides[1]};
        struct options articles = *options;
        articles.arguments += 2;
        articles.argument_count -= 2;
        good = input_each(&articles, sides[0].annotator, compare_article, &comparison) !=
               INPUT_FAILED;
    }
    close_side(&sides[0]);
    close_side(&sides[1]);
    return good;
}

/* ---- The command ---- */

static bool usable(const struct options *options, bool *folders) {
    if (options->argument_count < 2) {
        fputs("assay: diff needs two files of records, or two folders of rules and "
              "articles; see `assay diff --help`\n",
              stderr);
        return false;
    }
    *folders = is_folder(options->arguments[0]);
    if (*folders != is_folder(options->arguments[1])) {
        fprintf(stderr, "assay: %s is a folder of rules and %s is not\n",
                options->arguments[*folders ? 0 : 1],
                options->arguments[*folders ? 1 : 0]);
        return false;
    }
    if (!*folders && options->argument_count > 2) {
        fputs("assay: two files of records are compared, no more\n", stderr);
        return false;
    }
    return true;
}

int command_diff(const struct options *options) {
    struct diff diff;
    bool folders = false;
    if (!usable(options, &folders) || !diff_init(&diff)) {
        return EXIT_TROUBLE;
    }
    bool good = folders ? diff_folders(options, &diff) : diff_files(options, &diff);
    if (diff.out_of_memory) {
        fputs("assay: out of memory\n", stderr);
        good = false;
    } else if (options->json) {
        json_dumpf(diff.report, stdout, JSON_INDENT(1));
        putchar('\n');
    } else {
        diff_print(&diff, stdout);
    }
    bool found = diff_found(&diff);
    diff_deinit(&diff);
    return !good ? EXIT_TROUBLE : found ? EXIT_FOUND : EXIT_WELL;
}
