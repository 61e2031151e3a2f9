/* Codes of characters, and sets of them: what a piece of a pattern may match, with too
 * much added where it cannot be told. */
#include "packs/sieve_parts.h"

#include "text/unicode.h"

/* ---- Codes ---- */

static uint32_t kind_of(uint32_t character) {
    return unicode_is_upper(character)    ? SIEVE_UPPER
           : unicode_is_letter(character) ? SIEVE_LETTER
           : unicode_is_digit(character)  ? SIEVE_DIGIT
                                          : SIEVE_OTHER;
}

static bool is_symbol(uint32_t character) {
    return character >= SYMBOL_FIRST && character <= SYMBOL_LAST;
}

static uint32_t code_of_symbol(uint32_t character) {
    uint32_t number = character - SYMBOL_FIRST;
    return SIEVE_SYMBOL + (number < SIEVE_SYMBOL_COUNT ? number : SIEVE_SYMBOL_COUNT - 1);
}

unsigned char sieve_code(const struct sieve_codes *codes, uint32_t character) {
    if (character < 0x80) {
        return (unsigned char)character;
    }
    if (is_symbol(character)) {
        return (unsigned char)code_of_symbol(character);
    }
    for (uint32_t i = 0; i < codes->exact_count; i++) {
        if (codes->exact[i] == character) {
            return (unsigned char)(SIEVE_EXACT + i);
        }
    }
    return (unsigned char)kind_of(character);
}

void sieve_encode(const struct sieve_codes *codes, struct slice text,
                  unsigned char *out) {
    for (size_t at = 0; at < text.size;) {
        unsigned char byte = (unsigned char)text.data[at];
        uint32_t length = 1;
        out[at] =
            byte < 0x80 ? byte : sieve_code(codes, utf8_decode(text.data + at, &length));
        for (uint32_t i = 1; i < length; i++) {
            out[at + i] = SIEVE_INNER;
        }
        at += length;
    }
}

static void name_character(struct sieve_codes *codes, uint32_t character) {
    if (codes->exact_count < SIEVE_EXACT_COUNT && !is_symbol(character) &&
        sieve_code(codes, character) < SIEVE_EXACT) {
        codes->kinds[codes->exact_count] = (unsigned char)kind_of(character);
        codes->exact[codes->exact_count++] = character;
    }
}

/* Letters are told apart by kind alone: names in other scripts would use up all codes. */
void sieve_codes_init(struct sieve_codes *codes, const struct pattern *patterns,
                      uint32_t count) {
    codes->exact_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        struct slice text = patterns[i].expanded;
        for (size_t at = 0; at < text.size;) {
            uint32_t length = 1;
            if ((unsigned char)text.data[at] >= 0x80) {
                uint32_t character = utf8_decode(text.data + at, &length);
                if (kind_of(character) == SIEVE_OTHER) {
                    name_character(codes, character);
                }
            }
            at += length;
        }
    }
}

/* ---- Sets ---- */

void code_set_unite(struct code_set *set, const struct code_set *other) {
    for (int i = 0; i < 4; i++) {
        set->bits[i] |= other->bits[i];
    }
}

void code_set_range(struct code_set *set, uint32_t first, uint32_t last) {
    for (uint32_t word = first >> 6; word <= last >> 6; word++) {
        uint32_t from = word == first >> 6 ? first & 63 : 0;
        uint32_t to = word == last >> 6 ? last & 63 : 63;
        set->bits[word] |= UINT64_MAX << from & UINT64_MAX >> (63 - to);
    }
}

struct code_set sieve_any(void) {
    struct code_set set = {{0}};
    code_set_range(&set, 0, SIEVE_BEGIN - 1);
    return set;
}

void sieve_add_symbols(struct code_set *set) {
    code_set_range(set, SIEVE_SYMBOL, SIEVE_BEGIN - 1);
}

void sieve_add_kind(const struct sieve_codes *codes, struct code_set *set,
                    uint32_t kind) {
    code_set_add(set, kind);
    for (uint32_t i = 0; i < codes->exact_count; i++) {
        if (codes->kinds[i] == kind) {
            code_set_add(set, SIEVE_EXACT + i);
        }
    }
}

bool sieve_is_sign(uint32_t character) {
    return (character >= 0x2010 && character <= 0x2027) || unicode_is_currency(character);
}

/* Marks and numbers of all kinds are among them. */
void sieve_add_others(const struct sieve_codes *codes, struct code_set *set) {
    code_set_add(set, SIEVE_OTHER);
    for (uint32_t i = 0; i < codes->exact_count; i++) {
        if (!sieve_is_sign(codes->exact[i]) && codes->kinds[i] == SIEVE_OTHER) {
            code_set_add(set, SIEVE_EXACT + i);
        }
    }
}

/* K and S have a sign each beyond ASCII that folds to them; of other scripts little is
 * known here. */
void sieve_add_character(const struct sieve_codes *codes, struct code_set *set,
                         uint32_t character, bool caseless) {
    code_set_add(set, sieve_code(codes, character));
    if (!caseless) {
        return;
    }
    uint32_t folded = unicode_fold(character);
    if (folded < 0x80) {
        code_set_add(set, folded);
        if (folded >= 'a' && folded <= 'z') {
            code_set_add(set, folded - 'a' + 'A');
        }
        if (folded == 'k' || folded == 's') {
            sieve_add_kind(codes, set, SIEVE_UPPER);
            sieve_add_kind(codes, set, SIEVE_LETTER);
        }
    } else if (!is_symbol(character) && !sieve_is_sign(character)) {
        for (uint32_t kind = SIEVE_UPPER; kind <= SIEVE_OTHER; kind++) {
            sieve_add_kind(codes, set, kind);
        }
    }
}

void sieve_add_range(const struct sieve_codes *codes, struct code_set *set,
                     uint32_t first, uint32_t last, bool caseless) {
    for (uint32_t character = first; character <= last && character < 0x80; character++) {
        sieve_add_character(codes, set, character, caseless);
    }
    for (uint32_t number = 0; last >= SYMBOL_FIRST && number < SIEVE_SYMBOL_COUNT;
         number++) {
        uint32_t symbol = SYMBOL_FIRST + number;
        bool many = number + 1 == SIEVE_SYMBOL_COUNT && last >= symbol;
        if (first <= SYMBOL_LAST && (many || (symbol >= first && symbol <= last))) {
            code_set_add(set, SIEVE_SYMBOL + number);
        }
    }
    bool others = last >= 0x80 && (first < SYMBOL_FIRST || last > SYMBOL_LAST);
    for (uint32_t kind = SIEVE_UPPER; others && kind <= SIEVE_OTHER; kind++) {
        sieve_add_kind(codes, set, kind);
    }
}
