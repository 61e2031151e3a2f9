/* Compressed forms: gzip and zstd, each with a decoder and an encoder behind one
 * interface.
 *
 * A compressed stream is a row of frames (gzip calls them members) that stand for
 * themselves; both directions show where one ends, so that a run can go on after it. */
#ifndef ASSAY_STREAMS_CODEC_H
#define ASSAY_STREAMS_CODEC_H

#include "base/buffer.h"

enum compression { COMPRESSION_NONE, COMPRESSION_GZIP, COMPRESSION_ZSTD };

enum { COMPRESSION_MAGIC = 4 }; /* bytes that suffice to tell */

/* The form that a stream which begins so is in. `*undecided`: more bytes could tell. */
enum compression compression_of_bytes(struct slice start, bool *undecided);

/* The form that a name asks for: by ".gz" or ".zst" at its end, also in
 * capitals. */
enum compression compression_of_name(const char *name);

/* One step: bytes are taken from `in` and put to `out`; both move on. */
struct codec_step {
    const char *in;
    size_t in_size;
    char *out;
    size_t out_size;
};

/* One compressed form. Function pointers, since there are two. */
struct codec {
    const char *name;
    void *(*decoder_new)(void); /* NULL: out of memory */
    void (*decoder_free)(void *decoder);
    /* False: the bytes are damaged, `*problem` says how; or is codec_wants_memory, where
     * they are not, but would take more memory than is given. `*whole`: all that was
     * taken so far are whole frames, so the stream may end here. */
    bool (*decode)(void *decoder, struct codec_step *step, bool *whole,
                   const char **problem);
    void *(*encoder_new)(void); /* NULL: out of memory */
    void (*encoder_free)(void *encoder);
    /* Appends what is ready of the frame at hand; with `end` all of it and its end. What
     * follows begins a new frame. False: out of memory. */
    bool (*encode)(void *encoder, struct slice data, bool end, struct buffer *out);
};

extern const char codec_wants_memory[];

extern const struct codec gzip_codec, zstd_codec;

/* The codec, or NULL where the library for it was not there when this was built. */
const struct codec *codec_of(enum compression compression);

/* What to say then. */
const char *codec_missing(enum compression compression);

#endif
