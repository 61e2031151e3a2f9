/* Completions for shells, written from the one table of options (`assay help --completion
 * SHELL`): commands first, then the options of the command that stands there. */
#include "cli/options_table.h"

#include <string.h>

static bool has(const struct option *option, const struct command_text *text) {
    return (option->commands & (unsigned)text->command) != 0;
}

/* ---- bash ---- */

static void write_bash(FILE *out) {
    fputs("# bash completion for assay\n_assay() {\n"
          "    local command=annotate word=${COMP_WORDS[COMP_CWORD]} options=\n"
          "    COMPREPLY=()\n    case ${COMP_WORDS[1]} in\n        ",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "%s%s", i == 0 ? "" : " | ", command_texts[i].name);
    }
    fputs(") command=${COMP_WORDS[1]} ;;\n    esac\n    case $command in\n", out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "    %s) options='", command_texts[i].name);
        for (size_t j = 0; j < option_count; j++) {
            if (has(&option_table[j], &command_texts[i])) {
                fprintf(out, "--%s ", option_table[j].name);
            }
        }
        fputs("' ;;\n", out);
    }
    fputs("    esac\n    if [[ $word == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n        return\n"
          "    fi\n    if ((COMP_CWORD == 1)); then\n        COMPREPLY=($(compgen -W '",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "%s ", command_texts[i].name);
    }
    fputs("help' -- \"$word\"))\n"
          "    elif [[ $command == rules ]] && ((COMP_CWORD == 2)); then\n"
          "        COMPREPLY=($(compgen -W 'check test list why new' -- \"$word\"))\n"
          "        return\n    fi\n    COMPREPLY+=($(compgen -f -- \"$word\"))\n}\n"
          "complete -o filenames -F _assay assay\n",
          out);
}

/* ---- zsh ---- */

/* Inside '...[...]': quotes, brackets and colons mean something. */
static void put_zsh(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            fputs("'\\''", out);
        } else {
            fprintf(out, "%s%c", strchr("[]:\\", *text) != NULL ? "\\" : "",
                    *text == '\n' ? ' ' : *text);
        }
    }
}

static void write_zsh(FILE *out) {
    fputs("#compdef assay\nlocal command=annotate\nlocal -a options commands\n"
          "commands=(\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "    '%s:", command_texts[i].name);
        put_zsh(command_texts[i].help, out);
        fputs("'\n", out);
    }
    fputs(")\n(( ${commands[(I)${words[2]}:*]} )) && command=$words[2]\n"
          "case $command in\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "    %s)\n        options=(\n", command_texts[i].name);
        for (size_t j = 0; j < option_count; j++) {
            if (has(&option_table[j], &command_texts[i])) {
                fprintf(out, "            '--%s[", option_table[j].name);
                put_zsh(option_table[j].help, out);
                fprintf(out, "]%s%s'\n", option_table[j].argument == NULL ? "" : ":",
                        option_table[j].argument == NULL ? "" : "value:_files");
            }
        }
        fputs("        ) ;;\n", out);
    }
    fputs("esac\nif (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n"
          "    _describe command commands\nfi\n"
          "_arguments $options '*:file:_files'\n",
          out);
}

/* ---- fish ---- */

static void put_fish(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        fprintf(out, "%s%c", *text == '\'' || *text == '\\' ? "\\" : "",
                *text == '\n' ? ' ' : *text);
    }
}

static void write_fish(FILE *out) {
    fputs("# fish completion for assay\n", out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "complete -c assay -n __fish_use_subcommand -a %s -d '",
                command_texts[i].name);
        put_fish(command_texts[i].help, out);
        fputs("'\n", out);
    }
    fputs("complete -c assay -n '__fish_seen_subcommand_from rules' "
          "-a 'check test list why new'\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        for (size_t j = 0; j < option_count; j++) {
            const struct option *option = &option_table[j];
            if (!has(option, &command_texts[i])) {
                continue;
            }
            fprintf(out, "complete -c assay -n '__fish_seen_subcommand_from %s",
                    command_texts[i].name);
            fputs(command_texts[i].command == COMMAND_ANNOTATE
                      ? "; or __fish_use_subcommand'"
                      : "'",
                  out);
            if (option->letter != '\0') {
                fprintf(out, " -s %c", option->letter);
            }
            fprintf(out, " -l %s%s -d '", option->name,
                    option->argument == NULL ? "" : " -r");
            put_fish(option->help, out);
            fputs("'\n", out);
        }
    }
}

bool options_completion(const char *shell, FILE *out) {
    static const struct {
        const char *name;
        void (*write)(FILE *out);
    } shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++) {
        if (strcmp(shell, shells[i].name) == 0) {
            shells[i].write(out);
            return true;
        }
    }
    fprintf(stderr, "assay: --completion must be bash, zsh or fish, not %s\n", shell);
    return false;
}
