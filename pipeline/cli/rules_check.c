/* Loads the packs with all checks on (packs/lint.h) and shows what came of it, like a
 * compiler or as JSON, an object a line. */
#include "cli/rules_check.h"

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/rules_arguments.h"
#include "formats/json_writer.h"
#include "packs/load.h"

#include <stdlib.h>
#include <unistd.h>

static void write_json(const struct pack_error *error, struct buffer *out) {
    struct json_writer json;
    json_begin(&json, out, false);
    json_open(&json, '{');
    json_key(&json, "file");
    json_text(&json, error->place.file);
    json_key(&json, "line");
    json_number(&json, error->place.line);
    json_key(&json, "column");
    json_number(&json, error->place.column);
    json_key(&json, "severity");
    json_word(&json, error->warning == NULL ? "error" : "warning");
    json_key(&json, "warning");
    json_string_or_null(&json, error->warning == NULL
                                   ? (struct slice){NULL, 0}
                                   : slice_from_string(error->warning));
    json_key(&json, "rule");
    json_string_or_null(&json, error->rule);
    json_key(&json, "message");
    json_text(&json, error->message);
    json_close(&json, '}');
    buffer_append_char(out, '\n');
}

static void show(struct pack_errors *errors, bool json) {
    struct buffer out;
    buffer_init(&out, (size_t)1 << 28);
    if (json) {
        pack_errors_sort(errors);
        for (size_t i = 0; i < errors->list.count; i++) {
            write_json(&errors->list.items[i], &out);
        }
    } else {
        bool colour = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
        pack_errors_write(errors, colour, &out);
    }
    if (buffer_status(&out) == ASSAY_OK && out.size > 0) {
        fwrite(out.data, 1, out.size, stdout);
    }
    buffer_deinit(&out);
}

static void sum_up(const struct rules *rules, const struct pack_errors *errors) {
    uint32_t lexicons = 0;
    for (uint32_t i = 0; rules != NULL && i < rules->rule_count; i++) {
        lexicons += rules->rules[i].kind == RULE_LEXICON ? 1 : 0;
    }
    if (rules != NULL) {
        printf("%u packs, %u rules, %u lexicons with %u rows and %u terms, %u patterns: ",
               rules->pack_count, rules->rule_count - lexicons, lexicons,
               rules->row_count, rules->term_count, rules->pattern_count);
    }
    uint32_t error_count = errors->error_count + errors->left_out;
    size_t warnings = errors->list.count - errors->error_count;
    if (error_count > 0) {
        printf("%u error%s, ", error_count, error_count == 1 ? "" : "s");
    }
    printf("%zu warning%s\n", warnings, warnings == 1 ? "" : "s");
}

int rules_check(const struct options *options) {
    char path[4096];
    struct rules_arguments own;
    struct rules *rules = NULL;
    struct pack_errors errors;
    if (!rules_arguments_read(&own, options)) {
        return EXIT_TROUBLE;
    }
    struct rules_options load = {.pack_folders = own.packs,
                                 .pack_folder_count = own.pack_count,
                                 .only = options->only,
                                 .only_count = options->only_count,
                                 .disable = options->disable,
                                 .disable_count = options->disable_count,
                                 .lint = true,
                                 .lint_names = own.names,
                                 .lint_name_count = own.name_count};
    find_rules(options, path, sizeof path);
    pack_errors_init(&errors);
    enum assay_status status =
        rules_load(own.root != NULL ? own.root : path, &load, &rules, &errors);
    show(&errors, options->json);
    if (!options->json) {
        sum_up(rules, &errors);
    }
    int result = status != ASSAY_OK || errors.out_of_memory ? EXIT_TROUBLE
                 : errors.list.count > 0                    ? EXIT_FOUND
                                                            : EXIT_WELL;
    if (rules != NULL && !rules_arguments_known(&own, rules)) {
        result = EXIT_TROUBLE;
    }
    rules_free(rules);
    pack_errors_deinit(&errors);
    rules_arguments_free(&own);
    return result;
}
