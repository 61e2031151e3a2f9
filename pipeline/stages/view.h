/* Views: a unit's text in which mentions are one symbol each, so that a pattern can name
 * them.
 *
 * A view is a row of parts, each a stretch of the normalized text as it stands or one
 * symbol for a mention with its possessive ending. Residue inside a sentence is left out.
 * Offsets go both ways. */
#ifndef ASSAY_STAGES_VIEW_H
#define ASSAY_STAGES_VIEW_H

#include "packs/sieve.h"
#include "stages/work.h"

struct view_part {
    uint32_t view;          /* where it starts in the view */
    struct span normalized; /* what it stands for; a symbol: the mention, without its
                               possessive */
    uint32_t mention;       /* index into article->mentions, or RULE_NONE */
};

struct view {
    struct slice text;
    uint64_t types;
    uint32_t generation;           /* of the unit when it was made */
    const struct view_part *parts; /* none: the view is the unit's text as it stands */
    uint32_t part_count;
    uint32_t base; /* the unit's start in the normalized text */
    struct sieve_text
        sieved; /* the text for sieves; no codes, no edges: not asked for yet */
    struct view *next;
};

/* The view of a unit with mentions of `types` (bits; 0: none) as symbols. NULL when out
 * of memory. */
struct view *view_of(struct work *work, struct unit *unit, uint64_t types);

/* The text of a view as sieves read it, or only its codes. NULL when out of memory. */
const struct sieve_text *view_codes(struct work *work, struct view *view);
const struct sieve_text *view_sieved(struct work *work, struct view *view);

/* The place in the normalized text that a span of the view stands for, rounded out to
 * whole mentions. */
struct span view_to_normalized(const struct view *view, struct span span);

/* The offset in the view for one in the normalized text; inside a mention: its symbol's
 * start, or with `after` its end. */
uint32_t view_from_normalized(const struct view *view, uint32_t offset, bool after);

/* Whether text of the view stands for the character at `offset` of the normalized text,
 * and where: not when it is inside a mention shown as a symbol, or outside the view. */
bool view_holds(const struct view *view, uint32_t offset, uint32_t *place);

/* The first mention whose symbol lies in a span of the view, or RULE_NONE. */
uint32_t view_mention(const struct view *view, struct span span);

#endif
