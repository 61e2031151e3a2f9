/* What the files of the segment stage share. Private to stages/segment*.c and layout.c.
 */
#ifndef ASSAY_STAGES_SEGMENT_PARTS_H
#define ASSAY_STAGES_SEGMENT_PARTS_H

#include "base/limits.h"
#include "stages/segment.h"
#include "stages/word_set.h"
#include "text/unicode.h"

/* ---- layout.c: the rules as segmentation asks for them ---- */

struct layout {
    const struct rules *rules;
    struct arena arena;
    struct word_set abbreviations, function_words, open_words, months;
    uint32_t *rule_of; /* of each pattern the layout rule, or RULE_NONE */
    uint32_t *always;  /* patterns of layout rules that no literal triggers */
    uint32_t always_count;
};

/* The scope and emit of the rule that a pattern belongs to; NULL where that is no layout
 * rule. */
const struct rule *layout_rule_of(const struct layout *layout, uint32_t pattern);

/* ---- lines and blocks ---- */

/* How the text of a line ends, closing quotes and brackets left out. */
enum ending { ENDS_OPEN, ENDS_SENTENCE, ENDS_COLON, ENDS_COMMA, ENDS_OPEN_WORD };
/* With what kind of character it starts, opening quotes and brackets left out. */
enum beginning { BEGINS_OTHER, BEGINS_LOWER, BEGINS_UPPER, BEGINS_DIGIT };
/* What marks a list item. */
enum marker { MARKER_NONE, MARKER_BULLET, MARKER_DASH, MARKER_NUMBER };

/* What can be said of a stretch of text without knowing its words. */
struct measure {
    uint32_t words, function_words, capitalised, letters, uppers;
    uint32_t sentence_ends; /* . ! ? before a space, the last included */
    enum ending ending;
    enum beginning beginning;
    enum marker marker;
    uint32_t marker_size; /* bytes of the marker and the space behind it */
    uint32_t classes;     /* enum trigger_class bits */
};

/* A pattern whose literal stands in a line; a chain, 0 ends it (else index plus 1). */
struct hit {
    uint32_t pattern, next;
};

/* One line as it stands, edges trimmed; empty lines are left out. */
struct line {
    struct span span;
    struct measure measure;
    uint32_t hits;     /* first of a chain in segmenter.hits, plus 1 */
    uint32_t rules[3]; /* the best line rule for each enum layout_where, or RULE_NONE */
    uint32_t rule;     /* that of them which decides how lines are joined, or RULE_NONE */
    bool blank_before; /* an empty line, or the start of the text */
};

/* One paragraph, heading, item or line of residue: one or more lines that belong
 * together. */
struct block {
    struct span span;
    struct measure measure;
    uint32_t first_line, line_count;
    uint32_t rules[3]; /* the best line rule for each enum layout_where, or RULE_NONE */
    enum zone_kind kind;
    uint32_t rule; /* that decided the kind, or RULE_NONE */
    uint32_t pair; /* a block of the same text: index, or its own */
    bool blank_before;
    uint32_t copies; /* of the first of a pair: how many have its text, or 0 */
    bool repeated;   /* some other block has the same text */
    bool decided;    /* kind is final */
    bool structural; /* masked by structure only: the fallback may take it back */
};

/* Residue or a dateline inside a block. */
struct insert {
    struct span span;
    enum zone_kind kind;
    uint32_t rule, block;
};

struct segmenter {
    struct article *article;
    const struct layout *layout;
    struct scanner *scanner;
    struct arena *arena;
    char *text; /* article->normalized */
    LIST_OF(struct line) lines;
    LIST_OF(struct hit) hits;
    uint32_t *seen; /* per pattern: the last line or block it was noted for, plus 1 */
    LIST_OF(struct block) blocks;
    LIST_OF(struct insert) inserts; /* in order */
    uint32_t body_start;            /* the first body block */
    uint32_t title, byline, date;   /* blocks or RULE_NONE */
    struct slice speaker; /* of an interview: the label of the answers; or empty */
    bool out_of_memory;
};

#define SEGMENT_PUSH(segmenter, list)                                                    \
    segment_need((segmenter), LIST_PUSH((segmenter)->arena, (list)))

/* Notes that memory ran out, when `memory` is NULL; gives it back. */
void *segment_need(struct segmenter *segmenter, void *memory);

static inline struct slice segment_slice(const struct segmenter *segmenter,
                                         struct span span) {
    return slice_of(segmenter->text + span.start, span_size(span));
}

/* ---- segment_measure.c ---- */
struct measure measure_text(const struct layout *layout, const char *text,
                            struct span span);
/* Running text: enough words, of which enough are function words. */
bool measure_is_prose(const struct measure *measure);
/* A line that could be a headline: few words, no end of a sentence. */
bool measure_is_headline(const struct measure *measure);

/* ---- segment_lines.c: text -> lines -> blocks ---- */
void segment_find_lines(struct segmenter *segmenter);
void segment_join_lines(struct segmenter *segmenter);

/* ---- segment_rules.c: layout rules over lines, blocks and inside blocks ---- */
void segment_trigger(struct segmenter *segmenter);
void segment_match_line(struct segmenter *segmenter, struct line *line);
void segment_match_block(struct segmenter *segmenter, struct block *block);
void segment_match_inside(struct segmenter *segmenter);
/* The span without the asterisks or underscores that set a whole line in italics or bold.
 */
struct span segment_bare(const struct segmenter *segmenter, struct span span);
/* Runs the rule's patterns on a text until one matches; the scanner holds its groups. */
bool segment_try_rule(struct segmenter *segmenter, uint32_t rule, struct slice subject);

/* ---- segment_blocks.c: what a block is by its shape and its neighbours ---- */
bool block_is_free(const struct segmenter *segmenter, const struct block *block,
                   enum layout_where where);
uint32_t block_next_free(const struct segmenter *segmenter, uint32_t at);
bool block_is_text(const struct block *block);
bool block_is_item(const struct block *block);
bool block_is_numbered_heading(const struct segmenter *segmenter, uint32_t at);
bool block_is_heading(const struct segmenter *segmenter, uint32_t at);
struct slice segment_find_speaker(const struct segmenter *segmenter);
bool block_is_speech_heading(const struct segmenter *segmenter, uint32_t at);
bool block_is_bare_item(const struct segmenter *segmenter, uint32_t at);
uint32_t block_count_headlines(const struct segmenter *segmenter, uint32_t at);

/* ---- segment_zones.c, segment_head.c: a kind for every block ---- */
void segment_find_repeats(struct segmenter *segmenter);
void segment_find_body(struct segmenter *segmenter);
void segment_zone_head(struct segmenter *segmenter);
void segment_zone_body(struct segmenter *segmenter);
void segment_fall_back(struct segmenter *segmenter);
/* Settles a block; a decided one stays. */
void segment_decide(struct block *block, enum zone_kind kind, uint32_t rule);
/* The rule that holds for a block there (LAYOUT_HEAD or LAYOUT_TAIL), or NULL. */
const struct rule *segment_rule_at(const struct segmenter *segmenter,
                                   const struct block *block, enum layout_where where,
                                   uint32_t *number);
/* The highlights below a heading or at the head: from block `at`; gives the block behind.
 */
uint32_t segment_zone_highlights(struct segmenter *segmenter, uint32_t at);

/* ---- segment_record.c: title, date and byline for the record ---- */
void segment_read_record(struct segmenter *segmenter);

/* ---- segment_write.c: blocks -> zones ---- */
void segment_write_zones(struct segmenter *segmenter);

/* ---- segment_sentences.c: blocks -> sentences; segment_breaks.c: where they end ---- */
void segment_split_sentences(struct segmenter *segmenter);
/* Whether a sentence ends at the mark (. ! ? or an ellipsis) of `breaking`. */
struct breaking {
    const struct layout *layout;
    const char *text;
    uint32_t start;   /* of the sentence so far */
    struct span mark; /* the marks themselves */
    uint32_t close;   /* behind the closing quotes and brackets */
    uint32_t next;    /* where the text goes on, residue left out; `end` if it does not */
    uint32_t end;     /* of the paragraph */
};
bool sentence_breaks(const struct breaking *breaking);

#endif
