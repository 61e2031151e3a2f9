/* The workbench of match, resolve and adjust while one article is in hand.
 *
 * A unit is what a pattern runs over: a sentence, or a byline, dateline or date zone.
 * Everything here lives in the article's arena and is forgotten with it. */
#ifndef ASSAY_STAGES_WORK_H
#define ASSAY_STAGES_WORK_H

#include "packs/pattern.h"
#include "text/unicode.h"

struct view;

/* Words that a row with id `-` or a settled mention holds against others of its type. */
struct claim {
    struct span span;
    uint16_t type;
    uint64_t blocks;
};

/* A place where a row's term or a pattern matched, before conditions and overlaps are
 * settled. */
struct candidate {
    struct span span;
    uint32_t unit;
    uint32_t rule;
    uint32_t term; /* or RULE_NONE */
    uint16_t type;
    int32_t priority;
    bool written;            /* the term stands exactly as in the lexicon */
    struct mention *emitted; /* of a pattern; NULL for a term */
};

struct candidate_list {
    struct candidate *items;
    size_t count, capacity;
};

struct unit {
    struct span span;
    uint32_t number; /* of its own, over units of all scopes */
    uint32_t first,
        last; /* the units of one sentence that it covers: indices into work->units */
    uint32_t sentence; /* or SENTENCE_NONE */
    enum zone_kind zone;
    bool holds_residue;
    bool cut; /* it begins or ends inside a word, or holds residue: the one pass over the
                 text does not see all that stands in it */
    uint32_t trigger_classes;
    uint64_t types;             /* bit per type with a mention here that stands */
    uint32_t generation;        /* grows when a mention here comes, goes or changes */
    int8_t capitals;            /* all letters are capitals: -1 not yet known */
    LIST_OF(uint32_t) mentions; /* indices into article->mentions, dropped ones too */
    LIST_OF(struct claim) claims;
    struct view *views;
};

struct unit_list {
    struct unit *items;
    size_t count, capacity;
};

/* A key that patterns begin with, where the automaton found it. */
struct found_key {
    uint32_t key;
    uint32_t end; /* in the normalized text */
};

/* What is known of a pattern in this article; most of a pack's patterns need none. */
struct pattern_state {
    /* of a condition, in the unit last asked about: */
    uint32_t unit;       /* plus 1; 0: none */
    uint32_t generation; /* of the unit when asked */
    bool complete;       /* all matches are in `spans`, else only whether there is one */
    int8_t anywhere;     /* in the article: 1 yes, -1 no, 0 not asked */
    uint32_t generation_asked;  /* of the work, when `anywhere` was */
    uint32_t stops;             /* by a limit, in this article */
    LIST_OF(struct span) spans; /* in the normalized text */
};

/* How far an article is worked out: each stage builds on those before it. */
enum work_extent { EXTENT_ALL, EXTENT_RELATIONS, EXTENT_ENTITIES };

struct work_options {
    bool without_triggers; /* try every pattern everywhere: the oracle of a property test
                            */
    bool traces;           /* fill article->traces */
    enum work_extent extent;
};

struct work {
    struct article *article;
    const struct rules *rules;
    struct scanner *scanner;
    struct work_options options;
    struct unit *units;
    uint32_t unit_count;
    struct unit_list pairs, zones,
        whole; /* of the wider scopes, made when first asked for */
    bool has_pairs, has_zones, has_whole;
    uint32_t next_number; /* of the next unit of a wider scope */
    /* Sets of units, one bit each and `mask_words` words long: for each set of literals
     * the units in which one of them stands, for each class and type those that have it.
     */
    uint64_t *met, *class_units, *type_units;
    uint32_t mask_words;
    LIST_OF(struct found_key) found;   /* in the order of ends */
    struct pattern_state **states;     /* one for each pattern; NULL until needed */
    struct candidate_list *candidates; /* one for each pack */
    uint32_t generation;               /* grows with that of any unit */
    bool out_of_memory;
};

/* Sets the workbench up for a segmented article. All is borrowed. */
enum assay_status work_begin(struct work *work, struct article *article,
                             const struct rules *rules, struct scanner *scanner,
                             struct work_options options);

/* The units of a scope: sentences (with bylines and the like), pairs of neighbours,
 * zones, the article. Wider ones can be asked for once mentions are settled. */
struct unit_list work_units(struct work *work, enum rule_scope scope);

/* Puts the settled mentions into the units again, after they have been sorted. */
void work_place_mentions(struct work *work);

/* The unit of one sentence in which an offset lies: its index. */
uint32_t work_unit_at(const struct work *work, uint32_t offset);

/* Notes that memory ran out, when `memory` is NULL; gives it back. */
void *work_need(struct work *work, void *memory);
#define WORK_PUSH(work, list)                                                            \
    work_need((work), LIST_PUSH(&(work)->article->arena, (list)))

/* The state of a pattern, made where there is none yet. NULL when out of memory. */
struct pattern_state *work_state(struct work *work, uint32_t pattern);

/* ---- Which units meet what a pattern needs (stages/triggers.c) ---- */

/* Makes room for what is known; false when out of memory. */
bool work_begin_triggers(struct work *work);

/* Notes that a literal of a set stands in a unit. */
static inline void work_meet(struct work *work, uint32_t unit, uint32_t set) {
    work->met[(size_t)set * work->mask_words + (unit >> 6)] |= (uint64_t)1 << (unit & 63);
}

/* Notes the classes of a unit, and the types of its mentions, which may change. */
void work_meet_classes(struct work *work, const struct unit *unit);
void work_meet_types(struct work *work, const struct unit *unit);

/* The first unit of one sentence, from `from` on, in which the pattern may match: its
 * index, or work->unit_count. Without triggers it may everywhere. */
uint32_t work_next_unit(const struct work *work, uint32_t pattern, uint32_t from);

/* The first need of the pattern (a place in its unit_needs) that a unit of any scope does
 * not meet; RULE_NONE where it meets all. */
uint32_t work_unmet_need(const struct work *work, uint32_t pattern,
                         const struct unit *unit);

/* May the pattern match in that unit, or in a unit of any scope? True without triggers.
 */
bool work_may_match_anywhere(const struct work *work, uint32_t pattern);
bool work_may_match(const struct work *work, uint32_t pattern, const struct unit *unit);

/* ---- */

/* The class (enum trigger_class) of the character at `at`, and its length in bytes. */
static inline uint32_t work_class_at(const char *at, uint32_t *length) {
    unsigned char byte = (unsigned char)*at;
    if (byte >= 0x80) {
        uint32_t character = utf8_decode(at, length);
        return unicode_is_digit(character)      ? TRIGGER_DIGIT
               : unicode_is_upper(character)    ? TRIGGER_CAPITALISED
               : unicode_is_currency(character) ? TRIGGER_CURRENCY
                                                : 0;
    }
    *length = 1;
    return byte >= 'a'                   ? 0
           : byte >= 'A' && byte <= 'Z'  ? TRIGGER_CAPITALISED
           : byte >= '0' && byte <= '9'  ? TRIGGER_DIGIT
           : byte == '"' || byte == '\'' ? TRIGGER_QUOTE
           : byte == '$'                 ? TRIGGER_CURRENCY
                                         : 0;
}

/* The zone in which an offset of the normalized text lies: its index. */
size_t work_zone_at(const struct work *work, uint32_t offset);

/* Does the span cross or touch residue? Only units that hold some are asked. */
bool work_crosses_residue(const struct work *work, const struct unit *unit,
                          struct span span);

/* Notes what a rule did, where traces are wanted. */
void work_trace(struct work *work, enum trace_kind kind, uint32_t rule, uint32_t mention,
                struct span span, struct slice term);

/* A mention of the unit has come, gone or changed: what was known of the unit is void. */
void work_changed(struct work *work, struct unit *unit);

/* Counts a pattern that was stopped in a unit. */
void work_regex_limit(struct work *work, uint32_t pattern, const struct unit *unit);

/* It was stopped so often in this article that it is run no more: not run, it counts as
 * stopped. */
static inline bool work_gave_up(const struct work *work, uint32_t pattern) {
    return work->states[pattern] != NULL &&
           work->states[pattern]->stops >= LIMIT_REGEX_STOPS;
}

/* Called for each match, with the scanner holding its groups; false to stop. `view` is
 * the text it ran on. */
typedef bool work_matched(struct work *work, void *context, struct unit *unit,
                          uint32_t pattern, const struct view *view);

/* The context of a work_matched that serves one rule. */
struct rule_context {
    const struct rule *rule;
};

/* What the rule marks of the match that the scanner holds, in its view: the capture that
 * `span` names (its start GROUP_UNSET where it took no part), else the whole. */
static inline struct span work_marked(const struct work *work, const struct rule *rule) {
    return rule->emit.span.size > 0 ? scanner_group(work->scanner, rule->emit.span)
                                    : scanner_whole(work->scanner);
}

/* Runs a pattern over a unit, match after match. With `overlapping` the next match is
 * sought one character after the start of the last, else at its end. */
void work_each_match(struct work *work, uint32_t pattern, struct unit *unit,
                     bool overlapping, work_matched *matched, void *context);

/* Runs all patterns of a rule over all units of its scope, where they may match; matches
 * do not overlap. */
void work_each_rule_match(struct work *work, const struct rule *rule,
                          work_matched *matched, void *context);

#endif
