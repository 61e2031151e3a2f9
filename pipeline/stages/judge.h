/* Judge: who says it and how firmly (flags of sentences), and what the article says the
 * matter is about (frames). */
#ifndef ASSAY_STAGES_JUDGE_H
#define ASSAY_STAGES_JUDGE_H

#include "stages/work.h"

/* Fills article->flags and article->scores from claim packs, then article->frames from
 * frame packs. */
enum assay_status judge_article(struct work *work);

/* Words that a pseudo-cue keeps from counting: found before anything else of a phase. */
struct mask {
    struct span span;
    const struct emit *emit;
};

struct mask_list {
    struct mask *items; /* in order of place */
    size_t count, capacity;
};

/* The masks of a phase's packs. */
struct mask_list judge_masks(struct work *work, enum phase phase);

/* Whether a cue of that label at that place is masked. */
bool judge_is_masked(const struct mask_list *masks, struct slice label, struct span span);

/* Frames, once flags stand. (frame.c) */
enum assay_status frame_article(struct work *work);

/* Points, presence and stance of every frame from its evidence. (frame_weigh.c) */
void frame_weigh(struct work *work);

/* How many words a span of the normalized text holds. (frame_weigh.c) */
uint32_t frame_words(const struct article *article, struct span span);

/* The flags of a sentence: from `*first` on, their number. */
size_t judge_flags_of(const struct article *article, uint32_t sentence, size_t *first);

#endif
