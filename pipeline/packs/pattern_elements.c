/* The elements of a pattern: characters, classes, groups, and what repeats them. What is
 * not understood needs nothing, which is safe. */
#include "packs/pattern_reader.h"

#include "packs/automaton.h"

#include "text/unicode.h"

enum { TREE_DEPTH = 64 };

/* ---- Nodes ---- */

void info_set_exact(struct parser *parser, struct info *info, struct slice text) {
    info->exact = true;
    info->edge = false;
    info->strings = (struct strings){.count = 0};
    strings_add(&parser->needs, &info->strings, text);
    info->need = (struct need){.known = false};
    info->row.count = 0;
}

void info_set_nothing(struct info *info) {
    info->exact = false;
    info->edge = false;
    info->ends = false;
    info->need = (struct need){.known = false};
    info->row.count = 0;
    info->begins = (struct beginning){.known = false};
}

static void set_class(struct info *info, uint32_t classes) {
    info_set_nothing(info);
    info->need = (struct need){.known = true, .classes = classes};
    info->begins = (struct beginning){.known = true, .classes = classes};
}

static void read_escape(struct parser *parser, struct slice text, struct info *info) {
    char kind = text.size > 1 ? text.data[1] : '\0';
    switch (kind) {
    case 'b':
        info_set_exact(parser, info, SLICE_LITERAL(EDGE_MARK));
        info->edge = true;
        return;
    case 'B':
    case 'A':
    case 'z':
    case 'Z':
        info_set_exact(parser, info, (struct slice){"", 0});
        return;
    case 's':
    case 'h':
        info_set_exact(parser, info, SLICE_LITERAL(" "));
        return;
    case 'd':
        set_class(info, TRIGGER_DIGIT);
        return;
    case 'p':
        if (slice_is(text, "\\p{Sc}")) {
            set_class(info, TRIGGER_CURRENCY);
        } else if (slice_is(text, "\\p{Lu}") && parser->exact_case) {
            set_class(info, TRIGGER_CAPITALISED);
        } else if (slice_is(text, "\\p{Nd}")) {
            set_class(info, TRIGGER_DIGIT);
        } else {
            info_set_nothing(info);
        }
        return;
    default:
        break;
    }
    bool word = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z') ||
                (kind >= '0' && kind <= '9');
    if (word) {
        info_set_nothing(info);
    } else {
        info_set_exact(parser, info, slice_after(text, 1));
    }
}

static bool all_between(struct slice inner, char low, char high) {
    if (inner.size != 3) {
        return false;
    }
    return inner.data[0] == low && inner.data[1] == '-' && inner.data[2] == high;
}

/* A small set of plain characters is exact; digits and capitals are classes. */
static void read_set(struct parser *parser, struct slice text, struct info *info) {
    struct slice inner = slice_of(text.data + 1, text.size < 2 ? 0 : text.size - 2);
    info_set_nothing(info);
    if (all_between(inner, '0', '9') || slice_is(inner, "\\d")) {
        set_class(info, TRIGGER_DIGIT);
        return;
    }
    if (all_between(inner, 'A', 'Z') && parser->exact_case) {
        set_class(info, TRIGGER_CAPITALISED);
        return;
    }
    if (inner.size == 0 || inner.data[0] == '^') {
        return;
    }
    struct strings set = {.count = 0};
    for (size_t i = 0; i < inner.size;) {
        uint32_t length = 0;
        bool escaped = inner.data[i] == '\\' && i + 1 < inner.size;
        i += escaped ? 1 : 0;
        uint32_t character = utf8_decode(inner.data + i, &length);
        bool range = character == '-' && i > 0 && i + 1 < inner.size && !escaped;
        bool class = escaped ? character >= 0x80 || automaton_is_word(character)
                             : character == '\\' || character == '[';
        if (class || range || set.count == 8) {
            return;
        }
        strings_add(&parser->needs, &set,
                    character == '-' ? SLICE_LITERAL(" ")
                                     : slice_of(inner.data + i, length));
        i += length;
    }
    info_set_exact(parser, info, (struct slice){"", 0});
    info->strings = set;
}

static void read_atom(const struct parser *parser, struct slice braces,
                      struct info *info) {
    struct slice name = slice_of(braces.data + 1, 0);
    while (name.data[name.size] != '}' && name.data[name.size] != ':' &&
           name.data[name.size] != '.') {
        name.size++;
    }
    info_set_nothing(info);
    for (uint32_t i = 0; i < parser->context->type_count; i++) {
        if (slice_equal(parser->context->types[i], name)) {
            info->need = (struct need){.known = true, .types = (uint64_t)1 << i};
            info->begins = (struct beginning){.known = true, .types = (uint64_t)1 << i};
        }
    }
}

/* Whether an escape is among what brackets hold: "\\p{L}" is a backslash and letters. */
static bool holds_escape(struct slice brackets, struct slice escape) {
    for (uint32_t at = 1; at + 1 < brackets.size;) {
        struct token token = token_next(brackets, at);
        bool escaped = brackets.data[at] == '\\';
        if (escaped && slice_equal(token_text(brackets, token), escape)) {
            return true;
        }
        at = escaped ? token.end : at + 1;
    }
    return false;
}

/* Brackets of (?<![...]) or (?![...]), or nothing. */
static struct slice refused_beside(struct slice open, struct slice inside) {
    struct token set = token_next(inside, 0);
    bool refuses = (slice_is(open, "(?<!") || slice_is(open, "(?!")) &&
                   set.kind == TOKEN_SET && set.end == inside.size &&
                   inside.data[1] != '^';
    return refuses ? inside : (struct slice){"", 0};
}

/* Reads a group; the opening token has been read. */
static void read_group(struct parser *parser, struct slice open, struct info *info) {
    bool around = pattern_is_around(open);
    char last = open.data[open.size - 1];
    bool named = open.size > 1 && (last == '>' || last == '\'');
    bool back =
        slice_contains(open, SLICE_LITERAL("(?P=")); /* to what a group has matched */
    bool options = open.size > 2 && !around && !named && !back && last == ')';
    bool extended = !named && !around && !back && open.size > 3 &&
                    memchr(open.data, 'x', open.size) != NULL;
    if (slice_is(open, "(?") ||
        (open.size > 2 && open.data[2] == '(')) { /* a condition */
        parser->failed = true;
    }
    parser->failed |= extended;
    bool exact_case = parser->exact_case; /* what it is behind the group */
    if (slice_is(open, "(?-i:")) {
        parser->exact_case = true;
    } else if (!named && !around &&
               !back) { /* (?i) reaches further than can be seen here */
        parser->exact_case &= memchr(open.data, 'i', open.size) == NULL;
        exact_case &= !options || parser->exact_case;
    }
    if (back) {
        info_set_nothing(info);
        return;
    }
    if (options) { /* (?i) stands for itself; it ends the alternation's reach at no place
                      that matters here */
        info_set_exact(parser, info, (struct slice){"", 0});
        return;
    }
    if (++parser->depth > TREE_DEPTH) {
        parser->failed = true;
        info_set_nothing(info);
        return;
    }
    uint32_t start = parser->at;
    pattern_read_alternatives(parser, info);
    parser->depth--;
    struct slice refused =
        refused_beside(open, slice_of(parser->text.data + start, parser->at - start));
    bool letters = holds_escape(refused, SLICE_LITERAL("\\p{L}"));
    bool digits = holds_escape(refused, SLICE_LITERAL("\\p{N}"));
    parser->exact_case = exact_case;
    struct token close = token_next(parser->text, parser->at);
    if (close.kind == TOKEN_CLOSE) {
        parser->at = close.end;
    }
    if (around) {
        parser->around = pattern_is_wanted(open) ? need_of(&parser->needs, info)
                                                 : (struct need){.known = false};
        info_set_exact(parser, info,
                       letters && digits ? SLICE_LITERAL(EDGE_MARK)
                                         : (struct slice){"", 0});
        info->edge = letters && slice_is(open, "(?<!");
    }
}

/* What stands between \\Q and \\E, which may be missing at the end of the pattern. */
static struct slice quoted(struct slice text) {
    size_t size = text.size - 2;
    bool closed =
        size >= 2 && text.data[text.size - 2] == '\\' && text.data[text.size - 1] == 'E';
    return slice_of(text.data + 2, closed ? size - 2 : size);
}

/* A repeat whose reach is not the element before it: of a quotation it repeats the last
 * character, behind \\E or another repeat something earlier. */
bool pattern_repeats_another(struct slice pattern, struct token element) {
    struct slice text = token_text(pattern, element);
    return element.kind == TOKEN_QUOTED || element.kind == TOKEN_REPEAT ||
           slice_is(text, "\\E");
}

bool pattern_read_element(struct parser *parser, struct info *info) {
    struct token token = token_next(parser->text, parser->at);
    struct slice text = token_text(parser->text, token);
    if (token.kind == TOKEN_END || token.kind == TOKEN_BAR || token.kind == TOKEN_CLOSE) {
        return false;
    }
    parser->at = token.end;
    switch (token.kind) {
    case TOKEN_CHARACTER:
        if (text.data[0] == '.') {
            info_set_nothing(info);
        } else if (text.data[0] == '^' || text.data[0] == '$') {
            info_set_exact(parser, info, SLICE_LITERAL(EDGE_MARK));
        } else {
            info_set_exact(parser, info, text.data[0] == '-' ? SLICE_LITERAL(" ") : text);
        }
        break;
    case TOKEN_ESCAPE:
        read_escape(parser, text, info);
        break;
    case TOKEN_QUOTED:
        info_set_exact(parser, info, quoted(text));
        break;
    case TOKEN_SET:
        read_set(parser, text, info);
        break;
    case TOKEN_OPEN:
        read_group(parser, text, info);
        break;
    case TOKEN_ATOM:
        read_atom(parser, text, info);
        break;
    case TOKEN_COMMENT:
        info_set_exact(parser, info, (struct slice){"", 0});
        break;
    default: /* a gap; a stray repeat is PCRE2's to report */
        info_set_nothing(info);
        break;
    }
    return true;
}

/* ---- Repeats ---- */

static bool is_space(const struct info *info) {
    return info->exact && info->strings.count == 1 &&
           slice_is(info->strings.items[0], " ");
}

void pattern_apply_repeat(struct parser *parser, struct slice repeat, struct info *info) {
    uint32_t high = 0;
    uint32_t low = token_repeat(repeat, &high);
    if (low == 1 && high == 1) {
        return;
    }
    if (low > 0) { /* a run of spaces is one space to the automaton */
        if (!is_space(info)) {
            struct need need = need_of(&parser->needs, info);
            struct beginning begins = beginning_of(&parser->needs, info);
            bool edge = info->edge;
            struct need_row row = info->row;
            info_set_nothing(info);
            info->row = row;
            info->need = need;
            info->begins = begins;
            info->edge = edge;
        }
        return;
    }
    info->edge = false;
    bool once = high == 1 || is_space(info);
    if (info->exact && once && info->strings.count < EXACT_STRINGS) {
        strings_add(&parser->needs, &info->strings, (struct slice){"", 0});
    } else {
        struct beginning begins = beginning_of(&parser->needs, info);
        begins.open = true;
        info_set_nothing(info);
        info->begins = begins;
    }
}
