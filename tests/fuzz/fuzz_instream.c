/* Any bytes as an input file: plain, gzip or zstd, whole or damaged. Read in pieces of
 * one size and of another it gives the same, or where it is damaged as much of the same
 * as the codec gives before it notices; plain bytes come as they are; and what is encoded
 * comes back. The first byte chooses the size of pieces. */
#include "support.h"

#include <unistd.h>

#include "streams/instream.h"

enum { MOST = 1 << 20, PATH_BYTES = 256 };

static char path[PATH_BYTES];

static void remove_file(void) { unlink(path); }

static void write_file(struct slice bytes) {
    const char *folder = getenv("TMPDIR");
    if (path[0] == '\0') {
        snprintf(path, sizeof path, "%s/assay-fuzz-XXXXXX",
                 folder == NULL ? "/tmp" : folder);
        int made = mkstemp(path);
        require(made >= 0);
        close(made);
        atexit(remove_file);
    }
    FILE *file = fopen(path, "wb");
    require(file != NULL);
    require(fwrite(bytes.data, 1, bytes.size, file) == bytes.size);
    require(fclose(file) == 0);
}

/* Reads until the end, a failure or enough; gives how it ended. */
static ssize_t read_all(size_t step, struct buffer *out, struct instream *stream) {
    static char piece[1 << 16];
    int code = 0;
    ssize_t got = 1;
    require(instream_open(stream, path, &code));
    while (got > 0 && out->size < MOST) {
        got = instream_read(stream, piece, step);
        require(got != INSTREAM_WAITS && got <= (ssize_t)step);
        if (got > 0) {
            buffer_append(out, piece, (size_t)got);
        }
    }
    require(got != INSTREAM_FAILED || stream->problem[0] != '\0');
    require(stream->given == out->size);
    return got;
}

static void check_file(struct slice bytes, size_t step) {
    struct buffer one, other;
    struct instream stream, again;
    bool undecided = false;
    buffer_init(&one, (size_t)4 * MOST);
    buffer_init(&other, (size_t)4 * MOST);
    write_file(bytes);
    ssize_t end = read_all(sizeof(char[1 << 16]), &one, &stream);
    ssize_t other_end = read_all(step, &other, &again);
    if (one.size < MOST) {
        struct slice shorter = buffer_slice(one.size < other.size ? &one : &other);
        struct slice longer = buffer_slice(one.size < other.size ? &other : &one);
        require(end == other_end);
        require(end < 0 ? slice_starts_with(longer, shorter)
                        : slice_equal(longer, shorter));
    }
    if (compression_of_bytes(bytes, &undecided) == COMPRESSION_NONE) {
        require(end >= 0 && (one.size >= MOST || slice_equal(buffer_slice(&one), bytes)));
    }
    instream_close(&stream);
    instream_close(&again);
    buffer_deinit(&one);
    buffer_deinit(&other);
}

/* Encoded in frames of `step` bytes. */
static void check_codec(const struct codec *codec, struct slice bytes, size_t step) {
    struct buffer encoded, decoded;
    struct instream stream;
    if (codec == NULL || bytes.size == 0) {
        return;
    }
    void *encoder = codec->encoder_new();
    require(encoder != NULL);
    buffer_init(&encoded, (size_t)4 * MOST);
    buffer_init(&decoded, (size_t)4 * MOST);
    for (size_t at = 0; at < bytes.size; at += step) {
        size_t size = step < bytes.size - at ? step : bytes.size - at;
        bool end = at + size == bytes.size || at % 3 == 0;
        require(codec->encode(encoder, slice_of(bytes.data + at, size), end, &encoded));
    }
    codec->encoder_free(encoder);
    write_file(buffer_slice(&encoded));
    require(read_all(step, &decoded, &stream) == 0);
    require(slice_equal(buffer_slice(&decoded), bytes));
    instream_close(&stream);
    buffer_deinit(&encoded);
    buffer_deinit(&decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input input = {data, size};
    size_t step = (size_t)take_byte(&input) * 3 + 1;
    struct slice bytes = take_rest(&input);
    check_file(bytes, step);
    if (bytes.size <= 4096) {
        check_codec(codec_of(COMPRESSION_GZIP), bytes, step);
        check_codec(codec_of(COMPRESSION_ZSTD), bytes, step);
    }
    return 0;
}
