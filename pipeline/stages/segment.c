/* The order in which an article is taken apart: lines, blocks, kinds of block, what
 * stands inside them, the record's own fields, zones, sentences. */
#include "stages/segment_parts.h"

void *segment_need(struct segmenter *segmenter, void *memory) {
    segmenter->out_of_memory = segmenter->out_of_memory || memory == NULL;
    return memory;
}

static void find_blocks(struct segmenter *segmenter) {
    segment_find_lines(segmenter);
    segment_trigger(segmenter);
    for (size_t i = 0; i < segmenter->lines.count; i++) {
        segment_match_line(segmenter, &segmenter->lines.items[i]);
    }
    segment_join_lines(segmenter);
    for (size_t i = 0; i < segmenter->blocks.count; i++) {
        segment_match_block(segmenter, &segmenter->blocks.items[i]);
    }
}

static void find_kinds(struct segmenter *segmenter) {
    segment_find_repeats(segmenter);
    segment_find_body(segmenter);
    segment_zone_head(segmenter);
    segment_read_record(segmenter);
    segment_zone_body(segmenter);
    segment_fall_back(segmenter);
}

enum assay_status segment_article(struct article *article, const struct layout *layout,
                                  struct scanner *scanner, struct assay_error *error) {
    struct segmenter segmenter = {.article = article,
                                  .layout = layout,
                                  .scanner = scanner,
                                  .arena = &article->arena,
                                  .text = article->normalized,
                                  .title = RULE_NONE,
                                  .byline = RULE_NONE,
                                  .date = RULE_NONE};
    segmenter.seen = segment_need(
        &segmenter, arena_alloc_array(&article->arena, layout->rules->pattern_count + 1u,
                                      sizeof *segmenter.seen));
    if (!segmenter.out_of_memory) {
        find_blocks(&segmenter);
    }
    if (!segmenter.out_of_memory) {
        find_kinds(&segmenter);
    }
    if (!segmenter.out_of_memory) {
        segment_match_inside(&segmenter);
        segment_read_record(&segmenter);
        segment_write_zones(&segmenter);
    }
    if (!segmenter.out_of_memory) {
        segment_split_sentences(&segmenter);
    }
    return segmenter.out_of_memory
               ? error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory")
               : ASSAY_OK;
}
