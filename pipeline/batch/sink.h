/* Where records go: standard output, a file, or a folder with a file for each article.
 *
 * A file is written as FILE.part and named FILE when it is complete. What is written can
 * end at a boundary between two articles (of compressed output, between two frames), to
 * which a later run can cut it back. */
#ifndef ASSAY_BATCH_SINK_H
#define ASSAY_BATCH_SINK_H

#include "batch/sum.h"
#include "streams/codec.h"

/* Uncompressed bytes after which a frame ends, at the end of an article: so frames depend
 * on the records alone, and a resumed run makes the same ones. */
enum { SINK_FRAME_BYTES = 1 << 20 };

enum sink_form { SINK_STREAM, SINK_FILE, SINK_FOLDER };

struct sink_options {
    const char *output; /* NULL, "-": standard output */
    const char *folder; /* or this */
    const char *label;  /* of the shard, for names in a folder: "" or "-1-of-4" */
    struct slice header, trailer; /* of each file */
};

struct sink {
    enum sink_form form;
    struct sink_options options;
    int file;                  /* STREAM, FILE; FOLDER: the folder */
    const char *name;          /* for messages */
    char *path, *part, *state; /* FILE: all; FOLDER: `part` and `state` */
    int lock;        /* FOLDER: held by this run alone, and removed at its end */
    char *lock_path; /* FOLDER */
    const struct codec *codec;
    void *encoder;
    struct buffer held;
    uint64_t written; /* bytes in the file, as it is stored */
    struct sum sum;   /* FILE: of these */
    uint64_t total;   /* bytes of records, uncompressed */
    uint64_t frame;   /* of these since the last boundary */
    int absolute;     /* FOLDER: inputs are named by absolute paths; -1: none so far */
    bool failed;      /* a message has been printed */
    bool closed;      /* the reader of our pipe has gone: no error, nothing more to do */
};

/* Makes the sink ready, and locks its file; nothing of an earlier run is touched yet.
 * False after a message; sink_deinit in either case. */
bool sink_open(struct sink *sink, const struct sink_options *options);
void sink_deinit(struct sink *sink);

/* Is there a file FILE.part of an earlier run, and how long? */
bool sink_has_part(const struct sink *sink, uint64_t *size);

/* Does the part begin with what an earlier run wrote: that many bytes, of that sum? It is
 * read for that. NULL: it does; else in words why not. */
const char *sink_part_changed(struct sink *sink, uint64_t written, uint64_t sum);

/* Takes the part away again that opening made, where nothing stands in it. */
void sink_drop_empty(const struct sink *sink);

/* Begins anew; or goes on where the output had that many bytes, of a part that has not
 * changed. False after a message. */
bool sink_begin(struct sink *sink);
bool sink_go_on(struct sink *sink, uint64_t written);

/* Writes a record; in a folder to the file `target` below it. */
void sink_put(struct sink *sink, struct slice record, const char *target);

/* A boundary is due: enough has been written since the last one. */
static inline bool sink_boundary_due(const struct sink *sink) {
    return sink->frame >= SINK_FRAME_BYTES;
}

/* Makes a boundary here: all that was put is written. */
void sink_boundary(struct sink *sink);

/* Writes what is held back, unless it must wait for the end of a frame. */
void sink_flush(struct sink *sink);

/* Ends the output with its trailer; then, for a file, gives it its name. False after a
 * message. */
bool sink_finish(struct sink *sink);
bool sink_name(struct sink *sink);

/* Nothing more can be written. */
static inline bool sink_ended(const struct sink *sink) {
    return sink->failed || sink->closed;
}

#endif
