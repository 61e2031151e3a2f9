/* What escapes and brackets of a pattern stand for, as sets of codes. */
#include "packs/sieve_parts.h"
#include "packs/pattern_tokens.h"

#include "text/unicode.h"

/* ---- Classes ---- */

static void add_letters(const struct sieve_codes *codes, struct code_set *set, bool upper,
                        bool lower) {
    if (upper) {
        code_set_range(set, 'A', 'Z');
        sieve_add_kind(codes, set, SIEVE_UPPER);
    }
    if (lower) {
        code_set_range(set, 'a', 'z');
        sieve_add_kind(codes, set, SIEVE_LETTER);
    }
}

static void add_digits(const struct sieve_codes *codes, struct code_set *set) {
    code_set_range(set, '0', '9');
    sieve_add_kind(codes, set, SIEVE_DIGIT);
    sieve_add_others(codes, set);
}

static void add_word(const struct sieve_codes *codes, struct code_set *set) {
    add_letters(codes, set, true, true);
    add_digits(codes, set);
    code_set_add(set, '_');
    sieve_add_symbols(set);
}

static void add_spaces(const struct sieve_codes *codes, struct code_set *set) {
    code_set_range(set, '\t', '\r');
    code_set_add(set, ' ');
    sieve_add_others(codes, set);
}

/* All characters but those of a set. */
static struct code_set others_than(const struct code_set *set) {
    struct code_set others = sieve_any();
    for (int i = 0; i < 4; i++) {
        others.bits[i] &= ~set->bits[i];
    }
    return others;
}

/* ASCII without what the class has there; all that lies beyond. */
static void add_inverse(struct code_set *set, const struct code_set *class) {
    struct code_set others = others_than(class);
    code_set_range(&others, 0x80, SIEVE_BEGIN - 1);
    code_set_unite(set, &others);
}

static bool add_property(const struct sieve_codes *codes, struct code_set *set,
                         struct slice escape, bool caseless, bool *exact) {
    if (slice_is(escape, "\\p{L}")) {
        add_letters(codes, set, true, true);
        sieve_add_symbols(set);
    } else if (slice_is(escape, "\\p{Lu}") || slice_is(escape, "\\p{Ll}")) {
        bool upper = escape.data[4] == 'u';
        add_letters(codes, set, caseless || upper, caseless || !upper);
        *exact = false;
    } else if (slice_is(escape, "\\p{N}") || slice_is(escape, "\\p{Nd}")) {
        add_digits(codes, set);
        *exact = false;
    } else {
        struct code_set any = sieve_any();
        code_set_unite(set, &any);
        *exact = false;
    }
    return true;
}

bool sieve_add_escape(const struct sieve_codes *codes, struct code_set *set,
                      struct slice escape, bool caseless, bool *exact) {
    struct code_set class = {{0}};
    switch (escape.size > 1 ? escape.data[1] : '\0') {
    case 'd':
    case 'D':
        add_digits(codes, &class);
        break;
    case 'w':
    case 'W':
        add_word(codes, &class);
        break;
    case 's':
    case 'S':
    case 'h':
    case 'v':
    case 'R':
        add_spaces(codes, &class);
        break;
    case 'H':
    case 'V':
    case 'N':
    case 'X':
        class = sieve_any();
        break;
    case 'p':
    case 'P':
        return add_property(codes, set, escape, caseless, exact);
    default:
        return false;
    }
    *exact = false;
    if (strchr("DWS", escape.data[1]) != NULL) {
        add_inverse(set, &class);
    } else {
        code_set_unite(set, &class);
    }
    return true;
}

/* ---- Characters ---- */

static uint32_t number_in(struct slice digits, uint32_t base) {
    uint32_t value = 0;
    for (size_t i = 0; i < digits.size; i++) {
        char digit = digits.data[i];
        uint32_t worth = digit >= '0' && digit <= '9'   ? (uint32_t)(digit - '0')
                         : digit >= 'a' && digit <= 'f' ? (uint32_t)(digit - 'a') + 10
                         : digit >= 'A' && digit <= 'F' ? (uint32_t)(digit - 'A') + 10
                                                        : base;
        if (worth >= base || value > 0x10FFFF) {
            return UINT32_MAX;
        }
        value = value * base + worth;
    }
    return digits.size > 0 && value <= 0x10FFFF ? value : UINT32_MAX;
}

uint32_t sieve_escaped(struct slice escape) {
    uint32_t length = 0;
    char kind = escape.size > 1 ? escape.data[1] : '\0';
    struct slice rest = slice_of(escape.data + 2, escape.size < 2 ? 0 : escape.size - 2);
    bool braces = rest.size > 2 && rest.data[0] == '{';
    switch (kind) {
    case 'n':
        return '\n';
    case 't':
        return '\t';
    case 'r':
        return '\r';
    case 'f':
        return '\f';
    case 'a':
        return '\a';
    case 'e':
        return 27;
    case 'x':
        return number_in(braces ? slice_of(rest.data + 1, rest.size - 2) : rest, 16);
    default:
        break;
    }
    bool word = (kind >= 'a' && kind <= 'z') || (kind >= 'A' && kind <= 'Z') ||
                (kind >= '0' && kind <= '9') || kind == '\0';
    return word ? UINT32_MAX : utf8_decode(escape.data + 1, &length);
}

/* ---- Brackets ---- */

struct set_reader {
    const struct sieve_codes *codes;
    bool caseless;
    struct code_set all;     /* what it may hold */
    struct code_set certain; /* ASCII, symbols and named characters that it holds */
};

static void add_certain(struct set_reader *reader, const struct code_set *set,
                        bool exact) {
    struct code_set sure = {{0}};
    code_set_range(&sure, 0, 0x7F);
    if (exact) {
        code_set_range(&sure, SIEVE_EXACT, SIEVE_BEGIN - 1);
    }
    code_set_unite(&reader->all, set);
    for (int i = 0; i < 4; i++) {
        reader->certain.bits[i] |= set->bits[i] & sure.bits[i];
    }
}

/* One character or a range of them. */
static size_t read_range(struct set_reader *reader, struct slice inner, size_t at,
                         uint32_t first) {
    struct code_set set = {{0}};
    uint32_t last = first;
    if (at + 1 < inner.size && inner.data[at] == '-') {
        size_t next = at + 1;
        uint32_t length = 1;
        bool class = inner.data[next] == '[' && next + 1 < inner.size &&
                     inner.data[next + 1] == ':'; /* "-[:alpha:]" */
        uint32_t end = class ? UINT32_MAX : utf8_decode(inner.data + next, &length);
        if (inner.data[next] == '\\') {
            struct token token = token_next(inner, (uint32_t)next);
            end = sieve_escaped(token_text(inner, token));
            length = token.end - token.start;
        }
        if (end != UINT32_MAX && end >= first) {
            last = end;
            at = next + length;
        }
    }
    if (last == first) {
        sieve_add_character(reader->codes, &set, first, reader->caseless);
    } else {
        sieve_add_range(reader->codes, &set, first, last, reader->caseless);
    }
    bool whole = last < 0x80 || (first == SYMBOL_FIRST && last == SYMBOL_LAST);
    bool own = (!reader->caseless || sieve_is_sign(first)) &&
               !code_set_has(&set, SIEVE_BEGIN - 1); /* no other's code */
    add_certain(reader, &set, last == first ? own : whole);
    return at;
}

static size_t read_escape(struct set_reader *reader, struct slice inner, size_t at) {
    struct token token = token_next(inner, (uint32_t)at);
    struct slice text = token_text(inner, token);
    struct code_set set = {{0}};
    bool exact = true;
    uint32_t character = slice_is(text, "\\b") ? 8 : sieve_escaped(text);
    if (character != UINT32_MAX) {
        return read_range(reader, inner, token.end, character);
    }
    if (!sieve_add_escape(reader->codes, &set, text, reader->caseless, &exact)) {
        set = sieve_any();
        code_set_unite(&reader->all, &set);
    } else if (text.data[1] == 'p' && !slice_is(text, "\\p{L}") &&
               !slice_is(text, "\\p{N}") && !slice_is(text, "\\p{Nd}")) {
        code_set_unite(&reader->all, &set); /* of a property little is certain */
    } else if (text.data[1] == 'P' || strchr("hHvVNXR", text.data[1]) != NULL) {
        code_set_unite(&reader->all, &set);
    } else {
        add_certain(reader, &set, exact);
    }
    return token.end;
}

struct code_set sieve_read_set(const struct sieve_codes *codes, struct slice brackets,
                               bool caseless, bool others) {
    struct set_reader reader = {.codes = codes, .caseless = caseless};
    struct slice inner = slice_of(brackets.data + 1, brackets.size - 2);
    bool inverse = inner.size > 0 && inner.data[0] == '^';
    for (size_t at = inverse ? 1 : 0; at < inner.size;) {
        uint32_t length = 1;
        if (inner.data[at] == '\\') {
            at = read_escape(&reader, inner, at);
        } else if (inner.data[at] == '[' && at + 1 < inner.size &&
                   inner.data[at + 1] == ':') { /* [:alpha:] */
            struct code_set any = sieve_any();
            code_set_unite(&reader.all, &any);
            while (at < inner.size && inner.data[at] != ']') {
                at++;
            }
            at++;
        } else {
            uint32_t character = utf8_decode(inner.data + at, &length);
            at = read_range(&reader, inner, at + length, character);
        }
    }
    if (inverse == others) {
        return reader.all;
    }
    return others_than(&reader.certain);
}
