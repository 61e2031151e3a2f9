/* Normalization: examples of each rule, and over random text what must always hold: the
 * result is NFC, it is what utf8proc composes, and no span edge falls inside a cluster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <utf8proc.h>

#include "base/memory.h"
#include "stages/normalize.h"
#include "stages/read.h"
#include "text/forms.h"
#include "text/normal.h"
#include "text/unicode.h"

struct example {
    const char *raw, *normalized;
};

static const struct example examples[] = {
    {"", ""},
    {"Plain text, 3 lines.\n\nEnd.", "Plain text, 3 lines.\n\nEnd."},
    /* Forms. */
    {"\xE2\x80\x9Cq\xE2\x80\x9D \xE2\x80\x98q\xE2\x80\x99 \xE2\x80\x9Eq\xE2\x80\x9F",
     "\"q\" 'q' \"q\""},
    {"\xC2\xABq\xC2\xBB \xE2\x80\xB9q\xE2\x80\xBA", "\"q\" 'q'"},
    {"Korea\xE2\x80\x99s Hawai\xCA\xBBi", "Korea's Hawai'i"},
    {"\xEF\xBC\xA1\xEF\xBC\xA2\xEF\xBC\x91\xEF\xBC\x8D", "AB1-"},
    {"re\xEF\xAC\x81ne e\xEF\xAC\x83"
     "cient \xEF\xAC\x82ow o\xEF\xAC\x80",
     "refine efficient flow off"},
    {"\xE2\x97\x8F one \xE2\x96\xAA two \xE2\x80\xA2 three",
     "\xE2\x80\xA2 one \xE2\x80\xA2 two \xE2\x80\xA2 three"},
    {"a\xC2\xA0"
     "b\xE2\x80\xAF"
     "c\xE3\x80\x80"
     "d\te",
     "a b c d e"},
    {"\xC2\xB7 stays, and so does \xE2\x80\xA6",
     "\xC2\xB7 stays, and so does \xE2\x80\xA6"},
    /* Line breaks. */
    {"a\r\nb\rc\xC2\x85"
     "d\xE2\x80\xA8"
     "e\xE2\x80\xA9"
     "f\fg\vh",
     "a\nb\nc\nd\ne\n\nf\ng\nh"},
    /* Removed characters. */
    {"li\xC2\xADthi\xE2\x80\x8Bum\xEF\xBB\xBF \xE2\x80\xAAx\xE2\x80\xAC", "lithium x"},
    {"\xE2\x84\xA2\xEF\xB8\x8F", "\xE2\x84\xA2"},
    /* Hyphens and dashes. */
    {"rare\xE2\x80\x91"
     "earth rare\xE2\x80\x90"
     "earth \xE2\x88\x92"
     "5",
     "rare-earth rare-earth -5"},
    {"a \xE2\x80\x93 b 2010\xE2\x80\x93"
     "2020",
     "a \xE2\x80\x94 b 2010-2020"},
    {"a\xE2\x80\x94"
     "b \xE2\x80\x94 c \xE2\x80\x95 d",
     "a\xE2\x80\x94"
     "b \xE2\x80\x94 c \xE2\x80\x94 d"},
    {"\xE2\x80\x93 item\n\xE2\x80\x93\xC2\xA0item",
     "\xE2\x80\x94 item\n\xE2\x80\x94 item"},
    {"to \xE2\x80\x93"
     "5 and a\xE2\x80\x93 b",
     "to -5 and a- b"},
    /* Hyphens at a line end. */
    {"the pro-\ncessing of", "the processing of"},
    {"the pro-\r\n  cessing of", "the processing of"},
    {"the pro- \ncessing of", "the processing of"},
    {"the pro\xE2\x80\x90\ncessing, pro\xC2\xAD\ncessing", "the processing, processing"},
    {"South-\nKorea 2019-\nto x -\ny z-\n\nw -",
     "South-\nKorea 2019-\nto x -\ny z-\n\nw -"},
    {"-\na", "-\na"},
    {"caf\xC3\xA9-\ns", "caf\xC3\xA9s"},
    /* Composition. */
    {"e\xCC\x81 \xC3\xA9 \xE2\x84\xAB \xE2\x84\xAA", "\xC3\xA9 \xC3\xA9 \xC3\x85 K"},
    {"e\xC2\xAD\xCC\x81 e\xE2\x80\x8D\xCC\x81", "\xC3\xA9 \xC3\xA9"},
    {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB \xE1\x84\x92\xE2\x80\x8C\xE1\x85\xA1",
     "\xED\x95\x9C \xED\x95\x98"},
    {"\xEF\xBC\xA1\xCC\x8A", "\xC3\x85"},
    {"x\xCC\x8C\xCC\xA3", "x\xCC\xA3\xCC\x8C"},
    {"\xCC\x81 at the start\n\xCC\x81", "\xCC\x81 at the start\n\xCC\x81"},
};

static struct normal normalize(struct arena *arena, struct slice raw) {
    struct normal normal;
    assert_int_equal(normal_text(arena, raw, &normal), ASSAY_OK);
    return normal;
}

static struct slice text_of(const struct normal *normal) {
    return slice_of(normal->text, normal->size);
}

static void examples_come_out(void **state) {
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct normal normal = normalize(*state, slice_from_string(examples[i].raw));
        if (!slice_is(text_of(&normal), examples[i].normalized))
            fail_msg("'%s' became '%s', not '%s'", examples[i].raw, normal.text,
                     examples[i].normalized);
    }
}

static void zero_bytes_and_controls_stay(void **state) {
    struct slice raw = SLICE_LITERAL("a\0b\x01\x7F");
    struct normal normal = normalize(*state, raw);
    assert_true(slice_equal(text_of(&normal), raw));
}

static void ascii_is_one_run(void **state) {
    char text[3000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i % 61 == 60 ? '\n' : 33 + i % 90);
    struct normal normal = normalize(*state, slice_of(text, sizeof text));
    assert_true(slice_equal(text_of(&normal), slice_of(text, sizeof text)));
    assert_int_equal(normal.offsets.runs.count, 1);
    normal = normalize(
        *state, SLICE_LITERAL("S\xC3\xA3o Tom\xC3\xA9 \xE2\x80\x94 \xD0\xB4\xD0\xB0"));
    assert_int_equal(normal.offsets.runs.count, 1);
}

/* The raw text of the first place where `word` stands in the normalized text. */
static void assert_source(struct arena *arena, const char *raw, const char *word,
                          const char *source) {
    struct normal normal = normalize(arena, slice_from_string(raw));
    const char *found = strstr(normal.text, word);
    assert_non_null(found);
    uint32_t start = (uint32_t)(found - normal.text);
    struct span span = offsets_to_raw(
        &normal.offsets, (struct span){start, start + (uint32_t)strlen(word)});
    if (!slice_is(slice_of(raw + span.start, span_size(span)), source))
        fail_msg("'%s' maps to '%.*s', not to '%s'", word, (int)span_size(span),
                 raw + span.start, source);
}

static void spans_give_the_verbatim_source(void **state) {
    struct arena *arena = *state;
    assert_source(arena, "the pro-\n cessing of", "processing", "pro-\n cessing");
    assert_source(arena, "\xE2\x80\x8Bli\xC2\xADthium\xE2\x80\x8B!", "lithium",
                  "li\xC2\xADthium");
    assert_source(arena, "cafe\xCC\x81s", "caf\xC3\xA9", "cafe\xCC\x81");
    assert_source(arena, "a\r\nb", "a\nb", "a\r\nb");
    /* An astronaut: two characters and a joiner; a flag: two regional letters. */
    assert_source(arena, "a\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",
                  "\xF0\x9F\x91\xA9", "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80");
    assert_source(arena, "\xF0\x9F\x87\xB0\xF0\x9F\x87\xB7 x", "\xF0\x9F\x87\xB7",
                  "\xF0\x9F\x87\xB0\xF0\x9F\x87\xB7");
    assert_source(arena, "re\xEF\xAC\x81ne", "f", "\xEF\xAC\x81");
    assert_source(arena,
                  "ax\xCC\x8C"
                  "b",
                  "x", "x\xCC\x8C");
    assert_source(arena, "\xE2\x80\x9Ctin\xE2\x80\x9D", "\"tin", "\xE2\x80\x9Ctin");
}

/* ---- Random text ---- */

static const char *const pieces[] = {"a",
                                     "e",
                                     "Z",
                                     "5",
                                     " ",
                                     "-",
                                     "-\n",
                                     "\n",
                                     "\r\n",
                                     "\t",
                                     "\xCC\x81",
                                     "\xCC\x8A",
                                     "\xCC\xA3",
                                     "\xCC\xB4",
                                     "\xCD\x85",
                                     "\xCC\x88\xCC\x81",
                                     "\xC3\xA9",
                                     "\xC3\xA5",
                                     "\xE2\x84\xAB",
                                     "\xE2\x80\x93",
                                     "\xE2\x80\x94",
                                     "\xE2\x80\x99",
                                     "\xE2\x80\x9C",
                                     "\xC2\xA0",
                                     "\xC2\xAD",
                                     "\xE2\x80\x8B",
                                     "\xE2\x80\x8C",
                                     "\xE2\x80\x8D",
                                     "\xEF\xB8\x8F",
                                     "\xEF\xAC\x83",
                                     "\xEF\xBC\xA1",
                                     "\xE1\x84\x80",
                                     "\xE1\x85\xA1",
                                     "\xE1\x86\xA8",
                                     "\xEA\xB0\x80",
                                     "\xEA\xB0\x81",
                                     "\xE0\xA7\x87",
                                     "\xE0\xA6\xBE",
                                     "\xE0\xA4\x95\xE0\xA4\xBC",
                                     "\xD8\x80",
                                     "\xF0\x9F\x91\xA9",
                                     "\xF0\x9F\x8F\xBD",
                                     "\xF0\x9F\x87\xB0",
                                     "\xF0\x9F\x87\xB7",
                                     "\xF0\x9D\x85\x9E",
                                     "\xE0\xB7\x99",
                                     "\xE0\xB7\x8F",
                                     "\xE0\xB7\x8A",
                                     "\xE1\xBE\xA7",
                                     "\xCE\xB1",
                                     "\xE2\x80\xA9",
                                     "\xEF\xBF\xBD",
                                     "\xF4\x8F\xBF\xBF",
                                     "\xEF\xBB\xBF",
                                     "\xE2\x80\xAE",
                                     "\xD7\xA9",
                                     "\xD7\x81",
                                     "\xE4\xB8\xAD",
                                     "\xF0\xAF\xA0\x80",
                                     "\xE2\xAB\x9D\xCC\xB8"};

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static struct slice random_text(uint32_t *seed, char *out) {
    size_t size = 0;
    uint32_t count = 1 + next_random(seed) % 24;
    for (uint32_t i = 0; i < count; i++) {
        const char *piece =
            pieces[next_random(seed) % (sizeof pieces / sizeof pieces[0])];
        memcpy(out + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return slice_of(out, size);
}

static void assert_composed(struct arena *arena, struct slice text) {
    struct normal normal;
    utf8proc_uint8_t *expected;
    assert_int_equal(normal_nfc(arena, text, &normal), ASSAY_OK);
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.size,
                     &expected, (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    assert_true(size >= 0);
    if (!slice_equal(text_of(&normal), slice_of((const char *)expected, (size_t)size)))
        fail_msg("composing '%.*s' gives '%s', not '%s'", (int)text.size, text.data,
                 normal.text, (const char *)expected);
    free(expected);
}

static void composing_agrees_with_utf8proc(void **state) {
    uint32_t seed = 1;
    char room[512];
    for (int i = 0; i < 20000; i++) {
        arena_reset(*state, SIZE_MAX);
        assert_composed(*state, random_text(&seed, room));
    }
}

static void the_result_is_composed_and_stays(void **state) {
    uint32_t seed = 2;
    char room[512];
    for (int i = 0; i < 20000; i++) {
        struct normal again;
        arena_reset(*state, SIZE_MAX);
        struct normal normal = normalize(*state, random_text(&seed, room));
        assert_int_equal(utf8_valid_prefix(text_of(&normal)), normal.size);
        assert_int_equal(normal_nfc(*state, text_of(&normal), &again), ASSAY_OK);
        assert_true(slice_equal(text_of(&again), text_of(&normal)));
    }
}

/* May a span begin or end here: is it the edge of a grapheme cluster, or beside a
 * zero-width character? */
static bool is_edge(struct slice raw, uint32_t offset) {
    utf8proc_int32_t state = 0;
    uint32_t length, before = 0;
    struct form form;
    for (uint32_t at = 0; at < raw.size; at += length) {
        uint32_t code_point = utf8_decode(raw.data + at, &length);
        bool breaks = at == 0 ||
                      utf8proc_grapheme_break_stateful(
                          (utf8proc_int32_t)before, (utf8proc_int32_t)code_point, &state);
        if (at == offset)
            return breaks || (form_of(code_point, &form) && form.count == 0) ||
                   (form_of(before, &form) && form.count == 0);
        if (at > offset)
            return false;
        before = code_point;
    }
    return offset == raw.size;
}

static void assert_runs_cover(const struct normal *normal, struct slice raw) {
    const struct offset_run *runs = normal->offsets.runs.items;
    size_t count = normal->offsets.runs.count;
    assert_int_equal(normal->offsets.raw_size, raw.size);
    assert_int_equal(normal->offsets.normalized_size, normal->size);
    for (size_t i = 0; i < count; i++) {
        uint32_t raw_end = i + 1 < count ? runs[i + 1].raw : (uint32_t)raw.size;
        uint32_t end = i + 1 < count ? runs[i + 1].normalized : normal->size;
        assert_true(runs[i].raw < raw_end && runs[i].normalized <= end);
        if (runs[i].copied)
            assert_true(slice_equal(
                slice_of(raw.data + runs[i].raw, raw_end - runs[i].raw),
                slice_of(normal->text + runs[i].normalized, end - runs[i].normalized)));
    }
}

static void no_edge_falls_inside_a_cluster(void **state) {
    uint32_t seed = 3;
    char room[512];
    for (int i = 0; i < 3000; i++) {
        arena_reset(*state, SIZE_MAX);
        struct slice raw = random_text(&seed, room);
        struct normal normal = normalize(*state, raw);
        assert_runs_cover(&normal, raw);
        uint32_t covered = 0;
        for (uint32_t start = 0, length; start < normal.size; start += length) {
            utf8_decode(normal.text + start, &length);
            struct span span =
                offsets_to_raw(&normal.offsets, (struct span){start, start + length});
            if (!is_edge(raw, span.start) || !is_edge(raw, span.end))
                fail_msg("'%.*s': [%u, %u) cuts a cluster", (int)raw.size, raw.data,
                         span.start, span.end);
            assert_true(span.start < span.end && span.end >= covered);
            assert_true(offsets_to_normalized(&normal.offsets, span.start) <= start);
            covered = span.end;
        }
    }
}

/* ---- The stage ---- */

static void the_stage_fills_the_article(void **state) {
    (void)state;
    struct article article;
    article_init(&article);
    assert_int_equal(read_text(&article, SLICE_LITERAL("\xEF\xBC\xA1 b\r\n"), NULL, NULL),
                     ASSAY_OK);
    assert_int_equal(normalize_article(&article, NULL), ASSAY_OK);
    assert_int_equal(article.normalized_size, 4);
    assert_string_equal(article.normalized, "A b\n");
    assert_int_equal(article.offsets.raw_size, article.raw.size);
    article_deinit(&article);
}

static void failing_memory_is_told(void **state) {
    (void)state;
    struct slice raw = SLICE_LITERAL("e\xCC\x81\xE2\x80\xA9\xF0\x9D\x85\x9E x");
    enum assay_status status = ASSAY_NO_MEMORY;
    for (size_t count = 0; status == ASSAY_NO_MEMORY; count++) {
        struct arena arena;
        struct normal normal;
        arena_init(&arena);
        memory_fail_after(count);
        status = normal_text(&arena, raw, &normal);
        memory_fail_after(SIZE_MAX);
        arena_deinit(&arena);
        assert_true(count < 50);
    }
    assert_int_equal(status, ASSAY_OK);
}

static void growing_text_finds_room(void **state) {
    enum { COUNT = 20000 };
    char *text = malloc(COUNT * 4);
    assert_non_null(text);
    for (size_t i = 0; i < COUNT; i++)
        memcpy(text + 4 * i, "\xF0\x9D\x85\x9E", 4); /* becomes two of four bytes each */
    struct normal normal = normalize(*state, slice_of(text, COUNT * 4));
    assert_int_equal(normal.size, COUNT * 8);
    free(text);
}

int main(void) {
    struct arena arena;
    arena_init(&arena);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(examples_come_out, &arena),
        cmocka_unit_test_prestate(zero_bytes_and_controls_stay, &arena),
        cmocka_unit_test_prestate(ascii_is_one_run, &arena),
        cmocka_unit_test_prestate(spans_give_the_verbatim_source, &arena),
        cmocka_unit_test_prestate(composing_agrees_with_utf8proc, &arena),
        cmocka_unit_test_prestate(the_result_is_composed_and_stays, &arena),
        cmocka_unit_test_prestate(no_edge_falls_inside_a_cluster, &arena),
        cmocka_unit_test(the_stage_fills_the_article),
        cmocka_unit_test(failing_memory_is_told),
        cmocka_unit_test_prestate(growing_text_finds_room, &arena),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_deinit(&arena);
    return failed;
}
