/* One lock; batches are large enough that it is hardly ever waited for. */
#include "batch/window.h"

#include "base/memory.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

enum {
    WINDOW_BATCHES = 4,     /* for each worker */
    WINDOW_BYTES = 4 << 20, /* in memory, for each worker; one batch may be larger */
};

struct slot {
    struct batch batch;
    size_t size; /* counted in `bytes` */
    bool finished;
};

struct window {
    pthread_mutex_t lock;
    pthread_cond_t room, work, finished;
    struct slot *slots;
    size_t workers, capacity;
    uint64_t filled, taken,
        written; /* batches so far; the slot is the rest by capacity */
    size_t bytes;
    bool ended, aborted;
};

struct window *window_new(size_t workers) {
    struct window *window = memory_alloc(sizeof *window);
    if (window == NULL) {
        return NULL;
    }
    *window = (struct window){.workers = workers, .capacity = workers * WINDOW_BATCHES};
    window->slots = memory_alloc(window->capacity * sizeof *window->slots);
    if (window->slots == NULL) {
        memory_free(window);
        return NULL;
    }
    for (size_t i = 0; i < window->capacity; i++) {
        window->slots[i] = (struct slot){.size = 0};
        batch_init(&window->slots[i].batch);
    }
    pthread_mutex_init(&window->lock, NULL);
    pthread_cond_init(&window->room, NULL);
    pthread_cond_init(&window->work, NULL);
    pthread_cond_init(&window->finished, NULL);
    return window;
}

void window_free(struct window *window) {
    if (window == NULL) {
        return;
    }
    for (size_t i = 0; i < window->capacity; i++) {
        batch_deinit(&window->slots[i].batch);
    }
    pthread_cond_destroy(&window->finished);
    pthread_cond_destroy(&window->work);
    pthread_cond_destroy(&window->room);
    pthread_mutex_destroy(&window->lock);
    memory_free(window->slots);
    memory_free(window);
}

static struct slot *slot_at(const struct window *window, uint64_t number) {
    return &window->slots[number % window->capacity];
}

/* Articles that are large for the window go on as long as each worker has one. */
static bool has_room(const struct window *window) {
    uint64_t under_way = window->filled - window->written;
    return under_way < window->capacity &&
           (under_way < window->workers ||
            window->bytes < window->workers * (size_t)WINDOW_BYTES);
}

/* ---- Reader ---- */

struct batch *window_to_fill(struct window *window) {
    pthread_mutex_lock(&window->lock);
    while (!window->aborted && !has_room(window)) {
        pthread_cond_wait(&window->room, &window->lock);
    }
    bool aborted = window->aborted;
    struct slot *slot = slot_at(window, window->filled);
    pthread_mutex_unlock(&window->lock);
    if (aborted) {
        return NULL;
    }
    batch_reset(&slot->batch);
    return &slot->batch;
}

void window_filled(struct window *window) {
    pthread_mutex_lock(&window->lock);
    struct slot *slot = slot_at(window, window->filled);
    slot->finished = false;
    slot->size = batch_size(&slot->batch);
    window->bytes += slot->size;
    window->filled++;
    pthread_cond_signal(&window->work);
    pthread_mutex_unlock(&window->lock);
}

void window_end(struct window *window) {
    pthread_mutex_lock(&window->lock);
    window->ended = true;
    pthread_cond_broadcast(&window->work);
    pthread_cond_signal(&window->finished);
    pthread_mutex_unlock(&window->lock);
}

/* ---- Workers ---- */

struct batch *window_to_annotate(struct window *window) {
    struct batch *batch = NULL;
    pthread_mutex_lock(&window->lock);
    while (!window->aborted && !window->ended && window->taken == window->filled) {
        pthread_cond_wait(&window->work, &window->lock);
    }
    if (!window->aborted && window->taken < window->filled) {
        batch = &slot_at(window, window->taken)->batch;
        window->taken++;
    }
    pthread_mutex_unlock(&window->lock);
    return batch;
}

void window_annotated(struct window *window, struct batch *batch) {
    batch_drop_input(batch);
    pthread_mutex_lock(&window->lock);
    for (uint64_t i = window->written; i < window->taken; i++) {
        struct slot *slot = slot_at(window, i);
        if (&slot->batch == batch) {
            window->bytes -= slot->size;
            slot->size = batch_size(batch);
            window->bytes += slot->size;
            slot->finished = true;
            if (i == window->written) {
                pthread_cond_signal(&window->finished);
            }
            break;
        }
    }
    pthread_mutex_unlock(&window->lock);
}

/* ---- Writer ---- */

static struct timespec after(int milliseconds) {
    struct timespec when;
    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_sec += milliseconds / 1000;
    when.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    when.tv_sec += when.tv_nsec / 1000000000;
    when.tv_nsec %= 1000000000;
    return when;
}

static bool is_finished(const struct window *window) {
    return window->written < window->filled && slot_at(window, window->written)->finished;
}

struct batch *window_to_write(struct window *window, int milliseconds, bool *ended) {
    struct timespec until = after(milliseconds < 0 ? 0 : milliseconds);
    int result = milliseconds == 0 ? ETIMEDOUT : 0;
    pthread_mutex_lock(&window->lock);
    for (;;) {
        *ended = window->ended && window->written == window->filled;
        if (*ended || is_finished(window) || result == ETIMEDOUT) {
            break;
        }
        result = milliseconds < 0
                     ? pthread_cond_wait(&window->finished, &window->lock)
                     : pthread_cond_timedwait(&window->finished, &window->lock, &until);
    }
    struct batch *batch =
        is_finished(window) ? &slot_at(window, window->written)->batch : NULL;
    pthread_mutex_unlock(&window->lock);
    return batch;
}

void window_written(struct window *window) {
    pthread_mutex_lock(&window->lock);
    struct slot *slot = slot_at(window, window->written);
    window->bytes -= slot->size;
    slot->finished = false;
    window->written++;
    pthread_cond_signal(&window->room);
    pthread_mutex_unlock(&window->lock);
}

void window_abort(struct window *window) {
    pthread_mutex_lock(&window->lock);
    window->aborted = true;
    pthread_cond_broadcast(&window->work);
    pthread_cond_broadcast(&window->room);
    pthread_mutex_unlock(&window->lock);
}
