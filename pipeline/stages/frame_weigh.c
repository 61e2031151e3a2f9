/* What comes of a frame's evidence: points, whether it is present, and its stance. A
 * frame is what an article is about, so that evidence counts by its place (title,
 * highlights and first paragraph say what follows), words said again count less, one
 * paragraph cannot decide, and a long article needs more than a short one. All numbers
 * are the pack's. */
#include "stages/judge.h"

uint32_t frame_words(const struct article *article, struct span span) {
    uint32_t count = 0;
    bool inside = false;
    for (uint32_t i = span.start; i < span.end; i++) {
        bool space = article->normalized[i] == ' ' || article->normalized[i] == '\n';
        count += !space && !inside ? 1 : 0;
        inside = !space;
    }
    return count;
}

/* The first paragraph of the body, beside title and highlights. */
static uint32_t lead_paragraph(const struct article *article) {
    for (size_t i = 0; i < article->sentences.count; i++) {
        const struct sentence *sentence = &article->sentences.items[i];
        if (article->zones.items[sentence->zone].kind == ZONE_BODY) {
            return sentence->paragraph;
        }
    }
    return UINT32_MAX;
}

static bool leads(const struct article *article, uint32_t number, uint32_t lead) {
    const struct sentence *sentence = &article->sentences.items[number];
    enum zone_kind zone = article->zones.items[sentence->zone].kind;
    return zone == ZONE_TITLE || zone == ZONE_HIGHLIGHTS || sentence->paragraph == lead;
}

static bool same_words(const struct article *article, struct span a, struct span b) {
    uint32_t size = a.end - a.start;
    if (size != b.end - b.start) {
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        char left = article->normalized[a.start + i];
        char right = article->normalized[b.start + i];
        left = left >= 'A' && left <= 'Z' ? (char)(left - 'A' + 'a') : left;
        right = right >= 'A' && right <= 'Z' ? (char)(right - 'A' + 'a') : right;
        if (left != right) {
            return false;
        }
    }
    return true;
}

/* Whether the words of that piece of evidence were evidence before. The search goes back
 * over a bounded number, so that the cost stays linear. */
static bool stood_before(const struct article *article, const struct frame *frame,
                         size_t number) {
    enum { BACK = 64 };
    size_t from = number > BACK ? number - BACK : 0;
    for (size_t i = from; i < number; i++) {
        if (same_words(article, frame->evidence.items[i].span,
                       frame->evidence.items[number].span)) {
            return true;
        }
    }
    return false;
}

static int32_t points_of(const struct article *article, const struct frame *frame,
                         const struct scoring *scoring, size_t number, uint32_t lead) {
    const struct evidence *evidence = &frame->evidence.items[number];
    int32_t points = leads(article, evidence->sentence, lead)
                         ? (evidence->strong ? scoring->strong_lead : scoring->weak_lead)
                         : (evidence->strong ? scoring->strong : scoring->weak);
    return stood_before(article, frame, number) ? points * scoring->repeated / 100
                                                : points;
}

/* By how much the points of an article of so many words are divided, in hundredths. */
static int32_t thinned(const struct scoring *scoring, uint32_t words) {
    uint32_t most = (uint32_t)scoring->words + LIMIT_LENGTH_WORDS;
    int32_t counted = (int32_t)(words > most ? most : words);
    int32_t beyond = counted > scoring->words ? counted - scoring->words : 0;
    return 100 + beyond * scoring->growth / 100;
}

/* Points so far, of the lead and of the rest; what a paragraph has given; and the
 * sentence that is being counted. */
struct tally {
    int64_t lead, rest;
    int32_t paragraph, best;
    uint32_t in_paragraph, in_sentence;
};

static void count_sentence(const struct article *article, const struct scoring *scoring,
                           uint32_t lead, struct tally *tally) {
    if (tally->in_sentence == SENTENCE_NONE) {
        return;
    }
    uint32_t paragraph = article->sentences.items[tally->in_sentence].paragraph;
    if (paragraph != tally->in_paragraph) {
        tally->in_paragraph = paragraph;
        tally->paragraph = 0;
    }
    if (leads(article, tally->in_sentence, lead)) {
        tally->lead += tally->best;
    } else {
        int32_t room = scoring->paragraph - tally->paragraph;
        int32_t given = tally->best < room ? tally->best : room;
        tally->paragraph += given;
        tally->rest += given;
    }
    tally->best = 0;
}

/* Each sentence gives the points of its best cue. What title, highlights and first
 * paragraph say counts in full, however much follows; `thinned` divides the rest. */
static int32_t count_points(const struct article *article, const struct frame *frame,
                            const struct scoring *scoring, uint32_t lead,
                            int32_t thinned) {
    struct tally tally = {.in_paragraph = UINT32_MAX, .in_sentence = SENTENCE_NONE};
    for (size_t i = 0; i < frame->evidence.count; i++) {
        int32_t points = points_of(article, frame, scoring, i, lead);
        if (frame->evidence.items[i].sentence != tally.in_sentence) {
            count_sentence(article, scoring, lead, &tally);
            tally.in_sentence = frame->evidence.items[i].sentence;
        }
        tally.best = points > tally.best ? points : tally.best;
    }
    count_sentence(article, scoring, lead, &tally);
    int64_t points = tally.lead + tally.rest * 100 / thinned;
    return points > 100 ? 100 : (int32_t)points;
}

static int32_t share(int64_t part, int64_t whole) {
    return whole == 0 ? 0 : (int32_t)(part * 100 / whole);
}

/* Denied where the denials outweigh the rest; contested where denial and dissent have
 * their share; the writer's own where enough of the rest stands in no other's mouth. */
static enum stance stance_of_frame(const struct article *article,
                                   const struct frame *frame,
                                   const struct scoring *scoring, uint32_t lead) {
    int64_t points[STANCE_OPEN] = {0};
    int64_t disputed = 0;
    int64_t total = 0;
    for (size_t i = 0; i < frame->evidence.count; i++) {
        const struct evidence *evidence = &frame->evidence.items[i];
        int32_t own = points_of(article, frame, scoring, i, lead);
        points[evidence->stance] += own;
        disputed += evidence->disputed || evidence->stance == STANCE_NEGATED ? own : 0;
        total += own;
    }
    if (points[STANCE_NEGATED] > 0 &&
        share(points[STANCE_NEGATED], total) >= scoring->share_negated) {
        return STANCE_NEGATED;
    }
    if (disputed > 0 && share(disputed, total) >= scoring->share_contested) {
        return STANCE_CONTESTED;
    }
    int64_t said = points[STANCE_ASSERTED] + points[STANCE_ATTRIBUTED];
    return points[STANCE_ASSERTED] > 0 &&
                   share(points[STANCE_ASSERTED], said) >= scoring->share_asserted
               ? STANCE_ASSERTED
               : STANCE_ATTRIBUTED;
}

static uint32_t words_of(const struct article *article) {
    uint32_t count = 0;
    for (size_t i = 0; i < article->sentences.count; i++) {
        count += frame_words(article, article->sentences.items[i].span);
    }
    return count;
}

static const struct scoring *scoring_of(const struct rules *rules, uint32_t pack) {
    for (uint32_t i = 0; i < rules->scoring_count; i++) {
        if (rules->scorings[i].pack == pack) {
            return &rules->scorings[i];
        }
    }
    return NULL;
}

void frame_weigh(struct work *work) {
    const struct article *article = work->article;
    uint32_t lead = lead_paragraph(article);
    uint32_t words = article->frames.count == 0 ? 0 : words_of(article);
    for (size_t i = 0; i < article->frames.count; i++) {
        struct frame *frame = &article->frames.items[i];
        const struct scoring *scoring = scoring_of(work->rules, frame->pack);
        bool found = false;
        if (scoring == NULL) {
            continue;
        }
        frame->points =
            count_points(article, frame, scoring, lead, thinned(scoring, words));
        frame->present = frame->evidence.count > 0 && frame->points >= scoring->threshold;
        frame->stance = stance_of_frame(article, frame, scoring, lead);
        if (scoring->generic != RULE_NONE) {
            frame->generic =
                table_find(&work->rules->tables[scoring->generic], frame->name, &found);
        }
    }
}
