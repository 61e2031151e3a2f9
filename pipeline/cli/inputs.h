/* What the options say about inputs, for the commands that read articles. */
#ifndef ASSAY_CLI_INPUTS_H
#define ASSAY_CLI_INPUTS_H

#include "annotator.h"
#include "batch/paths.h"
#include "cli/options.h"

/* Do the options go together, and is the first file no mistyped command? False after a
 * message. */
bool inputs_make_sense(const struct options *options);

struct paths_options inputs_paths(const struct options *options);
struct reader_options inputs_reader(const struct options *options);

/* Which fields of JSONL are the text, and how large it may be. */
void inputs_set_fields(const struct options *options, struct assay_annotator *annotator);

/* Says on standard error that the article at hand failed, if it did, and where it stands;
 * an input that cannot be read was told there when that was seen. */
void inputs_tell_error(struct assay_annotator *annotator);

/* Called for each annotated (or failed) article. False to stop. */
typedef bool input_article(void *context, struct assay_annotator *annotator);

enum input_result {
    INPUT_DONE,
    INPUT_STOPPED, /* by the callback */
    INPUT_FAILED,  /* an input could not be read; a message has been printed */
};

/* Annotates all articles of all inputs that the options name, one after the other. */
enum input_result input_each(const struct options *options,
                             struct assay_annotator *annotator, input_article *each,
                             void *context);

#endif
