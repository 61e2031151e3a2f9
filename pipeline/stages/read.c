/* Reading one plain article, and what reading JSONL shares with it. */
#include "stages/read.h"

#include "base/limits.h"
#include "base/sha256.h"

#define ID_DIGITS 16

static void hash_text(struct slice text, char hex[65]) {
    struct sha256 hash;
    unsigned char digest[32];
    sha256_init(&hash);
    sha256_update(&hash, text.data, text.size);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
}

size_t read_maximum(const struct read_options *options) {
    bool given = options != NULL && options->maximum > 0;
    size_t maximum = given ? options->maximum : LIMIT_ARTICLE_BYTES;
    return maximum < LIMIT_ARTICLE_MAXIMUM ? maximum : LIMIT_ARTICLE_MAXIMUM;
}

size_t read_line_maximum(const struct read_options *options) {
    size_t maximum = read_maximum(options);
    return maximum < LIMIT_ARTICLE_MAXIMUM / 16 ? 16 * maximum + LIMIT_LINE_REST
                                                : LIMIT_ARTICLE_MAXIMUM;
}

enum assay_status read_too_large(size_t size, size_t maximum, struct assay_error *error) {
    return error_set(error, ASSAY_TOO_LARGE, NULL,
                     "the article has %zu bytes, the limit is %zu", size, maximum);
}

enum assay_status read_take(struct article *article, const struct decoded *decoded,
                            struct assay_error *error) {
    article->raw = decoded->text;
    article->source.encoding = decoded->encoding;
    for (uint32_t i = 0; i < decoded->replaced; i++)
        article_diagnose(article, DIAGNOSTIC_INVALID_UTF8, decoded->first_replaced,
                         slice_of(NULL, 0));
    hash_text(article->raw, article->sha256);
    if (article->id.size == 0) {
        bool copied;
        article->id =
            arena_copy(&article->arena, slice_of(article->sha256, ID_DIGITS), &copied);
        if (!copied)
            return error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
    }
    return ASSAY_OK;
}

enum assay_status read_text(struct article *article, struct slice bytes,
                            const struct read_options *options,
                            struct assay_error *error) {
    size_t maximum = read_maximum(options);
    article->source.bytes = bytes.size;
    article->source.joined = slice_of(NULL, 0);
    if (bytes.size > maximum)
        return read_too_large(bytes.size, maximum, error);
    struct decoded decoded;
    enum assay_status status = decode_bytes(&article->arena, bytes, &decoded);
    if (status != ASSAY_OK)
        return error_set(error, status, NULL, "cannot decode: %s",
                         assay_status_words(status));
    return read_take(article, &decoded, error);
}
