/* Blocks and what stands inside them become the partition of zones: white space belongs
 * to the zone before it, what stands before the first block to the first zone. */
#include "stages/segment_parts.h"

static void push_zone(struct segmenter *segmenter, enum zone_kind kind, uint32_t start,
                      uint32_t paragraph, uint32_t rule) {
    struct article *article = segmenter->article;
    if (article->zones.count > 0) {
        struct zone *last = &article->zones.items[article->zones.count - 1];
        if (last->span.start == start) { /* nothing stood in it */
            last->kind = kind;
            last->rule = rule;
            last->paragraph = paragraph;
            return;
        }
        last->span.end = start;
    }
    struct zone *zone = SEGMENT_PUSH(segmenter, &article->zones);
    if (zone != NULL) {
        *zone = (struct zone){kind, {start, start}, paragraph, rule};
    }
}

static uint32_t skip_space(const struct segmenter *segmenter, uint32_t at, uint32_t end) {
    while (at < end && (segmenter->text[at] == ' ' || segmenter->text[at] == '\n')) {
        at++;
    }
    return at;
}

void segment_write_zones(struct segmenter *segmenter) {
    struct article *article = segmenter->article;
    size_t insert = 0;
    for (uint32_t i = 0; i < segmenter->blocks.count && !segmenter->out_of_memory; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        uint32_t at = i == 0 ? 0 : block->span.start;
        push_zone(segmenter, block->kind, at, i, block->rule);
        for (; insert < segmenter->inserts.count &&
               segmenter->inserts.items[insert].block == i;
             insert++) {
            const struct insert *inside = &segmenter->inserts.items[insert];
            bool first =
                skip_space(segmenter, at, inside->span.start) == inside->span.start;
            push_zone(segmenter, inside->kind,
                      i == 0 && first && inside->span.start == block->span.start
                          ? at
                          : inside->span.start,
                      i, inside->rule);
            uint32_t after = skip_space(segmenter, inside->span.end, block->span.end);
            if (after < block->span.end) {
                push_zone(segmenter, block->kind, after, i, block->rule);
                at = after;
            }
        }
    }
    if (article->raw.size > 0 && article->zones.count == 0) { /* nothing to be seen */
        push_zone(segmenter, ZONE_BODY, 0, 0, RULE_NONE);
    }
    if (article->zones.count > 0) {
        article->zones.items[article->zones.count - 1].span.end =
            article->normalized_size;
    }
}
