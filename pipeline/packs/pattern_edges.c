/* Where in a pattern the edges of words are. */
#include "packs/pattern_edges.h"

#include "packs/automaton.h"

enum { EDGE_DEPTH = 4 }; /* of groups looked into; beyond it no edge is seen */

uint32_t pattern_behind_group(struct slice text, struct token open) {
    uint32_t depth = text.data[open.end - 1] == ')' ? 0 : 1; /* (?i) is whole */
    uint32_t at = open.end;
    while (depth > 0) {
        struct token token = token_next(text, at);
        if (token.kind == TOKEN_END) {
            break;
        }
        bool whole = text.data[token.end - 1] == ')';
        depth += token.kind == TOKEN_OPEN && !whole ? 1 : 0;
        depth -= token.kind == TOKEN_CLOSE ? 1 : 0;
        at = token.end;
    }
    return at;
}

bool pattern_is_around(struct slice open) {
    return pattern_is_wanted(open) || slice_is(open, "(?!") || slice_is(open, "(?<!");
}

bool pattern_is_wanted(struct slice open) {
    return slice_is(open, "(?=") || slice_is(open, "(?<=");
}

/* A character of ASCII that is no part of a word. */
static bool is_sign(char byte) {
    return (unsigned char)byte < 0x80 && !automaton_is_word((unsigned char)byte);
}

/* Whether an element is such a sign or an edge itself. */
static bool is_edge(struct token token, struct slice text) {
    bool character = token.kind == TOKEN_CHARACTER && text.data[0] != '.';
    bool escape = token.kind == TOKEN_ESCAPE && text.size == 2 &&
                  (text.data[1] == 'b' || is_sign(text.data[1]));
    return escape || (character && is_sign(text.data[0]));
}

bool pattern_may_lack(struct slice repeat) {
    uint32_t high = 0;
    return token_repeat(repeat, &high) == 0;
}

static bool edge_follows(struct slice text, uint32_t at, bool outside, uint32_t depth);

/* Whether all branches of a group begin with an edge. */
static bool branches_begin_with_edge(struct slice text, struct token open, bool outside,
                                     uint32_t depth) {
    uint32_t end = pattern_behind_group(text, open);
    uint32_t level = 0;
    bool edge = edge_follows(text, open.end, outside, depth);
    for (struct token token = open; edge && token.end < end;
         token = token_next(text, token.end)) {
        bool whole = text.data[token.end - 1] == ')';
        level += token.kind == TOKEN_OPEN && !whole ? 1 : 0;
        level -= token.kind == TOKEN_CLOSE ? 1 : 0;
        if (token.kind == TOKEN_BAR && level == 1) {
            edge = edge_follows(text, token.end, outside, depth);
        }
    }
    return edge;
}

/* Whether a word, where it stands before `at`, ends there. `outside` is what holds behind
 * the branch. */
static bool edge_follows(struct slice text, uint32_t at, bool outside, uint32_t depth) {
    struct token token = token_next(text, at);
    while (token.kind == TOKEN_OPEN && pattern_is_around(token_text(text, token))) {
        token = token_next(text, pattern_behind_group(text, token));
    }
    if (token.kind == TOKEN_BAR || token.kind == TOKEN_CLOSE) {
        return outside;
    }
    bool group = token.kind == TOKEN_OPEN && text.data[token.end - 1] != ')';
    uint32_t behind = group ? pattern_behind_group(text, token) : token.end;
    struct token repeat = token_next(text, behind);
    bool lacks =
        repeat.kind == TOKEN_REPEAT && pattern_may_lack(token_text(text, repeat));
    behind = repeat.kind == TOKEN_REPEAT ? repeat.end : behind;
    if (depth == EDGE_DEPTH || (!group && !is_edge(token, token_text(text, token))) ||
        (lacks && !edge_follows(text, behind, outside, depth + 1))) {
        return false;
    }
    return !group ||
           branches_begin_with_edge(
               text, token, edge_follows(text, behind, outside, depth + 1), depth + 1);
}

bool pattern_is_once(struct slice repeat) {
    return repeat.data[0] == '?' || slice_starts_with(repeat, SLICE_LITERAL("{1}")) ||
           slice_starts_with(repeat, SLICE_LITERAL("{0,1}"));
}

bool pattern_end_at_edges(const struct strings *strings, bool before) {
    for (uint32_t i = 0; i < strings->count; i++) {
        struct slice text = strings->items[i];
        if (text.size == 0 ? !before : !is_sign(text.data[text.size - 1])) {
            return false;
        }
    }
    return strings->count > 0;
}

bool pattern_edge_follows(struct slice text, uint32_t at, bool outside) {
    return edge_follows(text, at, outside, 0);
}
