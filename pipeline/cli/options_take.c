/* What each option does with its value: one function a row of the table. A value that
 * makes no sense is told on standard error, and false. */
#include "cli/options_table.h"

#include "base/memory.h"
#include "formats/format.h"
#include "packs/errors.h"

#include <errno.h>
#include <stdlib.h>

static bool complain(const char *format, const char *value) {
    fprintf(stderr, "assay: ");
    fprintf(stderr, "%s%s\n", format, value);
    return false;
}

bool take_help(struct options *options, const char *value) {
    (void)value;
    options->help = true;
    return true;
}

bool take_man(struct options *options, const char *value) {
    (void)value;
    options->man = true;
    return true;
}

bool take_completion(struct options *options, const char *value) {
    options->completion = value;
    return true;
}

bool take_version(struct options *options, const char *value) {
    (void)value;
    options->version = true;
    return true;
}

bool take_input(struct options *options, const char *value) {
    static const char *const words[] = {"auto", "text", "jsonl"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, words[i]) == 0) {
            options->input = (enum input_form)i;
            return true;
        }
    }
    return complain("--input must be text, jsonl or auto, not ", value);
}

bool take_output(struct options *options, const char *value) {
    bool standard = strcmp(value, "-") == 0 || strcmp(value, "/dev/stdout") == 0;
    options->output = standard ? NULL : value;
    return true;
}

bool take_format(struct options *options, const char *value) {
    const char *names[OPTIONS_MAXIMUM];
    const struct format *format = format_named(slice_from_string(value));
    if (options->command == COMMAND_RULES) {
        options->json = strcmp(value, "json") == 0;
        return options->json || strcmp(value, "text") == 0 ||
               complain("--format of rules must be text or json, not ", value);
    }
    if (format != NULL) {
        options->format = format;
        return true;
    }
    fprintf(stderr, "assay: there is no format %s; these are: ", value);
    for (size_t i = 0; i < format_count; i++) {
        names[i] = formats[i].name;
        fprintf(stderr, "%s%s", i == 0 ? "" : ", ", names[i]);
    }
    const char *near = nearest_word(slice_from_string(value), names, format_count);
    fprintf(stderr, "%s%s%s\n", near == NULL ? "" : "; did you mean ",
            near == NULL ? "" : near, near == NULL ? "" : "?");
    return false;
}

bool take_rules(struct options *options, const char *value) {
    options->rules = value;
    return true;
}

bool options_add(const char ***list, size_t *count, const char *value) {
    const char **grown = memory_resize((void *)*list, (*count + 1) * sizeof **list);
    if (grown == NULL) {
        return complain("out of memory", "");
    }
    grown[(*count)++] = value;
    *list = grown;
    return true;
}

bool take_pack(struct options *options, const char *value) {
    return options_add(&options->packs, &options->pack_count, value);
}

bool take_only(struct options *options, const char *value) {
    return options_add(&options->only, &options->only_count, value);
}

bool take_disable(struct options *options, const char *value) {
    return options_add(&options->disable, &options->disable_count, value);
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

bool take_units(struct options *options, const char *value) {
    const char *words[UNIT_COUNT];
    for (int i = 0; i < UNIT_COUNT; i++) {
        words[i] = record_unit_word((enum record_unit)i);
    }
    return take_words(value, words, UNIT_COUNT, "units", &options->units);
}

bool take_fields(struct options *options, const char *value) {
    const char *words[SECTION_COUNT];
    for (int i = 0; i < SECTION_COUNT; i++) {
        words[i] = record_section_word((enum record_section)i);
    }
    return take_words(value, words, SECTION_COUNT, "fields", &options->sections);
}

bool take_pretty(struct options *options, const char *value) {
    (void)value;
    options->pretty = true;
    return true;
}

bool take_text(struct options *options, const char *value) {
    (void)value;
    options->text = true;
    return true;
}

bool take_join(struct options *options, const char *value) {
    options->join = value;
    return true;
}

bool take_text_field(struct options *options, const char *value) {
    options->text_field = value;
    return true;
}

bool take_maximum(struct options *options, const char *value) {
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

bool take_fail_fast(struct options *options, const char *value) {
    (void)value;
    options->fail_fast = true;
    return true;
}

bool take_without_jit(struct options *options, const char *value) {
    (void)value;
    options->without_jit = true;
    return true;
}

bool take_without_triggers(struct options *options, const char *value) {
    (void)value;
    options->without_triggers = true;
    return true;
}

bool take_sentence(struct options *options, const char *value) {
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

bool take_coverage(struct options *options, const char *value) {
    (void)value;
    options->coverage = true;
    return true;
}

bool take_errors(struct options *options, const char *value) {
    (void)value;
    options->errors = true;
    return true;
}

bool take_json(struct options *options, const char *value) {
    (void)value;
    options->json = true;
    return true;
}

bool take_explain(struct options *options, const char *value) {
    (void)value;
    options->explain = true;
    return true;
}
