/* What the tests of segmentation share: the layout pack, and one article through read,
 * normalize and segment. */
#ifndef ASSAY_TESTS_SEGMENT_FIXTURE_H
#define ASSAY_TESTS_SEGMENT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "packs/load.h"
#include "stages/normalize.h"
#include "stages/read.h"
#include "stages/segment.h"

/* The folder whose layout pack is tested. */
#ifndef LAYOUT_RULES
#define LAYOUT_RULES "/rules"
#endif

struct fixture {
    struct rules *rules;
    struct layout *layout;
    struct scanner *scanner;
    struct article article;
};

static inline int fixture_setup(void **state) {
    static struct fixture fixture; /* of the test program, not of the library */
    const char *only[] = {"layout"};
    struct rules_options options = {.only = only, .only_count = 1};
    struct pack_errors errors;
    pack_errors_init(&errors);
    if (rules_load(SOURCE_DIR LAYOUT_RULES, &options, &fixture.rules, &errors) !=
        ASSAY_OK) {
        return -1;
    }
    pack_errors_deinit(&errors);
    fixture.layout = layout_new(fixture.rules);
    fixture.scanner = scanner_new(fixture.rules->cache);
    article_init(&fixture.article);
    *state = &fixture;
    return fixture.layout == NULL || fixture.scanner == NULL ? -1 : 0;
}

static inline int fixture_teardown(void **state) {
    struct fixture *fixture = *state;
    article_deinit(&fixture->article);
    scanner_free(fixture->scanner);
    layout_free(fixture->layout);
    rules_free(fixture->rules);
    return 0;
}

static inline void segment(struct fixture *fixture, const char *text, size_t size) {
    struct assay_error error;
    error_clear(&error);
    struct article *article = &fixture->article;
    article_reset(article);
    assert_int_equal(read_text(article, slice_of(text, size), NULL, &error), ASSAY_OK);
    assert_int_equal(normalize_article(article, &error), ASSAY_OK);
    assert_int_equal(segment_article(article, fixture->layout, fixture->scanner, &error),
                     ASSAY_OK);
}

static inline void assert_slice_equal(struct slice slice, const char *expected) {
    if (!slice_is(slice, expected)) {
        fail_msg("'%.*s' is not '%s'", (int)slice.size,
                 slice.data == NULL ? "" : slice.data, expected);
    }
}

/* What must hold of any article: zones partition it, sentences lie in order inside their
 * paragraphs, not in residue, and have no white space at their edges. */
static inline void assert_whole(const struct article *article) {
    uint32_t at = 0;
    for (size_t i = 0; i < article->zones.count; i++) {
        const struct zone *zone = &article->zones.items[i];
        assert_int_equal(zone->span.start, at);
        assert_true(zone->span.end > zone->span.start || article->normalized_size == 0);
        at = zone->span.end;
    }
    assert_int_equal(at, article->normalized_size);
    uint32_t last = 0;
    for (size_t i = 0; i < article->sentences.count; i++) {
        const struct sentence *sentence = &article->sentences.items[i];
        const struct zone *zone = &article->zones.items[sentence->zone];
        struct slice text = article_slice(article, sentence->span);
        assert_true(text.size > 0 && text.size <= LIMIT_SENTENCE_BYTES);
        assert_true(sentence->span.start >= last);
        assert_true(zone->span.start <= sentence->span.start &&
                    sentence->span.start < zone->span.end);
        assert_int_equal(zone->paragraph, sentence->paragraph);
        assert_int_not_equal(zone->kind, ZONE_BOILERPLATE);
        assert_false(text.data[0] == ' ' || text.data[0] == '\n');
        assert_false(text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\n');
        bool residue = false;
        for (size_t j = sentence->zone;
             j < article->zones.count &&
             article->zones.items[j].span.start < sentence->span.end;
             j++) {
            assert_int_equal(article->zones.items[j].paragraph, sentence->paragraph);
            residue = residue || article->zones.items[j].kind == ZONE_BOILERPLATE;
        }
        assert_int_equal(residue, sentence->holds_residue);
        last = sentence->span.end;
    }
}

#endif
