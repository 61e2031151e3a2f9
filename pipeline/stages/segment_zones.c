/* A kind for every block of the body and behind it: prose, headings, lists, and where the
 * article stops and the page goes on. */
#include "stages/segment_parts.h"

void segment_decide(struct block *block, enum zone_kind kind, uint32_t rule) {
    if (!block->decided) {
        block->kind = kind;
        block->rule = rule;
        block->decided = true;
    }
}

static void mask(struct block *block, uint32_t rule) {
    if (!block->decided) {
        segment_decide(block, ZONE_BOILERPLATE, rule);
        block->structural = true;
    }
}

/* ---- Repetition ---- */

/* As FNV-1a does, but eight bytes at a step; whoever asks compares the texts too. */
static uint64_t hash_text(struct slice text) {
    uint64_t hash = 1469598103934665603u ^ text.size;
    uint64_t word = 0;
    size_t at = 0;
    for (; text.size - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 32;
    }
    word = 0;
    if (at < text.size) {
        memcpy(&word, text.data + at, text.size - at);
    }
    return (hash ^ word) * 1099511628211u;
}

/* Marks blocks whose text stands more than once; `pair` is the first of them. */
void segment_find_repeats(struct segmenter *segmenter) {
    size_t capacity = 16;
    while (capacity < segmenter->blocks.count * 2) {
        capacity *= 2;
    }
    uint32_t *table = segment_need(
        segmenter, arena_alloc_array(segmenter->arena, capacity, sizeof *table));
    for (uint32_t i = 0; table != NULL && i < segmenter->blocks.count; i++) {
        struct block *block = &segmenter->blocks.items[i];
        struct slice text = segment_slice(segmenter, block->span);
        uint64_t hash = hash_text(text);
        size_t slot = (size_t)(hash ^ (hash >> 32)) & (capacity - 1);
        while (table[slot] != 0 &&
               !slice_equal(
                   text, segment_slice(segmenter,
                                       segmenter->blocks.items[table[slot] - 1].span))) {
            slot = (slot + 1) & (capacity - 1);
        }
        if (table[slot] == 0) {
            table[slot] = i + 1;
        }
        block->pair = table[slot] - 1;
        block->repeated = block->pair != i;
        segmenter->blocks.items[block->pair].repeated |= block->repeated;
        segmenter->blocks.items[block->pair].copies++;
    }
}

/* ---- The body ---- */

void segment_find_body(struct segmenter *segmenter) {
    uint32_t count = (uint32_t)segmenter->blocks.count;
    uint32_t fallback = RULE_NONE;
    segmenter->body_start = count;
    for (uint32_t i = 0; i < count; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        const struct measure *measure = &block->measure;
        bool free = block_is_free(segmenter, block, LAYOUT_HEAD) &&
                    (measure->marker == MARKER_NONE || measure->marker == MARKER_NUMBER);
        if (free && measure_is_prose(measure) &&
            (i > 0 || measure->sentence_ends > 0 || count == 1)) {
            segmenter->body_start = i;
            return;
        }
        if (free && fallback == RULE_NONE && measure->ending == ENDS_SENTENCE &&
            measure->words >= 3 && (count == 1 || i > 0 || measure->sentence_ends > 1)) {
            fallback = i;
        }
    }
    if (fallback != RULE_NONE) {
        segmenter->body_start = fallback;
    }
}

/* ---- Behind the end ---- */

/* How many words of prose in a row make the article go on after a terminator, and after
 * mere headlines. */
enum { PROSE_AFTER_END = 40, PROSE_AFTER_HEADLINES = 15 };

/* Whether so many words of prose stand in a row from `at` on. */
static bool prose_reappears(const struct segmenter *segmenter, uint32_t at,
                            uint32_t wanted) {
    uint32_t words = 0;
    for (uint32_t i = at; i < segmenter->blocks.count && words < wanted; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        if (!measure_is_prose(&block->measure) || block->measure.words < 15 ||
            block->repeated || !block_is_free(segmenter, block, LAYOUT_TAIL)) {
            break;
        }
        words += block->measure.words;
    }
    return words >= wanted;
}

/* The text of a block begins with the author's name: what follows the article is about
 * the author. */
static bool is_about_author(const struct segmenter *segmenter,
                            const struct block *block) {
    struct slice name = segmenter->article->byline;
    struct slice text = segment_slice(segmenter, block->span);
    return name.size >= 5 && text.size >= name.size &&
           memcmp(text.data, name.data, name.size) == 0 &&
           (text.size == name.size || text.data[name.size] == ' ');
}

/* A short first paragraph that begins with the author's surname, and another behind it.
 */
static bool introduces_author(const struct segmenter *segmenter, uint32_t at) {
    enum { LONGEST = 60, NEAR = 40, SHORTEST_NAME = 3 };
    const struct block *block = &segmenter->blocks.items[at];
    struct slice name = segmenter->article->byline;
    size_t start = name.size;
    while (start > 0 && name.data[start - 1] != ' ') {
        start--;
    }
    if (block->measure.words > LONGEST || name.size - start < SHORTEST_NAME ||
        at + 1 >= segmenter->blocks.count ||
        !block_is_text(&segmenter->blocks.items[at + 1])) {
        return false;
    }
    struct slice text = segment_slice(segmenter, block->span);
    size_t size = name.size - start;
    for (size_t i = 0; i < NEAR && i + size < text.size; i++) {
        if (memcmp(text.data + i, name.data + start, size) == 0 &&
            text.data[i + size] == ' ') {
            return true;
        }
    }
    return false;
}

/* ---- The walk ---- */

/* What only stands behind an article does not stand in the middle of its text, or open
 * it. */
static bool stands_in_body(const struct segmenter *segmenter, uint32_t at,
                           const struct rule *rule) {
    const struct block *block = &segmenter->blocks.items[at];
    if (rule->emit.where != LAYOUT_TAIL || !block_is_text(block)) {
        return false;
    }
    if (at == segmenter->body_start || rule->emit.ends) {
        return at == segmenter->body_start ||
               prose_reappears(segmenter, at + 1, PROSE_AFTER_END);
    }
    uint32_t next = at + 1;
    return next < segmenter->blocks.count &&
           block_is_free(segmenter, &segmenter->blocks.items[next], LAYOUT_TAIL) &&
           segmenter->blocks.items[next].measure.words >= 8 &&
           block_is_text(&segmenter->blocks.items[next]);
}

/* How far the walk has come, and whether the article has stopped. */
struct walk {
    uint64_t prose, total; /* words of prose so far, and from the body's start on */
    bool ended;            /* by a rule */
    bool for_good;         /* no prose that follows belongs to the article */
    bool headlines;        /* in a run of headlines, such as a sidebar */
};

/* At most half of the prose is still to come. */
static bool is_near_end(const struct walk *walk) {
    return (walk->total - walk->prose) * 2 <= walk->total;
}

static uint32_t count_prose(const struct segmenter *segmenter,
                            const struct block *block) {
    bool counts =
        measure_is_prose(&block->measure) && block_is_free(segmenter, block, LAYOUT_TAIL);
    return counts ? block->measure.words : 0;
}

/* What a line rule says of a block behind the start of the body. Gives whether it says
 * anything. */
static bool zone_by_rule(struct segmenter *segmenter, uint32_t at, struct walk *walk) {
    struct block *block = &segmenter->blocks.items[at];
    uint32_t number;
    const struct rule *rule = segment_rule_at(segmenter, block, LAYOUT_TAIL, &number);
    if (rule == NULL || (!walk->ended && stands_in_body(segmenter, at, rule))) {
        return false;
    }
    if (rule->emit.zone == ZONE_HIGHLIGHTS && !walk->ended) {
        segment_zone_highlights(segmenter, at);
    } else if (rule->emit.zone == ZONE_BYLINE) {
        segment_decide(block,
                       segmenter->byline == RULE_NONE ? ZONE_BYLINE : ZONE_BOILERPLATE,
                       number);
        segmenter->byline = segmenter->byline == RULE_NONE ? at : segmenter->byline;
    } else if (walk->ended) {
        mask(block, number);
    } else {
        segment_decide(block, rule->emit.zone, number);
    }
    walk->ended = walk->ended || rule->emit.ends;
    walk->for_good = walk->for_good || (rule->emit.ends_always && is_near_end(walk));
    return true;
}

/* The second of two equal lines, with text of its own below it: a heading that stood in a
 * table of contents. */
static bool is_listed_heading(const struct segmenter *segmenter, uint32_t at) {
    const struct block *block = &segmenter->blocks.items[at];
    uint32_t next = block_next_free(segmenter, at);
    return block->pair != at && segmenter->blocks.items[block->pair].copies == 2 &&
           next < segmenter->blocks.count && !segmenter->blocks.items[next].repeated &&
           (block_is_text(&segmenter->blocks.items[next]) ||
            block_is_speech_heading(segmenter, next));
}

/* A block that no rule knows. */
static void zone_one(struct segmenter *segmenter, uint32_t at, bool *headlines) {
    struct block *block = &segmenter->blocks.items[at];
    const struct measure *measure = &block->measure;
    if (at == segmenter->body_start && introduces_author(segmenter, at)) {
        mask(block, RULE_NONE);
    } else if (is_about_author(segmenter, block) &&
               !prose_reappears(segmenter, at + 1, PROSE_AFTER_END)) {
        mask(block, RULE_NONE);
    } else if (block->repeated && measure_is_headline(measure) && measure->words > 1 &&
               !is_listed_heading(segmenter, at)) {
        mask(block, RULE_NONE);
    } else if (block->repeated && block->pair != at && measure_is_prose(measure)) {
        mask(block, RULE_NONE);
    } else if (block_is_item(block)) {
        segment_decide(
            block, block_is_numbered_heading(segmenter, at) ? ZONE_HEADING : ZONE_LIST,
            RULE_NONE);
    } else if (block_is_speech_heading(segmenter, at)) {
        segment_decide(block, ZONE_HEADING, RULE_NONE);
    } else if (block_is_text(block)) {
        segment_decide(block, ZONE_BODY, RULE_NONE);
    } else if (block_is_bare_item(segmenter, at)) {
        segment_decide(block, ZONE_LIST, RULE_NONE);
    } else if (block_count_headlines(segmenter, at) >= 3) {
        *headlines = true;
        mask(block, RULE_NONE);
    } else if (block_is_heading(segmenter, at)) {
        segment_decide(block, ZONE_HEADING, RULE_NONE);
    } else if (block_next_free(segmenter, at) >= segmenter->blocks.count) {
        mask(block, RULE_NONE);
    } else {
        segment_decide(block, ZONE_HEADING, RULE_NONE);
    }
}

void segment_zone_body(struct segmenter *segmenter) {
    struct walk walk = {0};
    segmenter->speaker = segment_find_speaker(segmenter);
    for (uint32_t i = segmenter->body_start; i < segmenter->blocks.count; i++) {
        walk.total += count_prose(segmenter, &segmenter->blocks.items[i]);
    }
    for (uint32_t i = segmenter->body_start; i < segmenter->blocks.count; i++) {
        struct block *block = &segmenter->blocks.items[i];
        walk.prose += count_prose(segmenter, block);
        if (block->decided || zone_by_rule(segmenter, i, &walk)) {
            continue;
        }
        walk.ended = walk.ended &&
                     (walk.for_good || !prose_reappears(segmenter, i, PROSE_AFTER_END));
        walk.headlines =
            walk.headlines && !prose_reappears(segmenter, i, PROSE_AFTER_HEADLINES);
        if (walk.ended || walk.headlines) {
            mask(block, RULE_NONE);
        } else {
            zone_one(segmenter, i, &walk.headlines);
        }
    }
}

/* ---- Too much masked ---- */

/* Masks by structure are guesses: where they take most of the prose, they are wrong. */
void segment_fall_back(struct segmenter *segmenter) {
    uint64_t prose = 0;
    uint64_t masked = 0;
    for (size_t i = 0; i < segmenter->blocks.count; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        bool counts = block->measure.words >= 4 && block->measure.function_words > 0;
        prose += counts ? block->measure.words : 0;
        masked += counts && block->structural ? block->measure.words : 0;
    }
    if (masked * 10 <= prose * 6) {
        return;
    }
    for (size_t i = 0; i < segmenter->blocks.count; i++) {
        struct block *block = &segmenter->blocks.items[i];
        if (block->structural) {
            block->kind = block_is_item(block)                   ? ZONE_LIST
                          : measure_is_headline(&block->measure) ? ZONE_HEADING
                                                                 : ZONE_BODY;
            block->rule = RULE_NONE;
        }
    }
    struct span none = {0, 0};
    article_diagnose(segmenter->article, DIAGNOSTIC_MASK_FALLBACK, none,
                     (struct slice){NULL, 0});
}
