/* What every match of a pattern must contain: its triggers.
 *
 * A pattern is read as a tree, and for each node two things are worked out, as Cox does
 * for trigram search ("Regular Expression Matching with a Trigram Index", 2012): `exact`,
 * the few strings that are all it can match; and `need`, a set of which every match holds
 * at least one. A concatenation keeps its best need, an alternation the union of its
 * branches'. What is not understood needs nothing, which is safe: the pattern is then
 * tried everywhere.
 *
 * Beside the need stand the strings with which every match begins (`begins`). Where they
 * are known and not too common the pattern is not sought in the sentence but tried where
 * they stand. */
#include "packs/pattern_edges.h"
#include "packs/pattern_needs.h"
#include "packs/pattern_tokens.h"

#include "base/status.h"
#include "packs/automaton.h"
#include "text/unicode.h"

enum { STRING_BYTES = 64, TREE_DEPTH = 64 };

struct parser {
    const struct pattern_context *context;
    struct needs needs; /* what goes when the triggers are known */
    struct slice text;
    uint32_t at, depth;
    bool exact_case, failed;
    struct need around;           /* of the group just read, where it looks around */
    struct slice prefix;          /* with which each branch of the group to come begins */
    bool edge_before, edge_after; /* of the branch that is read: a word's edge is there */
};

/* ---- Nodes ---- */

static void set_exact(struct parser *parser, struct info *info, struct slice text) {
    info->exact = true;
    info->edge = false;
    info->strings = (struct strings){.count = 0};
    strings_add(&parser->needs, &info->strings, text);
    info->need = (struct need){.known = false};
    info->row.count = 0;
}

static void set_nothing(struct info *info) {
    info->exact = false;
    info->edge = false;
    info->ends = false;
    info->need = (struct need){.known = false};
    info->row.count = 0;
    info->begins = (struct beginning){.known = false};
}

static void set_class(struct info *info, uint32_t classes) {
    set_nothing(info);
    info->need = (struct need){.known = true, .classes = classes};
    info->begins = (struct beginning){.known = true, .classes = classes};
}

static void read_escape(struct parser *parser, struct slice text, struct info *info) {
    char kind = text.size > 1 ? text.data[1] : '\0';
    switch (kind) {
    case 'b':
        set_exact(parser, info, SLICE_LITERAL(EDGE_MARK));
        info->edge = true;
        return;
    case 'B':
    case 'A':
    case 'z':
    case 'Z':
        set_exact(parser, info, (struct slice){"", 0});
        return;
    case 's':
    case 'h':
        set_exact(parser, info, SLICE_LITERAL(" "));
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
            set_nothing(info);
        }
        return;
    default:
        break;
    }
    bool word = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z') ||
                (kind >= '0' && kind <= '9');
    if (word) {
        set_nothing(info);
    } else {
        set_exact(parser, info, slice_after(text, 1));
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
    set_nothing(info);
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
    set_exact(parser, info, (struct slice){"", 0});
    info->strings = set;
}

static void read_atom(const struct parser *parser, struct slice braces,
                      struct info *info) {
    struct slice name = slice_of(braces.data + 1, 0);
    while (name.data[name.size] != '}' && name.data[name.size] != ':' &&
           name.data[name.size] != '.') {
        name.size++;
    }
    set_nothing(info);
    for (uint32_t i = 0; i < parser->context->type_count; i++) {
        if (slice_equal(parser->context->types[i], name)) {
            info->need = (struct need){.known = true, .types = (uint64_t)1 << i};
            info->begins = (struct beginning){.known = true, .types = (uint64_t)1 << i};
        }
    }
}

static void read_alternatives(struct parser *parser, struct info *info);

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
        set_nothing(info);
        return;
    }
    if (options) { /* (?i) stands for itself; it ends the alternation's reach at no place
                      that matters here */
        set_exact(parser, info, (struct slice){"", 0});
        return;
    }
    if (++parser->depth > TREE_DEPTH) {
        parser->failed = true;
        set_nothing(info);
        return;
    }
    uint32_t start = parser->at;
    read_alternatives(parser, info);
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
        set_exact(parser, info,
                  letters && digits ? SLICE_LITERAL(EDGE_MARK) : (struct slice){"", 0});
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
static bool repeats_another(struct slice pattern, struct token element) {
    struct slice text = token_text(pattern, element);
    return element.kind == TOKEN_QUOTED || element.kind == TOKEN_REPEAT ||
           slice_is(text, "\\E");
}

/* Reads one element without what repeats it. False at the end of a branch. */
static bool read_element(struct parser *parser, struct info *info) {
    struct token token = token_next(parser->text, parser->at);
    struct slice text = token_text(parser->text, token);
    if (token.kind == TOKEN_END || token.kind == TOKEN_BAR || token.kind == TOKEN_CLOSE) {
        return false;
    }
    parser->at = token.end;
    switch (token.kind) {
    case TOKEN_CHARACTER:
        if (text.data[0] == '.') {
            set_nothing(info);
        } else if (text.data[0] == '^' || text.data[0] == '$') {
            set_exact(parser, info, SLICE_LITERAL(EDGE_MARK));
        } else {
            set_exact(parser, info, text.data[0] == '-' ? SLICE_LITERAL(" ") : text);
        }
        break;
    case TOKEN_ESCAPE:
        read_escape(parser, text, info);
        break;
    case TOKEN_QUOTED:
        set_exact(parser, info, quoted(text));
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
        set_exact(parser, info, (struct slice){"", 0});
        break;
    default: /* a gap; a stray repeat is PCRE2's to report */
        set_nothing(info);
        break;
    }
    return true;
}

/* ---- Repeats ---- */

static bool is_space(const struct info *info) {
    return info->exact && info->strings.count == 1 &&
           slice_is(info->strings.items[0], " ");
}

static void apply_repeat(struct parser *parser, struct slice repeat, struct info *info) {
    uint32_t at = 1;
    uint32_t low = repeat.data[0] == '+' ? 1 : 0;
    uint32_t high = repeat.data[0] == '?' ? 1 : UINT32_MAX;
    if (repeat.data[0] == '{') {
        low = token_number(repeat, &at);
        high = low;
        if (repeat.data[at] == ',') {
            at++;
            high = repeat.data[at] == '}' ? UINT32_MAX : token_number(repeat, &at);
        }
    }
    if (low == 1 && high == 1) {
        return;
    }
    if (low > 0) { /* a run of spaces is one space to the automaton */
        if (!is_space(info)) {
            struct need need = need_of(&parser->needs, info);
            struct beginning begins = beginning_of(&parser->needs, info);
            bool edge = info->edge;
            struct need_row row = info->row;
            set_nothing(info);
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
        set_nothing(info);
        info->begins = begins;
    }
}

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
    struct info run; /* the exact strings put together so far */
    struct need best;
    struct need_row row; /* the best and others */
    struct beginning begins;
    bool whole; /* everything so far was exact */
    bool edge;  /* of the whole */
};

static void end_run(struct parser *parser, struct sequence *sequence) {
    struct need need = need_of(&parser->needs, &sequence->run);
    beginning_further(&parser->needs, &sequence->begins, &sequence->run);
    need_take_better(&parser->needs, &sequence->best, &need);
    need_row_add(&parser->needs, &sequence->row, &need);
    set_exact(parser, &sequence->run, (struct slice){"", 0});
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
 * strings: (?:in|by) 20\\d\\d with "in 20" or "by 20". */
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
        need_take_better(&parser->needs, &sequence->best, &next->need);
        need_row_add(&parser->needs, &sequence->row, &next->need);
        need_row_add_all(&parser->needs, &sequence->row, &next->row);
        beginning_further(&parser->needs, &sequence->begins, next);
    }
}

/* A need that most sentences meet says nothing. */
enum { FURTHER_COST = 3000 };

/* What a look-around demands is needed beside what is matched. */
static void add_around(struct parser *parser, struct sequence *sequence,
                       struct token element) {
    struct slice text = token_text(parser->text, element);
    if (element.kind == TOKEN_OPEN && pattern_is_wanted(text) &&
        need_cost(&parser->needs, &parser->around) <= FURTHER_COST) {
        need_take_better(&parser->needs, &sequence->best, &parser->around);
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
    set_exact(parser, &sequence->run, (struct slice){"", 0});
    return true;
}

/* What comes next begins a run of its own, at an edge. */
static void mark_edge(struct parser *parser, struct sequence *sequence, bool at_edge) {
    if (at_edge && is_nothing(&sequence->run)) {
        set_exact(parser, &sequence->run, SLICE_LITERAL(EDGE_MARK));
    }
}

static void read_sequence(struct parser *parser, struct info *info) {
    struct sequence sequence = {
        .best = {.known = false}, .begins = {.known = true, .open = true}, .whole = true};
    struct info next = {0};
    bool before = parser->edge_before;
    bool after = parser->edge_after;
    bool at_edge = before;
    set_exact(parser, &sequence.run, parser->prefix);
    parser->prefix = (struct slice){"", 0};
    for (struct token element = token_next(parser->text, parser->at);;
         element = token_next(parser->text, parser->at)) {
        tell_edges(parser, element, at_edge, after);
        bool pushed = push_into_group(parser, &sequence, element);
        if (!read_element(parser, &next)) {
            break;
        }
        mark_edge(parser, &sequence, at_edge && !pushed);
        bool edge = edge_behind(element, &next, at_edge);
        struct token token = token_next(parser->text, parser->at);
        if (token.kind == TOKEN_REPEAT) {
            parser->failed |= repeats_another(parser->text, element);
            parser->at = token.end;
            bool lacks = pattern_may_lack(token_text(parser->text, token));
            edge &= at_edge || !lacks;
            parser->around.known &= !lacks;
            apply_repeat(parser, token_text(parser->text, token), &next);
        }
        at_edge = edge;
        add_around(parser, &sequence, element);
        append(parser, &sequence, &next);
    }
    parser->edge_before = before;
    parser->edge_after = after;
    if (after) {
        set_exact(parser, &next, SLICE_LITERAL(EDGE_MARK));
        append(parser, &sequence, &next);
    }
    if (sequence.whole && sequence.row.count == 0) {
        *info = sequence.run;
        info->edge = sequence.edge;
        info->ends = at_edge;
        return;
    }
    end_run(parser, &sequence);
    set_nothing(info);
    info->ends = at_edge;
    info->need = sequence.best;
    info->row = sequence.row;
    info->begins = sequence.begins;
    info->edge = sequence.edge;
}

static void read_alternatives(struct parser *parser, struct info *info) {
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
        set_nothing(info);
        info->row = row;
        info->need = row.count > 0 ? row.items[0] : info->need;
        info->begins = begins;
        info->edge = edge;
        info->ends = ends;
    }
}

/* ---- The whole ---- */

/* Too many hits to be worth a look-up: the same as none. */
enum { COST_LIMIT = 30000 };

static void keep_triggers(struct parser *parser, const struct need *need,
                          struct pattern *pattern) {
    pattern->triggered = true;
    pattern->trigger_classes = need->classes;
    pattern->trigger_types = need->types;
    pattern->trigger_literals = need_literals(need, parser->context->arena);
    parser->needs.out_of_memory |= pattern->trigger_literals == NULL;
    pattern->trigger_literal_count = need->literals.count;
}

static void keep_further(struct parser *parser, const struct need_row *row,
                         const struct need *trigger, struct pattern *pattern) {
    for (uint32_t i = 0; i < row->count && pattern->further_count < FURTHER_NEEDS; i++) {
        const struct need *need = &row->items[i];
        if (need_equal(need, trigger) || need_cost(&parser->needs, need) > FURTHER_COST) {
            continue;
        }
        struct further_need *kept = &pattern->further[pattern->further_count++];
        *kept = (struct further_need){.classes = need->classes,
                                      .types = need->types,
                                      .literal_count = need->literals.count};
        kept->literals = need_literals(need, parser->context->arena);
        parser->needs.out_of_memory |= kept->literals == NULL;
    }
}

static void keep_starts(const struct need *first, struct pattern *pattern) {
    pattern->starts =
        first->literals.count > 0 ? STARTS_AT_LITERALS : STARTS_AT_CHARACTERS;
    pattern->start_classes = first->classes;
    pattern->start_types = first->types;
}

/* Trying a pattern where it may begin costs a fraction of seeking it in the sentence. */
enum { SEEKING_TO_TRYING = 8 };

static bool prefers_starts(const struct needs *needs, const struct need *starts,
                           const struct need *need) {
    uint32_t cost = need_cost(needs, starts);
    return starts->known && cost <= COST_LIMIT &&
           (!need->known || cost / SEEKING_TO_TRYING <= need_cost(needs, need));
}

enum assay_status pattern_triggers(const struct pattern_context *context,
                                   struct slice inserted, bool starts,
                                   struct pattern *pattern) {
    struct parser parser = {.context = context,
                            .text = inserted,
                            .exact_case = pattern->exact_case,
                            .prefix = {"", 0},
                            .needs.function_words = context->function_words};
    struct info info = {0};
    arena_init(&parser.needs.scratch);
    bool holds_mark = memchr(inserted.data, EDGE_MARK[0], inserted.size) != NULL;
    read_alternatives(&parser, &info);
    bool beyond = parser.failed || parser.at < inserted.size || holds_mark;
    struct need need = need_of(&parser.needs, &info);
    struct beginning begins = beginning_of(&parser.needs, &info);
    struct need first = need_of_beginning(&parser.needs, &begins);
    pattern->triggered = false;
    pattern->further_count = 0;
    pattern->starts = STARTS_ANYWHERE;
    pattern->starts_at_edge = !beyond && info.edge;
    pattern->trigger_reason = (struct slice){NULL, 0};
    if (beyond) {
        pattern->trigger_reason =
            SLICE_LITERAL("its syntax is beyond the trigger parser");
    } else if (starts && prefers_starts(&parser.needs, &first, &need)) {
        keep_triggers(&parser, &first, pattern);
        keep_starts(&first, pattern);
        need_row_add(&parser.needs, &info.row, &need);
        keep_further(&parser, &info.row, &first, pattern);
    } else if (!need.known) {
        pattern->trigger_reason = SLICE_LITERAL(
            "no word, number or mention stands in every match; list `triggers`");
    } else if (need_cost(&parser.needs, &need) > COST_LIMIT) {
        pattern->trigger_reason = SLICE_LITERAL(
            "what stands in every match is too short or too common; list `triggers`");
    } else {
        keep_triggers(&parser, &need, pattern);
        keep_further(&parser, &info.row, &need, pattern);
        if (starts && first.known && first.literals.count == 0) {
            keep_starts(&first, pattern);
        }
    }
    arena_deinit(&parser.needs.scratch);
    return parser.needs.out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
