/* gzip by zlib: members one after the other, as `cat a.gz b.gz` makes them. Zeros behind
 * the last one are padding, as for gzip itself; anything else there is damage. */
#include "streams/codec.h"

#ifdef ASSAY_HAVE_ZLIB

#include "base/memory.h"

#include <limits.h>
#define ZLIB_CONST /* our input is not changed */
#include <zlib.h>

enum { GZIP_WINDOW = MAX_WBITS + 16, LEVEL = 6, MEMORY_LEVEL = 8, ROOM = 1 << 15 };

struct gzip {
    z_stream stream;
    bool between; /* members; true at the start too */
    bool padded;  /* zeros have come */
};

static unsigned int clamp(size_t size) {
    return size < UINT_MAX ? (unsigned int)size : UINT_MAX;
}

/* ---- Decoding ---- */

static void *decoder_new(void) {
    struct gzip *gzip = memory_alloc(sizeof *gzip);
    if (gzip == NULL) {
        return NULL;
    }
    *gzip = (struct gzip){.between = true};
    if (inflateInit2(&gzip->stream, GZIP_WINDOW) != Z_OK) {
        memory_free(gzip);
        return NULL;
    }
    return gzip;
}

static void decoder_free(void *decoder) {
    struct gzip *gzip = decoder;
    if (gzip != NULL) {
        inflateEnd(&gzip->stream);
        memory_free(gzip);
    }
}

static void skip_padding(struct gzip *gzip, struct codec_step *step) {
    while (step->in_size > 0 && *step->in == '\0') {
        step->in++;
        step->in_size--;
        gzip->padded = true;
    }
}

static bool inflate_some(struct gzip *gzip, struct codec_step *step,
                         const char **problem) {
    unsigned int in = clamp(step->in_size);
    unsigned int out = clamp(step->out_size);
    gzip->stream.next_in = (const Bytef *)step->in;
    gzip->stream.avail_in = in;
    gzip->stream.next_out = (Bytef *)step->out;
    gzip->stream.avail_out = out;
    int result = inflate(&gzip->stream, Z_NO_FLUSH);
    in -= gzip->stream.avail_in;
    out -= gzip->stream.avail_out;
    *step = (struct codec_step){step->in + in, step->in_size - in, step->out + out,
                                step->out_size - out};
    gzip->between = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
        *problem = gzip->stream.msg != NULL ? gzip->stream.msg : "damaged";
        return false;
    }
    return true;
}

static bool decode(void *decoder, struct codec_step *step, bool *whole,
                   const char **problem) {
    struct gzip *gzip = decoder;
    bool first = gzip->stream.total_in == 0 && gzip->between && !gzip->padded;
    if (gzip->between && !first) {
        skip_padding(gzip, step);
        if (step->in_size > 0 && gzip->padded) {
            *problem = "more bytes after the padding at its end";
            return false;
        }
        if (step->in_size > 0 && inflateReset(&gzip->stream) != Z_OK) {
            *problem = "damaged";
            return false;
        }
    }
    bool good =
        step->in_size == 0 && gzip->between ? true : inflate_some(gzip, step, problem);
    *whole = gzip->between;
    return good;
}

/* ---- Encoding ---- */

static void *encoder_new(void) {
    struct gzip *gzip = memory_alloc(sizeof *gzip);
    if (gzip == NULL) {
        return NULL;
    }
    *gzip = (struct gzip){.between = true};
    if (deflateInit2(&gzip->stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        memory_free(gzip);
        return NULL;
    }
    return gzip;
}

static void encoder_free(void *encoder) {
    struct gzip *gzip = encoder;
    if (gzip != NULL) {
        deflateEnd(&gzip->stream);
        memory_free(gzip);
    }
}

static bool encode(void *encoder, struct slice data, bool end, struct buffer *out) {
    struct gzip *gzip = encoder;
    int result = Z_OK;
    do {
        char *room = buffer_reserve(out, ROOM);
        if (room == NULL) {
            return false;
        }
        unsigned int in = clamp(data.size);
        gzip->stream.next_in = (const Bytef *)data.data;
        gzip->stream.avail_in = in;
        gzip->stream.next_out = (Bytef *)room;
        gzip->stream.avail_out = ROOM;
        result = deflate(&gzip->stream, end && in == data.size ? Z_FINISH : Z_NO_FLUSH);
        in -= gzip->stream.avail_in;
        data = slice_after(data, in);
        out->size += ROOM - gzip->stream.avail_out;
        if (result == Z_STREAM_ERROR) {
            return false;
        }
    } while (end ? result != Z_STREAM_END : data.size > 0 || gzip->stream.avail_out == 0);
    return !end || deflateReset(&gzip->stream) == Z_OK;
}

const struct codec gzip_codec = {"gzip",      decoder_new,  decoder_free, decode,
                                 encoder_new, encoder_free, encode};

#else
typedef int without_zlib; /* a file may not be empty */
#endif
