/* From what PCRE2 compiles to a tree, read token by token; sieve_write.c makes the steps
 * of it. What asks for no character (look-arounds, word edges) is left out; a back
 * reference is anything. */
#include "packs/pattern_tokens.h"
#include "packs/sieve_tree.h"

#include "text/unicode.h"

enum { TREE_DEPTH = 64 };

/* ---- The tree ---- */

struct parser {
    struct arena *arena;
    const struct sieve_codes *codes;
    struct slice text;
    uint32_t at, depth;
    bool caseless, failed;
    LIST_OF(struct node) nodes; /* the first stands for none */
    bool forward;               /* as the program is wanted */
    bool line_end;              /* as the program says */
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
    if (parser->forward) {
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
    parser->line_end = true;
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
    uint32_t high = 0;
    uint32_t low = token_repeat(repeat, &high);
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

bool sieve_parse(struct arena *arena, const struct sieve_codes *codes,
                 const struct pattern *pattern, struct program *program) {
    struct parser parser = {.arena = arena,
                            .codes = codes,
                            .text = pattern->expanded,
                            .caseless = !pattern->exact_case,
                            .forward = program->forward};
    add_empty(&parser);
    uint32_t tree = read_choice(&parser);
    program->line_end = parser.line_end;
    return !parser.failed && parser.at == parser.text.size &&
           sieve_write(arena, parser.nodes.items, tree, program);
}
