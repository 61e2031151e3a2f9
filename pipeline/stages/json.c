/* The scanner proper. Nesting is kept on a stack of fixed depth, not on the C stack, so
 * that no input can exhaust it. */
#include "stages/json.h"

#include "base/limits.h"
#include "text/unicode.h"

#define EACH_BYTE(value) (0x0101010101010101u * (value))
#define REPLACEMENT 0xFFFDu

static bool fail(struct json *json, const char *problem) {
    if (json->problem == NULL)
        json->problem = problem;
    return false;
}

/* The byte at the cursor; 0, which is nowhere allowed unescaped, at the end. */
static unsigned char peek(const struct json *json) {
    return json->at < json->text.size ? (unsigned char)json->text.data[json->at] : 0;
}

void json_skip_space(struct json *json) {
    for (;; json->at++) {
        unsigned char byte = peek(json);
        if (byte != ' ' && byte != '\n' && byte != '\t' && byte != '\r')
            return;
    }
}

bool json_expect(struct json *json, char byte, const char *problem) {
    json_skip_space(json);
    if (peek(json) != (unsigned char)byte)
        return fail(json, problem);
    json->at++;
    return true;
}

/* ---- Strings ---- */

/* The first byte of a word that is zero has its high bit set; bits above it may be wrong.
 */
static uint64_t zero_bytes(uint64_t word) {
    return (word - EACH_BYTE(0x01)) & ~word & EACH_BYTE(0x80);
}

/* Over bytes that are neither quote, backslash nor control; eight at a step. */
static void skip_ordinary(struct json *json) {
    const char *data = json->text.data;
    size_t at = json->at, size = json->text.size;
    for (; size - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, data + at, sizeof word);
        uint64_t control = (word - EACH_BYTE(0x20)) & ~word & EACH_BYTE(0x80);
        if (control | zero_bytes(word ^ EACH_BYTE('"')) |
            zero_bytes(word ^ EACH_BYTE('\\')))
            break;
    }
    while (at < size && (unsigned char)data[at] >= 0x20 && data[at] != '"' &&
           data[at] != '\\')
        at++;
    json->at = at;
}

static int hex_value(unsigned char byte) {
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static bool skip_escape(struct json *json) {
    json->at++;
    unsigned char byte = peek(json);
    if (byte == 0 || strchr("\"\\/bfnrtu", byte) == NULL)
        return fail(json, "no such escape in a string");
    json->at++;
    for (int i = 0; byte == 'u' && i < 4; i++, json->at++) {
        if (hex_value(peek(json)) < 0)
            return fail(json, "\\u needs four hex digits");
    }
    return true;
}

bool json_skip_string(struct json *json) {
    if (peek(json) != '"')
        return fail(json, "expected a string");
    json->at++;
    for (;;) {
        skip_ordinary(json);
        if (json->at == json->text.size)
            return fail(json, "the string is not closed");
        switch (json->text.data[json->at]) {
        case '"':
            json->at++;
            return true;
        case '\\':
            if (!skip_escape(json))
                return false;
            break;
        default:
            return fail(json, "control character in a string; write it as \\u00XX");
        }
    }
}

static uint32_t read_hex(const char *at) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 4 | (uint32_t)hex_value((unsigned char)at[i]);
    return value;
}

/* Resolves the \u escape whose digits start at *at (and the one after it, if the two are
 * a pair); moves *at past it. Gives REPLACEMENT and sets `lone` for half a pair. */
static uint32_t read_unicode_escape(struct slice inside, size_t *at, bool *lone) {
    uint32_t unit = read_hex(inside.data + *at);
    *at += 4;
    *lone = unit >= 0xD800 && unit <= 0xDFFF;
    if (!*lone)
        return unit;
    if (unit < 0xDC00 && inside.size - *at >= 6 && inside.data[*at] == '\\' &&
        inside.data[*at + 1] == 'u') {
        uint32_t low = read_hex(inside.data + *at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *at += 6;
            *lone = false;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return REPLACEMENT;
}

static char simple_escape(char letter) {
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return letter;
    }
}

struct json_unescaped json_unescape(struct slice inside, char *out) {
    struct json_unescaped result = {0};
    size_t at = 0;
    while (at < inside.size) {
        const char *escape = memchr(inside.data + at, '\\', inside.size - at);
        size_t end = escape == NULL ? inside.size : (size_t)(escape - inside.data);
        memcpy(out + result.size, inside.data + at, end - at);
        result.size += end - at;
        at = end;
        if (escape == NULL)
            break;
        char letter = inside.data[at + 1];
        at += 2;
        if (letter != 'u') {
            out[result.size++] = simple_escape(letter);
            continue;
        }
        bool lone;
        uint32_t code_point = read_unicode_escape(inside, &at, &lone);
        if (lone && result.lone_surrogates++ == 0)
            result.first_lone_surrogate = result.size;
        result.size += utf8_encode(code_point, out + result.size);
    }
    return result;
}

/* ---- Values ---- */

static bool is_digit(unsigned char byte) { return byte >= '0' && byte <= '9'; }

static bool skip_digits(struct json *json) {
    if (!is_digit(peek(json)))
        return fail(json, "expected a digit");
    while (is_digit(peek(json)))
        json->at++;
    return true;
}

static bool skip_number(struct json *json) {
    if (peek(json) == '-')
        json->at++;
    if (peek(json) == '0')
        json->at++;
    else if (!skip_digits(json))
        return false;
    if (peek(json) == '.') {
        json->at++;
        if (!skip_digits(json))
            return false;
    }
    if (peek(json) == 'e' || peek(json) == 'E') {
        json->at++;
        if (peek(json) == '+' || peek(json) == '-')
            json->at++;
        return skip_digits(json);
    }
    return true;
}

static bool skip_word(struct json *json, struct slice word) {
    if (json->text.size - json->at < word.size ||
        memcmp(json->text.data + json->at, word.data, word.size) != 0)
        return fail(json, "expected a value");
    json->at += word.size;
    return true;
}

static bool skip_scalar(struct json *json) {
    unsigned char byte = peek(json);
    switch (byte) {
    case '"':
        return json_skip_string(json);
    case 't':
        return skip_word(json, SLICE_LITERAL("true"));
    case 'f':
        return skip_word(json, SLICE_LITERAL("false"));
    case 'n':
        return skip_word(json, SLICE_LITERAL("null"));
    default:
        if (byte == '-' || is_digit(byte))
            return skip_number(json);
        return fail(json, "expected a value");
    }
}

static bool skip_name(struct json *json) {
    json_skip_space(json);
    if (peek(json) != '"')
        return fail(json, "expected a name in double quotes");
    return json_skip_string(json) && json_expect(json, ':', "expected a colon");
}

/* The open containers of one value: their closing brackets. */
struct nesting {
    char closing[LIMIT_JSON_DEPTH];
    size_t depth;
};

/* After an opening bracket: to the first value inside it, or past an empty container. */
static bool enter(struct json *json, struct nesting *nesting, bool *value_follows) {
    char closing = peek(json) == '{' ? '}' : ']';
    if (nesting->depth + json->depth >= LIMIT_JSON_DEPTH)
        return fail(json, "nested too deep");
    json->at++;
    json_skip_space(json);
    *value_follows = peek(json) != (unsigned char)closing;
    if (!*value_follows) {
        json->at++;
        return true;
    }
    nesting->closing[nesting->depth++] = closing;
    return closing == ']' || skip_name(json);
}

/* After a value: closes what ends here, and goes to the next value if there is one. */
static bool leave(struct json *json, struct nesting *nesting, bool *value_follows) {
    *value_follows = false;
    while (nesting->depth > 0 && !*value_follows) {
        char closing = nesting->closing[nesting->depth - 1];
        json_skip_space(json);
        if (peek(json) == ',') {
            json->at++;
            *value_follows = true;
            if (closing == '}' && !skip_name(json))
                return false;
        } else if (peek(json) == (unsigned char)closing) {
            json->at++;
            nesting->depth--;
        } else {
            return fail(json, closing == '}' ? "expected a comma or a closing brace"
                                             : "expected a comma or a closing bracket");
        }
    }
    return true;
}

bool json_skip_value(struct json *json) {
    struct nesting nesting;
    nesting.depth = 0;
    bool value_follows = true;
    while (value_follows) {
        json_skip_space(json);
        if (peek(json) == '{' || peek(json) == '[') {
            if (!enter(json, &nesting, &value_follows))
                return false;
            if (value_follows)
                continue;
        } else if (!skip_scalar(json)) {
            return false;
        }
        if (!leave(json, &nesting, &value_follows))
            return false;
    }
    return true;
}

enum assay_status json_error(const struct json *json, struct assay_error *error) {
    return error_set(error, ASSAY_INVALID_JSON, NULL, "not valid JSON at byte %zu: %s",
                     json->at + 1, json->problem == NULL ? "unknown" : json->problem);
}

enum assay_status json_validate(struct slice text, struct assay_error *error) {
    struct json json = {.text = text};
    if (!json_skip_value(&json))
        return json_error(&json, error);
    json_skip_space(&json);
    if (json.at < text.size) {
        json.problem = "more text after the value";
        return json_error(&json, error);
    }
    return ASSAY_OK;
}
