/* Any bytes: decoded and normalized. What must hold whatever comes in: both texts are
 * valid UTF-8, the normalized one is in NFC, the map covers both without a hole, and
 * spans round out and come back. */
#include "support.h"

#include "stages/normalize.h"
#include "stages/read.h"
#include "text/normal.h"
#include "text/unicode.h"

static void check_runs(const struct article *article) {
    const struct offsets *offsets = &article->offsets;
    uint32_t raw = 0, normalized = 0;
    require(offsets->raw_size == article->raw.size);
    require(offsets->normalized_size == article->normalized_size);
    for (size_t i = 0; i < offsets->runs.count; i++) {
        const struct offset_run *run = &offsets->runs.items[i];
        require(i == 0 ? run->raw == 0 && run->normalized == 0
                       : run->raw > raw && run->normalized >= normalized);
        raw = run->raw;
        normalized = run->normalized;
    }
}

static bool is_boundary(struct slice text, uint32_t offset) {
    return offset == text.size || ((unsigned char)text.data[offset] & 0xC0) != 0x80;
}

static void check_spans(const struct article *article) {
    uint32_t length, covered = 0;
    for (uint32_t start = 0; start < article->normalized_size; start += length) {
        utf8_decode(article->normalized + start, &length);
        struct span raw =
            offsets_to_raw(&article->offsets, (struct span){start, start + length});
        require(raw.start < raw.end && raw.end <= article->raw.size &&
                raw.end >= covered);
        require(is_boundary(article->raw, raw.start) &&
                is_boundary(article->raw, raw.end));
        uint32_t back = offsets_to_normalized(&article->offsets, raw.start);
        struct span again =
            offsets_to_raw(&article->offsets, (struct span){back, start + length});
        require(back <= start && again.start == raw.start && again.end == raw.end);
        covered = raw.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct article article;
    article_init(&article);
    struct slice bytes = slice_of((const char *)data, size);
    if (read_text(&article, bytes, NULL, NULL) == ASSAY_OK) {
        require(is_valid(article.raw));
        require(normalize_article(&article, NULL) == ASSAY_OK);
        struct slice normalized = slice_of(article.normalized, article.normalized_size);
        struct normal again;
        require(is_valid(normalized));
        require(normal_nfc(&article.arena, normalized, &again) == ASSAY_OK);
        require(slice_equal(slice_of(again.text, again.size), normalized));
        check_runs(&article);
        check_spans(&article);
    }
    article_deinit(&article);
    return 0;
}
