/* assay schema: the JSON Schema of the record, or of the summary. */
#include "cli/commands.h"
#include "cli/output.h"
#include "tools/summary.h"

#include <string.h>

int command_schema(const struct options *options) {
    struct output output;
    size_t size = 0;
    const char *schema = assay_record_schema(&size);
    const char *what = options->argument_count > 0 ? options->arguments[0] : "record";
    if (strcmp(what, "summary") == 0) {
        schema = summary_schema_text().data;
        size = summary_schema_text().size;
    } else if (strcmp(what, "record") != 0 || options->argument_count > 1) {
        fprintf(stderr, "assay: there is a schema of record and of summary, not of %s\n",
                options->arguments[options->argument_count - 1]);
        return EXIT_TROUBLE;
    }
    if (!output_open(&output, options->output)) {
        return EXIT_TROUBLE;
    }
    output_write(&output, schema, size);
    return output_close(&output) ? EXIT_WELL : EXIT_TROUBLE;
}
