/* Where in a pattern the edges of words are: whether a word that stands at some place of
 * it begins or ends there, whatever the pattern matches. "False" may also mean that this
 * is not seen. Private to packs/pattern*.c. */
#ifndef ASSAY_PACKS_PATTERN_EDGES_H
#define ASSAY_PACKS_PATTERN_EDGES_H

#include "packs/pattern_needs.h"
#include "packs/pattern_tokens.h"

/* Behind the group whose opening token is given. */
uint32_t pattern_behind_group(struct slice text, struct token open);

/* Whether a group looks around, and takes no text; whether what it holds must stand
 * there. */
bool pattern_is_around(struct slice open);
bool pattern_is_wanted(struct slice open);

/* A repeat of at most one; one that may be none. */
bool pattern_is_once(struct slice repeat);
bool pattern_may_lack(struct slice repeat);

/* Whether a word, where it stands before `at`, ends there. `outside` is what holds behind
 * the branch. */
bool pattern_edge_follows(struct slice text, uint32_t at, bool outside);

/* Whether a word that follows one of the strings begins at its edge; what is empty leaves
 * that as it was `before`. */
bool pattern_end_at_edges(const struct strings *strings, bool before);

#endif
