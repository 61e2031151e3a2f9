/* The man page, written from the one table of options (`assay help --man`). */
#include "cli/options_table.h"

/* Text with what troff would take for its own escaped. */
static void put(const char *text, FILE *out) {
    for (const char *at = text; *at != '\0'; at++) {
        bool starts = at == text || at[-1] == '\n';
        if (starts && (*at == '.' || *at == '\'')) {
            fputs("\\&", out);
        }
        if (*at == '\\') {
            fputs("\\e", out);
        } else if (*at == '-') {
            fputs("\\-", out);
        } else {
            fputc(*at, out);
        }
    }
}

static void put_option(const struct option *option, FILE *out) {
    fputs(".TP\n\\fB", out);
    if (option->letter != '\0') {
        fprintf(out, "\\-%c\\fR, \\fB", option->letter);
    }
    fputs("\\-\\-", out);
    put(option->name, out);
    fputs("\\fR", out);
    if (option->argument != NULL) {
        fputs(" \\fI", out);
        put(option->argument, out);
        fputs("\\fR", out);
    }
    fputc('\n', out);
    put(option->help, out);
    fputc('\n', out);
}

static void put_command(const struct command_text *text, FILE *out) {
    fputs(".SS \"", out);
    put(text->name, out);
    fputs("\"\n\\fB", out);
    put(text->usage, out);
    fputs("\\fR\n.PP\n", out);
    put(text->help, out);
    fputc('\n', out);
    for (size_t i = 0; i < option_count; i++) {
        unsigned commands = option_table[i].commands;
        if ((commands & (unsigned)text->command) != 0 && commands != COMMAND_ALL) {
            put_option(&option_table[i], out);
        }
    }
}

void options_man(FILE *out) {
    fprintf(out, ".TH ASSAY 1 \"\" \"assay %s\" \"User Commands\"\n", assay_version());
    fputs(".SH NAME\nassay \\- what is in a news article about critical minerals\n"
          ".SH SYNOPSIS\n\\fBassay\\fR [\\fICOMMAND\\fR] [\\fIOPTION\\fR...] "
          "[\\fIFILE\\fR...]\n"
          ".SH DESCRIPTION\nReads articles and writes one JSON record for each: the "
          "nations, minerals, development assistance and stages of refining it mentions, "
          "who does what to whom, who says so and how firmly, and in which frames the "
          "matter is put. Every mark carries its place in the text and the rule that "
          "made it.\n.SH COMMANDS\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        put_command(&command_texts[i], out);
    }
    fputs(".SH \"OPTIONS OF EVERY COMMAND\"\n", out);
    for (size_t i = 0; i < option_count; i++) {
        if (option_table[i].commands == COMMAND_ALL) {
            put_option(&option_table[i], out);
        }
    }
    fputs(".SH \"EXIT STATUS\"\n0, all well; 1, an article failed or a check found "
          "something; 2, usage, rules, input or output; 128 and the number of the signal "
          "that ended it.\n.SH ENVIRONMENT\n.TP\n\\fBASSAY_RULES\\fR\nthe folder of rule "
          "packs, where \\fB\\-\\-rules\\fR does not name "
          "one\n.TP\n\\fBXDG_CACHE_HOME\\fR\n"
          "where images of loaded packs are kept (else ~/.cache)\n.TP\n\\fBNO_COLOR\\fR\n"
          "no colours, also on a terminal\n",
          out);
}
