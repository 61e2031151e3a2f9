/* Parsing by table: long options with "=" or the next argument, short ones alone, `--`
 * ends them. */
#include "cli/options_table.h"

#include "base/memory.h"
#include "base/span.h"
#include "formats/format.h"
#include "packs/errors.h"

static const struct option *find_long(struct slice name) {
    for (size_t i = 0; i < option_count; i++) {
        if (slice_is(name, option_table[i].name)) {
            return &option_table[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(char letter) {
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].letter == letter && letter != '\0') {
            return &option_table[i];
        }
    }
    return NULL;
}

static bool unknown_letter(const struct options *options, char letter) {
    fprintf(stderr, "assay: there is no option -%c. See assay %s --help\n", letter,
            command_text_of(options->command)->name);
    return false;
}

static bool unknown_option(const struct options *options, struct slice name) {
    const char *names[OPTIONS_MAXIMUM];
    for (size_t i = 0; i < option_count; i++) {
        names[i] = option_table[i].name;
    }
    const char *near = nearest_word(name, names, option_count);
    fprintf(stderr, "assay: there is no option --%.*s", (int)name.size, name.data);
    if (near != NULL) {
        fprintf(stderr, "; did you mean --%s?", near);
    }
    fprintf(stderr, "%sSee assay %s --help\n", near == NULL ? ". " : " ",
            command_text_of(options->command)->name);
    return false;
}

/* Notes an option for a run that goes on: all must be as they were, except those that say
 * how it runs, or which rules and inputs, since these are compared themselves. */
static void note_shape(struct options *options, const struct option *option,
                       const char *value) {
    static const char *const others[] = {
        "output", "rules",    "pack",        "jobs",  "files-from", "null",   "glob",
        "resume", "progress", "no-progress", "stats", "fail-fast",  "sandbox"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(option->name, others[i]) == 0) {
            return;
        }
    }
    sha256_update(&options->shape, option->name, strlen(option->name) + 1);
    if (value != NULL) {
        sha256_update(&options->shape, value, strlen(value) + 1);
    }
}

/* Takes one option; `value` is what stood behind '=' or the letter, or NULL. Steps over
 * the next argument if used. */
static bool take(struct options *options, const struct option *option, const char *value,
                 int argc, char **argv, int *at) {
    unsigned commands =
        (unsigned)options->command | (options->helping ? (unsigned)COMMAND_HELP : 0);
    if ((option->commands & commands) == 0) {
        fprintf(stderr, "assay: %s has no option --%s\n",
                command_text_of(options->command)->name, option->name);
        return false;
    }
    if (option->argument == NULL && value != NULL) {
        fprintf(stderr, "assay: --%s takes no value\n", option->name);
        return false;
    }
    if (option->argument != NULL && value == NULL) {
        if (*at + 1 >= argc) {
            fprintf(stderr, "assay: --%s needs a value: %s\n", option->name,
                    option->argument);
            return false;
        }
        value = argv[++*at];
    }
    note_shape(options, option, value);
    return option->take(options, value);
}

static bool take_long(struct options *options, int argc, char **argv, int *at) {
    const char *text = argv[*at] + 2;
    size_t size = strcspn(text, "=");
    const struct option *option = find_long(slice_of(text, size));
    if (option == NULL) {
        return unknown_option(options, slice_of(text, size));
    }
    return take(options, option, text[size] == '=' ? text + size + 1 : NULL, argc, argv,
                at);
}

static bool take_letters(struct options *options, int argc, char **argv, int *at) {
    for (const char *letter = argv[*at] + 1; *letter != '\0'; letter++) {
        const struct option *option = find_letter(*letter);
        if (option == NULL) {
            return unknown_letter(options, *letter);
        }
        bool has_value = option->argument != NULL && letter[1] != '\0';
        if (!take(options, option, has_value ? letter + 1 : NULL, argc, argv, at)) {
            return false;
        }
        if (option->argument != NULL) {
            break;
        }
    }
    return true;
}

const char *options_nearest_command(const char *word) {
    const char *names[OPTIONS_MAXIMUM];
    for (size_t i = 0; i < command_count; i++) {
        names[i] = command_texts[i].name;
    }
    return nearest_word(slice_from_string(word), names, command_count);
}

/* `assay help [COMMAND]` is `assay [COMMAND] --help`. */
static int read_command(struct options *options, int argc, char **argv) {
    int at = 1;
    options->command = COMMAND_ANNOTATE;
    if (at < argc && strcmp(argv[at], "help") == 0) {
        options->help = options->helping = true;
        at++;
    }
    for (size_t i = 0; at < argc && i < command_count; i++) {
        if (strcmp(argv[at], command_texts[i].name) == 0) {
            options->command = command_texts[i].command;
            options->named = true;
            return at + 1;
        }
    }
    return at;
}

bool options_read(struct options *options, int argc, char **argv) {
    struct record_options defaults = record_defaults();
    *options = (struct options){.sentence = -1,
                                .by = PERIOD_MONTH,
                                .from = PERIOD_NONE,
                                .to = PERIOD_NONE,
                                .top = 20,
                                .format = format_named(SLICE_LITERAL("record")),
                                .units = defaults.units,
                                .sections = defaults.sections};
    bool only_arguments = false;
    sha256_init(&options->shape);
    for (int at = read_command(options, argc, argv); at < argc; at++) {
        const char *text = argv[at];
        bool good = true;
        if (only_arguments || text[0] != '-' || text[1] == '\0') {
            good = options_add(&options->arguments, &options->argument_count, text);
        } else if (strcmp(text, "--") == 0) {
            only_arguments = true;
        } else if (text[1] == '-') {
            good = take_long(options, argc, argv, &at);
        } else {
            good = take_letters(options, argc, argv, &at);
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

void options_deinit(struct options *options) {
    memory_free((void *)options->packs);
    memory_free((void *)options->only);
    memory_free((void *)options->disable);
    memory_free((void *)options->globs);
    memory_free((void *)options->arguments);
}
