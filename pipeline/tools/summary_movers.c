/* What moved most: counts of the last period beside those of the period before it. */
#include "tools/summary_parts.h"

#include "base/memory.h"

#include <stdlib.h>

struct mover {
    const struct tally *sum;
    uint64_t now, before;
};

static uint64_t distance(const struct mover *mover) {
    return mover->now > mover->before ? mover->now - mover->before
                                      : mover->before - mover->now;
}

static int compare_movers(const void *left, const void *right) {
    const struct mover *a = left;
    const struct mover *b = right;
    if (distance(a) != distance(b)) {
        return distance(a) > distance(b) ? -1 : 1;
    }
    return (a->sum > b->sum) - (a->sum < b->sum); /* the order of their keys */
}

static uint64_t count_at(const struct summary *summary, const struct tally_key *key,
                         int32_t period) {
    const struct tally *tally = tallies_find(&summary->tallies, key, period);
    return tally == NULL ? 0 : tally->count;
}

/* All of a kind that moved, the farthest first; how many. */
static size_t gather(const struct summary *summary, enum tally_kind kind,
                     struct mover *movers) {
    size_t size = 0;
    for (size_t i = 0; i < summary->tallies.count; i++) {
        const struct tally *sum = &summary->tallies.items[i];
        if (sum->key.kind == kind && sum->period == PERIOD_NONE) {
            struct mover mover = {sum, count_at(summary, &sum->key, summary->last),
                                  count_at(summary, &sum->key, summary->last - 1)};
            if (mover.now != mover.before) {
                movers[size++] = mover;
            }
        }
    }
    if (size > 1) {
        qsort(movers, size, sizeof *movers, compare_movers);
    }
    size_t top = summary->options.top;
    return top > 0 && top < size ? top : size;
}

static void list(struct summary_writing *writing, enum tally_kind kind, const char *key,
                 const char *part, struct mover *movers) {
    struct json_writer *json = &writing->json;
    json_key(json, key);
    json_open(json, '[');
    size_t size = writing->summary->last == PERIOD_NONE
                      ? 0
                      : gather(writing->summary, kind, movers);
    for (size_t i = 0; i < size; i++) {
        const struct tally *sum = movers[i].sum;
        json_open_flat(json, '{');
        summary_text(writing, part, sum->key.parts[0]);
        if (kind == TALLY_ENTITY) {
            summary_text(writing, "id", sum->key.parts[1]);
            summary_text(writing, "name", sum->name);
        }
        summary_number(writing, "now", movers[i].now);
        summary_number(writing, "before", movers[i].before);
        json_key(json, "change");
        json_number(json, (int64_t)movers[i].now - (int64_t)movers[i].before);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void side(struct summary_writing *writing, const char *key, int32_t period) {
    const struct summary *summary = writing->summary;
    struct tally_key articles = {.kind = TALLY_ARTICLES};
    json_key(&writing->json, key);
    if (period == PERIOD_NONE) {
        json_nothing(&writing->json);
        return;
    }
    json_open_flat(&writing->json, '{');
    summary_period(writing, "period", period, summary->options.by);
    summary_number(writing, "articles", count_at(summary, &articles, period));
    json_close(&writing->json, '}');
}

void summary_movers(struct summary_writing *writing) {
    const struct summary *summary = writing->summary;
    struct mover *movers =
        memory_alloc((summary->tallies.count + 1) * sizeof(struct mover));
    if (movers == NULL) {
        writing->failed = true;
        return;
    }
    json_key(&writing->json, "movers");
    json_open(&writing->json, '{');
    side(writing, "now", summary->last);
    side(writing, "before",
         summary->last == PERIOD_NONE ? PERIOD_NONE : summary->last - 1);
    list(writing, TALLY_ENTITY, "entities", "type", movers);
    list(writing, TALLY_FRAME, "frames", "frame", movers);
    list(writing, TALLY_FLAG, "flags", "flag", movers);
    json_close(&writing->json, '}');
    memory_free(movers);
}
