/* Units and what is known of them; running patterns over them. */
#include "stages/work.h"

#include "stages/view.h"
#include "text/unicode.h"

void *work_need(struct work *work, void *memory) {
    if (memory == NULL) {
        work->out_of_memory = true;
    }
    return memory;
}

/* ---- Units ---- */

static bool has_own_unit(enum zone_kind kind) {
    return kind == ZONE_BYLINE || kind == ZONE_DATELINE || kind == ZONE_DATE;
}

static struct span trim(const struct article *article, struct span span) {
    while (span.start < span.end &&
           (unsigned char)article->normalized[span.start] <= ' ') {
        span.start++;
    }
    while (span.end > span.start &&
           (unsigned char)article->normalized[span.end - 1] <= ' ') {
        span.end--;
    }
    return span;
}

static struct unit unit_of_sentence(const struct article *article, uint32_t number) {
    const struct sentence *sentence = &article->sentences.items[number];
    return (struct unit){.span = sentence->span,
                         .sentence = number,
                         .zone = article->zones.items[sentence->zone].kind,
                         .holds_residue = sentence->holds_residue,
                         .capitals = -1};
}

static void add_unit(struct work *work, struct unit unit) {
    unit.number = unit.first = unit.last = work->unit_count;
    work->units[work->unit_count++] = unit;
}

/* Sentences and zones without sentences, merged by place. */
static void make_units(struct work *work) {
    const struct article *article = work->article;
    uint32_t sentence = 0;
    for (uint32_t i = 0; i < article->zones.count; i++) {
        const struct zone *zone = &article->zones.items[i];
        while (sentence < article->sentences.count &&
               article->sentences.items[sentence].span.start < zone->span.end) {
            add_unit(work, unit_of_sentence(article, sentence++));
        }
        struct span span = trim(article, zone->span);
        if (has_own_unit(zone->kind) && span_size(span) > 0) {
            add_unit(work, (struct unit){.span = span,
                                         .sentence = SENTENCE_NONE,
                                         .zone = zone->kind,
                                         .capitals = -1});
        }
    }
}

enum assay_status work_begin(struct work *work, struct article *article,
                             const struct rules *rules, struct scanner *scanner,
                             struct work_options options) {
    *work = (struct work){
        .article = article, .rules = rules, .scanner = scanner, .options = options};
    struct arena *arena = &article->arena;
    size_t room = article->sentences.count + article->zones.count;
    work->units = work_need(work, arena_alloc_array(arena, room, sizeof *work->units));
    work->states = work_need(
        work, arena_alloc_array(arena, rules->pattern_count, sizeof *work->states));
    work->candidates = work_need(
        work, arena_alloc_array(arena, rules->pack_count, sizeof *work->candidates));
    if (work->out_of_memory) {
        return ASSAY_NO_MEMORY;
    }
    make_units(work);
    return work_begin_triggers(work) ? ASSAY_OK : ASSAY_NO_MEMORY;
}

/* ---- Questions ---- */

struct pattern_state *work_state(struct work *work, uint32_t pattern) {
    if (work->states[pattern] == NULL) {
        work->states[pattern] =
            work_need(work, arena_alloc(&work->article->arena, sizeof **work->states));
    }
    return work->states[pattern];
}

size_t work_zone_at(const struct work *work, uint32_t offset) {
    const struct article *article = work->article;
    size_t low = 0;
    size_t high = article->zones.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (article->zones.items[middle].span.end <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool work_crosses_residue(const struct work *work, const struct unit *unit,
                          struct span span) {
    const struct article *article = work->article;
    size_t i =
        unit->holds_residue ? work_zone_at(work, span.start) : article->zones.count;
    for (; i < article->zones.count && article->zones.items[i].span.start < span.end;
         i++) {
        if (article->zones.items[i].kind == ZONE_BOILERPLATE) {
            return true;
        }
    }
    return false;
}

/* ---- Notes ---- */

void work_trace(struct work *work, enum trace_kind kind, uint32_t rule, uint32_t mention,
                struct span span, struct slice term) {
    struct trace *trace =
        work->options.traces ? WORK_PUSH(work, &work->article->traces) : NULL;
    if (trace != NULL) {
        *trace = (struct trace){kind, rule, mention, span, term};
    }
}

void work_changed(struct work *work, struct unit *unit) {
    unit->generation++;
    work->generation++;
    unit->types = 0;
    for (size_t i = 0; i < unit->mentions.count; i++) {
        const struct mention *mention =
            &work->article->mentions.items[unit->mentions.items[i]];
        if (!mention->dropped) {
            unit->types |= (uint64_t)1 << mention->type;
        }
    }
    work_meet_types(work, unit);
}

void work_regex_limit(struct work *work, uint32_t pattern, const struct unit *unit) {
    if (work_unmet_need(work, pattern, unit) != RULE_NONE) {
        return; /* tried for a test alone: it could not have matched, nothing is lost */
    }
    struct pattern_state *state = work_state(work, pattern);
    if (state != NULL) {
        state->stops++;
    }
    uint32_t rule = work->rules->patterns[pattern].rule;
    article_diagnose(work->article, DIAGNOSTIC_REGEX_LIMIT,
                     offsets_to_raw(&work->article->offsets, unit->span),
                     work->rules->rules[rule].name);
}
