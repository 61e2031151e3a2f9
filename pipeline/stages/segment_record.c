/* Title, date and byline as the record shows them. What the input line gave wins; then
 * what the captures of the layout rules took from the head of the article. */
#include "stages/segment_parts.h"

/* The text with every run of white space as one space, in the arena. */
static struct slice collapse(struct segmenter *segmenter, struct span span) {
    char *out =
        segment_need(segmenter, arena_alloc(segmenter->arena, span_size(span) + 1u));
    size_t size = 0;
    for (uint32_t at = span.start; out != NULL && at < span.end; at++) {
        char byte = segmenter->text[at];
        bool space = byte == ' ' || byte == '\n' || byte == '\t';
        if (!space) {
            out[size++] = byte;
        } else if (size > 0 && out[size - 1] != ' ') {
            out[size++] = ' ';
        }
    }
    while (size > 0 && out[size - 1] == ' ') {
        size--;
    }
    return slice_of(out, out == NULL ? 0 : size);
}

/* The span of a capture in the text; empty when it took no part. */
static struct span capture(const struct segmenter *segmenter, struct span subject,
                           const char *name) {
    struct span group = scanner_group(segmenter->scanner, slice_from_string(name));
    if (group.start == GROUP_UNSET) {
        return (struct span){subject.start, subject.start};
    }
    return (struct span){subject.start + group.start, subject.start + group.end};
}

/* ---- Dates ---- */

static unsigned read_number(struct slice text) {
    unsigned number = 0;
    for (size_t i = 0; i < text.size && i < 4; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return 0;
        }
        number = number * 10 + (unsigned)(text.data[i] - '0');
    }
    return number;
}

static unsigned read_month(const struct layout *layout, struct slice text) {
    bool found = false;
    if (text.size > 0 && text.data[text.size - 1] == '.') {
        text.size--;
    }
    struct slice value = word_set_find(&layout->months, text, &found);
    return read_number(found ? value : text);
}

static void write_digits(char *out, unsigned number, int count) {
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* The date that the scanner's groups hold, as an ISO date; empty without a year. */
static struct slice read_date(struct segmenter *segmenter, struct span subject) {
    struct span parts[3] = {capture(segmenter, subject, "date_year"),
                            capture(segmenter, subject, "date_month"),
                            capture(segmenter, subject, "date_day")};
    unsigned year = read_number(segment_slice(segmenter, parts[0]));
    unsigned month = read_month(segmenter->layout, segment_slice(segmenter, parts[1]));
    unsigned day = read_number(segment_slice(segmenter, parts[2]));
    char *out = segment_need(segmenter, arena_alloc(segmenter->arena, 11));
    if (out == NULL || year < 1000 || month > 12 || day > 31) {
        return (struct slice){NULL, 0};
    }
    write_digits(out, year, 4);
    if (month == 0) {
        return slice_of(out, 4);
    }
    out[4] = '-';
    write_digits(out + 5, month, 2);
    if (day == 0) {
        return slice_of(out, 7);
    }
    out[7] = '-';
    write_digits(out + 8, day, 2);
    return slice_of(out, 10);
}

static struct slice date_of(struct segmenter *segmenter, uint32_t rule,
                            struct span span) {
    if (rule == RULE_NONE ||
        !segment_try_rule(segmenter, rule, segment_slice(segmenter, span))) {
        return (struct slice){NULL, 0};
    }
    return read_date(segmenter, span);
}

/* The date lines of the head, then the dateline, then a date line anywhere. */
static struct slice find_date(struct segmenter *segmenter) {
    struct slice date = {NULL, 0};
    const struct block *blocks = segmenter->blocks.items;
    for (size_t i = 0; date.size == 0 && i < segmenter->body_start; i++) {
        if (blocks[i].kind == ZONE_DATE || blocks[i].kind == ZONE_BYLINE) {
            date = date_of(segmenter, blocks[i].rule,
                           segment_bare(segmenter, blocks[i].span));
        }
    }
    for (size_t i = 0; date.size == 0 && i < segmenter->inserts.count; i++) {
        const struct insert *insert = &segmenter->inserts.items[i];
        if (insert->kind == ZONE_DATELINE) {
            struct span span = {insert->span.start, blocks[insert->block].span.end};
            date = date_of(segmenter, insert->rule, span);
        }
    }
    for (size_t i = segmenter->body_start; date.size == 0 && i < segmenter->blocks.count;
         i++) {
        if (blocks[i].kind == ZONE_DATE) {
            date = date_of(segmenter, blocks[i].rule,
                           segment_bare(segmenter, blocks[i].span));
        }
    }
    return date;
}

/* ---- All three ---- */

/* The name in a byline; empty where it has none. */
static struct slice read_name(struct segmenter *segmenter, const struct block *block) {
    struct span bare = segment_bare(segmenter, block->span);
    if (block->kind != ZONE_BYLINE || block->rule == RULE_NONE ||
        !segment_try_rule(segmenter, block->rule, segment_slice(segmenter, bare))) {
        return (struct slice){NULL, 0};
    }
    return collapse(segmenter, capture(segmenter, bare, "name"));
}

/* The first name of the head, or the byline below the article. */
static struct slice find_byline(struct segmenter *segmenter) {
    struct slice name = {NULL, 0};
    for (size_t i = 0; name.size == 0 && i < segmenter->body_start; i++) {
        name = read_name(segmenter, &segmenter->blocks.items[i]);
    }
    if (name.size == 0 && segmenter->byline != RULE_NONE) {
        name = read_name(segmenter, &segmenter->blocks.items[segmenter->byline]);
    }
    return name;
}

static struct slice find_title(struct segmenter *segmenter) {
    if (segmenter->title == RULE_NONE) {
        return (struct slice){NULL, 0};
    }
    const struct block *block = &segmenter->blocks.items[segmenter->title];
    struct span bare = segment_bare(segmenter, block->span);
    uint32_t number;
    const struct rule *rule = segment_rule_at(segmenter, block, LAYOUT_HEAD, &number);
    if (rule != NULL && rule->emit.zone == ZONE_TITLE &&
        segment_try_rule(segmenter, number, segment_slice(segmenter, bare))) {
        struct span span = capture(segmenter, bare, "title");
        if (span.end > span.start) {
            return collapse(segmenter, span);
        }
    }
    return collapse(segmenter, bare);
}

void segment_read_record(struct segmenter *segmenter) {
    struct article *article = segmenter->article;
    article->title =
        article->given_title.size > 0 ? article->given_title : find_title(segmenter);
    article->byline =
        article->given_byline.size > 0 ? article->given_byline : find_byline(segmenter);
    article->date =
        article->given_date.size > 0 ? article->given_date : find_date(segmenter);
}
