/* Help, written from the one table of options. */
#include "cli/options_table.h"

#include "formats/format.h"

static void help_options(enum command command, FILE *out) {
    fputs("\nOptions:\n", out);
    for (size_t i = 0; i < option_count; i++) {
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

static void help_formats(FILE *out) {
    fputs("\nFormats:\n", out);
    for (size_t i = 0; i < format_count; i++) {
        fprintf(out, "  %-14s %s\n", formats[i].name, formats[i].summary);
    }
}

void options_help(enum command command, FILE *out) {
    const struct command_text *text = command_text_of(command);
    if (command == COMMAND_ALL) {
        fputs("assay: what is in a news article about critical minerals\n\n", out);
        for (size_t i = 0; i < command_count; i++) {
            fprintf(out, "  %s\n      %s\n", command_texts[i].usage,
                    command_texts[i].help);
        }
        fputs(
            "\nExit status: 0 all well; 1 an article failed or a check found something;\n"
            "2 usage, rules, input or output; 130 interrupted. `assay COMMAND --help` "
            "shows the\noptions; `assay help --man` is a man page, `assay help "
            "--completion bash` (zsh, fish) a script.\n",
            out);
        return;
    }
    fprintf(out, "Usage: %s\n%s\n", text->usage, text->help);
    help_options(command, out);
    if (command == COMMAND_ANNOTATE) {
        help_formats(out);
    }
}
