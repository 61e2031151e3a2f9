/* A thread waits for the signals, so that nothing is done in a signal handler. */
#include "batch/stop.h"

#include <fcntl.h>
#include <unistd.h>

void stop_now(struct stop *stop) {
    if (!atomic_exchange(&stop->wanted, true)) {
        ssize_t ignored = write(stop->wake[1], "", 1);
        (void)ignored;
    }
}

/* The second signal does what it would have done without us. */
static void die_by(int number) {
    sigset_t one;
    signal(number, SIG_DFL);
    sigemptyset(&one);
    sigaddset(&one, number);
    pthread_sigmask(SIG_UNBLOCK, &one, NULL);
    raise(number);
}

static void *watch(void *context) {
    struct stop *stop = context;
    for (;;) {
        int number = 0;
        if (sigwait(&stop->signals, &number) != 0) {
            continue;
        }
        if (atomic_load(&stop->signal) != 0) {
            die_by(number);
        }
        atomic_store(&stop->signal, number);
        stop_now(stop);
    }
    return NULL;
}

static void choose_signals(sigset_t *signals) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    sigemptyset(signals);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction action;
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            sigaddset(signals, numbers[i]);
        }
    }
}

bool stop_init(struct stop *stop) {
    *stop = (struct stop){.wake = {-1, -1}};
    atomic_init(&stop->wanted, false);
    atomic_init(&stop->signal, 0);
    if (pipe(stop->wake) != 0) {
        return false;
    }
    fcntl(stop->wake[0], F_SETFD, FD_CLOEXEC);
    fcntl(stop->wake[1], F_SETFD, FD_CLOEXEC);
    choose_signals(&stop->signals);
    pthread_sigmask(SIG_BLOCK, &stop->signals, &stop->before);
    stop->watching = pthread_create(&stop->thread, NULL, watch, stop) == 0;
    if (!stop->watching) {
        stop_deinit(stop);
    }
    return stop->watching;
}

void stop_deinit(struct stop *stop) {
    if (stop->watching) {
        pthread_cancel(stop->thread); /* waiting for a signal is where it can be */
        pthread_join(stop->thread, NULL);
    }
    pthread_sigmask(SIG_SETMASK, &stop->before, NULL);
    close(stop->wake[0]);
    close(stop->wake[1]);
}
