/* assay report: records in, one page out. */
#include "cli/commands.h"
#include "cli/output.h"
#include "tools/report.h"

static bool take(void *context, struct slice bytes) {
    struct output *output = context;
    output_write(output, bytes.data, bytes.size);
    return !output_ended(output);
}

static int complain_of_page(void) {
    fputs(
        "assay: the page of the report was not built: npm was not found, or could not "
        "fetch its packages,\nwhen this program was built. With Node.js 18 or newer and "
        "npm installed, configure and build\nagain: cmake -DASSAY_REPORT=ON says what is "
        "missing.\n",
        stderr);
    return EXIT_TROUBLE;
}

/* What the reader of the page would otherwise wonder about. */
static void tell(const struct report_outcome *outcome) {
    if (outcome->without_text > 0) {
        fprintf(stderr,
                "assay: %zu of %zu records hold no text to read: annotate with --text\n",
                outcome->without_text, outcome->articles);
    }
    if (outcome->articles == 0) {
        fputs("assay: no annotated article in the input; the page is empty\n", stderr);
    }
    if (outcome->no_memory) {
        fputs("assay: out of memory while making the report\n", stderr);
    }
}

int command_report(const struct options *options) {
    struct output output;
    if (!report_has_page()) {
        return complain_of_page();
    }
    if (!output_spares(options->output, options->arguments, options->argument_count)) {
        return EXIT_TROUBLE;
    }
    if (!output_open(&output, options->output)) {
        output_close(&output);
        return EXIT_TROUBLE;
    }
    struct report_outcome outcome =
        report_make(options->arguments, options->argument_count, take, &output);
    bool written = output_close(&output);
    tell(&outcome);
    if (!written || outcome.no_memory || outcome.unread) {
        return EXIT_TROUBLE;
    }
    return outcome.refused > 0 ? EXIT_FOUND : EXIT_WELL;
}
