/* Segmentation by a pack of Latin words: what the keys of a layout rule do, and that all
 * it knows of words comes from the rules. */
#define LAYOUT_RULES "/tests/rules-latin"
#include "segment_fixture.h"

#include "stages/segment_parts.h"

#define PROSE                                                                            \
    "Fodina in montibus est et aqua per annum totum clausa, sed in aestate cum novis "   \
    "machinis ad lucem redit. "
#define OTHER                                                                            \
    "Fabri ab urbe cum suis ad montes eunt, et in tabernis per noctem de auro et de "    \
    "argento loquuntur. "
#define THIRD                                                                            \
    "Consul legem de metallis in foro legit, sed cives non audiunt, quod per hiemem ad " \
    "thermas eunt et ibi manent. "
#define LONG(prose) prose prose prose

/* The zones of a text as a string: the first letter of each, "x" for boilerplate and "D"
 * for a dateline. */
static void assert_zones(struct fixture *fixture, const char *text, const char *zones) {
    segment(fixture, text, strlen(text));
    assert_whole(&fixture->article);
    char found[64] = "";
    size_t count = fixture->article.zones.count;
    assert_true(count < sizeof found);
    for (size_t i = 0; i < count; i++) {
        enum zone_kind kind = fixture->article.zones.items[i].kind;
        found[i] = kind == ZONE_BOILERPLATE ? 'x'
                   : kind == ZONE_DATELINE  ? 'D'
                   : kind == ZONE_BYLINE    ? 'y'
                                            : zone_word(kind)[0];
    }
    assert_string_equal(found, zones);
}

static void test_fields(void **state) {
    struct fixture *fixture = *state;
    assert_zones(fixture,
                 "Fodina nova aperta est hodie\nScripsit Marcus Varro\ndie 3 Maii "
                 "2024\n\n" PROSE,
                 "tydb");
    assert_slice_equal(fixture->article.title, "Fodina nova aperta est hodie");
    assert_slice_equal(fixture->article.byline, "Marcus Varro");
    assert_slice_equal(fixture->article.date, "2024-05-03");
}

static void test_a_month_that_no_table_knows_is_no_date(void **state) {
    struct fixture *fixture = *state;
    assert_zones(fixture, "Fodina nova aperta est hodie\ndie 3 Brumarii 2024\n\n" PROSE,
                 "tdb");
    assert_slice_equal(fixture->article.date, "2024");
}

static void test_a_weak_byline_needs_company(void **state) {
    struct fixture *fixture = *state;
    assert_zones(
        fixture,
        "Fodina nova aperta est hodie\n\nMarcus Varro\ndie 3 Maii 2024\n\n" PROSE,
        "tydb");
    assert_slice_equal(fixture->article.byline, "Marcus Varro");
    assert_zones(fixture, "Fodina nova aperta est hodie\n\nMarcus Varro\n\n" PROSE,
                 "thb");
    assert_int_equal(fixture->article.byline.size, 0);
}

static void test_where(void **state) {
    assert_zones(*state,
                 "Domus nostra\nFodina nova aperta est hodie\n\n" PROSE
                 "\n\nDomus nostra magna\n\n" OTHER,
                 "xtbhb");
}

static void test_max_words(void **state) {
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" PROSE
                 "\n\nLege plura\n\nLege plura de fodina\n\n" OTHER,
                 "tbxhb");
}

static void test_ends(void **state) {
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" PROSE
                 "\n\nSimilia\n\nAurum in Britannia repertum\n\nEst.\n",
                 "tbxxx");
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" PROSE "\n\nSimilia\n\n" LONG(OTHER),
                 "tbxb");
}

static void test_ends_always(void **state) {
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" LONG(PROSE) "\n\n" LONG(
                     OTHER) "\n\nDe nobis\n\n" LONG(THIRD),
                 "tbbxx");
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" PROSE
                 "\n\nDe nobis\n\n" LONG(OTHER) "\n\n" LONG(THIRD),
                 "tbxbb");
}

static void test_repetition(void **state) {
    assert_zones(*state,
                 "Fodina nova aperta est hodie\n\n" PROSE "\n\n" OTHER "\n\n" PROSE
                 "\n\n" THIRD,
                 "tbbxb");
}

static void test_inline(void **state) {
    struct fixture *fixture = *state;
    assert_zones(fixture,
                 "Fodina nova aperta est hodie\n\nROMA - Fodina (nexus) in montibus est "
                 "et aqua per annum totum clausa. (nexus) Sed redit.\n",
                 "tDbxbxb");
    assert_int_equal(fixture->article.sentences.count, 3);
    assert_true(fixture->article.sentences.items[1].holds_residue);
    assert_slice_equal(
        article_slice(&fixture->article, fixture->article.sentences.items[2].span),
        "Sed redit.");
}

static void test_abbreviations(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *text;
        size_t sentences;
    } examples[] = {
        {"Dixit Mag. Varro hodie.", 1},      {"Vide cap. 4 libri.", 1},
        {"Vide cap. Et lege.", 2},           {"Aurum, v. Argentum ibi.", 1},
        {"Aurum, argentum etc. Roma.", 2},   {"Emit Cos. Varro fodinam.", 1},
        {"Emit Varro Cos. Sed vendit.", 2},  {"Dixit Dr. Varro hodie.", 2},
        {"M. T. Varro scripsit. Finis.", 2},
    };
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        segment(fixture, examples[i].text, strlen(examples[i].text));
        if (fixture->article.sentences.count != examples[i].sentences) {
            fail_msg("%zu sentences: %s", fixture->article.sentences.count,
                     examples[i].text);
        }
    }
}

static void test_words(void **state) {
    const struct layout *layout = ((struct fixture *)*state)->layout;
    bool found = false;
    assert_slice_equal(word_set_find(&layout->months, SLICE_LITERAL("MAII"), &found),
                       "5");
    assert_true(found);
    word_set_find(&layout->months, SLICE_LITERAL("Iunii"), &found);
    assert_false(found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_a_month_that_no_table_knows_is_no_date),
        cmocka_unit_test(test_a_weak_byline_needs_company),
        cmocka_unit_test(test_where),
        cmocka_unit_test(test_max_words),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_ends_always),
        cmocka_unit_test(test_repetition),
        cmocka_unit_test(test_inline),
        cmocka_unit_test(test_abbreviations),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
