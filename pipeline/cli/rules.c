/* assay rules: check, test, list, why, new. */
#include "annotator.h"
#include "base/files.h"
#include "cli/commands.h"
#include "cli/rules_arguments.h"
#include "cli/rules_check.h"
#include "cli/rules_list.h"
#include "cli/rules_new.h"
#include "cli/rules_test.h"
#include "cli/rules_why.h"
#include "packs/load.h"
#include "stages/read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes what was put together, and gives the status. */
static int put(struct buffer *out, int status) {
    if (buffer_status(out) != ASSAY_OK) {
        fputs("assay: out of memory\n", stderr);
        status = EXIT_TROUBLE;
    } else if (out->size > 0) {
        fwrite(out->data, 1, out->size, stdout);
    }
    buffer_deinit(out);
    return status;
}

/* ---- list ---- */

static int list(const struct rules *rules, const struct options *options,
                const struct rules_arguments *own) {
    struct buffer out;
    buffer_init(&out, (size_t)1 << 28);
    rules_list_write(rules, own->names, own->name_count, options->json, &out);
    return put(&out, EXIT_WELL);
}

/* ---- test ---- */

/* Once more, with each branch of a pattern by itself. */
static bool cover(const struct options *options, const struct rules_arguments *own,
                  struct assay_error *error) {
    char path[4096];
    struct pack_errors errors;
    struct rules *split = NULL;
    struct rules_options load = {.pack_folders = own->packs,
                                 .pack_folder_count = own->pack_count,
                                 .only = options->only,
                                 .only_count = options->only_count,
                                 .disable = options->disable,
                                 .disable_count = options->disable_count,
                                 .split = true};
    find_rules(options, path, sizeof path);
    pack_errors_init(&errors);
    error_set(error, ASSAY_RULES, NULL,
              "branches of patterns cannot stand by themselves");
    bool good = rules_load(own->root != NULL ? own->root : path, &load, &split,
                           &errors) == ASSAY_OK &&
                rules_test_coverage(split, own->names, own->name_count, stdout, error) ==
                    ASSAY_OK;
    rules_free(split);
    pack_errors_deinit(&errors);
    return good;
}

static int test(const struct rules *rules, const struct options *options,
                const struct rules_arguments *own) {
    struct rules_test_result result;
    struct assay_error error;
    error_clear(&error);
    bool good = rules_test_run(rules, own->names, own->name_count, stdout, &result,
                               &error) == ASSAY_OK;
    if (good && options->coverage) {
        good = cover(options, own, &error);
    }
    if (!good) {
        fprintf(stderr, "assay: %s\n", error.message);
        return EXIT_TROUBLE;
    }
    printf("%u rules and lexicons, %u tests, %u failed\n", result.rules, result.tests,
           result.failed);
    return result.failed == 0 ? EXIT_WELL : EXIT_FOUND;
}

/* ---- why ---- */

static bool read_file(const char *name, struct buffer *bytes) {
    FILE *file = strcmp(name, "-") == 0 ? stdin : file_stream(name);
    size_t got = 0;
    if (file == NULL) {
        fprintf(stderr, "assay: %s: %s\n", name, strerror(errno));
        return false;
    }
    do {
        char *room = buffer_reserve(bytes, 1 << 16);
        got = room == NULL ? 0 : fread(room, 1, 1 << 16, file);
        bytes->size += got;
    } while (got > 0);
    bool good = !ferror(file) && buffer_status(bytes) == ASSAY_OK;
    if (!good) {
        fprintf(stderr, "assay: %s: cannot be read\n", name);
    }
    if (file != stdin) {
        fclose(file);
    }
    return good;
}

static int why_article(const struct rules *rules, const struct options *options,
                       struct slice bytes) {
    struct article article;
    struct assay_error error;
    struct why_options own = {.rule = options->arguments[1],
                              .sentence = options->sentence,
                              .colour =
                                  isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL,
                              .out = stdout};
    error_clear(&error);
    article_init(&article);
    enum assay_status status = read_text(&article, bytes, NULL, &error);
    if (status == ASSAY_OK) {
        status = rules_why(rules, &article, &own, &error);
    }
    article_deinit(&article);
    if (status != ASSAY_OK) {
        fprintf(stderr, "assay: %s\n", error.message);
        return EXIT_TROUBLE;
    }
    return EXIT_WELL;
}

static int why(const struct rules *rules, const struct options *options) {
    if (options->argument_count < 2 || options->argument_count > 3) {
        fprintf(stderr, "assay: rules why needs a rule and at most one file: "
                        "assay rules why RULE [--sentence N] [FILE]\n");
        return EXIT_TROUBLE;
    }
    struct buffer bytes;
    buffer_init(&bytes, LIMIT_ARTICLE_BYTES);
    const char *name = options->argument_count == 3 ? options->arguments[2] : "-";
    int status = read_file(name, &bytes)
                     ? why_article(rules, options, buffer_slice(&bytes))
                     : EXIT_TROUBLE;
    buffer_deinit(&bytes);
    return status;
}

/* The verbs that are about all rules, or those named. */
typedef int rules_verb(const struct rules *rules, const struct options *options,
                       const struct rules_arguments *own);

static int over_rules(const struct options *options, rules_verb *run) {
    struct rules_arguments own;
    if (!rules_arguments_read(&own, options)) {
        return EXIT_TROUBLE;
    }
    struct options load = *options;
    load.packs = own.packs;
    load.pack_count = own.pack_count;
    load.rules = own.root != NULL ? own.root : options->rules;
    struct assay_rules *handle = load_rules(&load);
    int status = EXIT_TROUBLE;
    if (handle != NULL && rules_arguments_known(&own, annotator_rules(handle))) {
        status = run(annotator_rules(handle), options, &own);
    }
    assay_rules_free(handle);
    rules_arguments_free(&own);
    return status;
}

static int with_rules(const struct options *options) {
    struct assay_rules *handle = load_rules(options);
    int status = handle == NULL ? EXIT_TROUBLE : why(annotator_rules(handle), options);
    assay_rules_free(handle);
    return status;
}

static int new_pack(const struct options *options) {
    if (options->argument_count != 2) {
        fputs("assay: rules new needs one folder: assay rules new FOLDER\n", stderr);
        return EXIT_TROUBLE;
    }
    return rules_new(options->arguments[1]) ? EXIT_WELL : EXIT_TROUBLE;
}

int command_rules(const struct options *options) {
    const char *name = options->argument_count == 0 ? "" : options->arguments[0];
    if (strcmp(name, "check") == 0) {
        return rules_check(options);
    }
    if (strcmp(name, "test") == 0) {
        return over_rules(options, test);
    }
    if (strcmp(name, "list") == 0) {
        return over_rules(options, list);
    }
    if (strcmp(name, "why") == 0) {
        return with_rules(options);
    }
    if (strcmp(name, "new") == 0) {
        return new_pack(options);
    }
    fprintf(stderr, "assay: rules needs check, test, list, why or new%s%s\n",
            name[0] == '\0' ? "" : ", not ", name);
    return EXIT_TROUBLE;
}
