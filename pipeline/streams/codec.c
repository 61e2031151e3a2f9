/* Which compressed form, and whether this build knows it. */
#include "streams/codec.h"

#include <strings.h>

const char codec_wants_memory[] =
    "its window takes more than 128 MiB of memory; unpack it beforehand, with zstd -dc "
    "--long=31";

static const struct {
    enum compression compression;
    struct slice magic;
} magics[] = {
    {COMPRESSION_GZIP, {"\x1f\x8b", 2}},
    {COMPRESSION_ZSTD, {"\x28\xb5\x2f\xfd", 4}},
};

/* Frames that a reader of zstd skips: 0x184D2A50 to 0x184D2A5F, little-endian. */
static bool may_be_skippable(struct slice start) {
    static const unsigned char rest[] = {0x2a, 0x4d, 0x18};
    if (start.size == 0 || ((unsigned char)start.data[0] & 0xf0) != 0x50) {
        return false;
    }
    size_t size = start.size - 1 < sizeof rest ? start.size - 1 : sizeof rest;
    return memcmp(start.data + 1, rest, size) == 0;
}

enum compression compression_of_bytes(struct slice start, bool *undecided) {
    *undecided = false;
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++) {
        if (slice_starts_with(start, magics[i].magic)) {
            return magics[i].compression;
        }
        *undecided |= slice_starts_with(magics[i].magic, start);
    }
    if (may_be_skippable(start) && start.size >= COMPRESSION_MAGIC) {
        return COMPRESSION_ZSTD;
    }
    *undecided |= may_be_skippable(start);
    return COMPRESSION_NONE;
}

static bool ends_with(const char *name, const char *end) {
    size_t size = strlen(name);
    size_t end_size = strlen(end);
    return size > end_size && strcasecmp(name + size - end_size, end) == 0;
}

enum compression compression_of_name(const char *name) {
    return ends_with(name, ".gz")    ? COMPRESSION_GZIP
           : ends_with(name, ".zst") ? COMPRESSION_ZSTD
                                     : COMPRESSION_NONE;
}

const struct codec *codec_of(enum compression compression) {
#ifdef ASSAY_HAVE_ZLIB
    if (compression == COMPRESSION_GZIP) {
        return &gzip_codec;
    }
#endif
#ifdef ASSAY_HAVE_ZSTD
    if (compression == COMPRESSION_ZSTD) {
        return &zstd_codec;
    }
#endif
    (void)compression;
    return NULL;
}

const char *codec_missing(enum compression compression) {
    return compression == COMPRESSION_GZIP
               ? "this assay was built without gzip; build it where zlib is installed "
                 "(zlib1g-dev, zlib-devel)"
               : "this assay was built without zstd; build it where libzstd is installed "
                 "(libzstd-dev, libzstd-devel)";
}
