/* Patterns that cost: those tried on every sentence since no trigger could be worked out,
 * and those whose steps grow faster than the text.
 *
 * The latter are found by running each over texts made to nearly match: its rule's own
 * hits, cut short at each word, again and again; the words of the pattern again and
 * again; runs of one character or word. Steps are counted from every place of the text.
 */
#include "packs/lint.h"

#include "base/memory.h"
#include "packs/pattern_tokens.h"

/* Over a text twice as long a linear pattern takes two times the steps, a quadratic one
 * four times; over one four times as long, sixteen times. */
enum {
    SHORT_BYTES = 200,
    LONG_BYTES = 800,
    LONGEST_BYTES = 1600,
    FOURFOLD_MAXIMUM = 8,
    TWOFOLD_MAXIMUM = 3,
    STEPS_FREE = 24000,
    STEPS_MAXIMUM = 1500000,
    PIECES_MAXIMUM = 24
};

/* ---- Triggers ---- */

static void check_trigger(struct loader *loader, size_t number) {
    const struct pattern *pattern = &loader->patterns.items[number];
    const struct pattern_source *source = &loader->pattern_sources.items[number];
    const struct rule *rule = &loader->rule_list.items[pattern->rule];
    if (!pattern->triggered && !pattern->beside && !source->layout &&
        !pattern->matches_empty) {
        lint_warn(loader, lint_source(loader, rule), rule, source->place,
                  WARNING_NO_TRIGGER,
                  "no trigger, so it is tried on every sentence: %.*s: %.*s",
                  (int)pattern->trigger_reason.size, pattern->trigger_reason.data,
                  (int)pattern->source.size, pattern->source.data);
    }
}

/* ---- Near misses ---- */

struct pieces {
    struct slice items[PIECES_MAXIMUM];
    uint32_t count;
};

static void add_piece(struct pieces *pieces, struct slice piece) {
    if (piece.size > 0 && pieces->count < PIECES_MAXIMUM) {
        pieces->items[pieces->count++] = piece;
    }
}

/* A hit without its last word, without its last two, and so on. */
static void add_hit(struct pieces *pieces, struct slice hit) {
    add_piece(pieces, hit);
    for (size_t end = hit.size; end > 0; end--) {
        if (hit.data[end - 1] == ' ') {
            add_piece(pieces, slice_of(hit.data, end));
        }
    }
}

/* The runs of letters of a pattern. */
static void add_words(struct pieces *pieces, struct slice pattern) {
    size_t start = 0;
    size_t end = 0;
    for (struct token token = token_next(pattern, 0); token.kind != TOKEN_END;
         token = token_next(pattern, token.end)) {
        if (token.kind == TOKEN_CHARACTER && token.start == end && end > start) {
            end = token.end;
        } else {
            add_piece(pieces, slice_of(pattern.data + start, end - start));
            start = token.start;
            end = token.kind == TOKEN_CHARACTER ? token.end : start;
        }
    }
    add_piece(pieces, slice_of(pattern.data + start, end - start));
}

static void gather(const struct rule *rule, const struct pattern *pattern,
                   struct pieces *pieces) {
    static const char *const common[] = {"a",  "a ", "Aa ", "1",   "1,",   ", ",
                                         "\"", "-",  "a, ", "(a ", "Aa, ", "1 "};
    pieces->count = 0;
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        add_piece(pieces, slice_from_string(common[i]));
    }
    for (uint32_t i = 0; i < rule->test_count; i++) {
        if (rule->tests[i].hit) {
            add_hit(pieces, rule->tests[i].text);
        }
    }
    add_words(pieces, pattern->source);
}

/* The piece again and again, and at the end all of it but its last character. */
static struct slice repeat(char *room, struct slice piece, size_t bytes) {
    size_t size = 0;
    while (size + piece.size < bytes) {
        memcpy(room + size, piece.data, piece.size);
        size += piece.size;
    }
    while (size > 0 && ((unsigned char)room[size - 1] & 0xC0) == 0x80) {
        size--; /* of the last character */
    }
    return slice_of(room, size > 0 ? size - 1 : 0);
}

static uint32_t count(struct pattern_steps *steps, struct slice piece, char *room,
                      size_t bytes) {
    return pattern_steps_count(steps, repeat(room, piece, bytes), STEPS_MAXIMUM);
}

/* Few steps are no matter. A first suspicion is tried once more with longer texts, since
 * a pattern that reaches over a long stretch grows fast until the text is longer. */
static bool grows_fast(struct pattern_steps *steps, struct slice piece, char *room) {
    uint32_t many = count(steps, piece, room, LONG_BYTES);
    if (many <= STEPS_FREE) {
        return false;
    }
    uint32_t few = count(steps, piece, room, SHORT_BYTES);
    if (few <= STEPS_MAXIMUM && many / FOURFOLD_MAXIMUM <= few) {
        return false;
    }
    return many > STEPS_MAXIMUM ||
           count(steps, piece, room, LONGEST_BYTES) / TWOFOLD_MAXIMUM > many;
}

/* The piece over which the steps of a pattern grow faster than the text; empty if none.
 */
static struct slice slow_piece(const struct pattern *pattern, const struct pieces *pieces,
                               char *room) {
    struct pattern_steps *steps = pattern_steps_new(pattern);
    struct slice slow = {NULL, 0};
    for (uint32_t i = 0; steps != NULL && slow.size == 0 && i < pieces->count; i++) {
        if (grows_fast(steps, pieces->items[i], room)) {
            slow = pieces->items[i];
        }
    }
    pattern_steps_free(steps);
    return slow;
}

static void check_steps(struct loader *loader, size_t number, struct pieces *pieces,
                        char *room) {
    const struct pattern *pattern = &loader->patterns.items[number];
    const struct rule *rule = &loader->rule_list.items[pattern->rule];
    gather(rule, pattern, pieces);
    struct slice slow = slow_piece(pattern, pieces, room);
    if (slow.size > 0) {
        lint_warn(loader, lint_source(loader, rule), rule,
                  loader->pattern_sources.items[number].place, WARNING_SLOW_PATTERN,
                  "its steps grow faster than the text, as over '%.*s' again and again; "
                  "make inner groups atomic (?>...) or their repeats possessive",
                  slow.size > 60 ? 60 : (int)slow.size, slow.data);
    }
}

void lint_patterns(struct loader *loader) {
    char *room = memory_alloc(LONGEST_BYTES + 1);
    struct pieces *pieces = memory_alloc(sizeof *pieces);
    for (size_t i = 0; room != NULL && pieces != NULL && i < loader->patterns.count;
         i++) {
        const struct rule *rule =
            &loader->rule_list.items[loader->patterns.items[i].rule];
        if (loader->patterns.items[i].compiled.size > 0 &&
            lint_wanted(loader, lint_source(loader, rule), rule)) {
            check_trigger(loader, i);
            check_steps(loader, i, pieces, room);
        }
    }
    if (room == NULL || pieces == NULL) {
        loader->errors->out_of_memory = true;
    }
    memory_free(room);
    memory_free(pieces);
}
