/* Output: standard output or a file, in one buffer, with every failure noticed. */
#ifndef ASSAY_CLI_OUTPUT_H
#define ASSAY_CLI_OUTPUT_H

#include "base/buffer.h"
#include "cli/options.h"

struct output {
    int file;
    const char *name; /* NULL: standard output */
    struct buffer held;
    bool failed; /* a message has been printed */
    bool closed; /* the reader of our pipe has gone: no error, nothing more to do */
};

/* Whether none of these files is the file that would be written in its
 * place; else after a message. `name` may be NULL. */
bool output_spares(const char *name, const char *const *inputs, size_t count);

bool output_open(struct output *output, const char *name);
void output_write(struct output *output, const char *data, size_t size);

/* Writes what is held and closes. False where something failed. */
bool output_close(struct output *output);

/* Nothing more can be written. */
static inline bool output_ended(const struct output *output) {
    return output->failed || output->closed;
}

#endif
