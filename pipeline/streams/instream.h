/* An input: a file or standard input, decompressed where its first bytes say so.
 *
 * Reading never waits without saying so, so that nothing that is finished is held back
 * while an input pauses. Short reads and EINTR are nobody else's concern. */
#ifndef ASSAY_STREAMS_INSTREAM_H
#define ASSAY_STREAMS_INSTREAM_H

#include "streams/codec.h"

#include <sys/types.h>

struct instream {
    int file;
    bool owned; /* to be closed */
    char *raw;  /* bytes read and not yet given or decoded: from `at` to `end` */
    size_t at, end;
    enum compression compression, named; /* what it is, and what its name says */
    const struct codec *codec;
    void *decoder;
    bool decided;       /* whether it is compressed */
    bool ended;         /* nothing more comes from the file */
    bool pending;       /* the decoder may hold more than it gave */
    bool whole;         /* no frame is open */
    uint64_t consumed;  /* bytes read from the file */
    uint64_t given;     /* bytes given, decompressed */
    const char *damage; /* found behind what was given last */
    char problem[200];  /* what went wrong, in words */
};

/* Opens a file, or standard input where the name is NULL. False: `problem` says why and
 * `*code` is the errno. Closing is then not needed. */
bool instream_open(struct instream *stream, const char *name, int *code);
/* What has not been read of a file is not needed: it counts as consumed. */
void instream_leave(struct instream *stream);

void instream_close(struct instream *stream);

/* Goes over what is left of a plain file without reading it: the number of bytes, which
 * count as given; 0 where it must be read. */
uint64_t instream_pass(struct instream *stream);

/* Waits until the file can be read. With `wake`, a descriptor (or -1), false as soon as
 * that can be read. */
bool instream_wait(const struct instream *stream, int wake);

enum { INSTREAM_FAILED = -1, INSTREAM_WAITS = -2 };

/* Bytes read (one at least), 0 at the end, INSTREAM_FAILED (`problem` says why), or
 * INSTREAM_WAITS where nothing has come yet: then instream_wait. */
ssize_t instream_read(struct instream *stream, char *data, size_t size);

/* Goes to the place where `given` is `offset`, at the start of reading; waits. False:
 * `problem` says why. */
bool instream_skip(struct instream *stream, uint64_t offset);

#endif
