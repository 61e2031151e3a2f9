/* Elements put together: one behind the other, or one of several. A concatenation keeps
 * its best needs, an alternation those of its branches united. */
#include "packs/pattern_reader.h"

enum { STRING_BYTES = 64 };

/* ---- Edges of words around groups ---- */

/* Whether a word that follows an element begins at its edge. A gap is words, each with
 * the space behind it. */
static bool edge_behind(struct token element, const struct info *info, bool before) {
    return info->exact                  ? pattern_end_at_edges(&info->strings, before)
           : element.kind == TOKEN_OPEN ? info->ends
                                        : element.kind == TOKEN_GAP && before;
}

/* Tells the branches of a group that comes next at which edges of words they stand:
 * \b(?:a|b) is (?:\ba|\bb). Of one that is repeated only the first and the last would. */
static void tell_edges(struct parser *parser, struct token open, bool before,
                       bool outside) {
    parser->edge_before = parser->edge_after = false;
    if (open.kind != TOKEN_OPEN || pattern_is_around(token_text(parser->text, open))) {
        return;
    }
    uint32_t at = pattern_behind_group(parser->text, open);
    struct token repeat = token_next(parser->text, at);
    if (repeat.kind == TOKEN_REPEAT) {
        if (!pattern_is_once(token_text(parser->text, repeat))) {
            return;
        }
        at = repeat.end;
    }
    parser->edge_before = before;
    parser->edge_after = pattern_edge_follows(parser->text, at, outside);
}

/* ---- Concatenation and alternation ---- */

struct sequence {
    struct info run;     /* the exact strings put together so far */
    struct need_row row; /* what it needs */
    struct beginning begins;
    bool whole; /* everything so far was exact */
    bool edge;  /* of the whole */
};

static void end_run(struct parser *parser, struct sequence *sequence) {
    struct need need = need_of(&parser->needs, &sequence->run);
    beginning_further(&parser->needs, &sequence->begins, &sequence->run);
    need_row_add(&parser->needs, &sequence->row, &need);
    info_set_exact(parser, &sequence->run, (struct slice){"", 0});
    sequence->whole = false;
}

static bool can_join(const struct strings *a, const struct strings *b, uint32_t maximum) {
    if (a->count * b->count > maximum) {
        return false;
    }
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t j = 0; j < b->count; j++) {
            if (a->items[i].size + b->items[j].size > STRING_BYTES) {
                return false;
            }
        }
    }
    return true;
}

/* Each of the one with each of the other behind it. */
static struct strings join_all(struct parser *parser, const struct strings *a,
                               const struct strings *b) {
    struct strings all = {.count = 0};
    for (uint32_t i = 0; i < a->count; i++) {
        for (uint32_t j = 0; j < b->count; j++) {
            strings_add(&parser->needs, &all,
                        strings_join(&parser->needs, a->items[i], b->items[j]));
        }
    }
    return all;
}

static bool is_nothing(const struct info *info) {
    return info->exact && info->strings.count == 1 &&
           string_is_empty(info->strings.items[0]);
}

/* A match begins with the run so far and what comes next, though these are no exact
 * strings: (?:in|by) 20\d\d with "in 20" or "by 20". */
static void begin_with_both(struct parser *parser, struct sequence *sequence,
                            const struct info *next) {
    struct beginning more = beginning_of(&parser->needs, next);
    bool strings = more.known && !more.open && more.classes == 0 && more.types == 0;
    if (!is_nothing(&sequence->run) && strings &&
        can_join(&sequence->run.strings, &more.strings, NEED_STRINGS)) {
        struct info both = {.begins = {.known = true}};
        both.begins.strings = join_all(parser, &sequence->run.strings, &more.strings);
        beginning_further(&parser->needs, &sequence->begins, &both);
    }
}

static void append(struct parser *parser, struct sequence *sequence,
                   const struct info *next) {
    sequence->edge |= sequence->whole && is_nothing(&sequence->run) && next->edge;
    if (next->exact && can_join(&sequence->run.strings, &next->strings, EXACT_STRINGS)) {
        sequence->run.strings = join_all(parser, &sequence->run.strings, &next->strings);
        return;
    }
    begin_with_both(parser, sequence, next);
    end_run(parser, sequence);
    if (next->exact) {
        sequence->run = *next;
    } else {
        need_row_add(&parser->needs, &sequence->row, &next->need);
        need_row_add_all(&parser->needs, &sequence->row, &next->row);
        beginning_further(&parser->needs, &sequence->begins, next);
    }
}

/* What a look-around demands is needed beside what is matched. */
static void add_around(struct parser *parser, struct sequence *sequence,
                       struct token element) {
    struct slice text = token_text(parser->text, element);
    if (element.kind == TOKEN_OPEN && pattern_is_wanted(text) &&
        need_cost(&parser->needs, &parser->around) <= FURTHER_COST) {
        need_row_add(&parser->needs, &sequence->row, &parser->around);
    }
}

/* Whether an element is a group around branches one of which is met once. */
static bool is_plain_group(struct slice pattern, struct token open) {
    struct slice text = token_text(pattern, open);
    if (open.kind != TOKEN_OPEN || pattern_is_around(text) ||
        text.data[text.size - 1] == ')') { /* (?i) */
        return false;
    }
    uint32_t behind = pattern_behind_group(pattern, open);
    return token_next(pattern, behind).kind != TOKEN_REPEAT;
}

/* m(?:uddles|ilks? the) is (?:muddles|milks? the): what stands before a group is made the
 * beginning of its branches, which are rarer than their rests. */
static bool push_into_group(struct parser *parser, struct sequence *sequence,
                            struct token element) {
    const struct strings *run = &sequence->run.strings;
    if (run->count != 1 || is_nothing(&sequence->run) ||
        !is_plain_group(parser->text, element)) {
        return false;
    }
    parser->prefix = run->items[0];
    info_set_exact(parser, &sequence->run, (struct slice){"", 0});
    return true;
}

/* The first of a row is its best. */
static void set_row(struct info *info, const struct need_row *row) {
    info->row = *row;
    if (row->count > 0) {
        info->need = row->items[0];
    }
}

/* What comes next begins a run of its own, at an edge. */
static void mark_edge(struct parser *parser, struct sequence *sequence, bool at_edge) {
    if (at_edge && is_nothing(&sequence->run)) {
        info_set_exact(parser, &sequence->run, SLICE_LITERAL(EDGE_MARK));
    }
}

static void read_sequence(struct parser *parser, struct info *info) {
    struct sequence sequence = {.begins = {.known = true, .open = true}, .whole = true};
    struct info next = {0};
    bool before = parser->edge_before;
    bool after = parser->edge_after;
    bool at_edge = before;
    info_set_exact(parser, &sequence.run, parser->prefix);
    parser->prefix = (struct slice){"", 0};
    for (struct token element = token_next(parser->text, parser->at);;
         element = token_next(parser->text, parser->at)) {
        tell_edges(parser, element, at_edge, after);
        bool pushed = push_into_group(parser, &sequence, element);
        if (!pattern_read_element(parser, &next)) {
            break;
        }
        mark_edge(parser, &sequence, at_edge && !pushed);
        bool edge = edge_behind(element, &next, at_edge);
        struct token token = token_next(parser->text, parser->at);
        if (token.kind == TOKEN_REPEAT) {
            parser->failed |= pattern_repeats_another(parser->text, element);
            parser->at = token.end;
            bool lacks = pattern_may_lack(token_text(parser->text, token));
            edge &= at_edge || !lacks;
            parser->around.known &= !lacks;
            pattern_apply_repeat(parser, token_text(parser->text, token), &next);
        }
        at_edge = edge;
        add_around(parser, &sequence, element);
        append(parser, &sequence, &next);
    }
    parser->edge_before = before;
    parser->edge_after = after;
    if (after) {
        info_set_exact(parser, &next, SLICE_LITERAL(EDGE_MARK));
        append(parser, &sequence, &next);
    }
    if (sequence.whole && sequence.row.count == 0) {
        *info = sequence.run;
        info->edge = sequence.edge;
        info->ends = at_edge;
        return;
    }
    end_run(parser, &sequence);
    info_set_nothing(info);
    set_row(info, &sequence.row);
    info->ends = at_edge;
    info->begins = sequence.begins;
    info->edge = sequence.edge;
}

void pattern_read_alternatives(struct parser *parser, struct info *info) {
    struct info branch = {0};
    struct slice prefix = parser->prefix;
    read_sequence(parser, info);
    for (struct token token = token_next(parser->text, parser->at);
         token.kind == TOKEN_BAR; token = token_next(parser->text, parser->at)) {
        bool edge = info->edge;
        bool ends = info->ends;
        parser->at = token.end;
        parser->prefix = prefix;
        read_sequence(parser, &branch);
        edge &= branch.edge;
        ends &= branch.ends;
        if (info->exact && branch.exact &&
            info->strings.count + branch.strings.count <= EXACT_STRINGS) {
            for (uint32_t i = 0; i < branch.strings.count; i++) {
                strings_add(&parser->needs, &info->strings, branch.strings.items[i]);
            }
            info->edge = edge;
            info->ends = ends;
            continue;
        }
        struct need_row row = need_row_of(&parser->needs, info);
        struct need_row others = need_row_of(&parser->needs, &branch);
        struct beginning begins = beginning_of(&parser->needs, info);
        struct beginning more = beginning_of(&parser->needs, &branch);
        need_row_unite(&parser->needs, &row, &others);
        beginning_unite(&parser->needs, &begins, &more);
        info_set_nothing(info);
        set_row(info, &row);
        info->begins = begins;
        info->edge = edge;
        info->ends = ends;
    }
}
