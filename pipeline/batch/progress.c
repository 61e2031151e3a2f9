/* On a terminal one line that is written over; elsewhere a line every few seconds. */
#include "batch/progress.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define MEGABYTE 1e6

enum { LINE_BYTES = 200 };

/* A line stands on the terminal, which is one for all threads. */
static atomic_bool line_stands;

void progress_make_way(void) {
    int code = errno; /* that the message may be about */
    if (atomic_exchange(&line_stands, false)) {
        fputs("\r\033[K", stderr);
    }
    errno = code;
}

double progress_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double interval(const struct progress *progress) {
    return progress->terminal ? 0.2 : 5;
}

/* Not one that only prints on, as in an editor's window. */
static bool writes_over(void) {
    const char *kind = getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && (kind == NULL || strcmp(kind, "dumb") != 0);
}

void progress_init(struct progress *progress, bool on, uint64_t total) {
    *progress = (struct progress){
        .on = on, .terminal = writes_over(), .begun = progress_clock(), .total = total};
    progress->next = progress->begun + interval(progress);
}

const char *number_words(uint64_t number, char text[NUMBER_BYTES]) {
    char digits[NUMBER_BYTES];
    int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
    int at = 0;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0) {
            text[at++] = ',';
        }
        text[at++] = digits[i];
    }
    text[at] = '\0';
    return text;
}

/* How long what is left will take, as "1:02:03"; nothing where that is not known. */
static void write_left(const struct progress *progress, const struct tally *tally,
                       double elapsed, char text[40]) {
    text[0] = '\0';
    if (progress->total == 0 || tally->consumed == 0 || elapsed < 1 ||
        tally->consumed > progress->total) {
        return;
    }
    double left = (double)(progress->total - tally->consumed);
    unsigned long seconds = (unsigned long)(left * elapsed / (double)tally->consumed);
    if (seconds >= 3600) {
        snprintf(text, 40, ", ETA %lu:%02lu:%02lu", seconds / 3600, seconds / 60 % 60,
                 seconds % 60);
    } else {
        snprintf(text, 40, ", ETA %lu:%02lu", seconds / 60, seconds % 60);
    }
}

/* Columns that a line may take so that it is written over and not beside: it may change
 * while we run. A line as wide as the terminal would already go on in the next. */
static size_t columns(void) {
#ifdef TIOCGWINSZ
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) {
        return size.ws_col - 1U;
    }
#endif
    return LINE_BYTES;
}

static void show(struct progress *progress, const struct tally *tally, bool last) {
    double elapsed = progress_clock() - progress->begun;
    double megabytes = (double)tally->read / MEGABYTE;
    char articles[NUMBER_BYTES];
    char failed[NUMBER_BYTES];
    char left[40] = "";
    char line[LINE_BYTES];
    if (!last) {
        write_left(progress, tally, elapsed, left);
    }
    snprintf(line, sizeof line, "%s articles, %.1f MB, %.1f MB/s, %s failed%s",
             number_words(tally->articles, articles), megabytes,
             elapsed > 0 ? megabytes / elapsed : 0, number_words(tally->failed, failed),
             left);
    if (!progress->terminal) {
        fprintf(stderr, "assay: %s\n", line);
    } else if (last) { /* stays, and may be longer */
        fprintf(stderr, "\r%s\033[K\n", line);
    } else {
        fprintf(stderr, "\r%.*s\033[K", (int)columns(), line);
    }
    fflush(stderr);
    progress->shown = true;
    atomic_store(&line_stands, progress->terminal && !last);
}

void progress_show(struct progress *progress, const struct tally *tally) {
    if (progress->on) {
        double now = progress_clock();
        if (now >= progress->next) {
            progress->next = now + interval(progress);
            show(progress, tally, false);
        }
    }
}

void progress_end(struct progress *progress, const struct tally *tally) {
    if (progress->on && (progress->shown || !progress->terminal)) {
        show(progress, tally, true);
    }
}
