/* Where a key of the automaton stands in a text: it tells the end, the rest is worked out
 * where somebody asks. */
#ifndef ASSAY_STAGES_KEYS_H
#define ASSAY_STAGES_KEYS_H

#include "stages/work.h"

/* What the automaton takes for one: white space and hyphens. */
bool keys_is_separator(uint32_t character);

/* Steps back over a run of separators before `at`, not beyond `start`. Says whether white
 * space or hyphens were among them. */
uint32_t keys_separators_before(const char *text, uint32_t start, uint32_t at,
                                bool *space, uint32_t *hyphens);

/* A key that has been found in `text` between the offsets `reach`. */
struct key_place {
    const char *text;
    struct span reach;
    const struct key *key;
    uint32_t end;
    bool has_start; /* it has been worked out */
    uint32_t start;
};

uint32_t keys_start(struct key_place *place);

/* The EDGE_ bits that it has, of those asked for, given that it begins and ends with a
 * word's character. */
uint32_t keys_edges(struct key_place *place, uint32_t asked);

/* Whether part of a word stands at `at`. */
bool keys_is_word_at(const char *text, uint32_t at);

/* The places of the normalized text where one of the pattern's literals stands with which
 * its matches begin, in the units of one sentence from `first` to `last`, none of which
 * is cut: ascending, each once, in the article's arena. */
struct place_list {
    uint32_t *items;
    size_t count, capacity;
};
struct place_list keys_begin_pattern(struct work *work, uint32_t pattern, uint32_t first,
                                     uint32_t last);

#endif
