/* The summary as JSON: each list the most frequent first, with its counts over time. */
#include "tools/summary_parts.h"

#include "base/memory.h"

#include <stdlib.h>

extern const unsigned char summary_schema[];
extern const size_t summary_schema_size;

struct slice summary_schema_text(void) {
    return slice_of((const char *)summary_schema, summary_schema_size);
}

/* ---- Small things ---- */

void summary_number(struct summary_writing *writing, const char *key, uint64_t value) {
    json_key(&writing->json, key);
    json_number(&writing->json, (int64_t)value);
}

void summary_text(struct summary_writing *writing, const char *key, struct slice value) {
    json_key(&writing->json, key);
    json_string_or_null(&writing->json, value);
}

void summary_period(struct summary_writing *writing, const char *key, int32_t value,
                    enum period_unit unit) {
    char word[PERIOD_TEXT];
    json_key(&writing->json, key);
    if (value == PERIOD_NONE) {
        json_nothing(&writing->json);
    } else {
        json_word(&writing->json, period_text(value, unit, word));
    }
}

static const struct tally *find(const struct summary_writing *writing,
                                const struct tally_key *key, int32_t at) {
    return tallies_find(&writing->summary->tallies, key, at);
}

static uint64_t count_of(const struct summary_writing *writing,
                         const struct tally_key *key, int32_t at) {
    const struct tally *tally = find(writing, key, at);
    return tally == NULL ? 0 : tally->count;
}

/* The name of an entity; its type may be NULL, for any. */
static struct slice name_of(const struct summary_writing *writing, const char *type,
                            struct slice id) {
    const struct tallies *tallies = &writing->summary->tallies;
    for (size_t i = 0; type == NULL && i < tallies->count; i++) {
        const struct tally *tally = &tallies->items[i];
        if (tally->key.kind == TALLY_ENTITY && tally->period == PERIOD_NONE &&
            slice_equal(tally->key.parts[1], id)) {
            return tally->name;
        }
    }
    struct tally_key key = {TALLY_ENTITY,
                            {slice_from_string(type == NULL ? "" : type), id, {NULL, 0}}};
    const struct tally *known = find(writing, &key, PERIOD_NONE);
    return known == NULL ? (struct slice){NULL, 0} : known->name;
}

/* Id and name of an entity, or null. */
static void entity(struct summary_writing *writing, const char *key, const char *type,
                   struct slice id) {
    struct json_writer *json = &writing->json;
    json_key(json, key);
    if (id.size == 0) {
        json_nothing(json);
        return;
    }
    json_open_flat(json, '{');
    summary_text(writing, "id", id);
    summary_text(writing, "name", name_of(writing, type, id));
    json_close(json, '}');
}

/* ---- Rankings ---- */

static int compare_counts(const void *left, const void *right) {
    const struct tally *a = *(const struct tally *const *)left;
    const struct tally *b = *(const struct tally *const *)right;
    if (a->articles != b->articles && a->count == b->count) {
        return a->articles > b->articles ? -1 : 1;
    }
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a > b) - (a < b); /* the order of their keys */
}

/* The sums of a kind, and of a first part unless that is NULL; the most frequent first.
 */
static void rank(struct summary_writing *writing, enum tally_kind kind,
                 const struct slice *first) {
    const struct tallies *tallies = &writing->summary->tallies;
    writing->size = 0;
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *tally = &tallies->items[i];
        if (tally->key.kind == kind && tally->period == PERIOD_NONE &&
            (first == NULL || slice_equal(tally->key.parts[0], *first))) {
            writing->items[writing->size++] = tally;
        }
    }
    if (writing->size > 1) {
        qsort(writing->items, writing->size, sizeof *writing->items, compare_counts);
    }
    size_t top = writing->summary->options.top;
    writing->size = top > 0 && top < writing->size ? top : writing->size;
}

/* "series": the periods with any, in order. They stand behind the sum. */
static void series(struct summary_writing *writing, const struct tally *sum,
                   const char *what) {
    const struct tallies *tallies = &writing->summary->tallies;
    size_t start = (size_t)(sum - tallies->items);
    json_key(&writing->json, "series");
    json_open(&writing->json, '[');
    for (size_t i = start + 1; i < tallies_end(tallies, start); i++) {
        json_open_flat(&writing->json, '{');
        summary_period(writing, "period", tallies->items[i].period,
                       writing->summary->options.by);
        if (what != NULL) {
            summary_number(writing, what, tallies->items[i].count);
        }
        summary_number(writing, "articles", tallies->items[i].articles);
        json_close(&writing->json, '}');
    }
    json_close(&writing->json, ']');
}

/* ---- Periods ---- */

/* What the flags of that time are, each with its share of all claims. */
static void flags_at(struct summary_writing *writing, int32_t at, uint64_t claims) {
    const struct tallies *tallies = &writing->summary->tallies;
    json_key(&writing->json, "flags");
    json_open(&writing->json, '{');
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *tally = &tallies->items[i];
        if (tally->key.kind == TALLY_FLAG && tally->period == at) {
            json_key_slice(&writing->json, tally->key.parts[0]);
            json_open_flat(&writing->json, '{');
            summary_number(writing, "sentences", tally->count);
            json_key(&writing->json, "share");
            json_hundredths(
                &writing->json,
                claims == 0 ? 0
                            : (int32_t)((tally->count * 200 + claims) / (2 * claims)));
            json_close(&writing->json, '}');
        }
    }
    json_close(&writing->json, '}');
}

static void periods(struct summary_writing *writing) {
    const struct tallies *tallies = &writing->summary->tallies;
    struct tally_key claims = {.kind = TALLY_CLAIMS};
    json_key(&writing->json, "periods");
    json_open(&writing->json, '[');
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *tally = &tallies->items[i];
        if (tally->key.kind == TALLY_ARTICLES && tally->period != PERIOD_NONE) {
            uint64_t count = count_of(writing, &claims, tally->period);
            json_open(&writing->json, '{');
            summary_period(writing, "period", tally->period,
                           writing->summary->options.by);
            summary_number(writing, "articles", tally->articles);
            summary_number(writing, "claims", count);
            flags_at(writing, tally->period, count);
            json_close(&writing->json, '}');
        }
    }
    json_close(&writing->json, ']');
}

/* ---- Lists ---- */

/* By type: the most frequent of each. */
static void entities(struct summary_writing *writing) {
    const struct tallies *tallies = &writing->summary->tallies;
    struct json_writer *json = &writing->json;
    struct slice type = {NULL, 0};
    bool begun = false;
    json_key(json, "entities");
    json_open(json, '{');
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *tally = &tallies->items[i];
        if (tally->key.kind != TALLY_ENTITY ||
            (begun && slice_equal(type, tally->key.parts[0]))) {
            continue;
        }
        type = tally->key.parts[0];
        begun = true;
        rank(writing, TALLY_ENTITY, &type);
        json_key_slice(json, type);
        json_open(json, '[');
        for (size_t j = 0; j < writing->size; j++) {
            const struct tally *one = writing->items[j];
            json_open(json, '{');
            summary_text(writing, "id", one->key.parts[1]);
            summary_text(writing, "name", one->name);
            summary_number(writing, "mentions", one->count);
            summary_number(writing, "articles", one->articles);
            series(writing, one, "mentions");
            json_close(json, '}');
        }
        json_close(json, ']');
    }
    json_close(json, '}');
}

/* A list of things with one part; `what` NULL: counted by articles alone. */
static void list(struct summary_writing *writing, enum tally_kind kind, const char *key,
                 const char *part, const char *what) {
    json_key(&writing->json, key);
    json_open(&writing->json, '[');
    rank(writing, kind, NULL);
    for (size_t i = 0; i < writing->size; i++) {
        const struct tally *tally = writing->items[i];
        json_open(&writing->json, '{');
        summary_text(writing, part, tally->key.parts[0]);
        if (what != NULL) {
            summary_number(writing, what, tally->count);
        }
        summary_number(writing, "articles", tally->articles);
        series(writing, tally, what);
        json_close(&writing->json, '}');
    }
    json_close(&writing->json, ']');
}

static void together(struct summary_writing *writing) {
    json_key(&writing->json, "together");
    json_open(&writing->json, '[');
    rank(writing, TALLY_TOGETHER, NULL);
    for (size_t i = 0; i < writing->size; i++) {
        const struct tally *tally = writing->items[i];
        json_open(&writing->json, '{');
        for (size_t j = 0; j < TALLY_PARTS; j++) {
            entity(writing, summary_together[j].key, summary_together[j].type,
                   tally->key.parts[j]);
        }
        summary_number(writing, "sentences", tally->count);
        summary_number(writing, "articles", tally->articles);
        json_close(&writing->json, '}');
    }
    json_close(&writing->json, ']');
}

static void flows(struct summary_writing *writing) {
    json_key(&writing->json, "flows");
    json_open(&writing->json, '[');
    rank(writing, TALLY_FLOW, NULL);
    for (size_t i = 0; i < writing->size; i++) {
        const struct tally *tally = writing->items[i];
        json_open(&writing->json, '{');
        summary_text(writing, "type", tally->key.parts[0]);
        entity(writing, "from", NULL, tally->key.parts[1]);
        entity(writing, "to", NULL, tally->key.parts[2]);
        summary_number(writing, "relations", tally->count);
        summary_number(writing, "articles", tally->articles);
        json_close(&writing->json, '}');
    }
    json_close(&writing->json, ']');
}

/* ---- All ---- */

static void head(struct summary_writing *writing) {
    const struct summary *summary = writing->summary;
    struct tally_key claims = {.kind = TALLY_CLAIMS};
    json_key(&writing->json, "assay_summary");
    json_word(&writing->json, SUMMARY_VERSION);
    json_key(&writing->json, "by");
    json_word(&writing->json, period_unit_word(summary->options.by));
    summary_period(writing, "from", summary->options.from, PERIOD_DAY);
    summary_period(writing, "to", summary->options.to, PERIOD_DAY);
    summary_number(writing, "top", summary->options.top);
    summary_number(writing, "articles", summary->articles);
    summary_number(writing, "failed", summary->failed);
    summary_number(writing, "undated", summary->undated);
    summary_number(writing, "outside", summary->outside);
    summary_number(writing, "claims", count_of(writing, &claims, PERIOD_NONE));
}

bool summary_write(struct summary *summary, bool pretty, struct buffer *out) {
    struct summary_writing writing = {.summary = summary};
    tallies_sort(&summary->tallies);
    writing.items =
        memory_alloc((summary->tallies.count + 1) * sizeof(const struct tally *));
    if (writing.items == NULL || summary->tallies.failed) {
        memory_free((void *)writing.items);
        return false;
    }
    json_begin(&writing.json, out, pretty);
    json_open(&writing.json, '{');
    head(&writing);
    periods(&writing);
    entities(&writing);
    list(&writing, TALLY_FRAME, "frames", "frame", NULL);
    list(&writing, TALLY_FLAG, "flags", "flag", "sentences");
    list(&writing, TALLY_SOURCE, "sources", "class", "claims");
    together(&writing);
    flows(&writing);
    summary_movers(&writing);
    json_close(&writing.json, '}');
    buffer_append_char(out, '\n');
    memory_free((void *)writing.items);
    return !writing.failed && buffer_status(out) == ASSAY_OK;
}
