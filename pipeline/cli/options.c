/* Parsing by table: long options with "=" or the next argument, short ones alone, `--`
 * ends them. */
#include "cli/options.h"

#include "base/memory.h"
#include "base/span.h"
#include "formats/record.h"
#include "packs/errors.h"

#include <errno.h>
#include <stdlib.h>

struct option {
    char letter; /* or 0 */
    const char *name, *argument, *help;
    unsigned commands;
    bool (*take)(struct options *options, const char *value);
};

struct command_text {
    enum command command;
    const char *name, *usage, *help;
};

static const struct command_text command_texts[] = {
    {COMMAND_ANNOTATE, "annotate", "assay [annotate] [OPTION...] [FILE...]",
     "Reads articles (files, or standard input) and prints one JSON record for each."},
    {COMMAND_RULES, "rules",
     "assay rules check|test|list|why [OPTION...] [PACK, RULE or FILE...]",
     "check lints the rule packs, test runs the tests that stand in them, list shows "
     "them."},
    {COMMAND_NORMALIZE, "normalize", "assay normalize [OPTION...] [FILE...]",
     "Shows what the stages see: zones and sentences, normalized."},
    {COMMAND_SCHEMA, "schema", "assay schema",
     "Prints the JSON Schema (2020-12) of the record."},
};

/* ---- What each option does ---- */

static bool complain(const char *format, const char *value) {
    fprintf(stderr, "assay: ");
    fprintf(stderr, "%s%s\n", format, value);
    return false;
}

static bool take_help(struct options *options, const char *value) {
    (void)value;
    options->help = true;
    return true;
}

static bool take_version(struct options *options, const char *value) {
    (void)value;
    options->version = true;
    return true;
}

static bool take_input(struct options *options, const char *value) {
    static const char *const words[] = {"auto", "text", "jsonl"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, words[i]) == 0) {
            options->input = (enum input_form)i;
            return true;
        }
    }
    return complain("--input must be text, jsonl or auto, not ", value);
}

static bool take_output(struct options *options, const char *value) {
    options->output = value;
    return true;
}

static bool take_format(struct options *options, const char *value) {
    (void)options;
    return strcmp(value, "record") == 0 ||
           complain("--format must be record, not ", value);
}

static bool take_rules(struct options *options, const char *value) {
    options->rules = value;
    return true;
}

static bool add(const char ***list, size_t *count, const char *value) {
    const char **grown = memory_resize((void *)*list, (*count + 1) * sizeof **list);
    if (grown == NULL) {
        return complain("out of memory", "");
    }
    grown[(*count)++] = value;
    *list = grown;
    return true;
}

static bool take_pack(struct options *options, const char *value) {
    return add(&options->packs, &options->pack_count, value);
}

static bool take_only(struct options *options, const char *value) {
    return add(&options->only, &options->only_count, value);
}

static bool take_disable(struct options *options, const char *value) {
    return add(&options->disable, &options->disable_count, value);
}

/* Reads "a,b,c" into bits by the words' numbers. */
static bool take_words(const char *value, const char *const *words, uint32_t count,
                       const char *option, uint32_t *bits) {
    *bits = 0;
    while (*value != '\0') {
        size_t size = strcspn(value, ",");
        struct slice word = slice_of(value, size);
        uint32_t i = 0;
        while (i < count && !slice_is(word, words[i])) {
            i++;
        }
        if (i == count) {
            const char *near = nearest_word(word, words, count);
            fprintf(stderr, "assay: --%s does not know %.*s%s%s%s\n", option, (int)size,
                    value, near == NULL ? "" : "; did you mean ",
                    near == NULL ? "" : near, near == NULL ? "" : "?");
            return false;
        }
        *bits |= 1u << i;
        value += size + (value[size] == ',' ? 1 : 0);
    }
    return *bits != 0 || complain("an empty list for --", option);
}

static bool take_units(struct options *options, const char *value) {
    const char *words[UNIT_COUNT];
    for (int i = 0; i < UNIT_COUNT; i++) {
        words[i] = record_unit_word((enum record_unit)i);
    }
    return take_words(value, words, UNIT_COUNT, "units", &options->units);
}

static bool take_fields(struct options *options, const char *value) {
    const char *words[SECTION_COUNT];
    for (int i = 0; i < SECTION_COUNT; i++) {
        words[i] = record_section_word((enum record_section)i);
    }
    return take_words(value, words, SECTION_COUNT, "fields", &options->sections);
}

static bool take_pretty(struct options *options, const char *value) {
    (void)value;
    options->pretty = true;
    return true;
}

static bool take_text(struct options *options, const char *value) {
    (void)value;
    options->text = true;
    return true;
}

static bool take_join(struct options *options, const char *value) {
    options->join = value;
    return true;
}

static bool take_text_field(struct options *options, const char *value) {
    options->text_field = value;
    return true;
}

static bool take_maximum(struct options *options, const char *value) {
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || *value == '-' || number == 0 ||
        number > LIMIT_ARTICLE_MAXIMUM) {
        fprintf(stderr,
                "assay: --max-article must be a number of bytes from 1 to %u, not %s\n",
                LIMIT_ARTICLE_MAXIMUM, value);
        return false;
    }
    options->maximum = (size_t)number;
    return true;
}

static bool take_fail_fast(struct options *options, const char *value) {
    (void)value;
    options->fail_fast = true;
    return true;
}

static bool take_without_triggers(struct options *options, const char *value) {
    (void)value;
    options->without_triggers = true;
    return true;
}

static bool take_sentence(struct options *options, const char *value) {
    char *end = NULL;
    errno = 0;
    long number = strtol(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < 0) {
        return complain("--sentence must be the number of a sentence, from 0, not ",
                        value);
    }
    options->sentence = number;
    return true;
}

static bool take_explain(struct options *options, const char *value) {
    (void)value;
    options->explain = true;
    return true;
}

static const struct option option_table[] = {
    {'h', "help", NULL, "show this help", COMMAND_ALL, take_help},
    {'V', "version", NULL, "show the version", COMMAND_ALL, take_version},
    {'i', "input", "FORM",
     "text, jsonl or auto (the default: JSONL if the first line is a JSON object)",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_input},
    {'o', "output", "FILE", "write to FILE instead of standard output",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_output},
    {'f', "format", "FORMAT", "record (one JSON object an article)", COMMAND_ANNOTATE,
     take_format},
    {'r', "rules", "DIR",
     "the folder of rule packs (else $ASSAY_RULES, else those installed)",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE | COMMAND_RULES, take_rules},
    {0, "pack", "DIR", "load this pack too; may be repeated",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE | COMMAND_RULES, take_pack},
    {0, "only", "PACK", "load only this pack and what it needs; may be repeated",
     COMMAND_ANNOTATE | COMMAND_RULES, take_only},
    {0, "disable", "RULE",
     "leave out a rule, a lexicon or a row (pack/lexicon:id); may be repeated",
     COMMAND_ANNOTATE | COMMAND_RULES, take_disable},
    {0, "units", "LIST", "units of spans: byte,char,utf16 (default byte,char)",
     COMMAND_ANNOTATE, take_units},
    {0, "fields", "LIST", "only these sections of the record, such as entities,counts",
     COMMAND_ANNOTATE, take_fields},
    {0, "text", NULL, "put the article text into the record", COMMAND_ANNOTATE,
     take_text},
    {0, "pretty", NULL, "print records on many lines", COMMAND_ANNOTATE, take_pretty},
    {0, "text-field", "NAME", "JSONL: the field that holds the text (default text)",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_text_field},
    {0, "join", "FIELDS",
     "JSONL: put these fields together as the text, such as title,text",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_join},
    {0, "max-article", "BYTES",
     "a larger article gives an error record (default 67108864)",
     COMMAND_ANNOTATE | COMMAND_NORMALIZE, take_maximum},
    {0, "fail-fast", NULL, "stop at the first article that cannot be annotated",
     COMMAND_ANNOTATE, take_fail_fast},
    {0, "explain", NULL,
     "to each mark the conditions that it passed, and frames that are not present",
     COMMAND_ANNOTATE, take_explain},
    {0, "sentence", "N", "rules why: only this sentence, as the record numbers them",
     COMMAND_RULES, take_sentence},
    {0, "no-triggers", NULL,
     "try every pattern everywhere: slow, same records; for testing", COMMAND_ANNOTATE,
     take_without_triggers},
};

enum {
    OPTION_COUNT = sizeof option_table / sizeof *option_table,
    COMMAND_COUNT = sizeof command_texts / sizeof *command_texts
};

/* ---- Parsing ---- */

static const struct command_text *text_of(enum command command) {
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (command_texts[i].command == command) {
            return &command_texts[i];
        }
    }
    return &command_texts[0];
}

static const struct option *find_long(struct slice name) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (slice_is(name, option_table[i].name)) {
            return &option_table[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(char letter) {
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (option_table[i].letter == letter && letter != '\0') {
            return &option_table[i];
        }
    }
    return NULL;
}

static bool unknown_letter(const struct options *options, char letter) {
    fprintf(stderr, "assay: there is no option -%c. See assay %s --help\n", letter,
            text_of(options->command)->name);
    return false;
}

static bool unknown_option(const struct options *options, struct slice name) {
    const char *names[OPTION_COUNT];
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        names[i] = option_table[i].name;
    }
    const char *near = nearest_word(name, names, OPTION_COUNT);
    fprintf(stderr, "assay: there is no option --%.*s", (int)name.size, name.data);
    if (near != NULL) {
        fprintf(stderr, "; did you mean --%s?", near);
    }
    fprintf(stderr, "%sSee assay %s --help\n", near == NULL ? ". " : " ",
            text_of(options->command)->name);
    return false;
}

/* Takes one option; `value` is what stood behind '=' or the letter, or NULL. Steps over
 * the next argument if used. */
static bool take(struct options *options, const struct option *option, const char *value,
                 int argc, char **argv, int *at) {
    if ((option->commands & options->command) == 0) {
        fprintf(stderr, "assay: %s has no option --%s\n", text_of(options->command)->name,
                option->name);
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
    const char *names[COMMAND_COUNT];
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = command_texts[i].name;
    }
    return nearest_word(slice_from_string(word), names, COMMAND_COUNT);
}

/* `assay help [COMMAND]` is `assay [COMMAND] --help`. */
static int read_command(struct options *options, int argc, char **argv) {
    int at = 1;
    options->command = COMMAND_ANNOTATE;
    if (at < argc && strcmp(argv[at], "help") == 0) {
        options->help = true;
        at++;
    }
    for (size_t i = 0; at < argc && i < COMMAND_COUNT; i++) {
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
    *options = (struct options){
        .sentence = -1, .units = defaults.units, .sections = defaults.sections};
    bool only_arguments = false;
    for (int at = read_command(options, argc, argv); at < argc; at++) {
        const char *text = argv[at];
        bool good = true;
        if (only_arguments || text[0] != '-' || text[1] == '\0') {
            good = add(&options->arguments, &options->argument_count, text);
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
    memory_free((void *)options->arguments);
}

/* ---- Help ---- */

static void help_options(enum command command, FILE *out) {
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &option_table[i];
        if ((option->commands & (unsigned)command) == 0) {
            continue;
        }
        char name[64];
        snprintf(name, sizeof name, "--%s%s%s", option->name,
                 option->argument == NULL ? "" : " ",
                 option->argument == NULL ? "" : option->argument);
        if (option->letter == '\0') {
            fprintf(out, "      %-22s %s\n", name, option->help);
        } else {
            fprintf(out, "  -%c, %-22s %s\n", option->letter, name, option->help);
        }
    }
}

void options_help(enum command command, FILE *out) {
    const struct command_text *text = text_of(command);
    if (command == COMMAND_ALL) {
        fputs("assay: what is in a news article about critical minerals\n\n", out);
        for (size_t i = 0; i < COMMAND_COUNT; i++) {
            fprintf(out, "  %s\n      %s\n", command_texts[i].usage,
                    command_texts[i].help);
        }
        fputs(
            "\nExit status: 0 all well; 1 an article failed or a check found something;\n"
            "2 usage, rules, input or output. `assay COMMAND --help` shows the "
            "options.\n",
            out);
        return;
    }
    fprintf(out, "Usage: %s\n%s\n", text->usage, text->help);
    help_options(command, out);
}
