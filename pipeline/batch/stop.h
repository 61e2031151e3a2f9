/* The wish to stop: by a signal, or because the output has ended. Whoever waits for input
 * is woken.
 *
 * SIGINT, SIGTERM and SIGHUP end a run after the articles at hand; a second one ends it
 * at once. Signals that were ignored when the program started stay so. */
#ifndef ASSAY_BATCH_STOP_H
#define ASSAY_BATCH_STOP_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>

struct stop {
    atomic_bool wanted;
    atomic_int signal; /* the one that came, or 0 */
    int wake[2];       /* a pipe; something stands in it once stopping is wanted */
    sigset_t signals, before;
    pthread_t thread;
    atomic_bool ended; /* the watcher is to go */
    int waker;         /* a signal that wakes it; 0: all are ignored, nothing to watch */
    bool watching;
};

/* False where no pipe can be had. Until stop_watch the signals do what they did before.
 */
bool stop_init(struct stop *stop);
void stop_deinit(struct stop *stop);

/* Begins to watch, unless that has begun; to be called before other threads are made,
 * which then are not met by the signals. False where no thread can be had. */
bool stop_watch(struct stop *stop);

void stop_now(struct stop *stop);

static inline bool stop_wanted(struct stop *stop) {
    return atomic_load_explicit(&stop->wanted, memory_order_relaxed);
}

#endif
