/* All entity packs in their order; at the end what stands, sorted, for the record and for
 * the stages that follow. */
#include "stages/resolve.h"

#include "stages/match.h"

#include <stdlib.h>

struct sorted_mention {
    const struct work *work;
    const struct mention *mention;
    uint32_t number;
};

static int compare_mentions(const void *left, const void *right) {
    const struct sorted_mention *a = left;
    const struct sorted_mention *b = right;
    const struct slice *types = a->work->rules->types;
    int order = span_compare(a->mention->span, b->mention->span);
    if (order == 0) {
        order = slice_compare(types[a->mention->type], types[b->mention->type]);
    }
    return order != 0 ? order : slice_compare(a->mention->id, b->mention->id);
}

/* Traces named mentions by where they stood; now they stand elsewhere, or nowhere. */
static void renumber_traces(struct article *article, const uint32_t *numbers) {
    for (size_t i = 0; i < article->traces.count; i++) {
        struct trace *trace = &article->traces.items[i];
        if (trace->mention != RULE_NONE) {
            trace->mention = numbers[trace->mention];
        }
    }
}

static void sort_mentions(struct work *work) {
    struct article *article = work->article;
    size_t all = article->mentions.count;
    struct arena *arena = &article->arena;
    struct sorted_mention *sorted =
        work_need(work, arena_alloc_array(arena, all, sizeof *sorted));
    struct mention *mentions =
        work_need(work, arena_alloc_array(arena, all, sizeof *mentions));
    uint32_t *numbers = work_need(work, arena_alloc_array(arena, all, sizeof *numbers));
    if (work->out_of_memory) {
        return;
    }
    size_t count = 0;
    for (uint32_t i = 0; i < all; i++) {
        numbers[i] = RULE_NONE;
        if (!article->mentions.items[i].dropped) {
            sorted[count++] =
                (struct sorted_mention){work, &article->mentions.items[i], i};
        }
    }
    if (count > 1) {
        qsort(sorted, count, sizeof *sorted, compare_mentions);
    }
    for (uint32_t i = 0; i < count; i++) {
        mentions[i] = *sorted[i].mention;
        numbers[sorted[i].number] = i;
    }
    renumber_traces(article, numbers);
    article->mentions.items = mentions;
    article->mentions.count = count;
    article->mentions.capacity = all;
    work_place_mentions(work);
}

enum assay_status resolve_article(struct work *work) {
    for (uint32_t pack = 0; pack < work->rules->pack_count && !work->out_of_memory;
         pack++) {
        if (work->rules->packs[pack].phase == PHASE_ENTITY) {
            match_pack_patterns(work, pack);
            again_pack(work, pack);
            settle_pack(work, pack);
            adjust_pack(work, pack);
        }
    }
    if (!work->out_of_memory) {
        sort_mentions(work);
    }
    return work->out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
