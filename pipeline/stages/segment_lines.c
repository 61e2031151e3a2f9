/* Lines, and the blocks that they make: a hard-wrapped paragraph is many lines, a copied
 * web page one line a paragraph.
 *
 * Lines are joined where the text says so (the next goes on in lower case, this one stops
 * at a comma or a function word), and, in an article that is hard-wrapped at all, where a
 * line is about as wide as its neighbours. */
#include "stages/segment_parts.h"

static bool is_blank(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\f' || byte == '\v';
}

static void add_line(struct segmenter *segmenter, uint32_t start, uint32_t end,
                     bool *blank) {
    const char *text = segmenter->text;
    while (start < end && is_blank(text[start])) {
        start++;
    }
    while (end > start && is_blank(text[end - 1])) {
        end--;
    }
    if (start == end) {
        *blank = true;
        return;
    }
    struct line *line = SEGMENT_PUSH(segmenter, &segmenter->lines);
    if (line != NULL) {
        line->span = (struct span){start, end};
        line->measure = measure_text(segmenter->layout, text, line->span);
        line->blank_before = *blank;
        line->rule = RULE_NONE;
        *blank = false;
    }
}

void segment_find_lines(struct segmenter *segmenter) {
    uint32_t size = segmenter->article->normalized_size;
    bool blank = true;
    for (uint32_t at = 0; at < size && !segmenter->out_of_memory;) {
        const char *end = memchr(segmenter->text + at, '\n', size - at);
        uint32_t stop = end == NULL ? size : (uint32_t)(end - segmenter->text);
        add_line(segmenter, at, stop, &blank);
        at = stop + 1;
    }
}

/* ---- Joining ---- */

/* The text of the line plainly goes on in the next. */
static bool goes_on(const struct line *line, const struct line *next) {
    const struct measure *measure = &line->measure;
    if (next->blank_before || next->measure.marker != MARKER_NONE ||
        measure->ending == ENDS_SENTENCE || measure->ending == ENDS_COLON) {
        return !next->blank_before && measure->ending == ENDS_COLON &&
               next->measure.marker == MARKER_NONE &&
               next->measure.beginning == BEGINS_LOWER;
    }
    return next->measure.beginning == BEGINS_LOWER || measure->ending == ENDS_OPEN_WORD ||
           (measure->ending == ENDS_COMMA && measure->words >= 4);
}

/* What is known of the width of the lines. */
struct wrapping {
    bool wrapped;
    uint32_t width; /* of most lines that go on */
};

static struct wrapping measure_wrapping(const struct segmenter *segmenter) {
    enum { WIDEST = 160 };
    uint32_t pairs = 0;
    uint32_t going_on = 0;
    uint32_t widths[WIDEST + 1] = {0};
    for (size_t i = 0; i + 1 < segmenter->lines.count; i++) {
        const struct line *line = &segmenter->lines.items[i];
        const struct line *next = line + 1;
        if (next->blank_before || line->rule != RULE_NONE || next->rule != RULE_NONE) {
            continue;
        }
        uint32_t width = span_size(line->span);
        bool on = goes_on(line, next) && width <= WIDEST;
        pairs += next->measure.marker == MARKER_NONE ? 1 : 0;
        going_on += on ? 1 : 0;
        widths[width <= WIDEST ? width : 0] += on ? 1 : 0;
    }
    struct wrapping wrapping = {going_on > 0 && going_on * 4 >= pairs, 0};
    uint32_t seen = 0;
    for (uint32_t i = 1; i <= WIDEST && seen * 2 < going_on; i++) {
        seen += widths[i];
        wrapping.width = i;
    }
    return wrapping;
}

static bool joins(struct wrapping wrapping, const struct line *line,
                  const struct line *next) {
    if (next->blank_before || next->rule != RULE_NONE ||
        next->measure.marker != MARKER_NONE) {
        return false;
    }
    if (goes_on(line, next)) {
        return wrapping.wrapped || span_size(line->span) >= 24;
    }
    return wrapping.wrapped && line->rule == RULE_NONE &&
           span_size(line->span) * 3 >= wrapping.width * 2;
}

static void add_block(struct segmenter *segmenter, uint32_t first, uint32_t count) {
    const struct line *lines = segmenter->lines.items + first;
    struct block *block = SEGMENT_PUSH(segmenter, &segmenter->blocks);
    if (block == NULL) {
        return;
    }
    block->span = (struct span){lines[0].span.start, lines[count - 1].span.end};
    block->first_line = first;
    block->line_count = count;
    block->blank_before = lines[0].blank_before;
    block->measure = lines[0].measure;
    if (count > 1) {
        for (uint32_t at = block->span.start; at < block->span.end; at++) {
            if (segmenter->text[at] == '\n') {
                segmenter->text[at] = ' ';
            }
        }
        block->measure = measure_text(segmenter->layout, segmenter->text, block->span);
    }
    block->rule = RULE_NONE;
}

void segment_join_lines(struct segmenter *segmenter) {
    struct wrapping wrapping = measure_wrapping(segmenter);
    uint32_t total = (uint32_t)segmenter->lines.count;
    for (uint32_t first = 0; first < total && !segmenter->out_of_memory;) {
        uint32_t count = 1;
        const struct line *line = &segmenter->lines.items[first];
        while (first + count < total && joins(wrapping, line, line + 1)) {
            count++;
            line++;
        }
        add_block(segmenter, first, count);
        first += count;
    }
}
