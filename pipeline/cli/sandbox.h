/* --sandbox: what a run may reach once it has begun. */
#ifndef ASSAY_CLI_SANDBOX_H
#define ASSAY_CLI_SANDBOX_H

#include "batch/sink.h"
#include "cli/options.h"

/* Jails this process: from here on it can read the inputs and write the output, and no
 * more. False after a message. */
bool sandbox_around(const struct options *options, const struct sink *sink);

#endif
