/* What stands above the body: title, byline, date, highlights, and the furniture of the
 * page. */
#include "stages/segment_parts.h"

/* ---- Highlights ---- */

uint32_t segment_zone_highlights(struct segmenter *segmenter, uint32_t at) {
    enum { MOST = 12, MOST_SENTENCES = 4 };
    struct block *blocks = segmenter->blocks.items;
    uint32_t number;
    segment_rule_at(segmenter, &blocks[at], LAYOUT_HEAD, &number);
    if (blocks[at].measure.marker == MARKER_NONE) {
        segment_decide(&blocks[at], ZONE_HIGHLIGHTS, number);
        at++;
    }
    bool marked =
        at < segmenter->blocks.count && blocks[at].measure.marker != MARKER_NONE;
    bool sentences =
        at < segmenter->blocks.count && blocks[at].measure.ending == ENDS_SENTENCE;
    uint32_t most = marked || !sentences ? MOST : MOST_SENTENCES;
    for (uint32_t i = 0; i < most && at < segmenter->blocks.count; i++, at++) {
        const struct measure *measure = &blocks[at].measure;
        bool item = measure->marker != MARKER_NONE;
        bool bare = !item && measure->words < 30 && measure->sentence_ends <= 1 &&
                    (sentences || measure->ending != ENDS_SENTENCE) &&
                    (i == 0 || !blocks[at].blank_before);
        if (marked ? !item : !bare) {
            break;
        }
        segment_decide(&blocks[at], ZONE_HIGHLIGHTS, number);
    }
    return at;
}

/* ---- The title ---- */

static bool may_be_title(const struct segmenter *segmenter, uint32_t at) {
    const struct block *block = &segmenter->blocks.items[at];
    uint32_t number;
    const struct rule *rule = segment_rule_at(segmenter, block, LAYOUT_HEAD, &number);
    const struct measure *measure = &block->measure;
    char last = segmenter->text[block->span.end - 1];
    return (rule == NULL || rule->emit.zone == ZONE_TITLE) &&
           measure->marker != MARKER_BULLET && measure->marker != MARKER_DASH &&
           measure->words > 0 && measure->words <= 40 && last != '.' && last != ':' &&
           span_size(block->span) <= 400;
}

/* The first line of four words or more; else the last short one before byline or body. */
static uint32_t find_title(const struct segmenter *segmenter, uint32_t stop) {
    uint32_t short_one = RULE_NONE;
    bool byline = false;
    for (uint32_t i = 0; i < stop; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        uint32_t number;
        const struct rule *rule = segment_rule_at(segmenter, block, LAYOUT_HEAD, &number);
        byline = byline || (rule != NULL && (rule->emit.zone == ZONE_BYLINE ||
                                             rule->emit.zone == ZONE_DATE));
        if (!may_be_title(segmenter, i)) {
            continue;
        }
        if (block->measure.words >= 4) {
            return i;
        }
        if (short_one == RULE_NONE || !byline) {
            short_one = i;
        }
    }
    return short_one;
}

/* ---- The walk ---- */

static void keep_first(uint32_t *slot, uint32_t at) {
    if (*slot == RULE_NONE) {
        *slot = at;
    }
}

/* What a line rule says of a block in the head. Gives the block behind what it took, or
 * `at` when it says nothing. */
static uint32_t zone_by_rule(struct segmenter *segmenter, uint32_t at) {
    struct block *block = &segmenter->blocks.items[at];
    uint32_t number;
    const struct rule *rule = segment_rule_at(segmenter, block, LAYOUT_HEAD, &number);
    if (rule == NULL || block->decided || rule->emit.zone == ZONE_TITLE) {
        return block->decided ? at + 1 : at;
    }
    if (rule->emit.zone == ZONE_HIGHLIGHTS) {
        return segment_zone_highlights(segmenter, at);
    }
    segment_decide(block, rule->emit.zone, number);
    if (rule->emit.zone == ZONE_BYLINE) {
        keep_first(&segmenter->byline, at);
    }
    if (rule->emit.zone == ZONE_DATE) {
        keep_first(&segmenter->date, at);
    }
    return at + 1;
}

/* A block of the head that no rule knows, below the title. */
static void zone_below_title(struct segmenter *segmenter, uint32_t at) {
    struct block *block = &segmenter->blocks.items[at];
    const struct measure *measure = &block->measure;
    bool question = segmenter->text[block->span.end - 1] == '?' && measure->words <= 25;
    bool sentence =
        (measure->ending == ENDS_SENTENCE && !question) || measure->sentence_ends > 1;
    enum zone_kind kind = measure->marker == MARKER_NUMBER ? ZONE_LIST
                          : measure->marker != MARKER_NONE ? ZONE_HIGHLIGHTS
                          : block->repeated                ? ZONE_BOILERPLATE
                          : sentence                       ? ZONE_BODY
                                                           : ZONE_HEADING;
    segment_decide(block, kind, RULE_NONE);
    block->structural = kind == ZONE_BOILERPLATE;
}

/* A standfirst: one paragraph of prose between title and byline. */
static void find_standfirst(struct segmenter *segmenter) {
    struct block *blocks = segmenter->blocks.items;
    uint32_t first = segmenter->body_start;
    if (segmenter->title == RULE_NONE || first != segmenter->title + 1) {
        return;
    }
    uint32_t number;
    bool head = false;
    uint32_t at = first + 1;
    for (; at < segmenter->blocks.count && at < first + 8; at++) {
        const struct rule *rule =
            segment_rule_at(segmenter, &blocks[at], LAYOUT_HEAD, &number);
        if (rule == NULL && measure_is_prose(&blocks[at].measure)) {
            break;
        }
        head = head || (rule != NULL &&
                        (rule->emit.zone == ZONE_BYLINE || rule->emit.zone == ZONE_DATE));
        if (rule == NULL) {
            return;
        }
    }
    if (head && at < segmenter->blocks.count && blocks[first].measure.words <= 60) {
        segment_decide(&blocks[first], ZONE_HIGHLIGHTS, RULE_NONE);
        segmenter->body_start = at;
    }
}

void segment_zone_head(struct segmenter *segmenter) {
    segmenter->title = find_title(segmenter, segmenter->body_start);
    if (segmenter->title != RULE_NONE) {
        segment_decide(&segmenter->blocks.items[segmenter->title], ZONE_TITLE, RULE_NONE);
        find_standfirst(segmenter);
    }
    for (uint32_t i = 0; i < segmenter->body_start;) {
        uint32_t next = zone_by_rule(segmenter, i);
        if (next > i) {
            i = next;
            continue;
        }
        struct block *block = &segmenter->blocks.items[i];
        bool above = segmenter->title != RULE_NONE && i < segmenter->title;
        if (above && block->measure.ending != ENDS_SENTENCE) {
            segment_decide(block, ZONE_BOILERPLATE, RULE_NONE);
            block->structural = true;
        } else {
            zone_below_title(segmenter, i);
        }
        i++;
    }
}
