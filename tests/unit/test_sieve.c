/* Sieves: the places they name, and the promise that no match begins at another, held
 * against PCRE2 over texts and patterns put together at random. */
#include "support.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "packs/sieve.h"
#include "packs/sieves.h"
#include "text/unicode.h"

enum { TEXT_BYTES = 256 };

struct trial {
    struct pattern pattern;
    struct sieve_codes codes;
    struct arena scratch;
    struct sieve_room room;
    struct sieve *sieve; /* NULL: the pattern is beyond one */
    struct leads leads;
    bool has_leads;
    pcre2_code *code;
    pcre2_match_data *data;
};

/* False where PCRE2 does not take the pattern. */
static bool trial_begin(struct trial *trial, struct pattern pattern) {
    int problem = 0;
    size_t place = 0;
    *trial = (struct trial){.pattern = pattern};
    trial->code = pcre2_compile((PCRE2_SPTR)pattern.expanded.data, pattern.expanded.size,
                                PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES |
                                    (pattern.exact_case ? 0 : PCRE2_CASELESS),
                                &problem, &place, NULL);
    if (trial->code == NULL) {
        return false;
    }
    trial->data = pcre2_match_data_create_from_pattern(trial->code, NULL);
    arena_init(&trial->scratch);
    sieve_codes_init(&trial->codes, &trial->pattern, 1);
    trial->sieve =
        sieve_new(&trial->codes, &trial->pattern, &trial->scratch, &trial->room);
    trial->has_leads = sieve_leads(&trial->codes, &trial->pattern, &trial->scratch,
                                   &trial->room, &trial->leads);
    return true;
}

static bool trial_init(struct trial *trial, const char *text, bool exact, bool at_edge) {
    return trial_begin(trial, (struct pattern){.expanded = slice_from_string(text),
                                               .exact_case = exact,
                                               .starts_at_edge = at_edge});
}

/* Of a pattern that is tried before a mark. */
static bool trial_init_before(struct trial *trial, const char *text, bool exact) {
    return trial_begin(trial, (struct pattern){.expanded = slice_from_string(text),
                                               .exact_case = exact,
                                               .before = true});
}

static void trial_free(struct trial *trial) {
    sieve_free(trial->sieve);
    assert_int_equal(trial->room.bytes, 0);
    sieve_room_free(&trial->room);
    arena_deinit(&trial->scratch);
    pcre2_match_data_free(trial->data);
    pcre2_code_free(trial->code);
}

static bool scan(struct trial *trial, struct slice text, uint32_t *room,
                 const uint32_t **places, uint32_t *count) {
    unsigned char codes[TEXT_BYTES];
    uint32_t edges[2 * TEXT_BYTES + 256];
    sieve_encode(&trial->codes, text, codes);
    struct sieve_text sieved = {.codes = codes, .size = (uint32_t)text.size};
    sieve_find_edges(&sieved, edges);
    return sieve_scan(trial->sieve, &sieved, room, places, count);
}

/* The places in a text, as "0 3 7". */
static void name_places(struct trial *trial, struct slice text, char *out, size_t room) {
    uint32_t places_room[TEXT_BYTES + 1];
    const uint32_t *places = NULL;
    uint32_t count = 0;
    size_t size = 0;
    assert_true(scan(trial, text, places_room, &places, &count));
    out[0] = '\0';
    for (uint32_t i = 0; i < count; i++) {
        size += (size_t)snprintf(out + size, room - size, "%s%u", i == 0 ? "" : " ",
                                 places[i]);
    }
}

struct known {
    const char *pattern, *text, *expected;
};

static void check_known(const struct known *known, bool at_edge) {
    struct trial trial;
    char out[256];
    assert_true(trial_init(&trial, known->pattern, false, at_edge));
    assert_non_null(trial.sieve);
    name_places(&trial, slice_from_string(known->text), out, sizeof out);
    if (strcmp(out, known->expected) != 0) {
        fail_msg("%s in '%s': '%s' is not '%s'", known->pattern, known->text, out,
                 known->expected);
    }
    trial_free(&trial);
}

static void known_places(void **state) {
    (void)state;
    static const struct known cases[] = {
        {"ban", "ban, a ban, urban", "0 7 14"},
        {"ban", "Ban BAN", "0 4"},
        {"\\bban\\b", "ban, a ban, urban", "0 7 14"}, /* edges are left to PCRE2 */
        {"^ban", "ban ban", "0"},
        {"ban$", "ban ban", "4"},
        {"ban$", "ban\n", "0 1 2 3 4"}, /* all: $ is two places there */
        {"(?:no|any) ban", "no ban, any ban, a ban", "0 8"},
        {"a[^.]{0,80} b", "a c b. a c. b", "0"},
        {"(?<=, )ban", "ban, ban; ban", "5"},
        {"(?<![a-z])ban", "ban urban ban", "0 10"},
        {"(?:^|(?<=[\"(]))ban", "ban (ban ban", "0 5"},
        {"\xE2\x80\x94 ?ban", "ban \xE2\x80\x94 ban", "4"},
        {"[^\xE2\x80\x94]ban",
         "\xE2\x80\x94 ban \xE2\x80\x94"
         "ban",
         "3"},
        {"(?-i:[\xE3\x90\x80-\xE3\x90\x81]) ban", "\xE3\x90\x80 ban \xE3\x90\x82 ban",
         "0"},
        {"(?-i:[(A-[)])an", "Ban (an ban", "0 4"}, /* a range up to a bracket */
        {"(?:no|)\\N{1,3}ban", "no ban", "0 1 2"},
        {"\\d+ tons", "12 tons", "0 1"},
        {"(?-i:[A-Z])an", "Ban ban", "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_known(&cases[i], false);
    }
}

/* Read forward, since matches begin at the edges of words. */
static void known_places_at_edges(void **state) {
    (void)state;
    static const struct known cases[] = {
        {"\\bban\\b", "ban, a ban, urban", "0 7"},
        {"^ban", "ban ban", "0"},
        {"^ban|ban$", "ban ban, ban", "0 9"},
        {"(?<=a)$", "a b a", "5"},
        {"ban[^.]*on", "ban a. ban it on", "7"},
        {"ban$", "ban\n", "0 1 2 3 4"},
        {"\u00E9t\u00E9", "\u00E9t\u00E9, b\u00E9t\u00E9", "0"},
        {"(?-i:[A-Z]{2}) ?\\d", "ab AB1, AB CD 2", "3 11"}, /* as all that begins so */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_known(&cases[i], true);
    }
}

static void beyond_a_sieve(void **state) {
    (void)state;
    static const char *const patterns[] = {"a?", "(?:ban)*", "(?x) b a n", "(?m)^ban",
                                           "(a)?(?(1)b|c)"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct trial trial;
        assert_true(trial_init(&trial, patterns[i], false, false));
        assert_null(trial.sieve);
        trial_free(&trial);
    }
}

static bool is_letter_behind_letter(struct slice text, uint32_t at) {
    uint32_t length = 0;
    return at > 0 && at < text.size &&
           unicode_is_letter(utf8_decode(text.data + at, &length)) &&
           unicode_is_letter(
               utf8_decode(text.data + utf8_before(text.data, at), &length));
}

/* Whether the leads let a match begin there; they do where there are none. */
static bool may_begin(struct trial *trial, struct slice text, uint32_t at) {
    unsigned char codes[TEXT_BYTES];
    uint32_t edges[2 * TEXT_BYTES + 256];
    uint32_t room[TEXT_BYTES + 1];
    const uint32_t *places = NULL;
    uint32_t count = 0;
    uint32_t i = 0;
    if (!trial->has_leads) {
        return true;
    }
    sieve_encode(&trial->codes, text, codes);
    struct sieve_text sieved = {.codes = codes, .size = (uint32_t)text.size};
    sieve_find_edges(&sieved, edges);
    sieve_scan_leads(&trial->leads, &sieved, room, &places, &count);
    while (i < count && places[i] < at) {
        i++;
        assert_true(i == count || places[i] > places[i - 1]);
    }
    return i < count && places[i] == at;
}

/* Says whether PCRE2 matched anywhere. Where matches are said to begin at edges alone,
 * others are not looked for. */
static bool promise_holds(struct trial *trial, const char *source, struct slice text) {
    uint32_t room[TEXT_BYTES + 1];
    const uint32_t *places = NULL;
    uint32_t count = 0;
    uint32_t next = 0;
    bool matched = false;
    if (trial->sieve == NULL || !scan(trial, text, room, &places, &count)) {
        return false;
    }
    for (uint32_t at = 0; at <= text.size;) {
        bool here = pcre2_match(trial->code, (PCRE2_SPTR)text.data, text.size, at,
                                PCRE2_ANCHORED, trial->data, NULL) >= 0;
        matched |= here;
        assert_true(next == count || places[next] >= at); /* ascending, in the text */
        bool named = next < count && places[next] == at;
        next += named ? 1 : 0;
        bool edge = !is_letter_behind_letter(text, at);
        if (here && edge && !may_begin(trial, text, at)) {
            fail_msg("%s matches '%.*s' at %u, where it may not begin", source,
                     (int)text.size, text.data, at);
        }
        if (here && !named && (edge || !trial->pattern.starts_at_edge)) {
            fail_msg("%s matches '%.*s' at %u, which is not named", source,
                     (int)text.size, text.data, at);
        }
        at += at < text.size ? utf8_length((unsigned char)text.data[at]) : 1;
    }
    assert_int_equal(next, count);
    return matched;
}

/* Says whether PCRE2 found a match that ends at `end` of the text. */
static bool ending_promise_holds(struct trial *trial, const char *source,
                                 struct slice text, uint32_t end) {
    unsigned char codes[TEXT_BYTES];
    sieve_encode(&trial->codes, text, codes);
    struct sieve_text sieved = {.codes = codes, .size = (uint32_t)text.size};
    bool found = pcre2_match(trial->code, (PCRE2_SPTR)text.data, end, 0, 0, trial->data,
                             NULL) >= 0;
    if (found && !sieve_may_end(trial->sieve, &sieved, end)) {
        fail_msg("%s matches up to %u of '%.*s', where it may not end", source, end,
                 (int)text.size, text.data);
    }
    return found;
}

static const char *const letters[] = {
    "a", "b", "k",  "s",  "A",  "S", "\u017F", "\u212A", " ", "-", "1",      "$",
    "'", ".", "ab", "\n", ", ", "(", "\u2014", "\u00E9", "É", "½", "\u3400", "\u4DBF",
};

static const char *const parts[] = {
    "a",       "b",         "k",           "s",       "ab",       " ",
    "-",       "(?:a|b)",   "(?:ab|)",     "(",       ")",        "|",
    "?",       "*",         "+",           "{2}",     "{0,1}",    "{2,9}",
    "[ab]",    "[ -]",      "\\s",         "\\d",     ".",        "\\b",
    "(?=a)",   "(?!b)",     "(?:",         "(?i)",    "\\Q",      "\\E",
    "\\x61",   "$",         "^",           "\\p{Lu}", "[A-Z]",    "(?|",
    "(?>",     "\u017F",    "\u212A",      "\\1",     "(?<=a)",   "(?<=[ab])",
    "(?-i:",   "\\.",       "[^a]",        "[^\\w.]", "(?<![a])", "(?<!a)",
    "\u2014",  "[^\u2014]", "\\w",         "\\W",     "\\S",      "[\\d\\s]",
    "(?<=, )", "(?<=ab|k)", "\\z",         "\\Z",     "\\A",      "[^\\s\u3400-\u4DBF]",
    "\u3400",  "[k-s]",     "[[:alpha:]]", "\\p{L}",  "\\P{L}",   "\\p{P}",
    "é",       "\\x{2014}", "\\R",         "\\X",
};

static void no_match_elsewhere(void **state) {
    (void)state;
    uint64_t seed = 7;
    uint32_t sieved = 0;
    uint32_t matched = 0;
    for (uint32_t round = 0; round < 12000; round++) {
        char source[128];
        char text[TEXT_BYTES];
        struct trial trial;
        random_text(&seed, parts, sizeof parts / sizeof *parts, 1 + random_next(&seed, 9),
                    source, sizeof source);
        if (!trial_init(&trial, source, round % 2 == 1, round % 4 < 2)) {
            continue;
        }
        sieved += trial.sieve != NULL ? 1 : 0;
        for (uint32_t i = 0; i < 40; i++) {
            size_t size = random_text(&seed, letters, sizeof letters / sizeof *letters,
                                      random_next(&seed, 9), text, sizeof text);
            matched += promise_holds(&trial, source, slice_of(text, size)) ? 1 : 0;
        }
        trial_free(&trial);
    }
    assert_true(sieved > 1000 && matched > 10000);
}

static void no_match_ends_elsewhere(void **state) {
    (void)state;
    uint64_t seed = 11;
    uint32_t matched = 0;
    for (uint32_t round = 0; round < 6000; round++) {
        char inside[112];
        char source[128];
        char text[TEXT_BYTES];
        struct trial trial;
        random_text(&seed, parts, sizeof parts / sizeof *parts, 1 + random_next(&seed, 7),
                    inside, sizeof inside);
        snprintf(source, sizeof source, "(?:%s)\\z", inside);
        if (!trial_init_before(&trial, source, round % 2 == 1)) {
            continue;
        }
        for (uint32_t i = 0; i < 20 && trial.sieve != NULL; i++) {
            size_t size = random_text(&seed, letters, sizeof letters / sizeof *letters,
                                      random_next(&seed, 9), text, sizeof text);
            for (uint32_t end = 0; end <= size; end++) {
                bool inner = end < size && ((unsigned char)text[end] & 0xC0) == 0x80;
                matched += !inner && ending_promise_holds(&trial, source,
                                                          slice_of(text, size), end)
                               ? 1
                               : 0;
            }
        }
        trial_free(&trial);
    }
    assert_true(matched > 10000);
}

static bool may_end(struct trial *trial, const char *text, uint32_t end) {
    struct sieve_text sieved = {.codes = (const unsigned char *)text,
                                .size = (uint32_t)strlen(text)};
    return sieve_may_end(trial->sieve, &sieved, end);
}

static void asked_where_a_match_ends(void **state) {
    (void)state;
    struct trial trial;
    assert_true(trial_init_before(&trial, "(?:\\b(?:near|by) (?:the )?)\\z", false));
    assert_non_null(trial.sieve);
    assert_true(may_end(&trial, "a port near the sea", 12));
    assert_true(may_end(&trial, "a port near the sea", 16));
    assert_false(may_end(&trial, "a port near the sea", 15));
    assert_false(may_end(&trial, "a port near the sea", 7));
    assert_false(may_end(&trial, "the sea", 4));
    assert_true(may_end(&trial, "By the sea", 7));
    trial_free(&trial);
    assert_true(trial_init_before(&trial, "(?:^a )\\z", false));
    assert_true(may_end(&trial, "a port", 2));
    assert_false(may_end(&trial, "by a port", 5));
    trial_free(&trial);
}

/* More states than are kept: they are forgotten, and what is named stays right. */
static void states_are_forgotten(void **state) {
    (void)state;
    struct trial trial;
    uint64_t seed = 8;
    assert_true(trial_init(&trial,
                           "a[ab ][ab ][ab ][ab ](?:[ab ][ab ]){1,2}"
                           "(?:[ab ][ab ]){0,2}[ab ][ab ][ab ][ab ]b",
                           false, false));
    assert_non_null(trial.sieve);
    for (uint32_t i = 0; i < 4000; i++) {
        static const char *const few[] = {"a", "b", " "};
        char text[TEXT_BYTES];
        size_t size = random_text(&seed, few, 3, 120, text, sizeof text);
        promise_holds(&trial, "many states", slice_of(text, size));
    }
    trial_free(&trial);
}

/* The states' memory is given back, and what is named stays right. */
static void states_are_given_back(void **state) {
    (void)state;
    struct trial trial;
    uint64_t seed = 9;
    assert_true(trial_init(&trial, "(?:ab|ba){1,4}[ab]{1,5} b", false, false));
    assert_non_null(trial.sieve);
    size_t least = trial.room.bytes;
    for (uint32_t i = 0; i < 300; i++) {
        static const char *const few[] = {"a", "b", " "};
        char text[TEXT_BYTES];
        size_t size = random_text(&seed, few, 3, 60, text, sizeof text);
        promise_holds(&trial, "forgotten", slice_of(text, size));
        if (i % 50 == 49) {
            assert_true(trial.room.bytes > least);
            sieve_forget(trial.sieve);
            assert_int_equal(trial.room.bytes, least);
        }
    }
    trial_free(&trial);
}

/* More matches under way at once than a state has parents. */
static void many_under_way(void **state) {
    (void)state;
    enum { LETTERS = 60, TEXT = 100 };
    struct trial trial;
    char pattern[LETTERS + 1];
    char text[TEXT];
    char out[1024];
    char expected[1024];
    size_t size = 0;
    memset(pattern, 'a', LETTERS);
    pattern[LETTERS] = '\0';
    memset(text, 'a', sizeof text);
    for (uint32_t i = 0; i <= TEXT - LETTERS; i++) {
        size += (size_t)snprintf(expected + size, sizeof expected - size, "%s%u",
                                 i == 0 ? "" : " ", i);
    }
    assert_true(trial_init(&trial, pattern, false, false));
    assert_non_null(trial.sieve);
    name_places(&trial, slice_of(text, sizeof text), out, sizeof out);
    assert_string_equal(out, expected);
    trial_free(&trial);
}

/* What would be read from each edge to the end is so only some times. */
static void forward_reads_are_bounded(void **state) {
    (void)state;
    enum { EDGES = 100 };
    struct trial trial;
    char text[2 * EDGES];
    uint32_t room[TEXT_BYTES + 1];
    const uint32_t *places = NULL;
    uint32_t count = 0;
    for (uint32_t i = 0; i < EDGES; i++) {
        text[2 * i] = 'a';
        text[2 * i + 1] = ' ';
    }
    assert_true(trial_init(&trial, "\\ba.*b", false, true));
    assert_non_null(trial.sieve);
    assert_true(scan(&trial, slice_of(text, sizeof text), room, &places, &count));
    assert_in_range(count, 1, EDGES - 2);
    assert_true(places[0] > 0);
    assert_int_equal(places[count - 1], 2 * EDGES - 2);
    trial_free(&trial);
}

static void made_when_worth_it(void **state) {
    (void)state;
    const struct pattern patterns[] = {{.expanded = SLICE_LITERAL("ban")},
                                       {.expanded = SLICE_LITERAL("a?")}};
    struct sieve_codes codes;
    sieve_codes_init(&codes, patterns, 2);
    struct sieves *sieves = sieves_new(patterns, 2, &codes);
    const uint32_t *places = NULL;
    uint32_t count = 0;
    assert_non_null(sieves);
    assert_false(sieves_have(sieves, 0, false));
    sieves_end(sieves, 0, 1); /* it has taken since the clock began */
    assert_true(sieves_have(sieves, 0, false));
    struct sieve_text text = {.codes = (const unsigned char *)"a ban", .size = 5};
    uint32_t edges[2 * 5 + 256];
    sieve_find_edges(&text, edges);
    assert_int_equal(text.edge_count, 3);
    assert_true(sieves_scan(sieves, 0, &text, &places, &count));
    assert_int_equal(count, 1);
    assert_int_equal(places[0], 2);
    assert_false(sieves_have(sieves, 1, true));
    sieves_free(sieves);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_places),
        cmocka_unit_test(known_places_at_edges),
        cmocka_unit_test(beyond_a_sieve),
        cmocka_unit_test(no_match_elsewhere),
        cmocka_unit_test(no_match_ends_elsewhere),
        cmocka_unit_test(asked_where_a_match_ends),
        cmocka_unit_test(states_are_forgotten),
        cmocka_unit_test(states_are_given_back),
        cmocka_unit_test(many_under_way),
        cmocka_unit_test(forward_reads_are_bounded),
        cmocka_unit_test(made_when_worth_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
