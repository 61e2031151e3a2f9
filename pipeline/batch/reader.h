/* Reading articles into batches, from all inputs in order.
 *
 * A file is one article, or one a line where its name or its first line says so. What
 * cannot be read becomes an item that says so, in its place. */
#ifndef ASSAY_BATCH_READER_H
#define ASSAY_BATCH_READER_H

#include "batch/batch.h"
#include "batch/paths.h"
#include "batch/stop.h"

enum input_form { INPUT_AUTO, INPUT_TEXT, INPUT_JSONL };

struct reader_options {
    enum input_form form;
    size_t article_maximum, line_maximum; /* bytes */
    uint64_t shard, shards; /* the one to read, from 0, of how many; 0: all */
    struct stop *stop;      /* or NULL */
    /* Called before the reader waits for input that has paused; may be NULL. */
    void (*waits)(void *context);
    void *context;
};

enum reader_result {
    READER_BATCH,  /* the batch holds items, one at least */
    READER_END,    /* there are no more */
    READER_FAILED, /* a message has been printed: memory, or the list of inputs */
};

struct reader;

/* Does the name say that there is a JSON object on each line: .jsonl, .ndjson, perhaps
 * compressed? */
bool reader_is_named_lines(const char *path);

/* `paths` is borrowed. NULL when out of memory. */
struct reader *reader_new(const struct reader_options *options, struct paths *paths);
void reader_free(struct reader *reader);

/* Goes on at a position that an item gave in an earlier run. False after a message. */
bool reader_go_to(struct reader *reader, struct position position);

/* Bytes read so far: from files, and of these decompressed; skipped ones too. */
void reader_counts(const struct reader *reader, uint64_t *consumed, uint64_t *read);

/* Fills an empty batch: till it is full or the input pauses. Once stopping is wanted, no
 * more is read. */
enum reader_result reader_fill(struct reader *reader, struct batch *batch);

/* The last batch was filled to the end of the inputs: there are no more. */
bool reader_ended(const struct reader *reader);

/* An input that was named on the command line, or a folder, held nothing that could be
 * read; messages have been printed. */
bool reader_missed_named(const struct reader *reader);
bool reader_missed_folder(const struct reader *reader);

#endif
