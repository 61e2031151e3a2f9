/* What is left as it stands: patterns that count their groups (numbered references,
 * branch reset, conditions) or switch options for what follows, since alternatives change
 * places; lookbehinds, which must be of fixed length; and short lists. */
#include "packs/pattern_factor.h"

#include "base/memory.h"
#include "packs/pattern_tokens.h"

enum { ALTERNATIVES = 1024, SHORTEST_LIST = 5, DEEPEST = 24, NO_LETTER = 0 };

/* Alternatives of one group, in order; `letter` is the first character where it can be
 * taken out. */
struct alternative_list {
    struct slice items[ALTERNATIVES];
    uint32_t letters[ALTERNATIVES];
    bool written[ALTERNATIVES];
    uint32_t count;
    bool overflow;
};

static void write_alternatives(struct slice text, struct buffer *out, uint32_t depth);

/* ---- Reading ---- */

static bool is_lookbehind(struct slice open) {
    return open.size >= 4 && open.data[2] == '<' &&
           (open.data[3] == '=' || open.data[3] == '!');
}

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* The ASCII letter with which the text begins, unless it is repeated. */
static uint32_t first_letter(struct slice text) {
    if (text.size == 0 || !is_letter(text.data[0])) {
        return NO_LETTER;
    }
    return token_next(text, 1).kind == TOKEN_REPEAT ? NO_LETTER
                                                    : (unsigned char)text.data[0];
}

static void add(struct alternative_list *list, struct slice text) {
    if (list->count == ALTERNATIVES) {
        list->overflow = true;
        return;
    }
    list->items[list->count] = text;
    list->letters[list->count] = first_letter(text);
    list->written[list->count] = false;
    list->count++;
}

/* The end of the group whose inside begins at `at`: the offset of its closing bracket. */
static uint32_t group_end(struct slice text, uint32_t at) {
    uint32_t depth = 0;
    for (struct token token = token_next(text, at); token.kind != TOKEN_END;
         token = token_next(text, token.end)) {
        if (token.kind == TOKEN_CLOSE && depth == 0) {
            return token.start;
        }
        depth += token.kind == TOKEN_OPEN ? 1 : 0;
        depth -= token.kind == TOKEN_CLOSE ? 1 : 0;
    }
    return (uint32_t)text.size;
}

static void split(struct slice text, struct alternative_list *list) {
    uint32_t start = 0;
    struct token token = token_next(text, 0);
    for (; token.kind != TOKEN_END; token = token_next(text, token.end)) {
        if (token.kind == TOKEN_OPEN) {
            token.end = group_end(text, token.end);
            token.end += token.end < text.size ? 1 : 0;
        } else if (token.kind == TOKEN_BAR) {
            add(list, slice_of(text.data + start, token.start - start));
            start = token.end;
        }
    }
    add(list, slice_after(text, start));
}

/* Both cases of a letter are one letter to a caseless pattern: then neither is taken out.
 */
static void drop_mixed_case(struct alternative_list *list) {
    bool seen[256] = {false};
    for (uint32_t i = 0; i < list->count; i++) {
        seen[list->letters[i]] = true;
    }
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t letter = list->letters[i];
        if (letter != NO_LETTER && seen[letter ^ 0x20]) {
            list->letters[i] = NO_LETTER;
        }
    }
}

/* ---- Writing ---- */

/* One alternative as it stands, its groups factored. */
static void write_sequence(struct slice text, struct buffer *out, uint32_t depth) {
    for (struct token token = token_next(text, 0); token.kind != TOKEN_END;
         token = token_next(text, token.end)) {
        struct slice piece = token_text(text, token);
        buffer_append_slice(out, piece);
        if (token.kind != TOKEN_OPEN) {
            continue;
        }
        uint32_t end = group_end(text, token.end);
        struct slice inside = slice_of(text.data + token.end, end - token.end);
        if (is_lookbehind(piece)) {
            buffer_append_slice(out, inside);
        } else {
            write_alternatives(inside, out, depth + 1);
        }
        token.end = end;
    }
}

/* The alternatives of one letter from `first` up to what could match beside them: a list
 * of what follows the letter. */
static void write_letter(struct alternative_list *list, uint32_t first, uint32_t end,
                         struct buffer *out, uint32_t depth) {
    struct buffer rest;
    uint32_t letter = list->letters[first];
    uint32_t count = 0;
    buffer_init(&rest, (size_t)LIMIT_PATTERN_BYTES * 4);
    for (uint32_t i = first; i < end; i++) {
        if (list->letters[i] == letter) {
            if (count++ > 0) {
                buffer_append_char(&rest, '|');
            }
            buffer_append(&rest, list->items[i].data + 1, list->items[i].size - 1);
            list->written[i] = true;
        }
    }
    buffer_append_char(out, (char)letter);
    if (count > 1) {
        buffer_append_string(out, "(?:");
    }
    write_alternatives(buffer_slice(&rest), out, depth + 1);
    if (count > 1) {
        buffer_append_char(out, ')');
    }
    out->status = out->status == ASSAY_OK ? rest.status : out->status;
    buffer_deinit(&rest);
}

/* Alternatives without a letter keep their place: those before stay before, those behind
 * behind. */
static uint32_t run_end(const struct alternative_list *list, uint32_t first) {
    uint32_t end = first;
    while (end < list->count && list->letters[end] != NO_LETTER) {
        end++;
    }
    return end;
}

static void write_list(struct alternative_list *list, struct buffer *out,
                       uint32_t depth) {
    bool any = false;
    bool factored = list->count >= SHORTEST_LIST && depth < DEEPEST;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->written[i]) {
            continue;
        }
        if (any) {
            buffer_append_char(out, '|');
        }
        any = true;
        if (factored && list->letters[i] != NO_LETTER) {
            write_letter(list, i, run_end(list, i), out, depth);
        } else {
            write_sequence(list->items[i], out, depth);
        }
    }
}

static void write_alternatives(struct slice text, struct buffer *out, uint32_t depth) {
    struct alternative_list *list = depth > DEEPEST ? NULL : memory_alloc(sizeof *list);
    if (list == NULL) {
        buffer_append_slice(out, text);
        return;
    }
    list->count = 0;
    list->overflow = false;
    split(text, list);
    if (list->overflow) {
        buffer_append_slice(out, text);
    } else {
        drop_mixed_case(list);
        write_list(list, out, depth);
    }
    memory_free(list);
}

/* ---- The whole ---- */

static bool counts_groups(struct slice escape) {
    return escape.size > 1 &&
           ((escape.data[1] >= '1' && escape.data[1] <= '9') || escape.data[1] == 'g');
}

/* A repeat behind \E is of what stands before that. */
static bool quotes(struct token token, struct slice text) {
    return token.kind == TOKEN_QUOTED || slice_is(text, "\\E");
}

static bool must_stay(struct slice pattern) {
    uint32_t depth = 0;
    for (struct token token = token_next(pattern, 0); token.kind != TOKEN_END;
         token = token_next(pattern, token.end)) {
        struct slice text = token_text(pattern, token);
        bool group = token.kind == TOKEN_OPEN && text.size > 2;
        if (token.kind == TOKEN_CLOSE &&
            depth-- == 0) { /* an error for PCRE2 to report */
            return true;
        }
        depth += token.kind == TOKEN_OPEN ? 1 : 0;
        bool condition = token.kind == TOKEN_OPEN && slice_is(text, "(?"); /* (?(?=a) */
        if ((token.kind == TOKEN_ESCAPE && counts_groups(text)) || quotes(token, text) ||
            condition ||
            (group && (text.data[2] == '|' || text.data[2] == '(' ||
                       text.data[text.size - 1] == ')'))) {
            return true;
        }
    }
    return depth != 0;
}

void pattern_factor(struct slice pattern, struct buffer *out) {
    if (must_stay(pattern)) {
        buffer_append_slice(out, pattern);
    } else {
        write_alternatives(pattern, out, 0);
    }
}
