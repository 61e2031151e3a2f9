/* Tokens of a pattern; see pcre2pattern(3) for the syntax. */
#include "packs/pattern_tokens.h"

static char byte_at(struct slice text, uint32_t at) {
    return at < text.size ? text.data[at] : '\0';
}

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

static bool is_small(char byte) { return (byte >= 'a' && byte <= 'z') || byte == '_'; }

static bool is_capital(char byte) { return (byte >= 'A' && byte <= 'Z') || byte == '_'; }

uint32_t token_number(struct slice text, uint32_t *at) {
    uint32_t number = 0;
    while (is_digit(byte_at(text, *at)) && number < 100000) {
        number = number * 10 + (uint32_t)(text.data[(*at)++] - '0');
    }
    return number;
}

uint32_t token_repeat(struct slice repeat, uint32_t *high) {
    uint32_t at = 1;
    *high = byte_at(repeat, 0) == '?' ? 1 : UINT32_MAX;
    if (byte_at(repeat, 0) != '{') {
        return byte_at(repeat, 0) == '+' ? 1 : 0;
    }
    uint32_t low = token_number(repeat, &at);
    if (byte_at(repeat, at) != ',') {
        *high = low;
    } else if (byte_at(repeat, ++at) != '}') {
        *high = token_number(repeat, &at);
    }
    return low;
}

/* Just behind the first `close` from `at` on, or the end of the text. */
static uint32_t behind(struct slice text, uint32_t at, char close) {
    while (at < text.size && text.data[at] != close) {
        at++;
    }
    return at < text.size ? at + 1 : at;
}

static bool is_hex(char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/* Steps over at most `most` bytes that fit. */
static uint32_t over(struct slice text, uint32_t at, uint32_t most, bool fits(char)) {
    for (uint32_t i = 0; i < most && fits(byte_at(text, at)); i++) {
        at++;
    }
    return at;
}

/* Behind the digits of "\x41", "\012", "\12" or "\g-1", where `at` is behind the kind. */
static uint32_t behind_number(struct slice text, uint32_t at, char kind) {
    if (kind == 'x') {
        return over(text, at, 2, is_hex);
    }
    if (kind == '0') {
        return over(text, at, 2, is_digit);
    }
    if (kind == 'g' && (byte_at(text, at) == '-' || byte_at(text, at) == '+')) {
        at++;
    }
    return kind == 'g' || is_digit(kind) ? over(text, at, UINT32_MAX, is_digit) : at;
}

static struct token escape(struct slice text, uint32_t start) {
    char kind = byte_at(text, start + 1);
    uint32_t end = start + 2;
    if (kind == 'Q') {
        while (end < text.size &&
               !(text.data[end] == '\\' && byte_at(text, end + 1) == 'E')) {
            end++;
        }
        end = end < text.size ? end + 2 : end;
        return (struct token){TOKEN_QUOTED, start, end};
    }
    if (kind != '\0' && strchr("pPxNogk", kind) != NULL) {
        char open = byte_at(text, end);
        bool repeated = kind == 'N' && byte_at(text, end + 1) != 'U'; /* "\N{1,3}" */
        if (open == '{' && !repeated) {
            end = behind(text, end, '}');
        } else if ((kind == 'g' || kind == 'k') && (open == '<' || open == '\'')) {
            end = behind(text, end + 1, open == '<' ? '>' : '\'');
        } else if (kind == 'p' || kind == 'P') {
            end++;
        } else {
            end = behind_number(text, end, kind);
        }
    } else if (kind == 'c' || is_digit(kind)) {
        end = kind == 'c' ? end + 1 : behind_number(text, end, kind);
    }
    if ((unsigned char)kind >= 0x80) { /* a backslash before a longer character */
        while (end < text.size && ((unsigned char)text.data[end] & 0xC0) == 0x80) {
            end++;
        }
    }
    return (struct token){TOKEN_ESCAPE, start,
                          end < text.size ? end : (uint32_t)text.size};
}

/* Behind "[:alpha:]" in a set; behind the bracket alone where it is no such class. */
static uint32_t behind_posix_class(struct slice text, uint32_t start) {
    uint32_t at = start + 2;
    at += byte_at(text, at) == '^' ? 1 : 0;
    at = over(text, at, UINT32_MAX, is_small);
    bool is_class = byte_at(text, start + 1) == ':' && byte_at(text, at) == ':' &&
                    byte_at(text, at + 1) == ']';
    return is_class ? at + 2 : start + 1;
}

/* Behind quotations of nothing, which PCRE2 passes over at the start of a set. */
static uint32_t behind_empty_quotes(struct slice text, uint32_t at) {
    for (;;) {
        struct slice rest = slice_after(text, at);
        if (slice_starts_with(rest, SLICE_LITERAL("\\Q\\E"))) {
            at += 4;
        } else if (slice_starts_with(rest, SLICE_LITERAL("\\E"))) {
            at += 2;
        } else {
            return at;
        }
    }
}

/* [[:<:]] and [[:>:]] are no sets but edges of words. */
static bool is_edge(struct slice text, uint32_t start) {
    struct slice rest = slice_after(text, start);
    return slice_starts_with(rest, SLICE_LITERAL("[[:<:]]")) ||
           slice_starts_with(rest, SLICE_LITERAL("[[:>:]]"));
}

static struct token set(struct slice text, uint32_t start) {
    if (is_edge(text, start)) {
        return (struct token){TOKEN_SET, start, start + 7};
    }
    uint32_t at = behind_empty_quotes(text, start + 1);
    at += byte_at(text, at) == '^' ? 1 : 0;
    at = behind_empty_quotes(text, at);
    at += byte_at(text, at) == ']' ? 1 : 0; /* a bracket that comes first is itself */
    while (at < text.size && text.data[at] != ']') {
        if (text.data[at] == '\\') {
            at = escape(text, at).end;
        } else if (text.data[at] == '[') {
            at = behind_posix_class(text, at);
        } else {
            at++;
        }
    }
    return (struct token){TOKEN_SET, start, at < text.size ? at + 1 : at};
}

/* "(?<name>", "(?=", "(?i)", "(?i:", ... The text of an option group ends behind its
 * colon or closing bracket. */
static struct token open(struct slice text, uint32_t start) {
    uint32_t at = start + 1;
    if (byte_at(text, at) != '?') {
        return (struct token){TOKEN_OPEN, start, at};
    }
    char kind = byte_at(text, ++at);
    char next = byte_at(text, at + 1);
    if (kind == '(' && next == '?') { /* a condition that is an assertion */
        return (struct token){TOKEN_OPEN, start, at};
    }
    if (kind == '#') {
        return (struct token){TOKEN_COMMENT, start, behind(text, at, ')')};
    }
    if (kind == '<' && (next == '=' || next == '!')) {
        return (struct token){TOKEN_OPEN, start, at + 2};
    }
    if (kind == '<' || (kind == 'P' && next == '<')) {
        return (struct token){TOKEN_OPEN, start, behind(text, at, '>')};
    }
    if (kind == '\'') {
        return (struct token){TOKEN_OPEN, start, behind(text, at + 1, '\'')};
    }
    if (kind != '\0' && strchr(":|>=!", kind) != NULL) {
        return (struct token){TOKEN_OPEN, start, at + 1};
    }
    while (at < text.size && text.data[at] != ':' && text.data[at] != ')') {
        at++;
    }
    return (struct token){TOKEN_OPEN, start, at < text.size ? at + 1 : at};
}

static uint32_t repeat_mark(struct slice text, uint32_t at) {
    return byte_at(text, at) == '?' || byte_at(text, at) == '+' ? at + 1 : at;
}

static bool is_all(struct slice text, bool fits(char)) {
    for (size_t i = 0; i < text.size; i++) {
        if (!fits(text.data[i]) && !(i > 0 && is_digit(text.data[i]))) {
            return false;
        }
    }
    return text.size > 0;
}

static bool is_repeat(struct slice inner) {
    uint32_t at = 0;
    bool low = is_digit(byte_at(inner, at));
    token_number(inner, &at);
    if (byte_at(inner, at) == ',') {
        at++;
        low |= is_digit(byte_at(inner, at));
        token_number(inner, &at);
    }
    return low && at == inner.size;
}

/* What stands before the first ':' or '.' of an atom. */
static struct slice stem(struct slice inner) {
    size_t size = 0;
    while (size < inner.size && inner.data[size] != ':' && inner.data[size] != '.') {
        size++;
    }
    return slice_of(inner.data, size);
}

static struct token brace(struct slice text, uint32_t start) {
    uint32_t end = behind(text, start, '}');
    struct slice inner = slice_of(text.data + start + 1, end - start - 1);
    if (inner.size == 0 || text.data[end - 1] != '}') {
        return (struct token){TOKEN_BRACE, start, start + 1};
    }
    inner.size--;
    if (is_repeat(inner)) {
        return (struct token){TOKEN_REPEAT, start, repeat_mark(text, end)};
    }
    struct slice name = stem(inner);
    enum token_kind kind = is_all(inner, is_capital) ? TOKEN_DEFINE
                           : slice_is(name, "gap") && name.size < inner.size ? TOKEN_GAP
                           : is_all(name, is_small) && name.size + 1 != inner.size
                               ? TOKEN_ATOM
                               : TOKEN_BRACE;
    return (struct token){kind, start, end};
}

struct token token_next(struct slice text, uint32_t at) {
    if (at >= text.size) {
        return (struct token){TOKEN_END, at, at};
    }
    switch (text.data[at]) {
    case '\\':
        return escape(text, at);
    case '[':
        return set(text, at);
    case '(':
        return open(text, at);
    case ')':
        return (struct token){TOKEN_CLOSE, at, at + 1};
    case '|':
        return (struct token){TOKEN_BAR, at, at + 1};
    case '?':
    case '*':
    case '+':
        return (struct token){TOKEN_REPEAT, at, repeat_mark(text, at + 1)};
    case '{':
        return brace(text, at);
    default:
        break;
    }
    uint32_t end = at + 1;
    while (end < text.size && ((unsigned char)text.data[end] & 0xC0) == 0x80) {
        end++;
    }
    return (struct token){TOKEN_CHARACTER, at, end};
}

struct slice pattern_branch(struct slice pattern, uint32_t *at) {
    uint32_t start = *at;
    uint32_t depth = 0;
    struct token token = token_next(pattern, start);
    while (token.kind != TOKEN_END && (token.kind != TOKEN_BAR || depth > 0)) {
        bool closed = pattern.data[token.end - 1] == ')'; /* (?i) is whole */
        depth += token.kind == TOKEN_OPEN && !closed ? 1 : 0;
        depth -= token.kind == TOKEN_CLOSE && depth > 0 ? 1 : 0;
        token = token_next(pattern, token.end);
    }
    *at = token.kind == TOKEN_END ? (uint32_t)pattern.size + 1 : token.end;
    uint32_t end = token.kind == TOKEN_END ? (uint32_t)pattern.size : token.start;
    return slice_of(pattern.data + start, end - start);
}
