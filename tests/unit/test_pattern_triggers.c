/* Triggers: what is worked out for known patterns, and the promise that no match is
 * without one, held against PCRE2 over generated texts. */
#include "support.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "packs/pattern.h"
#include "text/unicode.h"

static const struct slice types[] = {{"nation", 6}, {"mineral", 7}};

static const struct table_entry words[] = {{{"from", 4}, {"", 0}},
                                           {{"with", 4}, {"", 0}}};
static const struct table function_words = {{"layout/function-words", 21}, words, 2};

static struct pattern triggers_of(struct arena *arena, const char *text, bool exact,
                                  bool starts) {
    struct pattern_context context = {.types = types,
                                      .type_count = 2,
                                      .function_words = &function_words,
                                      .arena = arena};
    struct pattern pattern = {.exact_case = exact};
    char *copy = malloc(strlen(text) + 1); /* without a NUL: to see reading behind it */
    assert_non_null(copy);
    memcpy(copy, text, strlen(text));
    assert_int_equal(
        pattern_triggers(&context, slice_of(copy, strlen(text)), starts, &pattern),
        ASSAY_OK);
    for (uint32_t i = 0; i < pattern.trigger_literal_count; i++) {
        bool ok = false;
        pattern.trigger_literals[i].text =
            arena_copy(arena, pattern.trigger_literals[i].text, &ok);
        assert_true(ok);
    }
    free(copy);
    return pattern;
}

/* "curb|ban +digit +capital @nation", or "-" where there is none. */
static void describe(const struct pattern *pattern, char *out, size_t room) {
    size_t size = 0;
    if (!pattern->triggered) {
        snprintf(out, room, "-");
        return;
    }
    out[0] = '\0';
    for (uint32_t i = 0; i < pattern->trigger_literal_count; i++) {
        struct slice literal = pattern->trigger_literals[i].text;
        size += (size_t)snprintf(out + size, room - size, "%s%.*s", i == 0 ? "" : "|",
                                 (int)literal.size, literal.data);
    }
    static const char *const classes[] = {"+digit", "+currency", "+quote", "+capital"};
    for (uint32_t i = 0; i < 4; i++) {
        if ((pattern->trigger_classes >> i & 1) != 0) {
            size += (size_t)snprintf(out + size, room - size, "%s", classes[i]);
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        if ((pattern->trigger_types >> i & 1) != 0) {
            size += (size_t)snprintf(out + size, room - size, "@%s", types[i].data);
        }
    }
}

static void known_patterns(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *expected;
        bool exact;
    } cases[] = {
        {"curb", "curb", false},
        {"curb(?:s|ed)?", "curb", false},
        {"(?:curb|ban)s?", "curb|ban", false},
        {"rare[ -]earths?", "rare earth", false},
        {"rare\\s+earth", "rare earth", false},
        {"export (?:curb|ban)", "export curb|export ban", false},
        {"\\d+ tonnes", "tonnes", false},
        {"\\d+ ?%", "%", false},
        {"\\d{4}", "+digit", false},
        {"\\p{Sc}\\d+", "+currency", false},
        {"[$€]\\d+", "+currency", false},
        {"\\p{Lu}\\w+ Ministry", "Ministry", true},
        {"\\p{Lu}\\w+", "+capital", true},
        {"\\p{Lu}\\w+", "-", false},
        {"(?i)\\p{Lu}\\w+", "-", true},
        {"(?i:[A-Z])\\d?", "-", true},
        {"{nation}", "@nation", false},
        {"{nation} {gap:4}exports", "exports", false},
        {"{nation}|{mineral:lithium}", "@nation@mineral", false},
        {"\\w+", "-", false},
        {"a?b?", "-", false},
        {"(?=lithium)\\w+", "lithium", false},
        {"(?<=lithium )\\w+", "lithium", false},
        {"(?<=[(/\\[])\\w+", "(|/|[", false},
        {"[;\\d]\\w+", "-", false},
        {"[\\]a-c]\\w+", "-", false},
        {"(?=lithium)?\\w+", "-", false},
        {"(?!lithium)\\w+", "-", false},
        {"(?<!raw )ore", "ore", false},
        {"\\Qa.b c\\E", "a.b c", false},
        {"\\Qtungsten", "tungsten", false},
        {"z\\Qabc\\E?d", "-", false},
        {"\\x41bc", "bc", false},
        {"(?<x>un)(?P=x)to", "un", false},
        {"(?x) a b c", "-", false},
        {"abc\\E?", "-", false},
        {"abc\\Q\\E?", "-", false},
        {"\xC2\xA0rare\xC2\xA0", "rare", false},
        {"\trare\n", "rare", false},
        {"\xC2\xA0", "-", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        char out[4096];
        arena_init(&arena);
        struct pattern pattern =
            triggers_of(&arena, cases[i].pattern, cases[i].exact, false);
        describe(&pattern, out, sizeof out);
        if (strcmp(out, cases[i].expected) != 0) {
            fail_msg("%s: '%s' is not '%s'", cases[i].pattern, out, cases[i].expected);
        }
        assert_int_equal(pattern.triggered, pattern.trigger_reason.size == 0);
        arena_deinit(&arena);
    }
}

/* "<curb> ban": one that must begin and end at the edge of a word, and one that need not.
 */
static void describe_edges(const struct pattern *pattern, char *out, size_t room) {
    size_t size = 0;
    out[0] = '\0';
    for (uint32_t i = 0; i < pattern->trigger_literal_count; i++) {
        const struct literal *literal = &pattern->trigger_literals[i];
        size += (size_t)snprintf(out + size, room - size, "%s%s%.*s%s", i == 0 ? "" : "|",
                                 (literal->edges & EDGE_BEFORE) != 0 ? "<" : "",
                                 (int)literal->text.size, literal->text.data,
                                 (literal->edges & EDGE_AFTER) != 0 ? ">" : "");
    }
}

static void edges_of_words(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *expected;
    } cases[] = {
        {"\\bcurb\\b", "<curb>"},
        {"\\b(?:curb|ban(?:s|ned)?)\\b", "<curb>|<bans>|<banned>|<ban>"},
        {"\\b(?:\\p{L}+ (?:curb|ban)|halted)\\b", "<curb>|<ban>|<halted>"},
        {"\\p{L}+(?:curb|ban)\\b", "curb>|ban>"},
        {"^(?:curb|ban)", "<curb|<ban"},
        {"(?:curb|ban)$", "curb>|ban>"},
        {"\\p{L}+ (?:curb|ban), ", "<curb,|<ban,"},
        {"(?:curb|ban)(?: \\p{L}+){1,3}x", "curb>|ban>"},
        {"(?:curb|ban)(?: \\p{L}+)?x", "curb|ban"},
        {"(?:curb|ban)(?: \\p{L}+)? x", "curb>|ban>"},
        {"(?:curb|ban)(?: \\p{L}+|\\p{L}+) x", "curb|ban"},
        {"(?:curb|ban)(?!ner)\\b", "curb>|ban>"},
        {"{nation} (?:\\p{L}+ ){0,3}curbed", "<curbed"},
        {"{nation} {gap:4}curbed", "<curbed"},
        {"{nation}{gap:4}curbed", "curbed"},
        {"x(?:\\p{L}+ ){0,3}curbed", "curbed"},
        {"x(?:\\p{L}+ ){1,3}curbed", "<curbed"},
        {"\\b(?:curb|ban)+\\b", "curb|ban"},
        {"\\b(?:curb|ban)?lift", "<curblift|<banlift|<lift"},
        {"(?<=\\bcurb )\\p{L}+", "<curb>"},
        {"(?:(?<= )|x)(?:curb|ban)", "curb|ban"},
        {"(?<![\\p{L}\\p{N}$])curb", "<curb"},
        {"(?<![\\p{L}])curb", "curb"},
        {"(?<![^\\p{L}\\p{N}])curb", "curb"},
        {"curb(?![\\p{L}\\p{N}/])", "curb>"},
        {"curb(?![\\p{L}])", "curb"},
        {"(?![\\p{L}\\p{N}])curb", "<curb"},
        {"k\\b(?:ab|)", "kab|k>"},
        {"\\p{L}+ c(?:urbs? \\p{L}+|ap(?:s|ped) the)\\b",
         "<curbs>|<curb>|<caps the>|<capped the>"},
        {"\\p{L}+ c(?:urbs? \\p{L}+|ap(?:s|ped) the)?\\b", "<c"},
        {"\\p{L}+ c(?=urbs? \\p{L}+|ap(?:s|ped) the)\\p{L}+",
         "urbs>|urb>|aps the|apped the"},
        {"\\bwith \\p{L}+ ore\\b", "<ore>"},
        {"\\bWith \\p{L}+ ore\\b", "<ore>"},
        {"\\bwith from \\p{L}+ ore\\b", "<ore>"},
        {"\\bwith zinc \\p{L}+ ore\\b", "<with zinc>"},
        {"\\bwithout \\p{L}+ ore\\b", "<without>"},
        {"\\p{L}+with \\p{L}+ ore\\b", "with>"},
        {"\\p{L}+ un(?<n>do(?:ne|ing) \\d|tie)", "<undone>|<undoing>|<untie"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        char out[4096] = "";
        arena_init(&arena);
        struct pattern pattern = triggers_of(&arena, cases[i].pattern, false, false);
        describe_edges(&pattern, out, sizeof out);
        if (strcmp(out, cases[i].expected) != 0) {
            fail_msg("%s: '%s' is not '%s'", cases[i].pattern, out, cases[i].expected);
        }
        arena_deinit(&arena);
    }
}

/* What alternatives need beside their words. */
static void needs_of_alternatives(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena);
    struct pattern pattern =
        triggers_of(&arena, "\\bagainst (?:\\d+|[a-z]+ {nation}) of", false, false);
    assert_true(pattern.trigger_literal_count > 0);
    bool found = false;
    for (uint32_t i = 0; i < pattern.further_count; i++) {
        const struct further_need *need = &pattern.further[i];
        found |= need->classes == TRIGGER_DIGIT && need->types != 0;
    }
    assert_true(found);
    arena_deinit(&arena);
}

static void known_starts(void **state) {
    (void)state;
    static const struct {
        const char *pattern, *expected; /* "" where it does not start with words */
        bool edge;
    } cases[] = {
        {"\\bcurb(?:s|ed)?\\b", "curbs|curbed|curb", true},
        {"(?:curb|ban)s? of {nation}", "curbs of|curb of|bans of|ban of", false},
        {"\\b(?:the )?(?:ban|curb)\\b", "the ban|the curb|ban|curb", true},
        {"\\b(?:not \\p{L}+ )?ban\\b", "not|ban", true},
        {"(?:\\bban|curb)", "ban|curb", false},
        {"(?<![\\p{L}-])(?:ban|curb) on", "ban on|curb on", true},
        {"(?<!raw )ore \\d", "ore", false},
        {"\\bm(?:uddled? \\w+|ilk(?:s|ed) the)", "muddled|muddle|milks the|milked the",
         true},
        {"\\b(?:so|as) (?:\\d|few)", "so|as", true},
        {"(?:(?:curb)+ )?lift", "curb|lift", false},
        {"\\p{L}+ly banned", "", false},
        {" ?banned", "", false},
        {"(?:bans?)?", "", false},
        {"(?=ban)\\w+", "", false},
        {"{nation} curbs", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        char out[4096] = "";
        arena_init(&arena);
        struct pattern pattern = triggers_of(&arena, cases[i].pattern, false, true);
        if (pattern.starts == STARTS_AT_LITERALS) {
            describe(&pattern, out, sizeof out);
        }
        if (strcmp(out, cases[i].expected) != 0 ||
            (pattern.starts == STARTS_AT_LITERALS &&
             pattern.starts_at_edge != cases[i].edge)) {
            fail_msg("%s: '%s' is not '%s', or not so at edges", cases[i].pattern, out,
                     cases[i].expected);
        }
        arena_deinit(&arena);
    }
}

/* ---- The promise ---- */

static const char *const promised[] = {
    "curb(?:s|ed|bing)?",
    "(?:curb|restrict|suspend|halt|ban)(?:s|ned|ning|ed|ing)?",
    "exports? of",
    "rare[ -]earths?(?: elements?)?",
    "rare\\s+earth",
    "(?:rare|scarce) (?:earth|metal)s?",
    "lift(?:s|ed)? the ban",
    "kiss",
    "\u017Fki",
    "K\u0131l",
    "mask",
    "stra\u00DFe",
    "\u03C3\u03BF\u03C2",
    "\\d+(?:,\\d{3})*(?:\\.\\d+)? ?(?:tons?|tonnes?|kg)",
    "\\$ ?\\d+",
    "(?:US|A)?\\$\\d",
    "[€$]\\d",
    "\\p{Sc}\\d",
    "\"[^\"]+\"",
    "'s?",
    "(?:a|an|the) ban",
    "(?:ab|cd)+e?",
    "(?:ab|cd)*e",
    "(?:ab|cd){2}",
    "(?:ab){0}c",
    "a{2}b",
    "ab?c?d?",
    "a(?:b(?:c(?:d)?)?)?",
    "(?:a|b)(?:c|d)(?:a|b)",
    "[ab][cd][ks]",
    "[^a]b",
    "[a-c]d",
    "[kK]i",
    "[s-]k",
    "\\bban\\b",
    "^the",
    "ban$",
    "ban\\.?$",
    "(?=ban)b\\w+",
    "(?!ban)b\\w+ s",
    "(?<=the )ban",
    "(?<!the )ban",
    "(?:the(?= ban)) ",
    "(?i)Ban",
    "(?-i)ban",
    "(?-i:Ban) the",
    "(?>ban|the)s",
    "(?<x>ban|the) \\k<x>",
    "(?<x>ban|the)(?P=x)",
    "(a|b)\\1c",
    "(a|b)\\g1c",
    "(a|b)\\g{-1}c",
    "(?<n>a)b|(?<n>c)d",
    "(?|(a)b|(c)d)",
    "(?(?=a)ab|cd)",
    "(a)?(?(1)b|c)",
    "\\x61b",
    "\\141b",
    "\\x{61}b",
    "\\o{141}b",
    "\\cIb",
    "\\N{U+61}b",
    "\\Qa\\E?b",
    "c\\Qab\\E?d",
    "c\\Qab\\E*d",
    "c\\Qab\\E{2}",
    "ab\\E?",
    "ab\\Q\\E?c",
    "\\Qa b",
    "a\\sb",
    "a\\s*b",
    "a\\s?b",
    "a {2,}b",
    "a -b",
    "a - b",
    "a-?b",
    "a[ -]?b",
    "a[- ]+b",
    "a\\h+b",
    "a\\Rb",
    "a\\W+b",
    "a.b",
    "a.*?b",
    "a\\pLb",
    "a\\p{Ll}b",
    "\\p{Lu}b",
    "[A-Z]b",
    "[[:upper:]]b",
    "[[:]b",
    "[]a]b",
    ("\xC2\xA0"
     "a"),
    "a\nb",
    "a\tb",
    "(?#ban)the",
    "(?x) b a n # comment",
    "(?x: b a n )",
    "a||b",
    "(?:)a",
    "(|a)b",
    "(?s).b",
    "a\\?b",
    "a\\-b",
    "\\.\\$\\(",
    "U\\.S\\.",
    "e\u0301",
    "\u00E9",
    "\u212Ag",
    "(?:\\d|k)s",
    "(?:\\d|[$])s",
    "(?:\\d|\")s?",
    "(?i)\\p{Lu}",
    "(?i:[A-Z])",
};
enum { PROMISED = sizeof promised / sizeof *promised };

static const char *const pieces[] = {
    "a",      "b",      "c",      "d",       "e",      "s",      "k",      "A",
    "B",      "\u017F", "\u212A", "i",       "\u0131", "\u0130", "K",      "S",
    " ",      "  ",     "-",      "\n",      "\t",     "\u00A0", "\u2028", ".",
    ",",      "$",      "€",      "'",       "\"",     "1",      "12",     "\u0661",
    "the ",   "ban",    "Ban",    "curb",    "ed",     "rare",   "earth",  "export",
    "s of",   "lift",   "ton",    "kg",      "U.S.",   "\u00DF", "\u1E9E", "\u03C3",
    "\u03C2", "\u03A3", "\u03BF", "e\u0301", "\u00E9", "g",      "l",      "ab",
    "cd",     "?",      "(",      ")",       "stra",   "metal",  "\x85",
};

struct oracle {
    bool literal;
};

static bool note(void *context, uint32_t key, uint32_t end) {
    (void)key;
    (void)end;
    ((struct oracle *)context)->literal = true;
    return false;
}

static uint32_t classes_in(struct slice text) {
    uint32_t classes = 0;
    for (size_t at = 0; at < text.size;) {
        uint32_t length = 0;
        uint32_t character = utf8_decode(text.data + at, &length);
        classes |= unicode_is_digit(character) ? TRIGGER_DIGIT : 0u;
        classes |= unicode_is_currency(character) ? TRIGGER_CURRENCY : 0u;
        classes |= unicode_is_upper(character) ? TRIGGER_CAPITALISED : 0u;
        classes |= character == '"' || character == '\'' ? TRIGGER_QUOTE : 0u;
        at += length;
    }
    return classes;
}

struct promise {
    struct arena arena;
    struct pattern pattern;
    struct automaton automaton;
    pcre2_code *code;
    pcre2_match_data *data;
};

static void promise_init(struct promise *promise, const char *text, bool exact,
                         bool starts) {
    int problem = 0;
    size_t place = 0;
    memset(promise, 0, sizeof *promise);
    arena_init(&promise->arena);
    promise->pattern = triggers_of(&promise->arena, text, exact, starts);
    promise->code = pcre2_compile((PCRE2_SPTR)text, strlen(text),
                                  PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES |
                                      (exact ? 0 : PCRE2_CASELESS),
                                  &problem, &place, NULL);
    if (promise->code == NULL) {
        fail_msg("%s is no pattern: %d", text, problem);
    }
    promise->data = pcre2_match_data_create_from_pattern(promise->code, NULL);
    struct automaton_builder *builder = automaton_builder_new();
    assert_non_null(builder);
    for (uint32_t i = 0; i < promise->pattern.trigger_literal_count; i++) {
        uint32_t number = 0;
        if (automaton_add(builder, promise->pattern.trigger_literals[i].text, &number) !=
            ASSAY_OK) {
            fail_msg("%s: a trigger that is no key", text);
        }
    }
    assert_int_equal(automaton_build(builder, &promise->arena, &promise->automaton),
                     ASSAY_OK);
    automaton_builder_free(builder);
}

static void promise_free(struct promise *promise) {
    pcre2_match_data_free(promise->data);
    pcre2_code_free(promise->code);
    arena_deinit(&promise->arena);
}

static bool is_word_at(struct slice text, size_t at) {
    uint32_t length = 0;
    uint32_t character = utf8_decode(text.data + at, &length);
    return character == '_' || unicode_is_letter(character) ||
           unicode_is_digit(character);
}

/* Whether one of the literals stands in the folded text, with its edges. */
static bool holds_literal(struct slice folded, const struct literal *literals,
                          uint32_t count) {
    struct arena arena;
    bool found = false;
    arena_init(&arena);
    for (uint32_t i = 0; i < count; i++) {
        bool ok = false;
        struct slice key = automaton_fold(&arena, literals[i].text, &ok);
        for (size_t at = 0; ok && !found && at + key.size <= folded.size; at++) {
            size_t end = at + key.size;
            found =
                slice_starts_with(slice_of(folded.data + at, folded.size - at), key) &&
                ((literals[i].edges & EDGE_BEFORE) == 0 || at == 0 ||
                 !is_word_at(folded, utf8_before(folded.data, (uint32_t)at))) &&
                ((literals[i].edges & EDGE_AFTER) == 0 || end == folded.size ||
                 !is_word_at(folded, end));
        }
    }
    arena_deinit(&arena);
    return found;
}

/* Every need of a pattern is met by a text that it matches. */
static void needs_are_met(const struct pattern *pattern, const char *source,
                          struct slice text) {
    struct arena arena;
    bool ok = false;
    arena_init(&arena);
    struct slice folded = automaton_fold(&arena, text, &ok);
    uint32_t classes = classes_in(text);
    bool met =
        (classes & pattern->trigger_classes) != 0 ||
        holds_literal(folded, pattern->trigger_literals, pattern->trigger_literal_count);
    for (uint32_t i = 0; i < pattern->further_count; i++) {
        const struct further_need *need = &pattern->further[i];
        met &= (classes & need->classes) != 0 ||
               holds_literal(folded, need->literals, need->literal_count);
    }
    arena_deinit(&arena);
    if (!met) {
        fail_msg("%s matches '%.*s', which lacks what it needs", source, (int)text.size,
                 text.data);
    }
}

static bool is_letter_at(struct slice text, size_t at) {
    uint32_t length = 0;
    return unicode_is_letter(utf8_decode(text.data + at, &length));
}

/* Says whether PCRE2 matched. */
static bool promise_holds(const struct promise *promise, const char *source,
                          struct slice text) {
    int result = pcre2_match(promise->code, (PCRE2_SPTR)text.data, text.size, 0, 0,
                             promise->data, NULL);
    const struct pattern *pattern = &promise->pattern;
    struct oracle oracle = {false};
    if (result < 0 || !pattern->triggered) {
        return result >= 0;
    }
    automaton_scan(&promise->automaton, text, note, &oracle);
    if (!oracle.literal && (classes_in(text) & pattern->trigger_classes) == 0) {
        fail_msg("%s matches '%.*s', which has no trigger", source, (int)text.size,
                 text.data);
    }
    needs_are_met(pattern, source, text);
    return true;
}

/* Where a pattern `starts` with its literals, every match of it does. */
static void starts_hold(const struct promise *promise, const char *source,
                        struct slice text) {
    const struct pattern *pattern = &promise->pattern;
    for (size_t from = 0; from <= text.size;) {
        if (pcre2_match(promise->code, (PCRE2_SPTR)text.data, text.size, from, 0,
                        promise->data, NULL) < 0) {
            break;
        }
        size_t start = pcre2_get_ovector_pointer(promise->data)[0];
        struct arena arena;
        bool ok = false;
        uint32_t classes = classes_in(slice_of(
            text.data + start,
            start < text.size ? utf8_length((unsigned char)text.data[start]) : 0));
        bool found = (classes & pattern->start_classes) != 0;
        arena_init(&arena);
        struct slice folded =
            automaton_fold(&arena, slice_of(text.data + start, text.size - start), &ok);
        for (uint32_t i = 0;
             pattern->starts == STARTS_AT_LITERALS && i < pattern->trigger_literal_count;
             i++) {
            struct slice literal =
                automaton_fold(&arena, pattern->trigger_literals[i].text, &ok);
            found |= slice_starts_with(folded, literal);
        }
        arena_deinit(&arena);
        bool in_word = start > 0 && is_letter_at(text, start) &&
                       is_letter_at(text, utf8_before(text.data, (uint32_t)start));
        found |= pattern->starts == STARTS_ANYWHERE;
        if (!found || (pattern->starts_at_edge && in_word)) {
            fail_msg("%s matches '%.*s' at %zu, where it cannot start", source,
                     (int)text.size, text.data, start);
        }
        from = start +
               (start < text.size ? utf8_length((unsigned char)text.data[start]) : 1);
    }
}

static uint32_t hold(uint64_t *seed, const char *source, bool exact, bool starts) {
    struct promise promise;
    uint32_t matched = 0;
    char text[256];
    promise_init(&promise, source, exact, starts);
    for (uint32_t i = 0; i < 3000; i++) {
        size_t size =
            random_text(seed, pieces, sizeof pieces / sizeof *pieces - 1,
                        1 + random_next(seed, i % 2 == 0 ? 4 : 20), text, sizeof text);
        matched += promise_holds(&promise, source, slice_of(text, size)) ? 1 : 0;
        starts_hold(&promise, source, slice_of(text, size));
    }
    promise_free(&promise);
    return matched;
}

static void no_match_without_a_trigger(void **state) {
    (void)state;
    uint64_t seed = 4;
    uint32_t matched = 0;
    for (size_t i = 0; i < PROMISED; i++) {
        matched += hold(&seed, promised[i], false, false) > 0 ? 1 : 0;
        hold(&seed, promised[i], true, false);
        hold(&seed, promised[i], false, true);
        hold(&seed, promised[i], true, true);
    }
    assert_true(matched > PROMISED / 2);
}

/* Patterns put together at random, where PCRE2 takes them. */
static void no_match_without_a_trigger_in_random_patterns(void **state) {
    (void)state;
    static const char *const parts[] = {
        "a",       "b",     "k",    "s",       "ab",     " ",      "-",   "(?:a|b)",
        "(?:ab|)", "(",     ")",    "|",       "?",      "*",      "+",   "{2}",
        "{0,1}",   "[ab]",  "[ -]", "\\s",     "\\d",    ".",      "\\b", "(?=a)",
        "(?!b)",   "(?:",   "(?i)", "\\Q",     "\\E",    "\\x61",  "$",   "^",
        "\\p{Lu}", "[A-Z]", "(?|",  "(?>",     "\u017F", "\u212A", "\\1", "(?<=a)",
        "(?-i:",   "\\.",   "[^a]", "\\p{Sc}",
    };
    static const char *const letters[] = {"a", "b",      "k",      "s", "A",
                                          "S", "\u017F", "\u212A", " ", "-",
                                          "1", "$",      "\\",     ".", "ab"};
    uint64_t seed = 5;
    uint32_t compiled = 0;
    uint32_t starting = 0;
    for (uint32_t round = 0; round < 6000; round++) {
        char source[128];
        char text[64];
        int problem = 0;
        size_t place = 0;
        bool exact = round % 2 == 1;
        struct promise promise;
        size_t size = random_text(&seed, parts, sizeof parts / sizeof *parts,
                                  1 + random_next(&seed, 8), source, sizeof source);
        pcre2_code *code = pcre2_compile((PCRE2_SPTR)source, size, PCRE2_UTF | PCRE2_UCP,
                                         &problem, &place, NULL);
        if (code == NULL) {
            continue;
        }
        pcre2_code_free(code);
        compiled++;
        promise_init(&promise, source, exact, round % 4 < 2);
        starting += promise.pattern.starts != STARTS_ANYWHERE ? 1 : 0;
        for (uint32_t i = 0; i < 60; i++) {
            size = random_text(&seed, letters, sizeof letters / sizeof *letters,
                               random_next(&seed, 7), text, sizeof text);
            promise_holds(&promise, source, slice_of(text, size));
            starts_hold(&promise, source, slice_of(text, size));
        }
        promise_free(&promise);
    }
    assert_true(compiled > 500 && starting > 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_patterns),
        cmocka_unit_test(edges_of_words),
        cmocka_unit_test(needs_of_alternatives),
        cmocka_unit_test(known_starts),
        cmocka_unit_test(no_match_without_a_trigger),
        cmocka_unit_test(no_match_without_a_trigger_in_random_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
