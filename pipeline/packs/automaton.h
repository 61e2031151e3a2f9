/* One pass over a text that finds every literal of every rule: Aho and Corasick (CACM
 * 18(6), 1975).
 *
 * Keys and text go through the same folding, on the fly: simple case folding as PCRE2
 * understands it (so that a trigger can never miss what a pattern would match), and every
 * run of white space and hyphens is one space. A key may therefore be found where it does
 * not stand as written; whoever asked verifies. What stands as written is never missed:
 * that is the promise, and a property test holds it against a naive scan.
 *
 * Positions are in the text as given: `end` is just behind the key's last character. */
#ifndef ASSAY_PACKS_AUTOMATON_H
#define ASSAY_PACKS_AUTOMATON_H

#include "base/arena.h"
#include "base/status.h"

/* Read-only once built; lives wholly in the arena it was built in. */
struct automaton {
    const void *tables; /* one block without pointers, see automaton_tables.h */
    size_t size;        /* of the block, in bytes */
    const void *words;  /* another, for the keys that begin at the edge of a word */
    size_t words_size;
    uint32_t key_count;
};

/* Collects keys, then builds. Keys are any UTF-8; folding is done here. Equal folded keys
 * get the same number. */
struct automaton_builder;
struct automaton_builder *automaton_builder_new(void); /* NULL when out of memory */
void automaton_builder_free(struct automaton_builder *builder);

/* Adds a key and gives its number through `number`; numbers count from 0 in order of
 * first adding. A key that folds to nothing is ASSAY_USAGE; ASSAY_TOO_LARGE beyond
 * LIMIT_AUTOMATON_STATES or, as in building, LIMIT_RULES_MEMORY. */
enum assay_status automaton_add(struct automaton_builder *builder, struct slice key,
                                uint32_t *number);

/* The key is not wanted where a letter or digit of ASCII follows: scanning leaves that
 * out where it is easily seen. */
void automaton_wants_word_end(struct automaton_builder *builder, uint32_t key);

/* The key is not wanted where a letter or digit stands before it. Most keys are of this
 * kind: inside a word nothing is looked up for them. */
void automaton_wants_word_start(struct automaton_builder *builder, uint32_t key);

/* Builds into `arena`. */
enum assay_status automaton_build(struct automaton_builder *builder, struct arena *arena,
                                  struct automaton *automaton);

/* Called for each occurrence in order of `end`. Return false to stop. */
typedef bool automaton_found(void *context, uint32_t key, uint32_t end);

/* Scans `text`; ends are offsets into it. */
void automaton_scan(const struct automaton *automaton, struct slice text,
                    automaton_found *found, void *context);

/* Letters and digits, as the edges of keys are understood. Marks are left out, of which
 * PCRE2's versions differ, and the underscore, since [\p{L}\p{N}] does. A character of
 * the symbols' range is none: in a view U+FFFD stands for it. */
bool automaton_is_word_long(uint32_t character); /* beyond ASCII */
static inline bool automaton_is_word(uint32_t character) {
    return character >= 0x80 ? automaton_is_word_long(character)
                             : (character >= 'a' && character <= 'z') ||
                                   (character >= 'A' && character <= 'Z') ||
                                   (character >= '0' && character <= '9');
}

/* The folded form of a text as keys are compared: for tests, duplicate checks and
 * messages. */
struct slice automaton_fold(struct arena *arena, struct slice text, bool *ok);

#endif
