/* The command: reads its options and hands over to a subcommand. */
#include "cli/commands.h"
#include "cli/heap.h"

#include "base/files.h"
#include "tools/json_memory.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static int run(const struct options *options) {
    switch (options->command) {
    case COMMAND_REPORT:
        return command_report(options);
    case COMMAND_SUMMARY:
        return command_summary(options);
    case COMMAND_RULES:
        return command_rules(options);
    case COMMAND_SCHEMA:
        return command_schema(options);
    case COMMAND_VERIFY:
        return command_verify(options);
    case COMMAND_DIFF:
        return command_diff(options);
    case COMMAND_EVAL:
        return command_eval(options);
    case COMMAND_NORMALIZE:
        return command_normalize(options);
    default:
        return command_annotate(options);
    }
}

/* Help without a command is the overview, then how to annotate. */
static int help(const struct options *options) {
    if (options->man) {
        options_man(stdout);
        return EXIT_WELL;
    }
    if (options->completion != NULL) {
        return options_completion(options->completion, stdout) ? EXIT_WELL : EXIT_TROUBLE;
    }
    if (!options->named) {
        options_help(COMMAND_ALL, stdout);
        fputc('\n', stdout);
    }
    options_help(options->command, stdout);
    return EXIT_WELL;
}

/* jansson's functions are not asked one by one: in what they built something may be
 * missing. */
static int run_with_json(const struct options *options) {
    json_memory_init();
    int status = run(options);
    if (!json_memory_failed()) {
        return status;
    }
    fprintf(stderr, "assay: out of memory\n");
    return EXIT_TROUBLE;
}

/* What standard I/O still holds may fail to be written; a closed pipe is no failure. */
static int finish(int status) {
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE) {
        return status;
    }
    fprintf(stderr, "assay: standard output: %s\n", strerror(errno == 0 ? EIO : errno));
    return EXIT_TROUBLE;
}

int main(int argc, char **argv) {
    struct options options;
    int status = EXIT_TROUBLE;
    heap_prepare();
    files_hold_standard();
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is seen where it is written to */
#ifdef SIGXFSZ
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow (ulimit -f) */
#endif
    if (options_read(&options, argc, argv)) {
        if (options.help) {
            status = help(&options);
        } else if (options.version) {
            printf("assay %s\n", assay_version());
            status = EXIT_WELL;
        } else {
            status = run_with_json(&options);
        }
    }
    options_deinit(&options);
    return finish(status);
}
