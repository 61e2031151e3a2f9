/* Layout rules over lines, over blocks, and inside blocks.
 *
 * One pass of the automaton tells which patterns can match which line; the few patterns
 * without a literal are tried where their kind of character stands. */
#include "stages/segment_parts.h"

/* No page furniture is longer: longer lines are only looked at for inline residue. */
enum { LONGEST_LINE = 1500 };

/* ---- Triggers ---- */

struct trigger_pass {
    struct segmenter *segmenter;
    uint32_t line; /* the one that holds the position, or the first behind it */
};

static bool pattern_found(void *context, uint32_t key_number, uint32_t end) {
    struct trigger_pass *pass = context;
    struct segmenter *segmenter = pass->segmenter;
    const struct literal_index *index = &segmenter->layout->rules->layout_index;
    const struct key *key = &index->keys[key_number];
    while (pass->line < segmenter->lines.count &&
           segmenter->lines.items[pass->line].span.end < end) {
        pass->line++;
    }
    if (pass->line == segmenter->lines.count) {
        return false;
    }
    struct line *line = &segmenter->lines.items[pass->line];
    for (uint32_t i = 0; i < key->use_count; i++) {
        uint32_t pattern = index->uses[key->first_use + i].index;
        if (layout_rule_of(segmenter->layout, pattern) == NULL) {
            continue;
        }
        bool known = segmenter->seen[pattern] == pass->line + 1;
        struct hit *hit = known ? NULL : SEGMENT_PUSH(segmenter, &segmenter->hits);
        if (hit != NULL) {
            segmenter->seen[pattern] = pass->line + 1;
            *hit = (struct hit){pattern, line->hits};
            line->hits = (uint32_t)segmenter->hits.count;
        }
    }
    return !segmenter->out_of_memory;
}

void segment_trigger(struct segmenter *segmenter) {
    struct trigger_pass pass = {segmenter, 0};
    struct slice text = slice_of(segmenter->text, segmenter->article->normalized_size);
    automaton_scan(&segmenter->layout->rules->layout_index.automaton, text, pattern_found,
                   &pass);
}

/* ---- Whole lines ---- */

static bool try_pattern(struct segmenter *segmenter, uint32_t pattern,
                        struct slice subject, uint32_t from) {
    enum match_result result =
        scanner_match(segmenter->scanner, pattern, subject, from, false);
    if (result == MATCH_LIMITED) {
        const struct rule *rule = layout_rule_of(segmenter->layout, pattern);
        uint32_t start = (uint32_t)(subject.data - segmenter->text);
        struct span span = {start, start + (uint32_t)subject.size};
        article_diagnose(segmenter->article, DIAGNOSTIC_REGEX_LIMIT,
                         offsets_to_raw(&segmenter->article->offsets, span), rule->name);
    }
    return result == MATCH_YES;
}

bool segment_try_rule(struct segmenter *segmenter, uint32_t number,
                      struct slice subject) {
    const struct rule *rule = &segmenter->layout->rules->rules[number];
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        if (try_pattern(segmenter, rule->patterns[i], subject, 0)) {
            return true;
        }
    }
    return false;
}

static bool is_better(const struct layout *layout, uint32_t rule, uint32_t other) {
    if (other == RULE_NONE) {
        return true;
    }
    int32_t left = layout->rules->rules[rule].priority;
    int32_t right = layout->rules->rules[other].priority;
    return left > right || (left == right && rule < other);
}

struct span segment_bare(const struct segmenter *segmenter, struct span span) {
    const char *text = segmenter->text;
    while (span_size(span) > 2 && (text[span.start] == '*' || text[span.start] == '_') &&
           text[span.end - 1] == text[span.start] && text[span.start + 1] != ' ') {
        span.start++;
        span.end--;
    }
    return span;
}

/* Tries a pattern of a line rule on a stretch and keeps the best rule of each place. */
static void try_line_pattern(struct segmenter *segmenter, uint32_t pattern,
                             struct span span, const struct measure *measure,
                             uint32_t rules[3]) {
    const struct rule *rule = layout_rule_of(segmenter->layout, pattern);
    if (rule == NULL || rule->scope != SCOPE_LINE) {
        return;
    }
    uint32_t number = (uint32_t)(rule - segmenter->layout->rules->rules);
    uint32_t *place = &rules[rule->emit.where];
    bool short_enough =
        rule->emit.max_words == 0 || measure->words <= rule->emit.max_words;
    if (short_enough && is_better(segmenter->layout, number, *place) &&
        try_pattern(segmenter, pattern,
                    segment_slice(segmenter, segment_bare(segmenter, span)), 0)) {
        *place = number;
    }
}

static void match_stretch(struct segmenter *segmenter, struct span span,
                          const struct measure *measure, const struct line *lines,
                          uint32_t line_count, uint32_t rules[3]) {
    const struct layout *layout = segmenter->layout;
    rules[0] = rules[1] = rules[2] = RULE_NONE;
    if (span_size(span) > LONGEST_LINE) {
        return;
    }
    for (uint32_t i = 0; i < line_count; i++) {
        for (uint32_t at = lines[i].hits; at != 0;) {
            const struct hit *hit = &segmenter->hits.items[at - 1];
            try_line_pattern(segmenter, hit->pattern, span, measure, rules);
            at = hit->next;
        }
    }
    for (uint32_t i = 0; i < layout->always_count; i++) {
        const struct pattern *pattern = &layout->rules->patterns[layout->always[i]];
        if (!pattern->triggered || pattern->trigger_literal_count > 0 ||
            (pattern->trigger_classes & measure->classes) != 0) {
            try_line_pattern(segmenter, layout->always[i], span, measure, rules);
        }
    }
}

/* A weak rule (priority below 0) says nothing of a line by itself. */
static uint32_t without_weak(const struct layout *layout, uint32_t rule) {
    return rule != RULE_NONE && layout->rules->rules[rule].priority < 0 ? RULE_NONE
                                                                        : rule;
}

void segment_match_line(struct segmenter *segmenter, struct line *line) {
    const uint32_t *rules = line->rules;
    match_stretch(segmenter, line->span, &line->measure, line, 1, line->rules);
    uint32_t head = without_weak(segmenter->layout, rules[LAYOUT_HEAD]);
    line->rule = rules[LAYOUT_ANY] != RULE_NONE ? rules[LAYOUT_ANY]
                 : head != RULE_NONE            ? head
                                                : rules[LAYOUT_TAIL];
}

void segment_match_block(struct segmenter *segmenter, struct block *block) {
    const struct line *first = &segmenter->lines.items[block->first_line];
    if (block->line_count == 1) {
        memcpy(block->rules, first->rules, sizeof block->rules);
        return;
    }
    match_stretch(segmenter, block->span, &block->measure, first, block->line_count,
                  block->rules);
}

const struct rule *segment_rule_at(const struct segmenter *segmenter,
                                   const struct block *block, enum layout_where where,
                                   uint32_t *number) {
    uint32_t any = block->rules[LAYOUT_ANY];
    uint32_t here = without_weak(segmenter->layout, block->rules[where]);
    *number = here != RULE_NONE && is_better(segmenter->layout, here, any) ? here : any;
    return *number == RULE_NONE ? NULL : &segmenter->layout->rules->rules[*number];
}

/* ---- Inside blocks ---- */

static void add_insert(struct segmenter *segmenter, uint32_t block, struct span span,
                       uint32_t rule) {
    while (span.start < span.end && segmenter->text[span.start] == ' ') {
        span.start++; /* white space belongs to the zone before */
    }
    struct insert *insert = SEGMENT_PUSH(segmenter, &segmenter->inserts);
    if (insert != NULL) {
        *insert = (struct insert){span, segmenter->layout->rules->rules[rule].emit.zone,
                                  rule, block};
    }
}

/* Every match of an inline pattern in a block. */
static void match_inline(struct segmenter *segmenter, uint32_t number, uint32_t pattern) {
    const struct block *block = &segmenter->blocks.items[number];
    const struct rule *rule = layout_rule_of(segmenter->layout, pattern);
    bool here = rule != NULL && rule->scope == SCOPE_INLINE &&
                !(rule->emit.where == LAYOUT_HEAD && number > segmenter->body_start) &&
                !(rule->emit.where == LAYOUT_TAIL && number < segmenter->body_start);
    if (!here) {
        return;
    }
    struct slice subject = segment_slice(segmenter, block->span);
    if (rule->emit.zone == ZONE_DATELINE && subject.size > 300) {
        subject.size = 300; /* it stands at the start */
        while (((unsigned char)subject.data[subject.size] & 0xC0) == 0x80) {
            subject.size--;
        }
    }
    uint32_t start = 0;
    uint32_t rule_number = (uint32_t)(rule - segmenter->layout->rules->rules);
    while (!segmenter->out_of_memory && start < subject.size &&
           try_pattern(segmenter, pattern, subject, start)) {
        struct span match = scanner_whole(segmenter->scanner);
        if (match.end <= match.start) {
            break;
        }
        struct span span = {block->span.start + match.start,
                            block->span.start + match.end};
        add_insert(segmenter, number, span, rule_number);
        start = match.end;
        if (rule->emit.zone == ZONE_DATELINE && block->kind == ZONE_HEADING) {
            segmenter->blocks.items[number].kind = ZONE_BODY;
        }
    }
}

/* Sorts the inserts of a block by place, the longer first, and drops overlaps. Merge
 * sort: hostile text may have very many. */
static void merge_inserts(struct insert *items, struct insert *spare, size_t count) {
    if (count < 2) {
        return;
    }
    size_t half = count / 2;
    merge_inserts(items, spare, half);
    merge_inserts(items + half, spare, count - half);
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        const struct span *a = &items[left].span;
        const struct span *b = &items[right < count ? right : left].span;
        bool take_left = right == count ||
                         (left < half && (a->start < b->start ||
                                          (a->start == b->start && a->end >= b->end)));
        spare[i] = take_left ? items[left++] : items[right++];
    }
    memcpy(items, spare, count * sizeof *items);
}

static void settle_inserts(struct segmenter *segmenter, size_t first) {
    size_t count = segmenter->inserts.count - first;
    struct insert *items = count == 0 ? NULL : segmenter->inserts.items + first;
    struct insert *spare =
        count < 2 ? NULL
                  : segment_need(segmenter, arena_alloc_array(segmenter->arena, count,
                                                              sizeof *spare));
    if (spare == NULL) {
        return;
    }
    merge_inserts(items, spare, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || items[kept - 1].span.end <= items[i].span.start) {
            items[kept++] = items[i];
        }
    }
    segmenter->inserts.count = first + kept;
}

static void match_inside_block(struct segmenter *segmenter, uint32_t number) {
    const struct layout *layout = segmenter->layout;
    const struct block *block = &segmenter->blocks.items[number];
    for (uint32_t i = 0; i < block->line_count; i++) {
        uint32_t at = segmenter->lines.items[block->first_line + i].hits;
        while (at != 0) {
            const struct hit *hit = &segmenter->hits.items[at - 1];
            if (segmenter->seen[hit->pattern] != number + 1) {
                segmenter->seen[hit->pattern] = number + 1;
                match_inline(segmenter, number, hit->pattern);
            }
            at = hit->next;
        }
    }
    for (uint32_t i = 0; i < layout->always_count; i++) {
        if (segmenter->seen[layout->always[i]] != number + 1) {
            match_inline(segmenter, number, layout->always[i]);
        }
    }
}

void segment_match_inside(struct segmenter *segmenter) {
    memset(segmenter->seen, 0,
           segmenter->layout->rules->pattern_count * sizeof *segmenter->seen);
    for (uint32_t i = 0; i < segmenter->blocks.count && !segmenter->out_of_memory; i++) {
        enum zone_kind kind = segmenter->blocks.items[i].kind;
        size_t first = segmenter->inserts.count;
        if (kind != ZONE_BOILERPLATE && kind != ZONE_BYLINE && kind != ZONE_DATE) {
            match_inside_block(segmenter, i);
            settle_inserts(segmenter, first);
        }
    }
}
