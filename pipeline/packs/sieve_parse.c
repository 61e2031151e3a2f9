/* From what PCRE2 compiles to the steps of the pattern, reversed or not.
 *
 * The text is read token by token into a tree, and the tree written out in the direction
 * of reading (Thompson's construction, each piece knowing what follows it). What asks for
 * no character (look-arounds, word edges) is left out; a back reference is anything. */
#include "packs/pattern_tokens.h"
#include "packs/sieve_parts.h"

#include "text/unicode.h"

enum {
    TREE_DEPTH = 64,
    PROGRAM_STEPS = 16384, /* a step is written in 16 bits */
    /* Repeats beyond these are endless to a sieve: each copy would double the states that
     * can be reached. */
    COPIES_OF_SET = 4,
    COPIES_OF_GROUP = 2,
    MET_SETS = 256,
};

/* ---- The tree ---- */

enum node_kind {
    NODE_EMPTY,
    NODE_SET,
    NODE_ROW,
    NODE_CHOICE,
    NODE_REPEAT,
    NODE_BEHIND, /* what stands before; only used at the very beginning */
};

struct node {
    enum node_kind kind;
    struct code_set set;
    uint32_t low, high; /* REPEAT; UINT32_MAX: endless */
    uint32_t child;     /* ROW, CHOICE, REPEAT, BEHIND: the first; 0: none */
    uint32_t sibling;   /* 0: none */
};

struct parser {
    struct arena *arena;
    const struct sieve_codes *codes;
    struct slice text;
    uint32_t at, depth;
    bool caseless, failed;
    LIST_OF(struct node) nodes; /* the first stands for none */
    struct program *program;
    uint32_t done[BEHIND_MAXIMUM + 1]; /* steps */
    uint16_t met[MET_SETS];            /* of the program's sets, plus 1, by hash */
};

static uint32_t add_node(struct parser *parser, struct node node) {
    struct node *kept = LIST_PUSH(parser->arena, &parser->nodes);
    if (kept == NULL) {
        parser->failed = true;
        return 0;
    }
    *kept = node;
    return (uint32_t)(parser->nodes.count - 1);
}

static uint32_t add_set(struct parser *parser, struct code_set set) {
    return add_node(parser, (struct node){.kind = NODE_SET, .set = set});
}

static uint32_t add_empty(struct parser *parser) {
    return add_node(parser, (struct node){.kind = NODE_EMPTY});
}

static uint32_t add_repeat(struct parser *parser, uint32_t child, uint32_t low,
                           uint32_t high) {
    return add_node(
        parser,
        (struct node){.kind = NODE_REPEAT, .low = low, .high = high, .child = child});
}

static uint32_t add_code(struct parser *parser, uint32_t code) {
    struct code_set set = {{0}};
    code_set_add(&set, code);
    return add_set(parser, set);
}

static uint32_t add_character(struct parser *parser, uint32_t character) {
    struct code_set set = {{0}};
    sieve_add_character(parser->codes, &set, character, parser->caseless);
    return add_set(parser, set);
}

/* A row is kept as it is read: its last piece is what is written first. */
static void append(struct parser *parser, uint32_t parent, uint32_t *last,
                   uint32_t child) {
    if (parser->program->forward) {
        parser->nodes.items[child].sibling = parser->nodes.items[parent].child;
        parser->nodes.items[parent].child = child;
        return;
    }
    if (*last == 0) {
        parser->nodes.items[parent].child = child;
    } else {
        parser->nodes.items[*last].sibling = child;
    }
    *last = child;
}

/* ---- Elements ---- */

/* The end of the text, or before a line break there: a text that ends with one is not
 * sieved for such a pattern. */
static uint32_t add_line_end(struct parser *parser) {
    parser->program->line_end = true;
    return add_code(parser, SIEVE_END);
}

static uint32_t read_quoted(struct parser *parser, struct slice text) {
    uint32_t row = add_node(parser, (struct node){.kind = NODE_ROW});
    uint32_t last = 0;
    bool closed = text.size >= 4 && text.data[text.size - 1] == 'E' &&
                  text.data[text.size - 2] == '\\';
    size_t end = closed ? text.size - 2 : text.size;
    for (size_t at = 2; at < end;) {
        uint32_t length = 0;
        append(parser, row, &last,
               add_character(parser, utf8_decode(text.data + at, &length)));
        at += length;
    }
    return row;
}

static uint32_t add_anything(struct parser *parser) {
    return add_repeat(parser, add_set(parser, sieve_any()), 0, UINT32_MAX);
}

static uint32_t read_escape(struct parser *parser, struct slice text) {
    struct code_set set = {{0}};
    bool exact = true;
    char kind = text.size > 1 ? text.data[1] : '\0';
    uint32_t character = sieve_escaped(text);
    if (character != UINT32_MAX) {
        return add_character(parser, character);
    }
    if (kind == 'R' || kind == 'X') { /* several characters at once */
        return add_repeat(parser, add_set(parser, sieve_any()), 1, UINT32_MAX);
    }
    if (sieve_add_escape(parser->codes, &set, text, parser->caseless, &exact)) {
        return add_set(parser, set);
    }
    switch (kind) {
    case 'A':
        return add_code(parser, SIEVE_BEGIN);
    case 'z':
        return add_code(parser, SIEVE_END);
    case 'Z':
        return add_line_end(parser);
    case 'b':
    case 'B':
    case 'E':
        return add_empty(parser);
    case 'k':
    case 'g':
        return add_anything(parser);
    default:
        break;
    }
    if (kind >= '1' && kind <= '9') { /* a back reference or an octal number */
        return add_anything(parser);
    }
    parser->failed = true;
    return add_empty(parser);
}

static uint32_t read_choice(struct parser *parser);

/* "(?i)" and "(?-i:": what they do to the case. Other options change what can be seen
 * here only by ^ and $ in lines, and by white space. */
static void read_options(struct parser *parser, struct slice open) {
    bool on = true;
    for (size_t i = 2; i + 1 < open.size; i++) {
        char option = open.data[i];
        on = option == '^' || option == '-' ? false : on;
        if (option == 'i' || option == '^') {
            parser->caseless = on;
        }
        parser->failed |= option == 'm' || option == 'x';
    }
}

static bool is_around(struct slice open) {
    return slice_is(open, "(?=") || slice_is(open, "(?!") || slice_is(open, "(?<=") ||
           slice_is(open, "(?<!");
}

static uint32_t add_behind(struct parser *parser, uint32_t child) {
    return add_node(parser, (struct node){.kind = NODE_BEHIND, .child = child});
}

/* (?<![...]): what is not in the set, or nothing. Behind its bracket, where it is such.
 */
static uint32_t read_not_behind(struct parser *parser, struct slice open) {
    struct token set = token_next(parser->text, parser->at);
    struct token close = token_next(parser->text, set.end);
    if (!slice_is(open, "(?<!") || set.kind != TOKEN_SET || close.kind != TOKEN_CLOSE) {
        return 0;
    }
    struct code_set others = sieve_read_set(parser->codes, token_text(parser->text, set),
                                            parser->caseless, true);
    code_set_add(&others, SIEVE_BEGIN);
    parser->at = close.end;
    return add_behind(parser, add_set(parser, others));
}

static uint32_t read_group(struct parser *parser, struct slice open) {
    char kind = open.size > 2 ? open.data[2] : '\0';
    char last = open.data[open.size - 1];
    bool plain = open.size < 3 || (last != ':' && last != ')') || slice_is(open, "(?:");
    bool caseless = parser->caseless;
    if (slice_is(open, "(?") || kind == '(' || open.data[open.size - 1] == '*') {
        parser->failed = true; /* a condition */
    }
    if (slice_starts_with(open, SLICE_LITERAL("(?P=")) ||
        slice_starts_with(open, SLICE_LITERAL("(?P>"))) {
        return add_anything(parser);
    }
    if (!plain) {
        read_options(parser, open);
        if (last == ')') {
            return add_empty(parser); /* until the end of the group around it */
        }
    }
    uint32_t others = read_not_behind(parser, open);
    if (others != 0) {
        return others;
    }
    if (++parser->depth > TREE_DEPTH) {
        parser->failed = true;
        return 0;
    }
    uint32_t inside = read_choice(parser);
    struct token close = token_next(parser->text, parser->at);
    parser->depth--;
    parser->caseless = caseless;
    parser->failed |= close.kind != TOKEN_CLOSE;
    parser->at = close.end;
    return slice_is(open, "(?<=") ? add_behind(parser, inside)
           : is_around(open)      ? add_empty(parser)
                                  : inside;
}

static uint32_t read_element(struct parser *parser, struct token token) {
    struct slice text = token_text(parser->text, token);
    uint32_t length = 0;
    parser->at = token.end;
    switch (token.kind) {
    case TOKEN_ESCAPE:
        return read_escape(parser, text);
    case TOKEN_QUOTED:
        return read_quoted(parser, text);
    case TOKEN_SET:
        return add_set(parser,
                       sieve_read_set(parser->codes, text, parser->caseless, false));
    case TOKEN_OPEN:
        return read_group(parser, text);
    case TOKEN_COMMENT:
        return add_empty(parser);
    case TOKEN_CHARACTER:
    case TOKEN_BRACE:
        return text.data[0] == '.'   ? add_set(parser, sieve_any())
               : text.data[0] == '^' ? add_code(parser, SIEVE_BEGIN)
               : text.data[0] == '$'
                   ? add_line_end(parser)
                   : add_character(parser, utf8_decode(text.data, &length));
    default:
        parser->failed = true;
        return 0;
    }
}

static uint32_t apply_repeat(struct parser *parser, uint32_t child, struct slice repeat) {
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
    return add_repeat(parser, child, low, high);
}

/* ---- Rows and choices ---- */

static bool ends_row(enum token_kind kind) {
    return kind == TOKEN_END || kind == TOKEN_BAR || kind == TOKEN_CLOSE;
}

static uint32_t read_row(struct parser *parser) {
    uint32_t row = add_node(parser, (struct node){.kind = NODE_ROW});
    uint32_t last = 0;
    struct token token = token_next(parser->text, parser->at);
    while (!parser->failed && !ends_row(token.kind)) {
        uint32_t element = read_element(parser, token);
        struct token next = token_next(parser->text, parser->at);
        if (next.kind == TOKEN_REPEAT && !parser->failed) {
            /* Behind a quotation it repeats the last character. */
            parser->failed |= token.kind == TOKEN_QUOTED ||
                              slice_is(token_text(parser->text, token), "\\E");
            parser->at = next.end;
            element = apply_repeat(parser, element, token_text(parser->text, next));
            next = token_next(parser->text, parser->at);
            parser->failed |= next.kind == TOKEN_REPEAT;
        }
        if (!parser->failed) {
            append(parser, row, &last, element);
        }
        token = next;
    }
    return row;
}

static uint32_t read_choice(struct parser *parser) {
    uint32_t choice = add_node(parser, (struct node){.kind = NODE_CHOICE});
    uint32_t last = 0;
    for (bool more = true; more && !parser->failed;) {
        uint32_t row = read_row(parser);
        append(parser, choice, &last, row);
        more = token_next(parser->text, parser->at).kind == TOKEN_BAR;
        parser->at += more ? 1 : 0;
    }
    return choice;
}

/* ---- Writing it ---- */

static uint32_t add_step(struct parser *parser, struct step step) {
    struct step *kept = parser->program->steps.count < PROGRAM_STEPS
                            ? LIST_PUSH(parser->arena, &parser->program->steps)
                            : NULL;
    if (kept == NULL) {
        parser->failed = true;
        return 0;
    }
    *kept = step;
    return (uint32_t)(parser->program->steps.count - 1);
}

/* The number of a set; one that was met lately has one. */
static uint16_t number_of_set(struct parser *parser, const struct code_set *set) {
    uint64_t mixed =
        set->bits[0] ^ set->bits[1] * 3 ^ set->bits[2] * 5 ^ set->bits[3] * 7;
    uint16_t *met =
        &parser->met[(mixed ^ mixed >> 32) * 0x9E3779B9u >> 8 & (MET_SETS - 1)];
    if (*met != 0 &&
        memcmp(&parser->program->sets.items[*met - 1], set, sizeof *set) == 0) {
        return (uint16_t)(*met - 1);
    }
    struct code_set *kept = parser->program->sets.count < PROGRAM_STEPS
                                ? LIST_PUSH(parser->arena, &parser->program->sets)
                                : NULL;
    if (kept == NULL) {
        parser->failed = true;
        return 0;
    }
    *kept = *set;
    *met = (uint16_t)parser->program->sets.count;
    return (uint16_t)(*met - 1);
}

static uint32_t add_fork(struct parser *parser, uint32_t count) {
    uint32_t first = (uint32_t)parser->program->forks.count;
    for (uint32_t i = 0; i < count; i++) {
        parser->failed |= LIST_PUSH(parser->arena, &parser->program->forks) == NULL;
    }
    parser->failed |= count > UINT16_MAX;
    return add_step(
        parser,
        (struct step){.kind = STEP_FORK, .next = first, .count = (uint16_t)count});
}

static void set_fork(struct parser *parser, uint32_t fork, uint32_t place,
                     uint32_t target) {
    struct program *program = parser->program;
    if (!parser->failed) {
        program->forks.items[program->steps.items[fork].next + place] = (uint16_t)target;
    }
}

static uint32_t write(struct parser *parser, uint32_t node, uint32_t next);

static uint32_t write_choice(struct parser *parser, uint32_t first, uint32_t next) {
    uint32_t count = 0;
    for (uint32_t at = first; at != 0; at = parser->nodes.items[at].sibling) {
        count++;
    }
    if (count == 1) {
        return write(parser, first, next);
    }
    uint32_t fork = add_fork(parser, count);
    uint32_t place = 0;
    for (uint32_t at = first; at != 0 && !parser->failed;
         at = parser->nodes.items[at].sibling) {
        set_fork(parser, fork, place++, write(parser, at, next));
    }
    return fork;
}

static uint32_t write_maybe(struct parser *parser, uint32_t child, uint32_t inner,
                            uint32_t next) {
    uint32_t fork = add_fork(parser, 2);
    set_fork(parser, fork, 0, write(parser, child, inner));
    set_fork(parser, fork, 1, next);
    return fork;
}

static uint32_t write_endless(struct parser *parser, uint32_t child, uint32_t next) {
    uint32_t fork = add_fork(parser, 2);
    set_fork(parser, fork, 0, write(parser, child, fork));
    set_fork(parser, fork, 1, next);
    return fork;
}

static uint32_t write_repeat(struct parser *parser, const struct node *repeat,
                             uint32_t next) {
    uint32_t child = repeat->child;
    uint32_t copies =
        parser->nodes.items[child].kind == NODE_SET ? COPIES_OF_SET : COPIES_OF_GROUP;
    uint32_t low = repeat->low < copies ? repeat->low : copies;
    uint32_t end = next;
    if (repeat->high > copies) {
        end = write_endless(parser, child, next);
    } else {
        for (uint32_t i = low; i < repeat->high && !parser->failed; i++) {
            end = write_maybe(parser, child, end, next);
        }
    }
    for (uint32_t i = 0; i < low && !parser->failed; i++) {
        end = write(parser, child, end);
    }
    return end;
}

/* The characters of a row of sets, the last first, as many as are looked at; 0 where it
 * is no such row or nothing. */
static uint32_t last_sets(const struct parser *parser, uint32_t row,
                          uint32_t sets[BEHIND_MAXIMUM]) {
    uint32_t count = 0;
    const struct node *node = &parser->nodes.items[row];
    uint32_t at = node->kind == NODE_ROW ? node->child : row;
    for (; at != 0; at = node->kind == NODE_ROW ? parser->nodes.items[at].sibling : 0) {
        if (parser->nodes.items[at].kind != NODE_SET) {
            return 0;
        }
        for (uint32_t i = BEHIND_MAXIMUM - 1; i > 0; i--) {
            sets[i] = sets[i - 1];
        }
        sets[0] = at;
        count += count < BEHIND_MAXIMUM ? 1 : 0;
    }
    return count;
}

/* What stands right before the match is the last that is read of it. */
static uint32_t write_behind_row(struct parser *parser, uint32_t row, uint32_t next) {
    uint32_t sets[BEHIND_MAXIMUM] = {0};
    uint32_t count = last_sets(parser, row, sets);
    if (count == 0) {
        return next;
    }
    uint32_t at = parser->done[count];
    for (uint32_t i = count; i-- > 0;) {
        at = write(parser, sets[i], at);
    }
    return at;
}

static uint32_t write_behind(struct parser *parser, uint32_t child, uint32_t next) {
    struct node node = parser->nodes.items[child];
    if (next != parser->done[0]) {
        return next;
    }
    if (node.kind != NODE_CHOICE) {
        return write_behind_row(parser, child, next);
    }
    uint32_t count = 0;
    for (uint32_t at = node.child; at != 0; at = parser->nodes.items[at].sibling) {
        count++;
    }
    uint32_t fork = add_fork(parser, count);
    uint32_t place = 0;
    for (uint32_t at = node.child; at != 0 && !parser->failed;
         at = parser->nodes.items[at].sibling) {
        set_fork(parser, fork, place++, write_behind_row(parser, at, next));
    }
    return fork;
}

/* Writes the steps for a node, to be read before `next`; gives where they begin. */
static uint32_t write(struct parser *parser, uint32_t number, uint32_t next) {
    struct node node = parser->nodes.items[number];
    if (parser->failed) {
        return next;
    }
    switch (node.kind) {
    case NODE_SET:
        return add_step(parser, (struct step){.kind = STEP_TAKE,
                                              .count = number_of_set(parser, &node.set),
                                              .next = next});
    case NODE_ROW:
        for (uint32_t at = node.child; at != 0; at = parser->nodes.items[at].sibling) {
            next = write(parser, at, next);
        }
        return next;
    case NODE_CHOICE:
        return write_choice(parser, node.child, next);
    case NODE_REPEAT:
        return write_repeat(parser, &node, next);
    case NODE_BEHIND:
        return parser->program->forward ? next : write_behind(parser, node.child, next);
    case NODE_EMPTY:
        break;
    }
    return next;
}

bool sieve_parse(struct arena *arena, const struct sieve_codes *codes,
                 const struct pattern *pattern, struct program *program) {
    struct parser parser = {.arena = arena,
                            .codes = codes,
                            .text = pattern->expanded,
                            .caseless = !pattern->exact_case,
                            .program = program};
    add_empty(&parser);
    uint32_t tree = read_choice(&parser);
    if (parser.failed || parser.at < parser.text.size) {
        return false;
    }
    for (uint32_t i = 0; i <= BEHIND_MAXIMUM; i++) {
        parser.done[i] =
            add_step(&parser, (struct step){.kind = STEP_DONE, .count = (uint16_t)i});
    }
    program->first = write(&parser, tree, parser.done[0]);
    return !parser.failed;
}
