/* What every match of a pattern must contain: its triggers.
 *
 * A pattern is read as a tree, and for each node two things are worked out, as Cox does
 * for trigram search ("Regular Expression Matching with a Trigram Index", 2012): `exact`,
 * the few strings that are all it can match; and `need`, a set of which every match holds
 * at least one. A concatenation keeps its best need, an alternation the union of its
 * branches'. What is not understood needs nothing, which is safe: the pattern is then
 * tried everywhere. */
#include "packs/pattern_tokens.h"

#include "base/status.h"
#include "text/unicode.h"

enum { EXACT_STRINGS = 256, NEED_STRINGS = 512, STRING_BYTES = 64, TREE_DEPTH = 64 };

/* Grows in the arena; a copy takes the set over, and the original is used no more. */
struct strings {
    struct slice *items;
    uint32_t count, capacity;
};

struct need {
    bool known;
    struct strings literals;
    uint32_t classes;
    uint64_t types;
};

struct info {
    bool exact;
    struct strings strings; /* where exact */
    struct need need;       /* where not exact */
};

struct parser {
    const struct pattern_context *context;
    struct arena scratch; /* what goes when the triggers are known */
    struct slice text;
    uint32_t at, depth;
    bool exact_case, failed, out_of_memory;
};

/* ---- Sets of strings ---- */

static void add_string(struct parser *parser, struct strings *set, struct slice text) {
    for (uint32_t i = 0; i < set->count; i++) {
        if (slice_equal(set->items[i], text)) {
            return;
        }
    }
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity == 0 ? 4 : set->capacity * 2;
        struct slice *items =
            arena_alloc_array(&parser->scratch, capacity, sizeof *items);
        if (items == NULL) {
            parser->out_of_memory = true;
            return;
        }
        for (uint32_t i = 0; i < set->count; i++) {
            items[i] = set->items[i];
        }
        set->items = items;
        set->capacity = capacity;
    }
    set->items[set->count++] = text;
}

static bool is_separator(const char *at, uint32_t *length) {
    uint32_t character = utf8_decode(at, length);
    return character == '-' || unicode_is_space(character);
}

/* White space and hyphens at the ends say nothing: the automaton leaves them out. */
static struct slice strip(struct slice text) {
    uint32_t length = 0;
    while (text.size > 0 && is_separator(text.data, &length)) {
        text.data += length;
        text.size -= length;
    }
    while (text.size > 0) {
        uint32_t last = utf8_before(text.data, (uint32_t)text.size);
        if (!is_separator(text.data + last, &length)) {
            break;
        }
        text.size = last;
    }
    return text;
}

static bool contains(struct slice text, struct slice part) {
    for (size_t i = 0; part.size <= text.size && i <= text.size - part.size; i++) {
        if (memcmp(text.data + i, part.data, part.size) == 0) {
            return true;
        }
    }
    return false;
}

/* Where "curb" is sought, "curbs" and "curbed" need not be. */
static void leave_out_longer(struct strings *set) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        bool covered = false;
        for (uint32_t j = 0; j < set->count && !covered; j++) {
            covered = j != i && contains(set->items[i], set->items[j]) &&
                      (set->items[j].size < set->items[i].size || j < i);
        }
        if (!covered) {
            set->items[kept++] = set->items[i];
        }
    }
    /* Covering is by strings that may themselves be covered, by ones that stay: nothing
     * is lost. */
    set->count = kept;
}

static struct slice join(struct parser *parser, struct slice a, struct slice b) {
    char *bytes = arena_alloc(&parser->scratch, a.size + b.size);
    if (bytes == NULL) {
        parser->out_of_memory = true;
        return a;
    }
    if (a.size > 0) {
        memcpy(bytes, a.data, a.size);
    }
    if (b.size > 0) {
        memcpy(bytes + a.size, b.data, b.size);
    }
    return slice_of(bytes, a.size + b.size);
}

/* ---- Needs ---- */

/* How often a string of that length turns up where nothing of the pattern stands: a guess
 * that only orders. */
static uint32_t cost_of_literal(struct slice literal) {
    static const uint32_t costs[] = {100000, 1000, 60, 8, 3, 2, 1, 1};
    unsigned char first = (unsigned char)literal.data[0];
    bool letters = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    if (literal.size == 1 && !letters) {
        return 100;
    }
    return literal.size < 8 ? costs[literal.size] : 1;
}

static uint32_t cost_of(const struct need *need) {
    uint32_t cost = need->types != 0 ? 200 : 0;
    if (!need->known) {
        return UINT32_MAX;
    }
    for (uint32_t i = 0; i < need->literals.count; i++) {
        cost += cost_of_literal(need->literals.items[i]);
    }
    cost += (need->classes & TRIGGER_DIGIT) != 0 ? 400 : 0;
    cost += (need->classes & TRIGGER_CURRENCY) != 0 ? 60 : 0;
    cost += (need->classes & TRIGGER_QUOTE) != 0 ? 500 : 0;
    cost += (need->classes & TRIGGER_CAPITALISED) != 0 ? 5000 : 0;
    return cost;
}

static bool holds_currency(struct slice text) {
    for (size_t at = 0; at < text.size;) {
        uint32_t length = 0;
        if (unicode_is_currency(utf8_decode(text.data + at, &length))) {
            return true;
        }
        at += length;
    }
    return false;
}

/* What an exact node needs: one of its strings; a currency sign is a class, rarer than
 * any short word. Nothing where one of them is empty but for separators. */
static struct need need_of(struct parser *parser, const struct info *info) {
    struct need need = {.known = true};
    if (!info->exact) {
        return info->need;
    }
    for (uint32_t i = 0; i < info->strings.count; i++) {
        struct slice text = strip(info->strings.items[i]);
        if (text.size == 0) {
            return (struct need){.known = false};
        }
        if (holds_currency(text)) {
            need.classes |= TRIGGER_CURRENCY;
        } else {
            add_string(parser, &need.literals, text);
        }
    }
    leave_out_longer(&need.literals);
    return need;
}

static void take_better(struct need *best, const struct need *other) {
    if (cost_of(other) < cost_of(best)) {
        *best = *other;
    }
}

static void unite(struct parser *parser, struct need *need, const struct need *other) {
    need->known = need->known && other->known &&
                  need->literals.count + other->literals.count <= NEED_STRINGS;
    for (uint32_t i = 0; need->known && i < other->literals.count; i++) {
        add_string(parser, &need->literals, other->literals.items[i]);
    }
    need->classes |= other->classes;
    need->types |= other->types;
}

/* ---- Nodes ---- */

static void set_exact(struct parser *parser, struct info *info, struct slice text) {
    info->exact = true;
    info->strings = (struct strings){.count = 0};
    add_string(parser, &info->strings, text);
    info->need = (struct need){.known = false};
}

static void set_nothing(struct info *info) {
    info->exact = false;
    info->need = (struct need){.known = false};
}

static void set_class(struct info *info, uint32_t classes) {
    set_nothing(info);
    info->need = (struct need){.known = true, .classes = classes};
}

static void read_escape(struct parser *parser, struct slice text, struct info *info) {
    char kind = text.size > 1 ? text.data[1] : '\0';
    switch (kind) {
    case 'b':
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
        set_exact(parser, info, slice_of(text.data + 1, text.size - 1));
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
        uint32_t character = utf8_decode(inner.data + i, &length);
        bool range = character == '-' && i > 0 && i + 1 < inner.size;
        if (character == '\\' || character == '[' || range || set.count == 8) {
            return;
        }
        add_string(parser, &set,
                   character == '-' ? SLICE_LITERAL(" ")
                                    : slice_of(inner.data + i, length));
        i += length;
    }
    info->exact = true;
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
        }
    }
}

static void read_alternatives(struct parser *parser, struct info *info);

/* Reads a group; the opening token has been read. */
static void read_group(struct parser *parser, struct slice open, struct info *info) {
    bool around =
        contains(open, SLICE_LITERAL("?=")) || contains(open, SLICE_LITERAL("?!")) ||
        contains(open, SLICE_LITERAL("?<=")) || contains(open, SLICE_LITERAL("?<!"));
    char last = open.data[open.size - 1];
    bool named = open.size > 1 && (last == '>' || last == '\'');
    bool back = contains(open, SLICE_LITERAL("(?P=")); /* to what a group has matched */
    bool options = open.size > 2 && !around && !named && !back && last == ')';
    bool extended = !named && !around && !back && open.size > 3 &&
                    memchr(open.data, 'x', open.size) != NULL;
    if (slice_is(open, "(?") ||
        (open.size > 2 && open.data[2] == '(')) { /* a condition */
        parser->failed = true;
    }
    parser->failed |= extended;
    if (!named && !around && !back) { /* (?i) may reach further than can be seen here */
        parser->exact_case &= memchr(open.data, 'i', open.size) == NULL;
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
    read_alternatives(parser, info);
    parser->depth--;
    struct token close = token_next(parser->text, parser->at);
    if (close.kind == TOKEN_CLOSE) {
        parser->at = close.end;
    }
    if (around) {
        set_exact(parser, info, (struct slice){"", 0});
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
            set_exact(parser, info, (struct slice){"", 0});
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
            struct need need = need_of(parser, info);
            set_nothing(info);
            info->need = need;
        }
        return;
    }
    bool once = high == 1 || is_space(info);
    if (info->exact && once && info->strings.count < EXACT_STRINGS) {
        add_string(parser, &info->strings, (struct slice){"", 0});
    } else {
        set_nothing(info);
    }
}

/* ---- Concatenation and alternation ---- */

struct sequence {
    struct info run; /* the exact strings put together so far */
    struct need best;
    bool whole; /* everything so far was exact */
};

static void end_run(struct parser *parser, struct sequence *sequence) {
    struct need need = need_of(parser, &sequence->run);
    take_better(&sequence->best, &need);
    set_exact(parser, &sequence->run, (struct slice){"", 0});
    sequence->whole = false;
}

static bool can_join(const struct info *a, const struct info *b) {
    if (a->strings.count * b->strings.count > EXACT_STRINGS) {
        return false;
    }
    for (uint32_t i = 0; i < a->strings.count; i++) {
        for (uint32_t j = 0; j < b->strings.count; j++) {
            if (a->strings.items[i].size + b->strings.items[j].size > STRING_BYTES) {
                return false;
            }
        }
    }
    return true;
}

static void join_all(struct parser *parser, struct info *run, const struct info *next) {
    struct strings all = {.count = 0};
    for (uint32_t i = 0; i < run->strings.count; i++) {
        for (uint32_t j = 0; j < next->strings.count; j++) {
            add_string(parser, &all,
                       join(parser, run->strings.items[i], next->strings.items[j]));
        }
    }
    run->strings = all;
}

static void append(struct parser *parser, struct sequence *sequence,
                   const struct info *next) {
    if (next->exact && can_join(&sequence->run, next)) {
        join_all(parser, &sequence->run, next);
        return;
    }
    end_run(parser, sequence);
    if (next->exact) {
        sequence->run = *next;
    } else {
        take_better(&sequence->best, &next->need);
    }
}

static void read_sequence(struct parser *parser, struct info *info) {
    struct sequence sequence = {.best = {.known = false}, .whole = true};
    struct info next = {0};
    set_exact(parser, &sequence.run, (struct slice){"", 0});
    for (struct token element = token_next(parser->text, parser->at);
         read_element(parser, &next); element = token_next(parser->text, parser->at)) {
        struct token token = token_next(parser->text, parser->at);
        if (token.kind == TOKEN_REPEAT) {
            parser->failed |= repeats_another(parser->text, element);
            parser->at = token.end;
            apply_repeat(parser, token_text(parser->text, token), &next);
        }
        append(parser, &sequence, &next);
    }
    if (sequence.whole) {
        *info = sequence.run;
        return;
    }
    end_run(parser, &sequence);
    set_nothing(info);
    info->need = sequence.best;
}

static void read_alternatives(struct parser *parser, struct info *info) {
    struct info branch = {0};
    read_sequence(parser, info);
    for (struct token token = token_next(parser->text, parser->at);
         token.kind == TOKEN_BAR; token = token_next(parser->text, parser->at)) {
        parser->at = token.end;
        read_sequence(parser, &branch);
        if (info->exact && branch.exact &&
            info->strings.count + branch.strings.count <= EXACT_STRINGS) {
            for (uint32_t i = 0; i < branch.strings.count; i++) {
                add_string(parser, &info->strings, branch.strings.items[i]);
            }
            continue;
        }
        struct need need = need_of(parser, info);
        struct need other = need_of(parser, &branch);
        unite(parser, &need, &other);
        set_nothing(info);
        info->need = need;
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
    pattern->trigger_literals = arena_alloc_array(
        parser->context->arena, need->literals.count, sizeof *pattern->trigger_literals);
    if (pattern->trigger_literals == NULL) {
        parser->out_of_memory = true;
        return;
    }
    for (uint32_t i = 0; i < need->literals.count; i++) {
        bool ok = false;
        pattern->trigger_literals[i] =
            arena_copy(parser->context->arena, need->literals.items[i], &ok);
        parser->out_of_memory |= !ok;
    }
    pattern->trigger_literal_count = need->literals.count;
}

enum assay_status pattern_triggers(const struct pattern_context *context,
                                   struct slice inserted, struct pattern *pattern) {
    struct parser parser = {
        .context = context, .text = inserted, .exact_case = pattern->exact_case};
    struct info info = {0};
    arena_init(&parser.scratch);
    read_alternatives(&parser, &info);
    struct need need = need_of(&parser, &info);
    pattern->triggered = false;
    pattern->trigger_reason = (struct slice){NULL, 0};
    if (parser.failed || parser.at < inserted.size) {
        pattern->trigger_reason =
            SLICE_LITERAL("its syntax is beyond the trigger parser");
    } else if (!need.known) {
        pattern->trigger_reason = SLICE_LITERAL(
            "no word, number or mention stands in every match; list `triggers`");
    } else if (cost_of(&need) > COST_LIMIT) {
        pattern->trigger_reason = SLICE_LITERAL(
            "what stands in every match is too short or too common; list `triggers`");
    } else {
        keep_triggers(&parser, &need, pattern);
    }
    arena_deinit(&parser.scratch);
    return parser.out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
