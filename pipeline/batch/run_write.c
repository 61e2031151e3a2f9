/* Writing in order, and keeping the state at the boundaries. */
#include "batch/run_parts.h"

#include "batch/tell.h"

#include <errno.h>
#include <stdio.h>

/* Seconds after which a state is kept though little has been written. */
static const double STATE_SECONDS = 1;

void keep_state(struct running *running) {
    struct sink *sink = &running->sink;
    if (!running->keeps_state || sink_ended(sink)) {
        return;
    }
    running->state.output = sink->written;
    running->state.sum = sum_of(&sink->sum);
    running->next_state = progress_clock() + STATE_SECONDS;
    if (!state_write(sink->state, &running->state)) {
        tell("%s: %s", sink->state, strerror(errno));
        running->trouble = true;
        return;
    }
    running->kept = running->state.articles;
}

/* What was surveyed agrees; a list that can be read only once was not. */
static bool names_agree(struct running *running, const struct batch *batch,
                        const struct item *item) {
    struct sink *sink = &running->sink;
    if (sink->form != SINK_FOLDER || !item->has_name) {
        return true;
    }
    int absolute = batch_name(batch, item)[0] == '/';
    if (sink->absolute >= 0 && sink->absolute != absolute) {
        tell("%s", paths_mixed);
        running->trouble = true;
        return false;
    }
    sink->absolute = absolute;
    return true;
}

static bool write_item(struct running *running, const struct batch *batch,
                       size_t number) {
    const struct item *item = &batch->items[number];
    struct sink *sink = &running->sink;
    if (!names_agree(running, batch, item)) {
        return false;
    }
    sink_put(sink, batch_record(batch, number),
             sink->form == SINK_FOLDER ? batch->targets.data + item->target : NULL);
    if (sink_ended(sink)) {
        return false;
    }
    running->state.position = item->after;
    running->state.articles++;
    running->state.failed += item->failed;
    running->state.missed |= item->missed;
    running->tally.articles++;
    running->tally.failed += item->failed;
    if (sink_boundary_due(sink)) {
        sink_boundary(sink);
        keep_state(running);
    }
    running->cut_short = item->failed && running->options->fail_fast;
    return !sink_ended(sink) && !running->trouble && !running->cut_short;
}

static void count(struct running *running, const struct batch *batch) {
    struct tally *tally = &running->tally;
    tally->read = batch->read - running->read_before;
    tally->consumed = batch->consumed - running->consumed_before;
    tally->written = running->sink.total;
    for (int code = 0; code < DIAGNOSTIC_CODES; code++) {
        tally->diagnostics[code] += batch->diagnostics[code];
    }
    progress_show(&running->progress, tally);
}

bool write_batch(struct running *running, const struct batch *batch) {
    for (size_t i = 0; i < batch->annotated; i++) {
        if (!write_item(running, batch, i)) {
            return false;
        }
    }
    if (batch->status != ASSAY_OK) {
        tell("out of memory while writing a record");
        running->trouble = true;
        return false;
    }
    count(running, batch);
    bool due = running->keeps_state && running->sink.codec == NULL &&
               progress_clock() >= running->next_state;
    if (due) {
        sink_boundary(&running->sink);
        keep_state(running);
    }
    return !sink_ended(&running->sink) && !running->trouble;
}

void write_pause(struct running *running) {
    sink_flush(&running->sink);
    progress_show(&running->progress, &running->tally);
}
