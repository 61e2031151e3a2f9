/* zstd by libzstd, frames one after the other. Each frame carries a checksum. */
#include "streams/codec.h"

#ifdef ASSAY_HAVE_ZSTD

#include "base/memory.h"

#include <zstd.h>
#include <zstd_errors.h>

enum { LEVEL = 3 };

struct zstd_decoder {
    ZSTD_DCtx *context;
    bool between; /* frames */
};

/* ---- Decoding ---- */

static void *decoder_new(void) {
    struct zstd_decoder *zstd = memory_alloc(sizeof *zstd);
    if (zstd == NULL) {
        return NULL;
    }
    *zstd = (struct zstd_decoder){.context = ZSTD_createDCtx(), .between = true};
    if (zstd->context == NULL) {
        memory_free(zstd);
        return NULL;
    }
    return zstd;
}

static void decoder_free(void *decoder) {
    struct zstd_decoder *zstd = decoder;
    if (zstd != NULL) {
        ZSTD_freeDCtx(zstd->context);
        memory_free(zstd);
    }
}

static bool decode(void *decoder, struct codec_step *step, bool *whole,
                   const char **problem) {
    struct zstd_decoder *zstd = decoder;
    ZSTD_inBuffer in = {step->in, step->in_size, 0};
    ZSTD_outBuffer out = {step->out, step->out_size, 0};
    if (in.size > 0 || !zstd->between) {
        size_t result = ZSTD_decompressStream(zstd->context, &out, &in);
        if (ZSTD_isError(result)) {
            bool large =
                ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge;
            *problem = large ? codec_wants_memory : ZSTD_getErrorName(result);
            return false;
        }
        zstd->between = result == 0;
    }
    *step = (struct codec_step){step->in + in.pos, step->in_size - in.pos,
                                step->out + out.pos, step->out_size - out.pos};
    *whole = zstd->between;
    return true;
}

/* ---- Encoding ---- */

static void *encoder_new(void) {
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context != NULL &&
        (ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, LEVEL)) ||
         ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)))) {
        ZSTD_freeCCtx(context);
        return NULL;
    }
    return context;
}

static void encoder_free(void *encoder) { ZSTD_freeCCtx(encoder); }

static bool encode(void *encoder, struct slice data, bool end, struct buffer *out) {
    ZSTD_inBuffer in = {data.data, data.size, 0};
    size_t left = 0;
    do {
        size_t size = ZSTD_CStreamOutSize();
        char *memory = buffer_reserve(out, size);
        if (memory == NULL) {
            return false;
        }
        ZSTD_outBuffer room = {memory, size, 0};
        left =
            ZSTD_compressStream2(encoder, &room, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) {
            return false;
        }
        out->size += room.pos;
    } while (end ? left > 0 : in.pos < in.size);
    return true;
}

const struct codec zstd_codec = {"zstd",      decoder_new,  decoder_free, decode,
                                 encoder_new, encoder_free, encode};

#else
typedef int without_zstd; /* a file may not be empty */
#endif
