/* A run: all articles of all inputs, through as many threads as wanted, in order, into
 * one sink; able to stop anywhere and to go on from there. */
#ifndef ASSAY_BATCH_RUN_H
#define ASSAY_BATCH_RUN_H

#include "batch/progress.h"
#include "batch/reader.h"
#include "batch/sink.h"
#include "batch/state.h"
#include "batch/worker.h"

struct run_options {
    struct paths_options paths;
    struct reader_options reader; /* form, limits, shard; the rest is set by the run */
    struct sink_options sink;
    struct batch_format format;
    size_t jobs; /* threads that annotate, 1 at least */
    bool resume, fail_fast, progress, stats;
    /* What a run that goes on must have in common with the one before; the inputs are
     * added by the run. */
    struct state_hashes hashes;
    /* Called once the output is open and before anything is read or a thread is started;
     * false after a message. NULL: nothing to do. */
    bool (*before)(void *context, const struct sink *sink);
    /* Makes an annotator, one for each thread; NULL after a message. */
    struct assay_annotator *(*make)(void *context);
    void *context;
    const struct rules *rules;
};

struct run_result {
    bool trouble; /* a message has been printed */
    bool missed;  /* an input named on the command line could not be read */
    bool failed;  /* an article, or a folder held no file */
    int signal;   /* that ended it, or 0 */
};

struct run_result run(const struct run_options *options);

#endif
