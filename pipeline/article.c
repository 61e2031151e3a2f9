/* The article table: made once per thread, emptied between articles. */
#include "article.h"

#include "base/limits.h"

void article_init(struct article *article) {
    *article = (struct article){0};
    arena_init(&article->arena);
    article->arena.maximum = LIMIT_ARTICLE_MEMORY;
}

void article_deinit(struct article *article) {
    arena_deinit(&article->arena);
    article_init(article);
}

void article_reset(struct article *article) {
    struct arena arena = article->arena;
    arena_reset(&arena, LIMIT_ARENA_KEEP);
    *article = (struct article){.arena = arena};
}

void article_diagnose(struct article *article, enum diagnostic_code code,
                      struct span raw_span, struct slice detail) {
    struct diagnostic *diagnostic = &article->diagnostics[code];
    if (diagnostic->count == 0) {
        bool copied;
        diagnostic->raw_span = raw_span;
        diagnostic->detail = detail;
        if (detail.size > 0)
            diagnostic->detail = arena_copy(&article->arena, detail, &copied);
    }
    if (diagnostic->count < UINT32_MAX)
        diagnostic->count++;
}

struct slice article_slice(const struct article *article, struct span span) {
    return slice_of(article->normalized + span.start, span_size(span));
}

const char *zone_word(enum zone_kind kind) {
    static const char *const words[] = {
#define X(name, word) word,
        ZONE_LIST(X)
#undef X
    };
    return kind < ZONE_KINDS ? words[kind] : "unknown";
}

const char *stance_word(enum stance stance) {
    static const char *const words[] = {
#define X(name, word) word,
        STANCE_LIST(X)
#undef X
    };
    return stance < STANCE_OPEN ? words[stance] : "open";
}

const char *diagnostic_word(enum diagnostic_code code) {
    static const char *const words[] = {
#define X(name, word) word,
        DIAGNOSTIC_LIST(X)
#undef X
    };
    return code < DIAGNOSTIC_CODES ? words[code] : "unknown";
}

uint32_t article_zone_start(const struct article *article, size_t number) {
    if (number == article->zones.count) {
        return (uint32_t)article->raw.size;
    }
    struct span span = article->zones.items[number].span;
    return number == 0 ? 0 : offsets_to_raw(&article->offsets, span).start;
}
