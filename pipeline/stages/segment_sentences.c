/* Sentences of every block that is read: title, headings, items and paragraphs.
 *
 * Residue is transparent: a sentence may span it, and it may stand between the period and
 * the next sentence. */
#include "stages/segment_parts.h"

/* One walk over the sentences of a block. */
struct splitter {
    struct segmenter *segmenter;
    const struct block *block;
    uint32_t number; /* of the block: its paragraph */
    size_t insert;   /* the first insert that may lie in the sentence in hand */
    size_t walk;     /* the first one that ends behind where the walk is */
    size_t zone;     /* the zone of the last sentence */
    uint32_t start;  /* of the sentence in hand */
    uint32_t item;   /* of an inline list: the number last seen */
    bool list;       /* an inline list */
};

static bool is_mark(unsigned char byte) {
    return byte == '.' || byte == '!' || byte == '?';
}

/* Skips white space and residue from `at`; `insert` is the first that may lie there. */
static uint32_t skip_gaps(const struct splitter *splitter, size_t insert, uint32_t at) {
    const struct segmenter *segmenter = splitter->segmenter;
    uint32_t end = splitter->block->span.end;
    for (;;) {
        while (at < end && (segmenter->text[at] == ' ' || segmenter->text[at] == '\n')) {
            at++;
        }
        while (insert < segmenter->inserts.count &&
               segmenter->inserts.items[insert].span.end <= at) {
            insert++;
        }
        if (insert >= segmenter->inserts.count ||
            segmenter->inserts.items[insert].span.start > at || at >= end) {
            return at < end ? at : end;
        }
        at = segmenter->inserts.items[insert].span.end;
    }
}

/* Takes residue and white space off the end of a sentence; gives whether some is left
 * inside it. */
static bool trim_sentence(struct splitter *splitter, struct span *span) {
    const struct segmenter *segmenter = splitter->segmenter;
    size_t first = splitter->insert;
    const struct insert *inserts = segmenter->inserts.items;
    while (first < segmenter->inserts.count && inserts[first].span.end <= span->start) {
        first++;
    }
    size_t last = first;
    while (last < segmenter->inserts.count && inserts[last].span.start < span->end) {
        last++;
    }
    splitter->insert = first;
    for (;;) {
        while (span->end > span->start && (segmenter->text[span->end - 1] == ' ' ||
                                           segmenter->text[span->end - 1] == '\n')) {
            span->end--;
        }
        if (last == first || inserts[last - 1].span.end != span->end) {
            break;
        }
        last--;
        span->end = inserts[last].span.start > span->start ? inserts[last].span.start
                                                           : span->start;
    }
    return last > first;
}

static void push_sentence(struct splitter *splitter, struct span span) {
    struct segmenter *segmenter = splitter->segmenter;
    struct article *article = segmenter->article;
    bool residue = trim_sentence(splitter, &span);
    if (span.start >= span.end) {
        return;
    }
    while (splitter->zone + 1 < article->zones.count &&
           article->zones.items[splitter->zone].span.end <= span.start) {
        splitter->zone++;
    }
    struct sentence *sentence = SEGMENT_PUSH(segmenter, &article->sentences);
    if (sentence != NULL) {
        *sentence =
            (struct sentence){span, (uint32_t)splitter->zone, splitter->number, residue};
    }
}

/* ---- The cap ---- */

/* Where to cut text that is too long: at a space, else between characters, not before a
 * combining mark. */
static uint32_t find_cut(const char *text, uint32_t start, uint32_t limit) {
    uint32_t cut = limit;
    while (cut > start + LIMIT_SENTENCE_BYTES / 2 && text[cut] != ' ') {
        cut--;
    }
    if (text[cut] == ' ') {
        return cut;
    }
    cut = limit;
    uint32_t length = 0;
    while (cut > start + LIMIT_SENTENCE_BYTES / 2) {
        bool inside = ((unsigned char)text[cut] & 0xC0) == 0x80;
        if (!inside && !unicode_is_mark(utf8_decode(text + cut, &length))) {
            return cut;
        }
        cut--;
    }
    while (((unsigned char)text[limit] & 0xC0) == 0x80) {
        limit--;
    }
    return limit;
}

static void end_sentence(struct splitter *splitter, uint32_t end) {
    struct segmenter *segmenter = splitter->segmenter;
    while (end - splitter->start > LIMIT_SENTENCE_BYTES) {
        uint32_t cut = find_cut(segmenter->text, splitter->start,
                                splitter->start + LIMIT_SENTENCE_BYTES);
        struct span span = {splitter->start, cut};
        article_diagnose(segmenter->article, DIAGNOSTIC_SENTENCE_CAPPED,
                         offsets_to_raw(&segmenter->article->offsets, span),
                         (struct slice){NULL, 0});
        push_sentence(splitter, span);
        uint32_t next = skip_gaps(splitter, splitter->insert, cut);
        if (next >= end) {
            splitter->start = end;
            return;
        }
        splitter->start = next;
    }
    push_sentence(splitter, (struct span){splitter->start, end});
}

/* ---- Lists inside a line ---- */

/* An item's number or letter and its style at `at`: "1.", "2)", "3.)", "a."; value 0 when
 * there is none. */
struct enumerator {
    uint32_t value, size;
    char style;
};

static struct enumerator read_enumerator(const char *text, uint32_t at, uint32_t end) {
    struct enumerator item = {0, 0, 0};
    uint32_t start = at;
    while (at < end && at < start + 3 && text[at] >= '0' && text[at] <= '9') {
        item.value = item.value * 10 + (uint32_t)(text[at] - '0');
        at++;
    }
    bool letter = at == start && at < end && text[at] >= 'a' && text[at] <= 'z';
    if (letter) {
        item.value = (uint32_t)(text[at] - 'a') + 1;
        at++;
    }
    uint32_t marks = at;
    while (at < end && at < marks + 2 && (text[at] == '.' || text[at] == ')')) {
        at++;
    }
    bool good = item.value > 0 && at > marks && at < end && text[at] == ' ';
    item.style = (char)((letter ? 'a' : 'A') + (text[marks] == ')' ? 1 : 0) +
                        (at - marks == 2 ? 2 : 0));
    item.size = at - start;
    return good ? item : (struct enumerator){0, 0, 0};
}

static bool is_bullet(const char *text, uint32_t at, uint32_t end) {
    return at + 3 <= end && memcmp(text + at, "\xE2\x80\xA2", 3) == 0;
}

/* Whether the next item of the list that the block begins with starts at `at`. */
static bool next_item(const struct splitter *splitter, uint32_t at, uint32_t wanted) {
    const struct block *block = splitter->block;
    const char *text = splitter->segmenter->text;
    if (is_bullet(text, block->span.start, block->span.end)) {
        return is_bullet(text, at, block->span.end);
    }
    struct enumerator first = read_enumerator(text, block->span.start, block->span.end);
    struct enumerator here = read_enumerator(text, at, block->span.end);
    uint32_t after = at + here.size + 1;
    uint32_t length = 0;
    return first.value == 1 && here.value == wanted && here.style == first.style &&
           after < block->span.end &&
           unicode_is_upper(utf8_decode(text + after, &length));
}

/* Is there a second item in the block? */
static bool is_inline_list(const struct splitter *splitter) {
    const struct block *block = splitter->block;
    const char *text = splitter->segmenter->text;
    bool bullet = is_bullet(text, block->span.start, block->span.end);
    if (!bullet && read_enumerator(text, block->span.start, block->span.end).value != 1) {
        return false;
    }
    for (uint32_t at = block->span.start + 1; at < block->span.end; at++) {
        if (text[at - 1] == ' ' && next_item(splitter, at, 2)) {
            return true;
        }
    }
    return false;
}

/* ---- The walk ---- */

/* The run of marks that starts at `at`; dots with spaces between belong together. */
static struct span read_marks(const char *text, uint32_t at, uint32_t end) {
    struct span mark = {at, at};
    while (at < end) {
        unsigned char byte = (unsigned char)text[at];
        if (is_mark(byte)) {
            at++;
        } else if (byte == ' ' && at + 1 < end && text[at + 1] == '.' &&
                   text[at - 1] == '.') {
            at += 2;
        } else {
            break;
        }
        mark.end = at;
    }
    return mark;
}

static uint32_t skip_spaces(const char *text, uint32_t at, uint32_t end) {
    while (at < end && text[at] == ' ') {
        at++;
    }
    return at;
}

static uint32_t skip_closers(const char *text, uint32_t at, uint32_t end) {
    while (at < end &&
           (text[at] == '"' || text[at] == '\'' || text[at] == ')' || text[at] == ']')) {
        at++;
    }
    return at;
}

/* Handles the mark at `at`; gives where to read on. */
static uint32_t split_at_mark(struct splitter *splitter, uint32_t at) {
    struct segmenter *segmenter = splitter->segmenter;
    uint32_t end = splitter->block->span.end;
    struct span mark = read_marks(segmenter->text, at, end);
    uint32_t close = skip_closers(segmenter->text, mark.end, end);
    uint32_t next = skip_gaps(splitter, splitter->walk, close);
    struct breaking breaking = {
        segmenter->layout, segmenter->text, splitter->start, mark, close, next, end};
    uint32_t first = splitter->start;
    if (is_bullet(segmenter->text, first, end)) {
        first = skip_spaces(segmenter->text, first + 3, end);
    }
    bool numbered = splitter->list && mark.start - first <= 3 &&
                    read_enumerator(segmenter->text, first, end).value > 0;
    if (!numbered && sentence_breaks(&breaking)) {
        end_sentence(splitter, close);
        splitter->start = next;
        return next;
    }
    return close > at ? close : at + 1;
}

static const struct insert *insert_at(const struct segmenter *segmenter, size_t number) {
    return number < segmenter->inserts.count ? &segmenter->inserts.items[number] : NULL;
}

/* Behind a caption, who made the picture: no sentence unless it ends like one. */
static bool is_credit(const struct splitter *splitter, uint32_t at) {
    enum { LONGEST = 60 };
    const struct block *block = splitter->block;
    return block->kind == ZONE_CAPTION && block->span.end - at <= LONGEST &&
           !is_mark((unsigned char)splitter->segmenter->text[block->span.end - 1]);
}

/* Over characters of a block at which nothing is to be decided: no mark stands there, and
 * no residue begins. */
static uint32_t skip_plain(const struct splitter *splitter, uint32_t at,
                           const struct insert *insert) {
    const char *text = splitter->segmenter->text;
    uint32_t end = splitter->block->span.end;
    uint32_t stop = insert != NULL && insert->span.start < end ? insert->span.start : end;
    while (at < stop && !is_mark((unsigned char)text[at])) {
        at++;
    }
    return at;
}

static void split_block(struct splitter *splitter) {
    const struct block *block = splitter->block;
    const char *text = splitter->segmenter->text;
    splitter->list = is_inline_list(splitter);
    splitter->item = 1;
    splitter->walk = splitter->insert;
    splitter->start = skip_gaps(splitter, splitter->insert, block->span.start);
    if (!splitter->list && splitter->start == block->span.start &&
        (block->kind == ZONE_LIST || block->kind == ZONE_HIGHLIGHTS ||
         block->kind == ZONE_HEADING)) {
        splitter->start = skip_gaps(splitter, splitter->insert,
                                    block->span.start + block->measure.marker_size);
    }
    for (uint32_t at = splitter->start; at < block->span.end;) {
        const struct insert *insert = insert_at(splitter->segmenter, splitter->walk);
        if (insert != NULL && insert->span.end <= at) {
            splitter->walk++;
        } else if (insert != NULL && insert->span.start <= at) {
            at = insert->span.end;
        } else if (splitter->list && at > splitter->start && text[at - 1] == ' ' &&
                   next_item(splitter, at, splitter->item + 1)) {
            end_sentence(splitter, at);
            splitter->start = skip_gaps(splitter, splitter->insert, at);
            splitter->item++;
            at++;
        } else if (!splitter->list && !is_mark((unsigned char)text[at])) {
            at = skip_plain(splitter, at, insert);
        } else {
            bool mark = is_mark((unsigned char)text[at]) && !is_credit(splitter, at);
            at = mark ? split_at_mark(splitter, at) : at + 1;
        }
    }
    if (splitter->start < block->span.end) {
        end_sentence(splitter, block->span.end);
    }
}

void segment_split_sentences(struct segmenter *segmenter) {
    struct splitter splitter = {.segmenter = segmenter};
    for (uint32_t i = 0; i < segmenter->blocks.count && !segmenter->out_of_memory; i++) {
        const struct block *block = &segmenter->blocks.items[i];
        if (block->kind == ZONE_BOILERPLATE || block->kind == ZONE_BYLINE ||
            block->kind == ZONE_DATE || block->kind == ZONE_DATELINE) {
            continue;
        }
        splitter.block = block;
        splitter.number = i;
        while (splitter.insert < segmenter->inserts.count &&
               segmenter->inserts.items[splitter.insert].block < i) {
            splitter.insert++;
        }
        split_block(&splitter);
    }
}
