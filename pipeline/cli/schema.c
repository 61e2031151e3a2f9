/* assay schema: the JSON Schema of the record. */
#include "cli/commands.h"
#include "cli/output.h"

int command_schema(const struct options *options) {
    struct output output;
    size_t size = 0;
    const char *schema = assay_record_schema(&size);
    if (!output_open(&output, options->output)) {
        return EXIT_TROUBLE;
    }
    output_write(&output, schema, size);
    return output_close(&output) ? EXIT_WELL : EXIT_TROUBLE;
}
