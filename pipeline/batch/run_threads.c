/* Batches on one thread or several.
 *
 * While the inputs give less than a whole batch at a time, one thread does everything: so
 * a short run and a pipe that trickles cost no threads. With the first full batch a
 * reader and the workers are started, and this thread writes. */
#include "batch/run_parts.h"

#include "base/memory.h"
#include "batch/tell.h"
#include "batch/window.h"

#include <stdio.h>

enum { PROGRESS_MILLISECONDS = 200 };

struct worker {
    pthread_t thread;
    const struct running *running;
    struct window *window;
    struct assay_annotator *annotator;
    bool started;
};

struct crew {
    struct running *running;
    struct window *window;
    struct worker *workers;
    size_t count;
    pthread_t reader;
    bool reader_failed; /* to be looked at once its thread has ended */
};

static struct assay_annotator *make_annotator(const struct running *running) {
    const struct run_options *options = running->options;
    struct assay_annotator *annotator = options->make(options->context);
    if (annotator != NULL && running->times != NULL && !annotator_measure(annotator)) {
        tell("out of memory");
        assay_annotator_free(annotator);
        return NULL;
    }
    return annotator;
}

/* Adds what the annotator's patterns took, and frees it. */
static void free_annotator(struct running *running, struct assay_annotator *annotator) {
    const struct pattern_time *times =
        annotator == NULL || running->times == NULL ? NULL : annotator_times(annotator);
    for (uint32_t i = 0; times != NULL && i < running->options->rules->pattern_count;
         i++) {
        running->times[i].nanoseconds += times[i].nanoseconds;
        running->times[i].tries += times[i].tries;
    }
    assay_annotator_free(annotator);
}

static void annotate(const struct running *running, struct assay_annotator *annotator,
                     struct batch *batch) {
    worker_run(annotator, &running->options->format, running->sink.form == SINK_FOLDER,
               batch);
}

/* ---- Threads ---- */

static void *read_batches(void *context) {
    struct crew *crew = context;
    enum reader_result result = READER_BATCH;
    while (result == READER_BATCH) {
        struct batch *batch = window_to_fill(crew->window);
        if (batch == NULL) {
            break;
        }
        result = reader_fill(crew->running->reader, batch);
        if (result == READER_BATCH) {
            window_filled(crew->window);
        }
    }
    crew->reader_failed = result == READER_FAILED;
    window_end(crew->window);
    return NULL;
}

static void *work(void *context) {
    struct worker *worker = context;
    struct batch *batch = window_to_annotate(worker->window);
    while (batch != NULL) {
        annotate(worker->running, worker->annotator, batch);
        window_annotated(worker->window, batch);
        batch = window_to_annotate(worker->window);
    }
    return NULL;
}

/* The next batch to write; while there is none, what is held leaves. NULL at the end, or
 * where nothing more can be written. */
static struct batch *next_batch(struct crew *crew) {
    struct running *running = crew->running;
    bool ended = false;
    struct batch *batch = window_to_write(crew->window, 0, &ended);
    while (batch == NULL && !ended) {
        write_pause(running);
        if (sink_ended(&running->sink)) {
            break;
        }
        batch = window_to_write(
            crew->window, running->progress.on ? PROGRESS_MILLISECONDS : -1, &ended);
    }
    return batch;
}

static void write_batches(struct crew *crew) {
    struct batch *batch = next_batch(crew);
    while (batch != NULL && write_batch(crew->running, batch)) {
        window_written(crew->window);
        batch = next_batch(crew);
    }
    if (batch != NULL || sink_ended(&crew->running->sink)) {
        stop_now(&crew->running->stop);
        window_abort(crew->window);
    }
}

/* ---- The crew ---- */

/* Starts as many workers as can be had; one at least, whose annotator there is already.
 */
static bool start_workers(struct crew *crew, struct assay_annotator *first) {
    size_t jobs = crew->running->options->jobs;
    for (size_t i = 0; i < jobs; i++) {
        struct worker *worker = &crew->workers[i];
        *worker = (struct worker){.running = crew->running, .window = crew->window};
        worker->annotator = i == 0 ? first : make_annotator(crew->running);
        crew->count = i + 1;
        if (worker->annotator == NULL ||
            pthread_create(&worker->thread, NULL, work, worker) != 0) {
            return i > 0;
        }
        worker->started = true;
    }
    return true;
}

static void end_workers(struct crew *crew) {
    for (size_t i = 0; i < crew->count; i++) {
        if (crew->workers[i].started) {
            pthread_join(crew->workers[i].thread, NULL);
        }
        free_annotator(crew->running, crew->workers[i].annotator);
    }
}

/* Puts the batch that has been read already in the first place. */
static bool hand_over(struct crew *crew, struct batch *first) {
    struct batch *place = window_to_fill(crew->window);
    if (place == NULL) {
        return false;
    }
    struct batch other = *place;
    *place = *first;
    *first = other;
    window_filled(crew->window);
    return true;
}

/* The reader's thread comes first: workers take as many as can be had, and would leave it
 * none where a system gives few. False where there is none for a worker, or the reader.
 */
static bool work_together(struct crew *crew, struct assay_annotator *annotator) {
    if (pthread_create(&crew->reader, NULL, read_batches, crew) != 0) {
        free_annotator(crew->running, annotator);
        return false;
    }
    bool good = start_workers(crew, annotator);
    if (good) {
        write_batches(crew);
    } else {
        stop_now(&crew->running->stop);
        window_abort(crew->window);
    }
    pthread_join(crew->reader, NULL);
    crew->running->trouble |= crew->reader_failed;
    end_workers(crew);
    return good;
}

static void run_crew(struct running *running, struct assay_annotator *annotator,
                     struct batch *first) {
    size_t jobs = running->options->jobs;
    struct crew crew = {.running = running, .window = window_new(jobs)};
    running->on_threads = true;
    crew.workers = memory_alloc(jobs * sizeof *crew.workers);
    bool good = false;
    if (crew.window != NULL && crew.workers != NULL && hand_over(&crew, first)) {
        good = work_together(&crew, annotator);
    } else {
        free_annotator(running, annotator);
    }
    if (!good) {
        tell("no threads or memory for -j %zu; fewer may do", jobs);
        running->trouble = true;
    }
    memory_free(crew.workers);
    window_free(crew.window);
}

/* ---- Alone ---- */

/* There is nothing to finish where the articles at hand are one, and the last: a signal
 * then ends the program as it ends any other, and no thread is made to wait for it. */
static bool watch_unless_last(struct running *running, const struct batch *batch) {
    bool last = batch->count == 1 && reader_ended(running->reader);
    bool good = last || watch_signals(running);
    running->trouble |= !good;
    return good;
}

void run_batches(struct running *running) {
    struct batch *batch = memory_alloc(sizeof *batch);
    struct assay_annotator *annotator = batch == NULL ? NULL : make_annotator(running);
    if (annotator == NULL) {
        if (batch == NULL) {
            tell("out of memory");
        }
        running->trouble = true;
        memory_free(batch);
        return;
    }
    batch_init(batch);
    enum reader_result result = reader_fill(running->reader, batch);
    while (result == READER_BATCH && watch_unless_last(running, batch)) {
        if (running->options->jobs > 1 && batch_full(batch)) {
            run_crew(running, annotator, batch);
            annotator = NULL;
            break;
        }
        annotate(running, annotator, batch);
        if (!write_batch(running, batch)) {
            break;
        }
        batch_reset(batch);
        result = reader_fill(running->reader, batch);
    }
    running->trouble |= result == READER_FAILED;
    free_annotator(running, annotator);
    batch_deinit(batch);
    memory_free(batch);
}
