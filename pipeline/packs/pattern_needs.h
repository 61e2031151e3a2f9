/* What every match of a piece of a pattern holds, and how it begins: private to
 * packs/pattern*.c. */
#ifndef ASSAY_PACKS_PATTERN_NEEDS_H
#define ASSAY_PACKS_PATTERN_NEEDS_H

#include "packs/pattern.h"

enum { EXACT_STRINGS = 24, NEED_STRINGS = 512 };

/* In a string, an edge of a word is a character of its own: \b as written. Pattern text
 * that holds it otherwise gets no triggers. */
#define EDGE_MARK "\x01"

/* Where the sets live, and what tells how common a word is. */
struct needs {
    struct arena scratch;
    bool out_of_memory;
    const struct table *function_words; /* NULL: none are known */
};

/* Grows in the arena; a copy takes the set over, and the original is used no more. */
struct strings {
    struct slice *items;
    uint32_t count, capacity;
};

struct need {
    bool known;
    struct strings literals;
    uint32_t classes;
    uint64_t types;
};

/* The strings, classes of character and types of mention with which every match begins;
 * with `open` one may also be empty, and begin with what follows. */
struct beginning {
    bool known, open;
    struct strings strings;
    uint32_t classes;
    uint64_t types;
};

/* The best needs of a row, each of which every match meets. */
enum { ROW_NEEDS = FURTHER_NEEDS + 1 };

struct need_row {
    struct need items[ROW_NEEDS];
    uint32_t count;
};

struct info {
    bool exact;
    bool edge; /* it begins with the demand that no letter stands before a letter */
    bool ends; /* of a group: a word that follows it begins at its edge */
    struct strings strings;  /* where exact */
    struct need need;        /* where not exact */
    struct need_row row;     /* where not exact: `need` and others beside it */
    struct beginning begins; /* where not exact */
};

/* Adds a string that is not there yet; its bytes are borrowed. */
void strings_add(struct needs *needs, struct strings *set, struct slice text);
/* Whether it is nothing but edges. */
bool string_is_empty(struct slice text);
/* A string without the edges at its ends. */
struct literal literal_of(struct slice text);
/* One behind the other. */
struct slice strings_join(struct needs *needs, struct slice a, struct slice b);

/* What an info needs, exact or not. Nothing is known where one of its strings is empty
 * but for separators. */
struct need need_of(struct needs *needs, const struct info *info);
/* How often a need is met where the pattern does not match (packs/pattern_cost.c). */
uint32_t need_cost(const struct needs *needs, const struct need *need);
/* Keeps the best few, without repeats. */
void need_row_add(const struct needs *needs, struct need_row *row,
                  const struct need *need);
void need_row_add_all(const struct needs *needs, struct need_row *row,
                      const struct need_row *others);
/* What an info needs, exact or not, best first. */
struct need_row need_row_of(struct needs *needs, const struct info *info);
/* Of either; takes the sets of `row` over. */
void need_row_unite(struct needs *needs, struct need_row *row,
                    const struct need_row *others);
bool need_equal(const struct need *a, const struct need *b);

/* The literals of a need, copied into an array; NULL when out of memory. */
struct literal *need_literals(const struct need *need, struct arena *arena);
struct beginning beginning_of(struct needs *needs, const struct info *info);
/* What follows matters where what stands so far may be empty. */
void beginning_further(struct needs *needs, struct beginning *begins,
                       const struct info *next);
/* Of either. */
void beginning_unite(struct needs *needs, struct beginning *begins,
                     const struct beginning *other);
/* The beginnings as triggers; nothing is known where one of them would not do. */
struct need need_of_beginning(struct needs *needs, const struct beginning *begins);

#endif
