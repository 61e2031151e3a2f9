/* Patterns: from what an author writes to what PCRE2 runs. The only user of pcre2.
 *
 *   pattern_expand   defines, mention atoms and gaps -> the text PCRE2 gets; refuses what
 * is refused pattern_triggers what every match must contain (packs/pattern_triggers.c)
 *   pattern_cache    compiled on first use under a lock, published atomically, shared by
 * threads scanner          per thread: match data, JIT stack; runs a pattern over a
 * subject */
#ifndef ASSAY_PACKS_PATTERN_H
#define ASSAY_PACKS_PATTERN_H

#include "packs/rules.h"

/* ---- Mention symbols (struct symbols in packs/rules.h) ---- */

/* Deals symbols out for all atoms; ASSAY_RULES when the range does not suffice. */
enum assay_status symbols_init(struct symbols *symbols, const struct atom *atoms,
                               uint32_t atom_count, uint32_t type_count,
                               struct assay_error *error);

/* The symbol of a mention, given its id and class ("" where none). */
uint32_t symbols_of(const struct symbols *symbols, uint16_t type, struct slice id,
                    struct slice class);

/* ---- Expansion ---- */

struct define {
    struct slice name, text;
};

/* What expansion needs to know; `types` names all entity types (for {lower} atoms). */
struct pattern_context {
    const struct define *defines;
    uint32_t define_count;
    const struct slice *types;
    uint32_t type_count;
    const struct table *function_words; /* too common to seek; NULL: not known */
    struct arena *arena;
};

/* Step 1, per pattern: inserts defines and checks syntax and refusals; collects the atoms
 * that it names. Then, all atoms known, step 2 writes `expanded`. On error: `offset` is
 * the byte in `source` where it arose and `error->message` says what and what to do.
 * `expanded` of step 1 still holds the atoms in braces. */
enum assay_status pattern_insert_defines(const struct pattern_context *context,
                                         struct slice source, struct slice *inserted,
                                         uint32_t *offset, struct assay_error *error);
enum assay_status pattern_atoms(const struct pattern_context *context,
                                struct slice inserted, struct atom *atoms,
                                uint32_t *atom_count, uint32_t atom_limit,
                                uint32_t *offset, struct assay_error *error);
enum assay_status pattern_expand(const struct pattern_context *context,
                                 const struct symbols *symbols, struct slice inserted,
                                 struct slice *expanded, uint64_t *types,
                                 struct assay_error *error);

/* Compiles once without JIT to check it and to read capture names; fills capture_names
 * and capture_count. On a PCRE2 error `offset` is into the expanded text. */
enum assay_status pattern_check(struct arena *arena, struct pattern *pattern,
                                uint32_t *offset, struct assay_error *error);

/* Compiles a pattern that has been checked once more, for the place where it is tried
 * alone, where that has not been done. False when out of memory. */
bool pattern_anchor(struct arena *arena, struct pattern *pattern);

/* Works out the triggers of pattern->inserted text (atoms in braces); fills the trigger_
 * members. Where `starts` is wanted and the words with which matches begin will do as
 * triggers, they are preferred. */
enum assay_status pattern_triggers(const struct pattern_context *context,
                                   struct slice inserted, bool starts,
                                   struct pattern *pattern);

/* The branch of a pattern that begins at `*at`, up to a bar outside all groups; moves on
 * behind the bar, or beyond the end. */
struct slice pattern_branch(struct slice pattern, uint32_t *at);

/* ---- For the linter ---- */

/* Whether a pattern that names no mentions matches in a text, or all of it. */
bool pattern_matches(const struct pattern *pattern, struct slice subject, bool whole);

/* Counts the steps of the interpreter over a text; gives up beyond `limit`. */
struct pattern_steps;
struct pattern_steps *pattern_steps_new(const struct pattern *pattern);
void pattern_steps_free(struct pattern_steps *steps);
uint32_t pattern_steps_count(struct pattern_steps *steps, struct slice subject,
                             uint32_t limit);

/* ---- Compiled patterns ---- */

struct pattern_cache;                                               /* thread-safe */
struct pattern_cache *pattern_cache_new(const struct rules *rules); /* borrowed */
void pattern_cache_free(struct pattern_cache *cache);

/* Per thread. */
struct scanner;
struct scanner *scanner_new(struct pattern_cache *cache);
void scanner_free(struct scanner *scanner);
bool scanner_uses_jit(const struct scanner *scanner);

/* The sieves of the thread (packs/sieves.h), owned by the scanner. */
struct sieves;
struct sieves *scanner_sieves(const struct scanner *scanner);

/* An article begins: of how many there are depends what is worth making for them, and now
 * and then what is read once of an image of the rules is let go of. */
void scanner_count_article(struct scanner *scanner);

/* Whether memory ran out in a match since this was last asked: what such a match found is
 * not known. */
bool scanner_out_of_memory(struct scanner *scanner);

/* From now on interprets every pattern. */
void scanner_interpret(struct scanner *scanner);
enum { SCANNER_VERSION_SIZE = 32 };
void scanner_pcre2_version(char version[SCANNER_VERSION_SIZE]); /* "10.42" */

enum match_result { MATCH_NO, MATCH_YES, MATCH_LIMITED };

#define GROUP_UNSET UINT32_MAX

/* Runs pattern number `pattern` over `subject` (valid UTF-8) from `start`. `anchored`
 * demands the match at `start`. On MATCH_YES the groups can be asked for. MATCH_LIMITED:
 * a limit was hit (PCRE2 -46, -47, -53, -63); counted by the caller as regex_limit. */
enum match_result scanner_match(struct scanner *scanner, uint32_t pattern,
                                struct slice subject, uint32_t start, bool anchored);

/* What trying a pattern has taken and given so far. */
struct pattern_time {
    uint64_t nanoseconds, tries, matches;
};

/* From now on takes the time of each pattern; false when out of memory. */
bool scanner_measure(struct scanner *scanner);

/* One for each pattern; NULL where none are taken. */
const struct pattern_time *scanner_times(const struct scanner *scanner);

/* Where the whole match lies in the subject. */
struct span scanner_whole(const struct scanner *scanner);

/* Where a named capture lies (the first set group of that name); start GROUP_UNSET where
 * it took no part. */
struct span scanner_group(const struct scanner *scanner, struct slice name);

#endif
