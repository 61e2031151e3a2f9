/* Atoms: the characters of a source text, folded to their forms, read one at a time.
 *
 * Here is settled all that depends on neighbours: CRLF is one line break, an en dash
 * between spaces is an em dash and otherwise a hyphen, and a hyphen that only divides a
 * word at a line end goes together with the line break. */
#ifndef ASSAY_TEXT_ATOMS_H
#define ASSAY_TEXT_ATOMS_H

#include "text/forms.h"

/* One character of the source, or several that belong together, and what it is folded to.
 */
struct atom {
    uint32_t start, end; /* in the source */
    uint32_t code_point; /* as it stands in the source */
    struct form form;
    bool changed; /* `form` is not simply the code point */
};

/* Reads the atom at `at`. `after_space`: what was written last is white space, or nothing
 * was. */
struct atom atom_read(struct slice source, uint32_t at, bool after_space);

/* The character at `at` as it is, without folding. */
struct atom atom_read_verbatim(struct slice source, uint32_t at);

/* If the line break at `at` comes after a hyphen that divides a word, where that hyphen
 * is (not before `start`); or else `at`. */
uint32_t atom_dividing_hyphen(struct slice source, uint32_t start, uint32_t at);

/* Does the character (0x80 or above) have another form, or one that depends on its
 * neighbours? If so, `removed` tells whether it goes without a trace. */
bool atom_changes(uint32_t code_point, bool *removed);

#endif
