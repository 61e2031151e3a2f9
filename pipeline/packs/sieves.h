/* The sieves of one thread: made for those patterns that have taken long enough without.
 */
#ifndef ASSAY_PACKS_SIEVES_H
#define ASSAY_PACKS_SIEVES_H

#include "packs/sieve.h"

struct sieves;

/* For these patterns, which are borrowed as their codes are. NULL when out of memory. */
struct sieves *sieves_new(const struct pattern *patterns, uint32_t count,
                          const struct sieve_codes *codes);
void sieves_free(struct sieves *sieves); /* NULL is fine */

/* The codes of a text that is not all ASCII (that is its own code); `room` has as many
 * bytes as the text. */
void sieves_encode(struct sieves *sieves, struct slice text, unsigned char *room);

/* Finds the edges of words of a text that has codes, which are good until the next call
 * of this or of sieves_scan. False when out of memory. */
bool sieves_find_edges(struct sieves *sieves, struct sieve_text *text);

/* Whether there is a sieve for the pattern; with `now` one is made where that can be. */
bool sieves_have(struct sieves *sieves, uint32_t pattern, bool now);

/* As sieve_scan, for a pattern that has a sieve; the places are good until the next call.
 */
bool sieves_scan(struct sieves *sieves, uint32_t pattern, const struct sieve_text *text,
                 const uint32_t **places, uint32_t *count);

/* As sieve_scan_leads, for a pattern that has leads. False when out of memory. */
bool sieves_scan_leads(struct sieves *sieves, uint32_t pattern,
                       const struct sieve_text *text, const uint32_t **places,
                       uint32_t *count);

/* As sieve_may_end, for a pattern that has a sieve. */
bool sieves_may_end(struct sieves *sieves, uint32_t pattern,
                    const struct sieve_text *text, uint32_t end);

/* A text is gone over without a sieve: from here, to there. The time, taken now and then,
 * decides whether one is worth its making. */
uint64_t sieves_begin(const struct sieves *sieves, uint32_t pattern);
void sieves_end(struct sieves *sieves, uint32_t pattern, uint64_t begun);

#endif
