/* The command: reads its options and hands over to a subcommand. */
#include "cli/commands.h"

#include <signal.h>

static int run(const struct options *options) {
    switch (options->command) {
    case COMMAND_RULES:
        return command_rules(options);
    case COMMAND_SCHEMA:
        return command_schema(options);
    case COMMAND_NORMALIZE:
        return command_normalize(options);
    default:
        return command_annotate(options);
    }
}

/* Help without a command is the overview, then how to annotate. */
static int help(const struct options *options, int argc, char **argv) {
    bool overview = options->command == COMMAND_ANNOTATE && argc > 1 && argv[1][0] == '-';
    if (overview) {
        options_help(COMMAND_ALL, stdout);
        fputc('\n', stdout);
    }
    options_help(options->command, stdout);
    return fflush(stdout) == 0 ? EXIT_WELL : EXIT_TROUBLE;
}

int main(int argc, char **argv) {
    struct options options;
    int status = EXIT_TROUBLE;
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen where it is written to */
    if (options_read(&options, argc, argv)) {
        if (options.help) {
            status = help(&options, argc, argv);
        } else if (options.version) {
            printf("assay %s\n", assay_version());
            status = fflush(stdout) == 0 ? EXIT_WELL : EXIT_TROUBLE;
        } else {
            status = run(&options);
        }
    }
    options_deinit(&options);
    return status;
}
