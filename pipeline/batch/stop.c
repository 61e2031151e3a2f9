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
        if (atomic_load(&stop->ended)) {
            return NULL;
        }
        if (atomic_load(&stop->signal) != 0) {
            die_by(number);
        }
        atomic_store(&stop->signal, number);
        stop_now(stop);
    }
}

/* Returns one of them, or 0 where all are ignored. */
static int choose_signals(sigset_t *signals) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    int chosen = 0;
    sigemptyset(signals);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sigaction action;
        if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            sigaddset(signals, numbers[i]);
            chosen = numbers[i];
        }
    }
    return chosen;
}

bool stop_init(struct stop *stop) {
    *stop = (struct stop){.wake = {-1, -1}};
    atomic_init(&stop->wanted, false);
    atomic_init(&stop->signal, 0);
    atomic_init(&stop->ended, false);
    if (pipe(stop->wake) != 0) {
        return false;
    }
    fcntl(stop->wake[0], F_SETFD, FD_CLOEXEC);
    fcntl(stop->wake[1], F_SETFD, FD_CLOEXEC);
    stop->waker = choose_signals(&stop->signals);
    return true;
}

bool stop_watch(struct stop *stop) {
    if (stop->watching || stop->waker == 0) {
        return true;
    }
    pthread_sigmask(SIG_BLOCK, &stop->signals, &stop->before);
    stop->watching = pthread_create(&stop->thread, NULL, watch, stop) == 0;
    if (!stop->watching) {
        pthread_sigmask(SIG_SETMASK, &stop->before, NULL);
    }
    return stop->watching;
}

/* The watcher is woken by a signal that it waits for anyway: cancelling it would load a
 * library, which costs a short run more than its article, and a jailed one cannot. */
void stop_deinit(struct stop *stop) {
    if (stop->watching) {
        atomic_store(&stop->ended, true);
        pthread_kill(stop->thread, stop->waker);
        pthread_join(stop->thread, NULL);
        pthread_sigmask(SIG_SETMASK, &stop->before, NULL);
    }
    close(stop->wake[0]);
    close(stop->wake[1]);
}
