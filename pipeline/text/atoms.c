/* Reading atoms: forms that depend on nothing come from text/forms, the others are
 * settled here. */
#include "text/atoms.h"

#include "text/unicode.h"

#define EN_DASH 0x2013
#define EM_DASH 0x2014
#define SOFT_HYPHEN 0xAD
#define HYPHEN 0x2010
#define HYPHEN_NO_BREAK 0x2011

/* ---- What stands around ---- */

static uint32_t character_at(struct slice source, uint32_t at) {
    uint32_t length;
    return utf8_decode(source.data + at, &length);
}

static uint32_t skip_blanks(struct slice source, uint32_t at) {
    while (at < source.size && (source.data[at] == ' ' || source.data[at] == '\t'))
        at++;
    return at;
}

/* Past the line break at `at`, or `at` itself if there is none. */
static uint32_t skip_line_break(struct slice source, uint32_t at) {
    if (at < source.size && source.data[at] == '\r')
        return at + (at + 1 < source.size && source.data[at + 1] == '\n' ? 2 : 1);
    return at < source.size && source.data[at] == '\n' ? at + 1 : at;
}

/* Where the word that the hyphen in [start, end) divides goes on, on the next line; 0 if
 * the hyphen divides none. Between letters only: "1990-" at a line end keeps its hyphen.
 */
static uint32_t find_rest_of_word(struct slice source, uint32_t start, uint32_t end) {
    uint32_t line_end = skip_blanks(source, end);
    uint32_t next_line = skip_line_break(source, line_end);
    if (next_line == line_end || start == 0)
        return 0;
    uint32_t rest = skip_blanks(source, next_line);
    if (rest == source.size || !unicode_is_lower(character_at(source, rest)))
        return 0;
    uint32_t before = utf8_before(source.data, start);
    return unicode_is_letter(character_at(source, before)) ? rest : 0;
}

uint32_t atom_dividing_hyphen(struct slice source, uint32_t start, uint32_t at) {
    uint32_t end = at;
    while (end > start && source.data[end - 1] == ' ')
        end--;
    if (end == start || source.data[end - 1] != '-')
        return at;
    return find_rest_of_word(source, end - 1, end) > 0 ? end - 1 : at;
}

/* White space or the end of the text? Zero-width characters are looked through. */
static bool space_follows(struct slice source, uint32_t at) {
    struct form form;
    while (at < source.size) {
        uint32_t code_point = character_at(source, at);
        if (code_point < 0x80 || !form_of(code_point, &form) || form.count > 0)
            return unicode_is_space(code_point);
        at += utf8_length((unsigned char)source.data[at]);
    }
    return true;
}

/* ---- Folding ---- */

static void become(struct atom *atom, uint32_t code_point) {
    atom->form = (struct form){1, {code_point}};
    atom->changed = true;
}

static void fold_ascii(struct slice source, struct atom *atom) {
    switch (atom->code_point) {
    case '\t':
        become(atom, ' ');
        break;
    case '\v':
    case '\f':
        become(atom, '\n');
        break;
    case '\r':
        atom->end = skip_line_break(source, atom->start);
        become(atom, '\n');
        break;
    default:
        break;
    }
}

static bool is_dividing_hyphen(uint32_t code_point) {
    return code_point == '-' || code_point == HYPHEN || code_point == HYPHEN_NO_BREAK ||
           code_point == SOFT_HYPHEN;
}

struct atom atom_read_verbatim(struct slice source, uint32_t at) {
    uint32_t length;
    struct atom atom = {.start = at};
    atom.code_point = utf8_decode(source.data + at, &length);
    atom.end = at + length;
    atom.form = (struct form){1, {atom.code_point}};
    return atom;
}

struct atom atom_read(struct slice source, uint32_t at, bool after_space) {
    struct atom atom = atom_read_verbatim(source, at);
    uint32_t rest = 0;
    if (is_dividing_hyphen(atom.code_point))
        rest = find_rest_of_word(source, atom.start, atom.end);
    if (rest > 0) {
        atom.form.count = 0;
        atom.changed = true;
        atom.end = rest;
    } else if (atom.code_point < 0x80) {
        fold_ascii(source, &atom);
    } else if (atom.code_point == EN_DASH) {
        bool spaced = after_space && space_follows(source, atom.end);
        become(&atom, spaced ? EM_DASH : '-');
    } else {
        atom.changed = form_of(atom.code_point, &atom.form);
    }
    return atom;
}

bool atom_changes(uint32_t code_point, bool *removed) {
    struct form form = {0};
    *removed = false;
    if (code_point == EN_DASH)
        return true;
    if (!form_of(code_point, &form))
        return false;
    *removed = form.count == 0;
    return true;
}
