/* Any bytes through read, normalize and segment, with the shipped layout pack. Zones
 * partition the text, sentences lie in order inside their paragraphs, none is longer than
 * its limit, and the same bytes give the same again. */
#include "support.h"

#include "packs/load.h"
#include "stages/normalize.h"
#include "stages/read.h"
#include "stages/segment.h"

static struct {
    struct rules *rules;
    struct layout *layout;
    struct scanner *scanner;
} loaded;

static void load_once(void) {
    const char *only[] = {"layout"};
    struct rules_options options = {.only = only, .only_count = 1};
    struct pack_errors errors;
    if (loaded.rules != NULL) {
        return;
    }
    pack_errors_init(&errors);
    require(rules_load(SOURCE_DIR "/rules", &options, &loaded.rules, &errors) ==
            ASSAY_OK);
    pack_errors_deinit(&errors);
    loaded.layout = layout_new(loaded.rules);
    loaded.scanner = scanner_new(loaded.rules->cache);
    require(loaded.layout != NULL && loaded.scanner != NULL);
}

static void check_zones(const struct article *article) {
    uint32_t at = 0, raw = 0;
    for (size_t i = 0; i < article->zones.count; i++) {
        struct span span = article->zones.items[i].span;
        require(span.start == at);
        require(span.end > at || article->normalized_size == 0); /* all is invisible */
        require(i == 0 || article_zone_start(article, i) > raw);
        raw = article_zone_start(article, i);
        at = span.end;
    }
    require(at == article->normalized_size);
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\n'; }

static void check_sentence(const struct article *article,
                           const struct sentence *sentence) {
    const struct zone *zone = &article->zones.items[sentence->zone];
    struct slice text = article_slice(article, sentence->span);
    bool residue = false;
    require(text.size > 0 && text.size <= LIMIT_SENTENCE_BYTES && is_valid(text));
    require(zone->span.start <= sentence->span.start &&
            sentence->span.start < zone->span.end);
    require(zone->kind != ZONE_BOILERPLATE);
    require(!is_blank(text.data[0]) && !is_blank(text.data[text.size - 1]));
    for (size_t i = sentence->zone; i < article->zones.count; i++) {
        zone = &article->zones.items[i];
        if (zone->span.start >= sentence->span.end) {
            break;
        }
        require(zone->paragraph == sentence->paragraph);
        residue |= zone->kind == ZONE_BOILERPLATE;
    }
    require(residue == sentence->holds_residue);
}

static void segment(struct article *article, struct slice bytes) {
    article_init(article);
    require(read_text(article, bytes, NULL, NULL) == ASSAY_OK);
    require(normalize_article(article, NULL) == ASSAY_OK);
    require(segment_article(article, loaded.layout, loaded.scanner, NULL) == ASSAY_OK);
    require(is_valid(article->title) && is_valid(article->date) &&
            is_valid(article->byline));
}

static void check_same(const struct article *one, const struct article *other) {
    require(one->zones.count == other->zones.count);
    require(one->sentences.count == other->sentences.count);
    for (size_t i = 0; i < one->zones.count; i++) {
        require(one->zones.items[i].kind == other->zones.items[i].kind);
        require(one->zones.items[i].span.end == other->zones.items[i].span.end);
    }
    for (size_t i = 0; i < one->sentences.count; i++) {
        require(one->sentences.items[i].span.end == other->sentences.items[i].span.end);
    }
    require(slice_equal(one->title, other->title) &&
            slice_equal(one->date, other->date) &&
            slice_equal(one->byline, other->byline));
}

int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    load_once();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct article article, again;
    uint32_t last = 0;
    load_once();
    segment(&article, slice_of((const char *)data, size));
    segment(&again, slice_of((const char *)data, size));
    check_zones(&article);
    for (size_t i = 0; i < article.sentences.count; i++) {
        const struct sentence *sentence = &article.sentences.items[i];
        require(sentence->span.start >= last);
        check_sentence(&article, sentence);
        last = sentence->span.end;
    }
    check_same(&article, &again);
    article_deinit(&article);
    article_deinit(&again);
    return 0;
}
