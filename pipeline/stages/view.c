/* Making views: when first asked for, and kept with their unit. Types without a mention
 * there make no difference, so one view serves patterns that name more or fewer. */
#include "stages/view.h"

#include "packs/sieves.h"
#include "text/unicode.h"

#include <stdlib.h>

/* U+FFFD in UTF-8: what a character of the symbols' range becomes when it stands in the
 * text itself. */
static const char replacement[] = "\xEF\xBF\xBD";

struct view_maker {
    struct work *work;
    const struct unit *unit;
    char *text;
    uint32_t size;
    LIST_OF(struct view_part) parts;
};

/* ---- Which mentions ---- */

struct placed {
    struct span span;
    uint32_t mention;
    uint16_t type;
};

/* Longer first, then in the order of types, then of the text. */
static int compare_placed(const void *left, const void *right) {
    const struct placed *a = left;
    const struct placed *b = right;
    if (span_size(a->span) != span_size(b->span)) {
        return span_size(a->span) > span_size(b->span) ? -1 : 1;
    }
    if (a->type != b->type) {
        return a->type < b->type ? -1 : 1;
    }
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

static int compare_starts(const void *left, const void *right) {
    uint32_t a = ((const struct placed *)left)->span.start;
    uint32_t b = ((const struct placed *)right)->span.start;
    return (a > b) - (a < b);
}

/* The mentions to be shown, in order of place; of overlapping ones the longer, then the
 * earlier type. */
static struct placed *choose_mentions(struct work *work, const struct unit *unit,
                                      uint64_t types, size_t *count) {
    struct placed *all =
        work_need(work, arena_alloc_array(&work->article->arena, unit->mentions.count,
                                          sizeof *all));
    size_t found = 0;
    *count = 0;
    for (size_t i = 0; all != NULL && i < unit->mentions.count; i++) {
        uint32_t number = unit->mentions.items[i];
        const struct mention *mention = &work->article->mentions.items[number];
        if (!mention->dropped && (types >> mention->type & 1) != 0) {
            all[found++] = (struct placed){mention->span, number, mention->type};
        }
    }
    if (found > 1) {
        qsort(all, found, sizeof *all, compare_placed);
    }
    /* Longer ones come first, so one that overlaps covers the first or the last byte. */
    bool *taken =
        work_need(work, arena_alloc(&work->article->arena, span_size(unit->span)));
    for (size_t i = 0; taken != NULL && i < found; i++) {
        bool *first = taken + (all[i].span.start - unit->span.start);
        if (!first[0] && !first[span_size(all[i].span) - 1]) {
            memset(first, true, span_size(all[i].span));
            all[(*count)++] = all[i];
        }
    }
    if (*count > 1) {
        qsort(all, *count, sizeof *all, compare_starts);
    }
    return all;
}

/* ---- Writing the view ---- */

static bool add_part(struct view_maker *maker, struct span span, uint32_t mention) {
    struct view_part *part = WORK_PUSH(maker->work, &maker->parts);
    if (part != NULL) {
        *part = (struct view_part){maker->size, span, mention};
    }
    return part != NULL;
}

static bool is_symbol(const char *at) {
    uint32_t length = 0;
    uint32_t character = (unsigned char)*at == 0xE3 || (unsigned char)*at == 0xE4
                             ? utf8_decode(at, &length)
                             : 0;
    return character >= SYMBOL_FIRST && character <= SYMBOL_LAST;
}

/* Copies text as it stands. Symbols and U+FFFD have three bytes each, so sizes do not
 * change. */
static void copy_text(struct view_maker *maker, struct span span) {
    const char *from = maker->work->article->normalized;
    if (span.start >= span.end || !add_part(maker, span, RULE_NONE)) {
        return;
    }
    memcpy(maker->text + maker->size, from + span.start, span_size(span));
    for (uint32_t i = 0; i < span_size(span); i++) {
        if (is_symbol(maker->text + maker->size + i)) {
            memcpy(maker->text + maker->size + i, replacement, 3);
        }
    }
    maker->size += span_size(span);
}

/* Copies text and leaves residue out; what follows residue is set off by a space. */
static void copy_around_residue(struct view_maker *maker, struct span span) {
    const struct article *article = maker->work->article;
    uint32_t at = span.start;
    size_t i =
        maker->unit->holds_residue ? work_zone_at(maker->work, at) : article->zones.count;
    for (; i < article->zones.count && article->zones.items[i].span.start < span.end;
         i++) {
        struct span zone = article->zones.items[i].span;
        if (article->zones.items[i].kind != ZONE_BOILERPLATE) {
            continue;
        }
        copy_text(maker, (struct span){at, zone.start});
        if (maker->size > 0 && maker->text[maker->size - 1] != ' ' &&
            zone.end < span.end && article->normalized[zone.end] != ' ' &&
            add_part(maker, (struct span){zone.end, zone.end}, RULE_NONE)) {
            maker->text[maker->size++] = ' ';
        }
        at = zone.end < span.end ? zone.end : span.end;
    }
    copy_text(maker, (struct span){at, span.end});
}

static uint32_t possessive_size(const struct work *work, struct span unit, uint32_t at) {
    uint32_t longest = 0;
    const char *text = work->article->normalized;
    for (uint32_t i = 0; i < work->rules->possessive_count; i++) {
        struct slice suffix = work->rules->possessives[i];
        if (suffix.size > longest && suffix.size <= unit.end - at &&
            memcmp(text + at, suffix.data, suffix.size) == 0 &&
            unicode_word_edge(slice_of(text, unit.end), at + (uint32_t)suffix.size)) {
            longest = (uint32_t)suffix.size;
        }
    }
    return longest;
}

static struct slice class_of(const struct work *work, const struct mention *mention) {
    struct slice name = work->rules->type_classes[mention->type];
    for (size_t i = 0; i < mention->attributes.count; i++) {
        if (slice_equal(mention->attributes.items[i].name, name)) {
            return mention->attributes.items[i].text;
        }
    }
    return (struct slice){"", 0};
}

static void write_symbol(struct view_maker *maker, const struct placed *placed) {
    const struct mention *mention =
        &maker->work->article->mentions.items[placed->mention];
    if (add_part(maker, placed->span, placed->mention)) {
        uint32_t symbol = symbols_of(&maker->work->rules->symbols, mention->type,
                                     mention->id, class_of(maker->work, mention));
        maker->size += utf8_encode(symbol, maker->text + maker->size);
    }
}

static bool needs_copy(const struct work *work, const struct unit *unit) {
    if (unit->holds_residue) {
        return true;
    }
    const char *text = work->article->normalized;
    for (uint32_t i = unit->span.start; i < unit->span.end; i++) {
        if ((unsigned char)text[i] >= 0xE3 && is_symbol(text + i)) {
            return true;
        }
    }
    return false;
}

static void write_view(struct view_maker *maker, const struct placed *placed,
                       size_t count) {
    struct span unit = maker->unit->span;
    uint32_t at = unit.start;
    for (size_t i = 0; i < count; i++) {
        if (placed[i].span.start < at) {
            continue; /* it begins inside the possessive of the one before */
        }
        copy_around_residue(maker, (struct span){at, placed[i].span.start});
        write_symbol(maker, &placed[i]);
        at = placed[i].span.end;
        at += possessive_size(maker->work, unit, at);
    }
    copy_around_residue(maker, (struct span){at, unit.end});
}

static struct view *make_view(struct work *work, struct unit *unit, uint64_t types) {
    struct arena *arena = &work->article->arena;
    struct view *view = work_need(work, arena_alloc(arena, sizeof *view));
    if (view == NULL) {
        return NULL;
    }
    *view = (struct view){.text = article_slice(work->article, unit->span),
                          .types = types,
                          .generation = unit->generation,
                          .base = unit->span.start};
    size_t count = 0;
    struct placed *placed =
        types == 0 ? NULL : choose_mentions(work, unit, types, &count);
    if (count == 0 && !needs_copy(work, unit)) {
        return view;
    }
    struct view_maker maker = {.work = work, .unit = unit};
    /* A symbol may be longer than its mention (3 bytes for a name of 2). */
    maker.text =
        work_need(work, arena_alloc(arena, span_size(unit->span) + 4 * (count + 1)));
    if (maker.text == NULL) {
        return NULL;
    }
    write_view(&maker, placed, count);
    view->text = slice_of(maker.text, maker.size);
    view->parts = maker.parts.items;
    view->part_count = (uint32_t)maker.parts.count;
    return work->out_of_memory ? NULL : view;
}

struct view *view_of(struct work *work, struct unit *unit, uint64_t types) {
    uint64_t shown =
        types & unit->types; /* types without a mention here make no difference */
    for (struct view *view = unit->views; view != NULL; view = view->next) {
        if (view->types == shown &&
            (view->generation == unit->generation || shown == 0)) {
            return view;
        }
    }
    struct view *view = make_view(work, unit, shown);
    if (view != NULL) {
        view->next = unit->views;
        unit->views = view;
    }
    return view;
}

/* ---- Codes ---- */

static bool is_ascii(struct slice text) {
    unsigned char all = 0;
    for (size_t i = 0; i < text.size; i++) {
        all |= (unsigned char)text.data[i];
    }
    return all < 0x80;
}

static const unsigned char *codes_of(struct work *work, struct slice text) {
    if (is_ascii(text)) {
        return (const unsigned char *)text.data;
    }
    unsigned char *room = work_need(work, arena_alloc(&work->article->arena, text.size));
    if (room != NULL) {
        sieves_encode(scanner_sieves(work->scanner), text, room);
    }
    return room;
}

/* A copy of the edges, which were found in a room that others use too. */
static bool keep_edges(struct work *work, struct sieve_text *sieved) {
    size_t count = (size_t)sieved->edge_count + sieved->code_count;
    uint32_t *edges =
        work_need(work, arena_alloc_array(&work->article->arena, count, sizeof *edges));
    if (edges == NULL) {
        return false;
    }
    uint32_t *ends = edges + sieved->edge_count;
    if (sieved->edge_count > 0) {
        memcpy(edges, sieved->edges, sieved->edge_count * sizeof *edges);
        memcpy(ends, sieved->ends, sieved->code_count * sizeof *ends);
    }
    sieved->edges = edges;
    sieved->ends = ends;
    return true;
}

const struct sieve_text *view_codes(struct work *work, struct view *view) {
    if (view->sieved.codes == NULL) {
        view->sieved.codes = codes_of(work, view->text);
        view->sieved.size = (uint32_t)view->text.size;
    }
    return view->sieved.codes == NULL ? NULL : &view->sieved;
}

const struct sieve_text *view_sieved(struct work *work, struct view *view) {
    if (view_codes(work, view) == NULL) {
        return NULL;
    }
    if (view->sieved.edges == NULL) {
        struct sieve_text sieved = view->sieved;
        if (!sieves_find_edges(scanner_sieves(work->scanner), &sieved)) {
            return work_need(work, NULL);
        }
        if (!keep_edges(work, &sieved)) {
            return NULL;
        }
        view->sieved = sieved;
    }
    return &view->sieved;
}
