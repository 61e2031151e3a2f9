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

/* Whether a rule calls the block a byline or a date. */
static bool is_signature(const struct segmenter *segmenter, uint32_t at) {
    uint32_t number;
    const struct rule *rule =
        segment_rule_at(segmenter, &segmenter->blocks.items[at], LAYOUT_HEAD, &number);
    return rule != NULL &&
           (rule->emit.zone == ZONE_BYLINE || rule->emit.zone == ZONE_DATE);
}

/* Whether the next block in one direction, furniture left out, is a byline or date. */
static bool is_signature_beside(const struct segmenter *segmenter, uint32_t at,
                                int32_t step) {
    enum { FARTHEST = 5 };
    int64_t low = segmenter->title == RULE_NONE ? -1 : (int64_t)segmenter->title;
    for (int64_t i = 1; i <= FARTHEST; i++) {
        int64_t other = (int64_t)at + i * step;
        if (other <= low || other >= (int64_t)segmenter->blocks.count) {
            return false;
        }
        if (is_signature(segmenter, (uint32_t)other)) {
            return true;
        }
        if (block_is_free(segmenter, &segmenter->blocks.items[other], LAYOUT_HEAD)) {
            return false;
        }
    }
    return false;
}

/* The weak rule that calls the block a byline, where a byline or date stands beside it;
 * or else RULE_NONE. */
static uint32_t weak_byline(const struct segmenter *segmenter, uint32_t at) {
    uint32_t number = segmenter->blocks.items[at].rules[LAYOUT_HEAD];
    const struct rule *rule =
        number == RULE_NONE ? NULL : &segmenter->layout->rules->rules[number];
    bool weak = rule != NULL && rule->priority < 0 && rule->emit.zone == ZONE_BYLINE;
    bool beside = weak && (is_signature_beside(segmenter, at, -1) ||
                           is_signature_beside(segmenter, at, 1));
    return beside ? number : RULE_NONE;
}

/* What the author is, below a name that stands alone. */
static bool is_affiliation(const struct segmenter *segmenter, uint32_t at) {
    enum { MOST_WORDS = 16 };
    const struct measure *measure = &segmenter->blocks.items[at].measure;
    return at > 0 && segmenter->blocks.items[at - 1].kind == ZONE_BYLINE &&
           segmenter->blocks.items[at - 1].decided &&
           !segmenter->blocks.items[at].blank_before && measure_is_headline(measure) &&
           measure->words <= MOST_WORDS && measure->capitalised * 2 > measure->words;
}

/* A line or two that say what the article is about: between the title and a byline or
 * date, or running text right below the title. */
static bool is_standfirst(const struct segmenter *segmenter, uint32_t at) {
    enum { FEWEST = 6, FEWEST_BELOW = 8, FARTHEST = 6 };
    const struct measure *measure = &segmenter->blocks.items[at].measure;
    if (segmenter->title == RULE_NONE || at <= segmenter->title) {
        return false;
    }
    if (at == segmenter->title + 1 && measure->words >= FEWEST_BELOW &&
        measure->function_words * 5 >= measure->words) {
        return true;
    }
    bool signed_below = false;
    for (uint32_t i = at + 1; i < segmenter->body_start && i <= at + FARTHEST; i++) {
        signed_below = signed_below || is_signature(segmenter, i);
    }
    return signed_below && measure->words >= FEWEST;
}

/* A block of the head that no rule knows, below the title. */
static void zone_below_title(struct segmenter *segmenter, uint32_t at) {
    struct block *block = &segmenter->blocks.items[at];
    const struct measure *measure = &block->measure;
    uint32_t weak = weak_byline(segmenter, at);
    if (weak != RULE_NONE || is_affiliation(segmenter, at)) {
        segment_decide(block, ZONE_BYLINE, weak);
        keep_first(&segmenter->byline, at);
        return;
    }
    bool question = segmenter->text[block->span.end - 1] == '?' && measure->words <= 25;
    bool sentence =
        (measure->ending == ENDS_SENTENCE && !question) || measure->sentence_ends > 1;
    bool numbered = measure->marker == MARKER_NUMBER;
    enum zone_kind kind = numbered && block_is_numbered_heading(segmenter, at)
                              ? ZONE_HEADING
                          : numbered                       ? ZONE_LIST
                          : measure->marker != MARKER_NONE ? ZONE_HIGHLIGHTS
                          : block->repeated                ? ZONE_BOILERPLATE
                          : is_standfirst(segmenter, at)   ? ZONE_HIGHLIGHTS
                          : sentence                       ? ZONE_BODY
                                                           : ZONE_HEADING;
    segment_decide(block, kind, RULE_NONE);
    block->structural = kind == ZONE_BOILERPLATE;
}

/* Whether only lines that rules know stand between the title and the block. */
static bool is_next_to_title(const struct segmenter *segmenter, uint32_t at) {
    enum { FARTHEST = 8 };
    if (segmenter->title == RULE_NONE || at > segmenter->title + FARTHEST) {
        return false;
    }
    uint32_t number;
    for (uint32_t i = segmenter->title + 1; i < at; i++) {
        if (segment_rule_at(segmenter, &segmenter->blocks.items[i], LAYOUT_HEAD,
                            &number) == NULL) {
            return false;
        }
    }
    return at > segmenter->title;
}

/* A standfirst that reads like the first paragraph: byline or date stand below it, and
 * then the body. */
static void find_standfirst(struct segmenter *segmenter) {
    enum { FARTHEST = 8, MOST_WORDS = 60 };
    struct block *blocks = segmenter->blocks.items;
    uint32_t first = segmenter->body_start;
    if (!is_next_to_title(segmenter, first) || first >= segmenter->blocks.count) {
        return;
    }
    bool signature = false;
    uint32_t at = first + 1;
    for (; at < segmenter->blocks.count && at < first + FARTHEST; at++) {
        uint32_t number;
        const struct rule *rule =
            segment_rule_at(segmenter, &blocks[at], LAYOUT_HEAD, &number);
        bool weak = weak_byline(segmenter, at) != RULE_NONE;
        signature = signature || weak || is_signature(segmenter, at);
        if (rule == NULL && measure_is_prose(&blocks[at].measure)) {
            break;
        }
        if (rule == NULL && !weak) {
            return;
        }
    }
    if (signature && at < segmenter->blocks.count && at < first + FARTHEST &&
        blocks[first].measure.words <= MOST_WORDS) {
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
