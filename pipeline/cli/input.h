/* Input: files or standard input, as whole articles or line by line, in bounded memory.
 */
#ifndef ASSAY_CLI_INPUT_H
#define ASSAY_CLI_INPUT_H

#include "annotator.h"
#include "cli/options.h"

/* Called for each annotated (or failed) article. False to stop. */
typedef bool input_article(void *context, struct assay_annotator *annotator);

enum input_result {
    INPUT_DONE,
    INPUT_STOPPED, /* by the callback */
    INPUT_FAILED,  /* something could not be read; a message has been printed */
};

/* Annotates all articles of all inputs that the options name, in order. */
enum input_result input_each(const struct options *options,
                             struct assay_annotator *annotator, input_article *each,
                             void *context);

#endif
