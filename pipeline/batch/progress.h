/* What a run has done so far, shown while it goes on and summed up at its end. */
#ifndef ASSAY_BATCH_PROGRESS_H
#define ASSAY_BATCH_PROGRESS_H

#include "article.h"
#include "packs/pattern.h"

/* Counts of this run alone, not of those that it goes on with. */
struct tally {
    uint64_t articles, failed;
    uint64_t read;     /* bytes of input, decompressed */
    uint64_t consumed; /* bytes read from files */
    uint64_t written;  /* bytes of records */
    uint64_t diagnostics[DIAGNOSTIC_CODES];
};

struct progress {
    bool on, terminal;
    bool shown;         /* a line stands on the terminal */
    double begun, next; /* seconds */
    uint64_t total;     /* bytes to be consumed; 0: not known */
};

/* Seconds on a clock that only goes forward. */
double progress_clock(void);

void progress_init(struct progress *progress, bool on, uint64_t total);

/* Shows the counts, if that is due. */
void progress_show(struct progress *progress, const struct tally *tally);

/* Before a message: takes the line away that would stand before it. From any thread. */
void progress_make_way(void);

/* Shows them a last time, and leaves the line. */
void progress_end(struct progress *progress, const struct tally *tally);

/* The summary of --stats. `times` is one for each pattern, or NULL. */
void tally_print(const struct tally *tally, double seconds, const struct rules *rules,
                 const struct pattern_time *times);

/* Writes a number in groups of three digits; gives `text`. */
enum { NUMBER_BYTES = 32 };
const char *number_words(uint64_t number, char text[NUMBER_BYTES]);

#endif
