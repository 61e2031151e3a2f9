/* Zones: pages of different shapes, each with the kind that every line should have; and
 * what must hold of any text, over generated hostile ones. */
#include "segment_fixture.h"

#include <time.h>

/* A page: each line is preceded by the letter of its zone. */
struct page {
    const char *lines; /* "t Title\n\n-..." : letter, space, line */
    const char *title, *date, *byline;
};

static enum zone_kind kind_of(char letter) {
    static const char letters[] = "tyaidhblqcx";
    static const enum zone_kind kinds[] = {ZONE_TITLE,      ZONE_BYLINE,     ZONE_DATE,
                                           ZONE_HIGHLIGHTS, ZONE_DATELINE,   ZONE_HEADING,
                                           ZONE_BODY,       ZONE_LIST,       ZONE_QUOTE,
                                           ZONE_CAPTION,    ZONE_BOILERPLATE};
    const char *at = strchr(letters, letter);
    assert_non_null(at);
    return kinds[at - letters];
}

#define PROSE                                                                            \
    "The mine in the north of the country has been closed since the flood of last year " \
    "and will not open again before the summer.\n"
#define MORE                                                                             \
    "A company that owns half of it said that the pumps were on their way, and that "    \
    "the "                                                                               \
    "workers would be paid until then.\n"

#define THIRD                                                                            \
    "It is not the first time that water has come up in the shaft, and no one in the "   \
    "town thinks that it will be the last.\n"

static const struct page pages[] = {
    {"t Flooded tin mine stays shut\n\ny By Ines Marlow\n\na 3 May 2024\n\nb " PROSE
     "\nb " MORE "\nh What it costs\n\nb " THIRD
     "\nx © 2024 Tin Post. All rights reserved.\n",
     "Flooded tin mine stays shut", "2024-05-03", "Ines Marlow"},
    {"x Skip to main content\nx Home > News > Mining\nx Sign in\nt Flooded tin mine "
     "stays "
     "shut for a second year\nx Share\nx Facebook\nx LinkedIn\na Published: May 3, 2024, "
     "08:15\nx 4 min read\nb " PROSE "b " MORE "x Related stories\nx Zinc Rises in Lima\n"
     "x Copper Thieves on the Run\n",
     "Flooded tin mine stays shut for a second year", "2024-05-03", ""},
    {"t Flooded tin mine stays shut\n\ni Key points\ni • The mine is shut until summer\n"
     "i • Workers are paid\n\nb " PROSE "\nb " MORE,
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE "\nx ADVERTISEMENT\n\nb " MORE
     "\nx Read more: Zinc rises in Lima\n\nb " THIRD,
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE "\nc A pump at the mouth of the mine. "
     "Photo: Jo Field\n\nb " MORE "\nx Jo Field is a reporter in Lima.\n",
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE
     "\nb The ministry wants three things:\n\nl "
     "1. New pumps for the shaft\nl 2. A wall along the river\nl 3. A fund for the "
     "town\n\nb " MORE,
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE
     "\nq \"We have waited long enough for the "
     "pumps.\" — Ana Rojas, miner\n\nb " MORE,
     "Flooded tin mine stays shut", "", ""},
    {"t Five things to know of the mine\n\nb " PROSE "\nh 1. It is old\n\nb " MORE
     "\nh 2. It is wet\n\nb " THIRD,
     "Five things to know of the mine", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE "\nb " MORE
     "\nx 12 comments\nx Leave a reply\nx Your email address will not be published.\nx "
     "Name "
     "*\nx Straight into your inbox\nx Straight into your inbox\n",
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nb " PROSE "\nb " MORE
     "\nx Zinc Rises in Lima as Ships Wait\n\nx Copper Thieves on the Run Again\n\nx A "
     "Town "
     "Without Water Asks for Help\n",
     "Flooded tin mine stays shut", "", ""},
    {"t FLOODED TIN MINE STAYS SHUT\n\ny BY INES MARLOW\n\na MAY 3, 2024\n\nb " PROSE
     "\nh WHAT IT COSTS\n\nb " MORE,
     "FLOODED TIN MINE STAYS SHUT", "2024-05-03", "INES MARLOW"},
    {"t Flooded tin mine stays shut\n\nb The mine in the north of the country\nb has "
     "been "
     "closed since the flood of last\nb year and will not open again before\nb the "
     "summer.\n"
     "\nb A company that owns half of it said\nb that the pumps were on their way, "
     "and\nb that "
     "the workers would be paid.\n",
     "Flooded tin mine stays shut", "", ""},
    {"t Flooded tin mine stays shut\n\nh Ms Rojas, when will it open?\n\nb Rojas: In the "
     "summer, if the pumps come and the river stays where it is.\n\nh The ministry says "
     "it "
     "never will.\n\nb Rojas: The ministry has been wrong about this mine before, and it "
     "is "
     "wrong now.\n\nh And then?\n\nb Rojas: Then we shall dig, as we have dug for a "
     "hundred "
     "years, down in the dark.\n",
     "Flooded tin mine stays shut", "", ""},
    {"b Mongolia exports coal.\n", "", "", ""},
    {"t Mongolia exports coal\n", "Mongolia exports coal", "", ""},
};

/* Writes the page without its letters, and the kind wanted for each byte. */
static size_t read_page(const struct page *page, char *text, enum zone_kind *wanted) {
    size_t size = 0;
    bool start = true;
    enum zone_kind kind = ZONE_BODY;
    for (const char *at = page->lines; *at != '\0'; at++) {
        if (start && *at != '\n') {
            kind = kind_of(*at);
            at += 2;
        }
        wanted[size] = kind;
        text[size++] = *at;
        start = *at == '\n';
    }
    return size;
}

static void check_page(struct fixture *fixture, const struct page *page) {
    char text[4096];
    enum zone_kind wanted[4096];
    size_t size = read_page(page, text, wanted);
    const struct article *article = &fixture->article;
    segment(fixture, text, size);
    assert_whole(article);
    assert_slice_equal(article->title, page->title);
    assert_slice_equal(article->date, page->date);
    assert_slice_equal(article->byline, page->byline);
    for (size_t i = 0; i < article->zones.count; i++) {
        uint32_t start = article_zone_start(article, i);
        uint32_t end = article_zone_start(article, i + 1);
        for (uint32_t at = start; at < end; at++) {
            if (article->zones.items[i].kind != wanted[at]) {
                fail_msg("%s, not %s: '%.60s' of '%s'",
                         zone_word(article->zones.items[i].kind), zone_word(wanted[at]),
                         text + at, page->title);
            }
        }
    }
}

static void test_pages(void **state) {
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        check_page(*state, &pages[i]);
    }
}

static size_t count_kind(const struct article *article, enum zone_kind kind) {
    size_t count = 0;
    for (size_t i = 0; i < article->zones.count; i++) {
        count += article->zones.items[i].kind == kind ? 1 : 0;
    }
    return count;
}

static void test_inline_residue(void **state) {
    struct fixture *fixture = *state;
    static const char page[] =
        "Flooded tin mine stays shut\n\nAccording to the Tin Post "
        "(opens in a new tab), the mine in the north is closed until "
        "the summer. (opens in a new tab) The pumps are late.\n";
    segment(fixture, page, sizeof page - 1);
    const struct article *article = &fixture->article;
    assert_whole(article);
    assert_int_equal(count_kind(article, ZONE_BOILERPLATE), 2);
    assert_int_equal(article->sentences.count, 3);
    assert_true(article->sentences.items[1].holds_residue);
    assert_false(article->sentences.items[2].holds_residue);
    assert_slice_equal(article_slice(article, article->sentences.items[2].span),
                       "The pumps are late.");
}

static void test_dateline(void **state) {
    struct fixture *fixture = *state;
    static const char page[] =
        "Flooded tin mine stays shut\n\nLIMA, May 3, 2024 (Northwire) "
        "- " PROSE;
    segment(fixture, page, sizeof page - 1);
    const struct article *article = &fixture->article;
    assert_int_equal(article->zones.items[1].kind, ZONE_DATELINE);
    assert_int_equal(article->zones.items[2].kind, ZONE_BODY);
    assert_slice_equal(article->date, "2024-05-03");
}

static void test_given_fields_win(void **state) {
    struct fixture *fixture = *state;
    struct article *article = &fixture->article;
    static const char page[] = "Flooded tin mine stays shut\n\n3 May 2024\n\n" PROSE;
    struct assay_error error;
    error_clear(&error);
    article_reset(article);
    assert_int_equal(read_text(article, slice_of(page, sizeof page - 1), NULL, &error),
                     ASSAY_OK);
    article->given_date = SLICE_LITERAL("2024-05-04");
    assert_int_equal(normalize_article(article, &error), ASSAY_OK);
    assert_int_equal(segment_article(article, fixture->layout, fixture->scanner, &error),
                     ASSAY_OK);
    assert_slice_equal(article->date, "2024-05-04");
    assert_slice_equal(article->title, "Flooded tin mine stays shut");
}

static void test_fall_back(void **state) {
    struct fixture *fixture = *state;
    char page[8192] = "";
    for (int i = 0; i < 30; i++) {
        strcat(page, "Tin of the north and of the south\n\n");
    }
    segment(fixture, page, strlen(page));
    assert_whole(&fixture->article);
    assert_int_equal(fixture->article.diagnostics[DIAGNOSTIC_MASK_FALLBACK].count, 1);
    assert_int_equal(count_kind(&fixture->article, ZONE_BOILERPLATE), 0);
}

/* ---- Hostile text ---- */

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void test_random_text(void **state) {
    static const char *const parts[] = {
        "The mine of the north is closed until the summer, and the pumps are late. ",
        "\n",
        "\n\n",
        " ",
        "   ",
        ".",
        "...",
        ". . .",
        "\"",
        "'",
        "(",
        ")",
        "[1]",
        "?",
        "!",
        " (opens in a new tab)",
        "(opens in a new tab) ",
        "• ",
        "- ",
        "1. ",
        "2. ",
        "a. ",
        "By Ines Marlow",
        "3 May 2024",
        "LIMA, May 3 (Northwire) - ",
        "Advertisement",
        "Read more",
        "Leave a reply",
        "© 2024 Tin Post",
        "Highlights",
        "U.S. ",
        "Dr. ",
        "Tin",
        "Photo: Jo Field",
        "\xE2\x80\x94",
        "\xF0\x9F\x98\x80",
        "e\xCC\x81",
        "\xD7\x90",
        "\xE2\x80\x8B",
        "\xFF",
        "\r\n",
        "\t",
        "&amp;",
        "<br/>",
        "x",
        "THE ORE "};
    uint32_t seed = 20240503;
    for (int round = 0; round < 1500; round++) {
        char text[8192] = "";
        size_t size = 0;
        uint32_t count = next_random(&seed) % 60;
        for (uint32_t i = 0; i < count; i++) {
            const char *part = parts[next_random(&seed) % (sizeof parts / sizeof *parts)];
            memcpy(text + size, part, strlen(part));
            size += strlen(part);
        }
        segment(*state, text, size);
        assert_whole(&((struct fixture *)*state)->article);
    }
}

static void test_hostile_text(void **state) {
    static const char *const parts[] = {"\n",
                                        ".",
                                        ". ",
                                        "x",
                                        " ",
                                        "(",
                                        "\"",
                                        "• ",
                                        "• item\n",
                                        "A. ",
                                        "1. A 2. B ",
                                        "a | ",
                                        "Read more about tin here\n",
                                        "Gold rose by two percent today.\n",
                                        "[1]",
                                        "SEOUL, ",
                                        "tin (opens in a new tab). Tin ",
                                        "Home > News | x\n",
                                        "A: b\n",
                                        "the ore of\nTin\n",
                                        "e\xCC\x81",
                                        "3 May 2024\n",
                                        "Advertisement\n",
                                        "\"Yes.\" (No.) "};
    enum { SIZE = 200000 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t length = strlen(parts[i]);
        size_t size = 0;
        for (; size + length <= SIZE; size += length) {
            memcpy(text + size, parts[i], length);
        }
        clock_t start = clock();
        segment(*state, text, size);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        assert_whole(&((struct fixture *)*state)->article);
        if (seconds > 5) {
            fail_msg("%.1f seconds for many of '%s'", seconds, parts[i]);
        }
    }
    free(text);
}

/* Every allocation may fail: the article is then refused, and nothing is lost. */
static void test_out_of_memory(void **state) {
    struct fixture *fixture = *state;
    static const char page[] = "Flooded tin mine stays shut\n\nBy Ines Marlow\n\n" PROSE;
    bool failed = true;
    for (size_t i = 0; failed && i < 200; i++) {
        struct article article;
        struct assay_error error;
        error_clear(&error);
        article_init(&article);
        assert_int_equal(
            read_text(&article, slice_of(page, sizeof page - 1), NULL, &error), ASSAY_OK);
        assert_int_equal(normalize_article(&article, &error), ASSAY_OK);
        memory_fail_after(i);
        enum assay_status status =
            segment_article(&article, fixture->layout, fixture->scanner, &error);
        memory_fail_after(SIZE_MAX);
        failed = status == ASSAY_NO_MEMORY;
        assert_true(failed || status == ASSAY_OK);
        article_deinit(&article);
    }
    assert_false(failed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages),        cmocka_unit_test(test_inline_residue),
        cmocka_unit_test(test_dateline),     cmocka_unit_test(test_given_fields_win),
        cmocka_unit_test(test_fall_back),    cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_hostile_text), cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
