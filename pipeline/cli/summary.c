/* assay summary: records in, counts out. */
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "tools/records.h"
#include "tools/summary.h"

static int complain(const char *words) {
    fprintf(stderr, "assay: %s\n", words);
    return EXIT_TROUBLE;
}

static bool add_all(struct summary *summary, struct records *records) {
    bool good = true;
    for (json_t *record = records_next(records); record != NULL && good;
         record = good ? records_next(records) : NULL) {
        good = summary_add(summary, record);
        json_decref(record);
    }
    return good;
}

static int write_summary(struct summary *summary, const struct options *options) {
    struct output output;
    struct buffer text;
    buffer_init(&text, LIMIT_RECORD_BYTES);
    bool written = summary_write(summary, options->pretty, &text);
    bool good = false;
    if (written && output_open(&output, options->output)) {
        output_write(&output, text.data, text.size);
        good = output_close(&output);
    }
    buffer_deinit(&text);
    return !written ? complain("out of memory while writing the summary")
           : good   ? EXIT_WELL
                    : EXIT_TROUBLE;
}

int command_summary(const struct options *options) {
    struct records records;
    struct summary summary;
    struct summary_options own = {options->by, options->from, options->to, options->top};
    if (own.from != PERIOD_NONE && own.to != PERIOD_NONE && own.from > own.to) {
        return complain("--from is later than --to");
    }
    if (!output_spares(options->output, options->arguments, options->argument_count)) {
        return EXIT_TROUBLE;
    }
    summary_init(&summary, &own);
    records_init(&records, options->arguments, options->argument_count);
    bool good = add_all(&summary, &records);
    int status = good ? write_summary(&summary, options)
                      : complain("out of memory in the summary");
    if (status == EXIT_WELL) {
        status = records.trouble         ? EXIT_TROUBLE
                 : records.bad_lines > 0 ? EXIT_FOUND
                                         : EXIT_WELL;
    }
    records_deinit(&records);
    summary_deinit(&summary);
    return status;
}
