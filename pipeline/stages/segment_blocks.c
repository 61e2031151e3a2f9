/* What a block is by its shape and by its neighbours: text, an item, a heading, a
 * question of an interview. */
#include "stages/segment_parts.h"

/* A block that no line rule claims outright. */
bool block_is_free(const struct segmenter *segmenter, const struct block *block,
                   enum layout_where where) {
    uint32_t rule;
    return segment_rule_at(segmenter, block, where, &rule) == NULL;
}

/* The next block that is not residue by a rule; the number of blocks when there is none.
 */
uint32_t block_next_free(const struct segmenter *segmenter, uint32_t at) {
    do {
        at++;
    } while (at < segmenter->blocks.count &&
             !block_is_free(segmenter, &segmenter->blocks.items[at], LAYOUT_TAIL));
    return at;
}

/* Text that stands for itself: prose, or a short paragraph of whole sentences. */
bool block_is_text(const struct block *block) {
    const struct measure *measure = &block->measure;
    bool lower = measure->capitalised * 2 <= measure->words;
    return measure_is_prose(measure) || measure->sentence_ends > 1 ||
           (measure->sentence_ends == 1 && measure->words >= 12 && lower) ||
           (measure->ending == ENDS_SENTENCE && measure->words >= 3) ||
           (measure->ending == ENDS_COLON &&
            (measure->words >= 5 || (measure->words >= 4 && lower)));
}

bool block_is_item(const struct block *block) {
    return block->measure.marker != MARKER_NONE;
}

/* Numbered headings stand alone before prose; numbered items follow one another. */
bool block_is_numbered_heading(const struct segmenter *segmenter, uint32_t at) {
    const struct block *block = &segmenter->blocks.items[at];
    uint32_t next = block_next_free(segmenter, at);
    if (block->measure.marker != MARKER_NUMBER || !measure_is_headline(&block->measure) ||
        block->measure.words > 14 || next >= segmenter->blocks.count) {
        return false;
    }
    const struct block *after = &segmenter->blocks.items[next];
    bool after_item =
        at > 0 && segmenter->blocks.items[at - 1].measure.marker == MARKER_NUMBER;
    return after->measure.marker == MARKER_NONE && !after_item && block_is_text(after);
}

/* A heading: headline-like, and text or a list below it. */
bool block_is_heading(const struct segmenter *segmenter, uint32_t at) {
    const struct block *block = &segmenter->blocks.items[at];
    uint32_t next = block_next_free(segmenter, at);
    if (next >= segmenter->blocks.count || !measure_is_headline(&block->measure)) {
        return false;
    }
    const struct block *after = &segmenter->blocks.items[next];
    return block_is_text(after) || block_is_item(after);
}

/* How many headline-like lines stand in a row from `at` on; three will do. */
uint32_t block_count_headlines(const struct segmenter *segmenter, uint32_t at) {
    uint32_t count = 0;
    while (count < 3 && at < segmenter->blocks.count &&
           measure_is_headline(&segmenter->blocks.items[at].measure) &&
           !block_is_item(&segmenter->blocks.items[at])) {
        count++;
        at++;
    }
    return count;
}

/* Short lines below a colon, with text behind them: a list that lost its bullets. */
bool block_is_bare_item(const struct segmenter *segmenter, uint32_t at) {
    enum { MOST = 12 };
    const struct block *blocks = segmenter->blocks.items;
    if (at == 0 || at == segmenter->body_start || blocks[at].blank_before) {
        return false;
    }
    const struct block *before = &blocks[at - 1];
    if (before->kind == ZONE_LIST && before->measure.marker == MARKER_NONE) {
        return measure_is_headline(&blocks[at].measure);
    }
    uint32_t count = 0;
    while (count < MOST && at + count < segmenter->blocks.count &&
           measure_is_headline(&blocks[at + count].measure)) {
        count++;
    }
    return before->kind == ZONE_BODY && before->measure.ending == ENDS_COLON &&
           count >= 2 && at + count < segmenter->blocks.count &&
           block_is_text(&blocks[at + count]);
}

/* ---- Interviews ---- */

/* The speaker's label that a block begins with ("Uwase: "); empty when there is none. */
static struct slice speaker_of(const struct segmenter *segmenter,
                               const struct block *block) {
    enum { LONGEST = 40 };
    struct slice text = segment_slice(segmenter, block->span);
    size_t limit = text.size < LONGEST ? text.size : LONGEST;
    const char *colon = memchr(text.data, ':', limit);
    size_t size = colon == NULL ? 0 : (size_t)(colon - text.data) + 1;
    uint32_t length = 0;
    bool good = size > 1 && size < text.size && text.data[size] == ' ' &&
                unicode_is_upper(utf8_decode(text.data, &length));
    return slice_of(text.data, good ? size : 0);
}

/* The label that the longer paragraphs begin with, where three have it or more. */
struct slice segment_find_speaker(const struct segmenter *segmenter) {
    struct slice speaker = {NULL, 0};
    uint32_t count = 0;
    for (size_t i = segmenter->body_start; i < segmenter->blocks.count; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        struct slice label = speaker_of(segmenter, block);
        if (label.size == 0 || !measure_is_prose(&block->measure)) {
            continue;
        }
        speaker = speaker.size == 0 ? label : speaker;
        count += slice_equal(speaker, label) ? 1 : 0;
    }
    return count >= 3 ? speaker : (struct slice){NULL, 0};
}

/* Questions, and in an interview all short remarks before an answer, head what follows.
 */
bool block_is_speech_heading(const struct segmenter *segmenter, uint32_t at) {
    const struct block *block = &segmenter->blocks.items[at];
    uint32_t next = block_next_free(segmenter, at);
    char last = segmenter->text[block->span.end - 1];
    if (next >= segmenter->blocks.count || block->measure.words > 25) {
        return false;
    }
    const struct block *after = &segmenter->blocks.items[next];
    struct slice speaker = segmenter->speaker;
    if (speaker.size > 0 && block->measure.sentence_ends <= 2 &&
        slice_equal(speaker, speaker_of(segmenter, after)) &&
        speaker_of(segmenter, block).size == 0) {
        return true;
    }
    bool answer = speaker_of(segmenter, after).size > 0 && block_is_text(after);
    return block->measure.sentence_ends <= 1 && last == '?' &&
           (answer || measure_is_prose(&after->measure));
}
