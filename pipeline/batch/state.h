/* The state of a run, kept beside its output, so that one that was ended can go on.
 *
 * A few lines of text with a checksum, replaced as a whole: whenever the program ends,
 * one state stands there that fits the output. */
#ifndef ASSAY_BATCH_STATE_H
#define ASSAY_BATCH_STATE_H

#include "batch/batch.h"
#include "base/status.h"

enum { STATE_HASHES = 4 };

/* What must not have changed: hashes in hex, of the program, the rules, the options and
 * the inputs. */
struct state_hashes {
    char hex[STATE_HASHES][65];
};

struct state {
    struct state_hashes hashes;
    struct position position; /* of the first article that is not in the output */
    uint64_t articles, failed;
    uint64_t output; /* bytes of the output, as it is stored; its sum: */
    uint64_t sum;
    bool missed;   /* an input named on the command line could not be read */
    bool complete; /* all is written; only the output's name is missing */
};

enum state_result { STATE_READ, STATE_NONE, STATE_BAD };

/* STATE_BAD: `error` says why. */
enum state_result state_read(const char *path, struct state *state,
                             struct assay_error *error);

/* Replaces the state at `path`. False: errno says why. */
bool state_write(const char *path, const struct state *state);

/* The first thing that differs, in words; NULL: nothing does. */
const char *state_changed(const struct state_hashes *now,
                          const struct state_hashes *then);

#endif
