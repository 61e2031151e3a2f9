/* Sentence boundaries: a table of sentences with `|` where one ends, and the golden rules
 * where they are at hand. */
#include "segment_fixture.h"

#include <jansson.h>

static const char *const cases[] = {
    "Tin rose.| Zinc fell.",
    "Who paid?| Nobody knows.",
    "It burned!| Everyone ran.",
    "Mr. Hollis met Mrs. Ngata and Dr. Osei.| They talked.",
    "Prof. Lindqvist and Sen. Marsh flew to Mt. Isa.",
    "Gen. Sato, Lt. Col. Reyes and Sgt. Poe signed.",
    "Gov. Tate and Rep. Lowe agreed on St. Barbara Road.",
    "The price was $4.50 a pound.| It doubled.",
    "Output fell by 3.2 percent to 1.75 million tons.",
    "Version 2.0 came in 2019.| Version 3.1 followed.",
    "Ore of No. 7 Pit went to Dock No. 12.",
    "See Fig. 3 and pp. 40-44 for the map.",
    "The answer was no.| Nobody laughed.",
    "J. R. Mabuza and L. Okoro wrote it.",
    "K.T. Park runs the plant.| He is 61.",
    "George W. Tanner sold the mine.",
    "The U.S. Senate voted on Monday.",
    "Ore goes to the U.S.| The rest stays.",
    "The U.S. and the U.K. signed.",
    "They met in Washington, D.C., on Friday.",
    "He moved to the U.K. in 2012.",
    "Envoys from the U.N. Security Council came.",
    "Harlow Metals Inc. bought Bay Ltd. for cash.",
    "The buyer is Harlow Metals Inc.| It paid in cash.",
    "Pine & Co. dug first.| They found tin.",
    "Corvane Corp. (\"Corvane\") owns the mine.",
    "Tin, zinc, lead, etc. were sold.",
    "They took tin, zinc, etc.| Nothing was left.",
    "Some metals, e.g. tin, are soft.",
    "The oxide, i.e. the ore, is black.",
    "Miners vs. farmers is an old story.",
    "The shift starts at 6 a.m. and ends at 2 p.m. each day.",
    "They left at 5 p.m.| The gate was shut.",
    "On Dec. 11 the center opened.| It was cold.",
    "From Jan. 5 to Sept. 9, 2024, nothing moved.",
    "It opened in Sept.| The first ore came later.",
    "\"We dig.\"| She paused.",
    "\"We dig.\" she said.",
    "\"Who dug it?\" he asked.",
    "\"We sell tin,\" said Ms. Ito.| \"We buy coal.\"",
    "He said: \"It is over.\"| Then he left.",
    "They won (it took years).| Others lost.",
    "They won.| (It took years.)| Others lost.",
    "The mine (it opened in 1950.) is deep.",
    "Wait... there is more.",
    "He stopped....| The lamp went out.",
    "The ore ... is heavy.",
    "Really?!| Yes.",
    "No!!| Stop.",
    "Ask tin@mine.example.com.| She answers.",
    "Visit www.mine.example/a.b.html.| It is new.",
    "The team at Wow! in Lima wrote it.",
    "S. Korea and N. Korea share a river.",
    "Grades were approx. 4 percent.",
    "The contract, cf. clause 4, is void.",
    "A plant costs 5 bn. euros.",
    "It weighs 40 kg.| The lid weighs two.",
    "1. Dig the ore.| 2. Wash the ore.",
    "Vitamin C.| The label lied.",
    "In 2021 prices rose.| In 2022 they fell.",
    "It was made in 1987.| 30 men worked there.",
    "Li Wei et al. found tin.",
    "The E.U. Commission met.",
    "The law is from the E.U.| How it works is unclear.",
    "Sales hit Rs. 400 crore.| Profit fell.",
    "Ph.D. students dug too.",
    "He is chief of Zinc Plc.| She is not.",
    "The ship left St. Petersburg, Fla., at dawn.",
    "Yes.| No.",
    "Their motto is 'Dig.'| It stuck.",
    "The report (opens in a new tab) is out.| It is long.",
    "The report is out. (opens in a new tab)| It is long.",
    "The mine closed.[12]| It reopened.",
};

/* What a case says: texts between bars. Residue between sentences is in neither. */
static void check_case(struct fixture *fixture, const char *written, size_t *wrong) {
    char text[512];
    size_t size = 0;
    uint32_t ends[16];
    size_t end_count = 0;
    for (const char *at = written; *at != '\0'; at++) {
        if (*at == '|') {
            ends[end_count++] = (uint32_t)size;
        } else {
            text[size++] = *at;
        }
    }
    segment(fixture, text, size);
    assert_whole(&fixture->article);
    bool good = fixture->article.sentences.count == end_count + 1;
    for (size_t i = 0; good && i < end_count; i++) {
        uint32_t end = fixture->article.sentences.items[i].span.end;
        uint32_t next = fixture->article.sentences.items[i + 1].span.start;
        good = end <= ends[i] && ends[i] <= next;
    }
    if (!good) {
        print_message("wrong: %s\n", written);
        for (size_t i = 0; i < fixture->article.sentences.count; i++) {
            struct slice part = article_slice(&fixture->article,
                                              fixture->article.sentences.items[i].span);
            print_message("    '%.*s'\n", (int)part.size, part.data);
        }
        (*wrong)++;
    }
}

static void test_table(void **state) {
    size_t wrong = 0;
    size_t count = sizeof cases / sizeof *cases;
    assert_true(count >= 60);
    for (size_t i = 0; i < count; i++) {
        check_case(*state, cases[i], &wrong);
    }
    assert_int_equal(wrong, 0);
}

/* Whether all sentences are exactly those of a golden row. */
static bool is_golden(struct fixture *fixture, const json_t *row) {
    const char *text = json_string_value(json_object_get(row, "text"));
    const json_t *wanted = json_object_get(json_object_get(row, "gold"), "sentences");
    const struct article *article = &fixture->article;
    segment(fixture, text, strlen(text));
    if (article->sentences.count != json_array_size(wanted)) {
        return false;
    }
    for (size_t i = 0; i < article->sentences.count; i++) {
        struct span span =
            offsets_to_raw(&article->offsets, article->sentences.items[i].span);
        struct slice part = slice_of(article->raw.data + span.start, span_size(span));
        if (!slice_is(part, json_string_value(json_array_get(wanted, i)))) {
            return false;
        }
    }
    return true;
}

static void test_golden_rules(void **state) {
    FILE *file = fopen(SOURCE_DIR "/../shared/dev/golden_sentences.jsonl", "r");
    if (file == NULL) {
        skip();
    }
    char line[4096];
    size_t good = 0;
    size_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        json_t *row = json_loads(line, 0, NULL);
        assert_non_null(row);
        good += is_golden(*state, row) ? 1 : 0;
        count++;
        json_decref(row);
    }
    fclose(file);
    print_message("golden rules: %zu of %zu\n", good, count);
    assert_true(good >= 44);
}

/* A line of a page, and how many sentences stand in it. */
static void test_what_is_a_sentence(void **state) {
    struct fixture *fixture = *state;
    static const char page[] = "Tin mine reopens\n\nBy Ines Marlow\n\n3 May 2024\n\n"
                               "LIMA, May 3 (Northwire) - The mine at Oruro has opened "
                               "again after a pause of four years.\n\nWhat is next\n\n"
                               "- Pumps for the lower shaft\n- A road to the port\n";
    segment(fixture, page, sizeof page - 1);
    static const char *const expected[] = {
        "Tin mine reopens",
        "The mine at Oruro has opened again after a pause of four years.", "What is next",
        "Pumps for the lower shaft", "A road to the port"};
    assert_int_equal(fixture->article.sentences.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_slice_equal(
            article_slice(&fixture->article, fixture->article.sentences.items[i].span),
            expected[i]);
    }
}

static void test_cap(void **state) {
    struct fixture *fixture = *state;
    enum { SIZE = 50000 };
    char *text = malloc(SIZE);
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++) {
        text[i] = i % 6 == 5 ? ' ' : 'a';
    }
    segment(fixture, text, SIZE);
    assert_whole(&fixture->article);
    assert_true(fixture->article.diagnostics[DIAGNOSTIC_SENTENCE_CAPPED].count >= 6);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_golden_rules),
        cmocka_unit_test(test_what_is_a_sentence),
        cmocka_unit_test(test_cap),
    };
    return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
