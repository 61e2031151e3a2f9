/* From what an author writes to what PCRE2 gets: defines inserted, what is refused
 * refused, mentions and gaps turned into symbols of the view. */
#include "packs/pattern_tokens.h"

#include "base/buffer.h"
#include "packs/errors.h"
#include "packs/pattern_factor.h"
#include "text/unicode.h"

#include <assert.h>

/* ---- Refusals ---- */

static const char *refused_escape(struct slice escape) {
    char kind = escape.size > 1 ? escape.data[1] : '\0';
    char open = escape.size > 2 ? escape.data[2] : '\0';
    switch (kind) {
    case '\0':
        return "the pattern ends in a backslash; write \\\\ for the character";
    case 'C':
        return "\\C matches half a character; use a dot";
    case 'K':
        return "\\K moves the start of a match; name the part with (?<x>...) and `span: "
               "x`";
    case 'G':
        return "\\G depends on the match before; leave it out";
    case 'g':
        return open == '<' || open == '\''
                   ? "recursion is refused; write the part twice or use a define"
                   : NULL;
    default:
        return NULL;
    }
}

/* (?x), (?xx:, (?-x): what is white space or a comment then is not what it looks like,
 * so refusals could be hidden in it. */
static bool sets_extended(struct slice group) {
    bool options = group.size > 2 && memchr("^-imnsxJU", group.data[2], 9) != NULL;
    return options && memchr(group.data, 'x', group.size) != NULL;
}

static const char *refused_group(struct slice group) {
    char kind = group.size > 2 ? group.data[2] : '\0';
    char next = group.size > 3 ? group.data[3] : '\0';
    if (kind == 'C') {
        return "callouts are refused; leave them out";
    }
    if (kind == '*' || (kind == '<' && next == '*')) {
        return "non-atomic look-arounds are refused; write (?=...) or (?<=...)";
    }
    if (sets_extended(group)) {
        return "(?x) is refused; put a long pattern together from defines";
    }
    if (kind == 'R' || kind == '&' || (kind == 'P' && next == '>') ||
        (kind >= '0' && kind <= '9') ||
        ((kind == '+' || kind == '-') && next >= '0' && next <= '9')) {
        return "recursion is refused; write the part twice or use a define";
    }
    return NULL;
}

static const char *refused(struct slice pattern, struct token token) {
    struct slice text = token_text(pattern, token);
    switch (token.kind) {
    case TOKEN_ESCAPE:
        return refused_escape(text);
    case TOKEN_OPEN:
        if (token.end < pattern.size && pattern.data[token.end] == '*' &&
            text.size == 1) {
            return "(*...) is refused; the engine sets the options";
        }
        return refused_group(text);
    case TOKEN_SET:
        return slice_is(text, "[[:<:]]") || slice_is(text, "[[:>:]]")
                   ? "[[:<:]] and [[:>:]] are refused; write \\b"
                   : NULL;
    case TOKEN_REPEAT:
        return slice_starts_with(text, SLICE_LITERAL("{,"))
                   ? "a repeat without its lower end means something else to other "
                     "versions of PCRE2; write {0,4}"
                   : NULL;
    case TOKEN_BRACE:
        return "a brace is {DEFINE}, {mention}, {gap:4} or a repeat like {2,4}; write "
               "\\{ for the "
               "character";
    default:
        return NULL;
    }
}

/* ---- Defines ---- */

enum { READ_MAXIMUM = LIMIT_PATTERN_BYTES * 4 };

struct insertion {
    const struct pattern_context *context;
    struct buffer out;
    uint32_t depth, offset; /* `offset`: in the author's text, of what is being read */
    size_t read;            /* bytes of the pattern and of defines so far */
    struct assay_error *error;
};

static const struct define *find_define(const struct pattern_context *context,
                                        struct slice name) {
    for (uint32_t i = 0; i < context->define_count; i++) {
        if (slice_equal(context->defines[i].name, name)) {
            return &context->defines[i];
        }
    }
    return NULL;
}

static enum assay_status insert(struct insertion *insertion, struct slice text);

static enum assay_status insert_define(struct insertion *insertion, struct slice braces) {
    struct slice name = slice_of(braces.data + 1, braces.size - 2);
    const struct define *define = find_define(insertion->context, name);
    if (define == NULL) {
        return error_set(
            insertion->error, ASSAY_RULES, NULL,
            "there is no define %.*s in this pack; add it under `define`, or need the "
            "pack that shares it",
            (int)name.size, name.data);
    }
    if (insertion->depth == LIMIT_DEFINE_DEPTH) {
        return error_set(insertion->error, ASSAY_RULES, NULL,
                         "the define %.*s leads back to itself, or more than %d deep",
                         (int)name.size, name.data, LIMIT_DEFINE_DEPTH);
    }
    insertion->depth++;
    enum assay_status status = insert(insertion, define->text);
    insertion->depth--;
    return status;
}

static enum assay_status too_long(struct assay_error *error) {
    return error_set(error, ASSAY_RULES, NULL,
                     "the pattern has more than %d bytes once defines are inserted; "
                     "split it",
                     LIMIT_PATTERN_BYTES);
}

/* Defines multiply, also those of which nothing is left in the end: what is read is
 * bounded, so that a few lines cannot take for ever. */
static enum assay_status insert(struct insertion *insertion, struct slice text) {
    insertion->read += text.size + 1;
    if (insertion->read > READ_MAXIMUM ||
        buffer_status(&insertion->out) == ASSAY_TOO_LARGE) {
        return too_long(insertion->error);
    }
    for (struct token token = token_next(text, 0); token.kind != TOKEN_END;
         token = token_next(text, token.end)) {
        if (insertion->depth == 0) {
            insertion->offset = token.start;
        }
        const char *reason = refused(text, token);
        if (reason != NULL) {
            return error_set(insertion->error, ASSAY_RULES, NULL, "%s", reason);
        }
        if (token.kind == TOKEN_DEFINE) {
            enum assay_status status = insert_define(insertion, token_text(text, token));
            if (status != ASSAY_OK) {
                return status;
            }
        } else if (token.kind != TOKEN_COMMENT) {
            buffer_append_slice(&insertion->out, token_text(text, token));
        }
    }
    return ASSAY_OK;
}

static enum assay_status take_text(const struct pattern_context *context,
                                   struct buffer *buffer, struct slice *text,
                                   struct assay_error *error) {
    bool ok = false;
    if (buffer_status(buffer) == ASSAY_TOO_LARGE) {
        return too_long(error);
    }
    if (buffer_status(buffer) == ASSAY_OK) {
        *text = arena_copy(context->arena, buffer_slice(buffer), &ok);
    }
    return ok ? ASSAY_OK : error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
}

enum assay_status pattern_insert_defines(const struct pattern_context *context,
                                         struct slice source, struct slice *inserted,
                                         uint32_t *offset, struct assay_error *error) {
    struct insertion insertion = {.context = context, .error = error};
    buffer_init(&insertion.out, LIMIT_PATTERN_BYTES);
    enum assay_status status = insert(&insertion, source);
    if (status == ASSAY_OK && insertion.out.size == 0 &&
        buffer_status(&insertion.out) == ASSAY_OK) {
        status = error_set(error, ASSAY_RULES, NULL,
                           "the pattern is empty; it would match everywhere");
    }
    if (status == ASSAY_OK) {
        status = take_text(context, &insertion.out, inserted, error);
    }
    *offset = insertion.offset;
    buffer_deinit(&insertion.out);
    return status;
}

/* ---- Atoms ---- */

static enum assay_status read_atom(const struct pattern_context *context,
                                   struct slice braces, struct atom *atom,
                                   struct assay_error *error) {
    struct slice inner = slice_of(braces.data + 1, braces.size - 2);
    struct slice name = inner;
    const char *candidates[64];
    size_t at = 0;
    while (at < inner.size && inner.data[at] != ':' && inner.data[at] != '.') {
        at++;
    }
    name.size = at;
    *atom = (struct atom){.type = UINT16_MAX};
    if (at < inner.size) {
        struct slice rest = slice_of(inner.data + at + 1, inner.size - at - 1);
        *(inner.data[at] == ':' ? &atom->id : &atom->class) = rest;
    }
    for (uint32_t i = 0; i < context->type_count; i++) {
        candidates[i] = context->types[i].data;
        if (slice_equal(context->types[i], name)) {
            atom->type = (uint16_t)i;
            return ASSAY_OK;
        }
    }
    const char *near = nearest_word(name, candidates, context->type_count);
    return error_set(error, ASSAY_RULES, NULL, "no pack marks mentions of type %.*s%s%s",
                     (int)name.size, name.data, near == NULL ? "" : "; did you mean ",
                     near == NULL ? "" : near);
}

enum assay_status pattern_atoms(const struct pattern_context *context,
                                struct slice inserted, struct atom *atoms,
                                uint32_t *atom_count, uint32_t atom_limit,
                                uint32_t *offset, struct assay_error *error) {
    *atom_count = 0;
    for (struct token token = token_next(inserted, 0); token.kind != TOKEN_END;
         token = token_next(inserted, token.end)) {
        *offset = token.start;
        if (token.kind != TOKEN_ATOM) {
            continue;
        }
        if (*atom_count == atom_limit) {
            return error_set(error, ASSAY_RULES, NULL,
                             "the pattern names more than %u mentions; split it in two",
                             atom_limit);
        }
        enum assay_status status =
            read_atom(context, token_text(inserted, token), &atoms[*atom_count], error);
        if (status != ASSAY_OK) {
            return status;
        }
        (*atom_count)++;
    }
    return ASSAY_OK;
}

/* ---- Expansion ---- */

static void append_character(struct buffer *out, uint32_t code_point) {
    char bytes[4];
    buffer_append(out, bytes, utf8_encode(code_point, bytes));
}

static void append_range(struct buffer *out, uint32_t first, uint32_t count) {
    append_character(out, first);
    if (count > 1) {
        buffer_append_char(out, '-');
        append_character(out, first + count - 1);
    }
}

/* The symbols of an atom as a set. A wide range under CASELESS would cost PCRE2 much,
 * hence (?-i:...). */
static void append_atom(struct buffer *out, const struct symbols *symbols,
                        const struct atom *atom) {
    uint32_t classes = symbols->class_count[atom->type];
    uint32_t ids = symbols->id_count[atom->type];
    uint32_t base = symbols->base[atom->type];
    uint32_t here = symbols_of(symbols, atom->type, atom->id, atom->class) - base;
    buffer_append_string(out, "(?-i:[");
    if (atom->id.size > 0) {
        append_range(out, base + here, classes);
    } else if (atom->class.size > 0) {
        for (uint32_t row = 0; row < ids; row++) {
            append_character(out, base + row * classes + here);
        }
    } else {
        append_range(out, base, ids * classes);
    }
    buffer_append_string(out, "])");
}

/* Words, each with the space behind it, that hold no symbol. */
static void append_gap(struct buffer *out, struct slice braces) {
    uint32_t at = 5; /* behind "{gap:" */
    uint32_t words = token_number(braces, &at);
    buffer_append_string(out, "(?-i:[^\\s");
    append_range(out, SYMBOL_FIRST, SYMBOL_LAST + 1 - SYMBOL_FIRST);
    buffer_append_string(out, "]+ ){0,");
    buffer_append_number(out, words);
    buffer_append_string(out, "}?");
}

static enum assay_status take_factored(const struct pattern_context *context,
                                       const struct buffer *text, struct slice *expanded,
                                       struct assay_error *error) {
    struct buffer factored;
    buffer_init(&factored, (size_t)LIMIT_PATTERN_BYTES * 4);
    pattern_factor(buffer_slice(text), &factored);
    enum assay_status status = take_text(context, &factored, expanded, error);
    buffer_deinit(&factored);
    return status;
}

enum assay_status pattern_expand(const struct pattern_context *context,
                                 const struct symbols *symbols, struct slice inserted,
                                 struct slice *expanded, uint64_t *types,
                                 struct assay_error *error) {
    struct buffer out;
    enum assay_status status = ASSAY_OK;
    buffer_init(&out, (size_t)LIMIT_PATTERN_BYTES * 4);
    *types = 0;
    for (struct token token = token_next(inserted, 0);
         token.kind != TOKEN_END && status == ASSAY_OK;
         token = token_next(inserted, token.end)) {
        struct slice text = token_text(inserted, token);
        struct atom atom;
        if (token.kind == TOKEN_ATOM) {
            status = read_atom(context, text, &atom, error);
            if (status == ASSAY_OK) {
                append_atom(&out, symbols, &atom);
                assert(atom.type < 64); /* read_atom has found it among the types */
                *types |= (uint64_t)1 << atom.type;
            }
        } else if (token.kind == TOKEN_GAP) {
            append_gap(&out, text);
        } else {
            buffer_append_slice(&out, text);
        }
    }
    if (status == ASSAY_OK && buffer_status(&out) != ASSAY_OK) {
        status = take_text(context, &out, expanded, error); /* says what is wrong */
    }
    if (status == ASSAY_OK) {
        status = take_factored(context, &out, expanded, error);
    }
    buffer_deinit(&out);
    return status;
}
