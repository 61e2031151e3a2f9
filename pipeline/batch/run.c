/* How a run begins and ends: what it takes up from an earlier one, what it leaves behind
 * for a later one. */
#include "batch/run_parts.h"

#include "base/memory.h"
#include "batch/tell.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* ---- Beginning ---- */

static bool complain(const char *name, const char *what) {
    tell("%s: %s", name, what);
    return false;
}

static bool complain_error(const struct assay_error *error) {
    tell("%s", error->message);
    return false;
}

/* Where nobody reads on, there is nothing to wait for either. */
static void pause_alone(void *context) {
    struct running *running = context;
    if (!running->on_threads) {
        write_pause(running);
        if (sink_ended(&running->sink)) {
            stop_now(&running->stop);
        }
    }
}

/* The inputs as a whole are looked at only where that is needed: it takes a while. */
static bool survey(struct running *running) {
    const struct run_options *options = running->options;
    struct assay_error error;
    error_clear(&error);
    if (running->sink.form == SINK_STREAM && !options->progress) {
        return true;
    }
    if (!paths_survey(&options->paths, &running->survey, &error)) {
        return complain_error(&error);
    }
    running->keeps_state =
        running->sink.form != SINK_STREAM && running->survey.unrepeatable == NULL;
    running->state.hashes = options->hashes;
    memcpy(running->state.hashes.hex[STATE_HASHES - 1], running->survey.hash,
           sizeof running->survey.hash);
    return true;
}

/* The earlier run had written everything, and perhaps named its file. */
static bool is_named(const struct sink *sink, const struct state *then, uint64_t part) {
    return then->complete && (sink->form == SINK_FOLDER ||
                              (part < then->output && access(sink->path, F_OK) == 0));
}

/* May the run go on from the state that it found? */
static bool fits(struct running *running, const struct state *then, uint64_t part) {
    const char *changed = state_changed(&running->state.hashes, &then->hashes);
    if (changed == NULL && !is_named(&running->sink, then, part)) {
        changed = sink_part_changed(&running->sink, then->output, then->sum);
    }
    if (changed != NULL) {
        tell("%s: %s; without --resume it is begun anew", running->sink.name, changed);
    }
    return changed == NULL;
}

static bool refuse_resume(const struct running *running) {
    if (running->sink.form == SINK_STREAM) {
        return complain("--resume",
                        "needs -o FILE or --out-dir DIR, beside which it finds how far "
                        "an earlier run came");
    }
    if (running->survey.unrepeatable != NULL) {
        return complain("--resume", running->survey.unrepeatable);
    }
    return true;
}

/* Takes up the state of an earlier run. `*done`: there is nothing left to do. */
static bool resume(struct running *running, bool *found, bool *done) {
    struct state then;
    struct assay_error error;
    uint64_t part = 0;
    struct sink *sink = &running->sink;
    error_clear(&error);
    *found = false;
    if (!refuse_resume(running)) {
        return false;
    }
    switch (state_read(sink->state, &then, &error)) {
    case STATE_BAD:
        return complain_error(&error);
    case STATE_NONE:
        return true;
    case STATE_READ:
        break;
    }
    sink_has_part(sink, &part);
    if (!fits(running, &then, part)) {
        return false;
    }
    *found = true;
    running->state = then;
    running->kept = then.articles;
    if (is_named(sink, &then, part)) {
        *done = true;
        if (sink->form == SINK_FILE) {
            unlink(sink->part); /* made by opening it */
        }
        return true;
    }
    *done = then.complete;
    if (then.output == 0 && !then.complete) {
        return sink_begin(sink);
    }
    return sink_go_on(sink, then.output) && (!then.complete || sink_name(sink));
}

static bool begin_anew(struct running *running) {
    struct sink *sink = &running->sink;
    if (sink->state != NULL && unlink(sink->state) != 0 && errno != ENOENT) {
        return complain(sink->state, strerror(errno));
    }
    return sink_begin(sink);
}

static bool open_inputs(struct running *running) {
    const struct run_options *options = running->options;
    struct reader_options reader = options->reader;
    struct assay_error error;
    error_clear(&error);
    reader.stop = &running->stop;
    reader.waits = pause_alone;
    reader.context = running;
    running->paths = paths_new(&options->paths, &error);
    if (running->paths == NULL) {
        return complain_error(&error);
    }
    running->reader = reader_new(&reader, running->paths);
    if (running->reader == NULL) {
        return complain("inputs", "out of memory");
    }
    if (!reader_go_to(running->reader, running->state.position)) {
        return false;
    }
    reader_counts(running->reader, &running->consumed_before, &running->read_before);
    return true;
}

bool watch_signals(struct running *running) {
    return stop_watch(&running->stop) ||
           complain("signals", "no thread or memory to wait for them");
}

/* Whoever writes a file, or shows how far it is, is there to be interrupted. */
static bool watch_files(struct running *running) {
    bool stream = running->sink.form == SINK_STREAM && !running->options->progress;
    return stream || watch_signals(running);
}

static bool prepare_stats(struct running *running) {
    size_t size =
        ((size_t)running->options->rules->pattern_count + 1) * sizeof *running->times;
    if (!running->options->stats) {
        return true;
    }
    running->times = memory_alloc(size);
    if (running->times == NULL) {
        return complain("--stats", "out of memory");
    }
    memset(running->times, 0, size);
    return true;
}

/* ---- Ending ---- */

/* Writes the end, then says in the state that only the name is missing, then names it: so
 * whenever the program is killed, the next one knows what is left to do. */
static bool complete(struct running *running) {
    struct sink *sink = &running->sink;
    if (!sink_finish(sink)) {
        return false;
    }
    running->state.complete = true;
    keep_state(running);
    if (running->trouble || sink->closed || !sink_name(sink)) {
        return !running->trouble && sink->closed;
    }
    if (running->keeps_state) {
        unlink(sink->state);
    }
    return true;
}

/* Ended before the end of the inputs: the output ends at its last boundary. A frame is
 * left out unless it is whole, since a resumed run shall make the same frames; where none
 * can go on, it is ended. */
static void leave(struct running *running) {
    struct sink *sink = &running->sink;
    if (sink->codec == NULL || !running->keeps_state) {
        sink_boundary(sink);
        keep_state(running);
    }
}

/* What is left of a run that ended before its end, and how to go on from there. */
static void say_how_to_go_on(const struct running *running) {
    char articles[NUMBER_BYTES];
    char kept[NUMBER_BYTES];
    const struct sink *sink = &running->sink;
    int number = atomic_load(&running->stop.signal);
    const char *ended = number != 0          ? "interrupted"
                        : running->cut_short ? "stopped at the article that failed,"
                                             : "stopped";
    number_words(running->state.articles, articles);
    number_words(running->kept, kept);
    if (number == 0 && !running->cut_short && !running->trouble && !sink->failed) {
        return;
    }
    if (running->keeps_state && running->kept == running->state.articles) {
        tell("%s after %s articles; the same command with --resume goes on from there",
             ended, articles);
    } else if (running->keeps_state) { /* within a frame */
        tell("%s after %s articles; the same command with --resume%s goes on after %s",
             ended, articles, running->cut_short ? " and without --fail-fast" : "", kept);
    } else if (sink->form == SINK_FILE) {
        tell("%s after %s articles; %s holds what is finished", ended, articles,
             sink->part);
    } else {
        tell("%s after %s articles", ended, articles);
    }
}

static void end(struct running *running) {
    bool stopped = atomic_load(&running->stop.signal) != 0 || running->cut_short ||
                   running->trouble || sink_ended(&running->sink);
    if (!stopped) {
        running->trouble |= !complete(running);
    } else {
        leave(running);
    }
    progress_end(&running->progress, &running->tally);
    if (stopped || running->trouble) {
        say_how_to_go_on(running);
    }
    if (running->options->stats) {
        tally_print(&running->tally, progress_clock() - running->progress.begun,
                    running->options->rules, running->times);
    }
}

/* ---- The run ---- */

static void run_open(struct running *running) {
    bool found = false;
    bool done = false;
    const struct run_options *options = running->options;
    bool good = watch_files(running) && survey(running) &&
                (!options->resume || resume(running, &found, &done)) &&
                (done || found || begin_anew(running)) &&
                (done || (open_inputs(running) && prepare_stats(running)));
    running->trouble |= !good;
    if (!good) {
        sink_drop_empty(&running->sink);
    }
    if (done && good && running->keeps_state) {
        unlink(running->sink.state);
    }
    if (good && !done) {
        uint64_t left = running->survey.bytes > running->consumed_before
                            ? running->survey.bytes - running->consumed_before
                            : 0;
        progress_init(&running->progress, options->progress,
                      running->survey.unsized ? 0 : left);
        keep_state(running);
        run_batches(running);
        end(running);
    }
}

struct run_result run(const struct run_options *options) {
    struct running running = {.options = options, .trouble = true};
    bool good =
        sink_open(&running.sink, &options->sink) &&
        (options->before == NULL || options->before(options->context, &running.sink));
    bool stoppable = good && stop_init(&running.stop);
    if (stoppable) {
        running.trouble = false;
        run_open(&running);
    } else if (good) {
        complain("signals", strerror(errno));
    }
    struct run_result result = {
        .trouble = running.trouble || running.sink.failed,
        .missed = running.state.missed,
        .failed = running.state.failed > 0 ||
                  (running.reader != NULL && reader_missed_folder(running.reader)),
        .signal = stoppable ? atomic_load(&running.stop.signal) : 0};
    reader_free(running.reader);
    paths_free(running.paths);
    if (!stoppable) {
        sink_drop_empty(&running.sink);
    }
    sink_deinit(&running.sink);
    if (stoppable) {
        stop_deinit(&running.stop);
    }
    memory_free(running.times);
    return result;
}
