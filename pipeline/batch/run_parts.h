/* What the parts of a run share: run.c begins and ends it, run_write.c writes in order,
 * run_threads.c hands batches around. */
#ifndef ASSAY_BATCH_RUN_PARTS_H
#define ASSAY_BATCH_RUN_PARTS_H

#include "batch/run.h"

struct running {
    const struct run_options *options;
    struct survey survey;
    struct stop stop;
    struct sink sink;
    struct paths *paths;
    struct reader *reader;
    struct state state;
    bool keeps_state;  /* beside the output */
    uint64_t kept;     /* articles in the state that was kept last */
    double next_state; /* when it is due for time alone */
    struct tally tally;
    struct progress progress;
    struct pattern_time *times; /* with --stats, of all annotators together */
    uint64_t read_before, consumed_before;
    bool on_threads; /* the reader has one of its own */
    bool trouble;    /* a message has been printed */
    bool cut_short;  /* by --fail-fast */
};

/* Writes the records of a batch. False: no more can or shall be written. */
bool write_batch(struct running *running, const struct batch *batch);

/* Before waiting: lets go of what is finished. */
void write_pause(struct running *running);

/* Keeps the state: how far the output goes. Only at a boundary of the sink. */
void keep_state(struct running *running);

/* From now on signals wait for the articles at hand. False after a message. */
bool watch_signals(struct running *running);

/* Annotates and writes the batches to the end of the inputs: on this thread while they
 * come slowly, then on several. */
void run_batches(struct running *running);

#endif
