/* The deterministic automaton of a sieve, whose states are made when first reached:
 * private to packs/sieve*.c.
 *
 * A state is the set of steps that may take the next code. Codes come from the end of a
 * text on, and a match may end before any of them, so whatever has been read, a state
 * holds also what a shorter piece of it would have led to: that state is its parent, and
 * only the steps beyond it are its own. Where a code leads is what it leads to from the
 * parent, and what the own steps reach (as failure links in Aho and Corasick, CACM 18(6),
 * 1975, for sets). At the root are the steps at which a match may end.
 *
 * Read forward, a match begins at one place, and of a pattern that is tried before a mark
 * it ends at one: nothing is at the root, which is left no more, and the state beside it
 * has the steps that come first. */
#ifndef ASSAY_PACKS_SIEVE_STATES_H
#define ASSAY_PACKS_SIEVE_STATES_H

#include "packs/sieve_parts.h"

/* An entry says where a code leads: the number of a state and, in the bits of
 * ENTRY_BEGINS, how many characters behind the code just read a match may begin: the
 * lowest for none, one further up for each more. */
enum {
    ENTRY_BEGINS_HERE = 0x1000,
    ENTRY_BEGINS = 0xF000,
    ENTRY_UNKNOWN = 0xFFFF,
    STATES_MAXIMUM = 4094, /* below ENTRY_BEGINS_HERE, and no ENTRY_UNKNOWN */
    FEW_EDGES = 4,
    STATE_PLACE = 1, /* where reading from one place begins */
};

/* Where a state leads. Most lead to few others, by codes that no set of the pattern tells
 * apart from those of a column; those that lead to more have a row of all columns. */
struct edges {
    unsigned char columns[FEW_EDGES];
    uint16_t entries[FEW_EDGES];
    uint32_t row; /* number plus 1, or 0 */
};

/* Of what a state consists. */
struct members {
    uint32_t first; /* in `steps` */
    uint16_t count;
    uint16_t parent;
};

/* A step of the program in half the room: its kind in the upper two bits of `what`, its
 * count in the others. */
struct short_step {
    uint16_t next, what;
};

struct sieve_states {
    struct sieve_room *shared;
    bool forward, line_end;     /* as the program is */
    bool from_place;            /* it is read from one place */
    unsigned char columns[256]; /* of codes */
    struct code_set idle;       /* codes known to lead from the root to itself */
    uint32_t column_count, set_words;
    uint64_t *sets; /* of columns, set_words words each; its block holds all of these: */
    struct short_step *program;
    uint16_t *forks;
    uint64_t *in_root; /* a bit for each step */
    uint16_t *root;    /* the steps at the root; read from one place those beside it */
    uint32_t root_count;
    struct leads leads; /* forward: codes with which a match may begin, and of
                                     which one comes next */
    struct edges *edges;
    struct members *members;
    uint32_t count, edges_room, members_room;
    uint16_t *rows;
    uint32_t row_count, row_room;
    uint16_t *steps; /* of all states; ascending in each */
    uint32_t step_count, step_room;
    uint16_t *slots; /* state + 1, by hash; made with the root */
    uint32_t slot_count;
    uint32_t forgotten; /* times that it had too many */
    bool failed;        /* memory ran out */
};

/* ---- packs/sieve_steps.c ---- */

enum {
    KIND_SHIFT = 14, /* of short_step.what */
    COUNT_MASK = (1 << KIND_SHIFT) - 1,
};

/* What is reached with a code. */
struct reached {
    uint16_t *steps; /* room for all of the program's */
    uint32_t count;
    uint32_t begins; /* ENTRY_BEGINS bits */
};

/* All steps that can be reached from `step` without a code, those aside that have been
 * seen in this round. */
void steps_reach(struct sieve_states *states, uint16_t step, struct reached *reached);

/* The same from those of `members` that take a code. */
void steps_take(struct sieve_states *states, const uint16_t *members, uint32_t count,
                unsigned char code, struct reached *reached);

/* Puts steps into their order. */
void steps_sort(struct sieve_states *states, uint16_t *steps, uint32_t count);

/* ---- packs/sieve_make.c, packs/sieve_states.c ---- */

/* Takes the program over as a copy, to be read from one place or over all of a text; the
 * sieve's room is borrowed. False where it is beyond an automaton or memory ran out. */
bool states_init(struct sieve_states *states, const struct program *program,
                 bool from_place, struct sieve_room *shared);
void states_free(struct sieve_states *states);

/* Makes the states that are there from the beginning. */
void states_add_root(struct sieve_states *states);

/* Gives the memory of all states back; of all but the root. */
void states_drop(struct sieve_states *states);
void states_forget(struct sieve_states *states);

/* The entry for a code, of a character's first byte, as far as it is known. */
static inline uint32_t states_known(const struct sieve_states *states, uint32_t state,
                                    unsigned char code) {
    const struct edges *edges = &states->edges[state];
    unsigned char column = states->columns[code];
    if (edges->row != 0) {
        return states->rows[(size_t)(edges->row - 1) * states->column_count + column];
    }
    for (uint32_t i = 0; i < FEW_EDGES; i++) {
        if (edges->columns[i] == column) {
            return edges->entries[i]; /* ENTRY_UNKNOWN where there is no such edge yet */
        }
    }
    return ENTRY_UNKNOWN;
}

/* The entry, worked out where it is not known. All other numbers of states may be void
 * then. */
uint32_t states_entry(struct sieve_states *states, uint32_t state, unsigned char code);

/* ---- packs/sieve_forward.c ---- */

enum { ENDS_MAXIMUM = 8 }; /* of the text, that a pattern may ask for in a row */

/* An end of the text, so many times or until nothing can follow. Says whether all of a
 * match has been met. */
bool states_read_ends(struct sieve_states *states, uint32_t *state, unsigned char code,
                      uint32_t times);

/* The places where a match may begin, as sieve_scan gives them; without states as its
 * leads have it. A repeat that is endless to a sieve may lead from each edge to the end,
 * so no more is read than some times the text. */
void states_scan_forward(struct sieve_states *states, const struct leads *leads,
                         const struct sieve_text *text, uint32_t *room,
                         const uint32_t **places, uint32_t *count);

#endif
