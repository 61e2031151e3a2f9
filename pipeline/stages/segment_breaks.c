/* Does a sentence end here? Abbreviations, initials, acronyms, decimals, ellipses and
 * quotes, decided by the word before the mark and the word behind it.
 *
 * The table of abbreviations says of each which kind it is:
 *   title   a name follows: never the end             (Dr, Sen, Mt)
 *   number  a number follows, else it may be the end  (No, p, Fig)
 *   inner   never the end                             (e.g, vs)
 *   end     the end before any capital                (etc, a.m)
 *   name    the end before a word that begins sentences  (Co, U.S)
 * The table of function words says `start` of words that begin sentences. */
#include "stages/segment_parts.h"

static bool is_letter_at(const char *text, uint32_t at) {
    uint32_t length = 0;
    return unicode_is_letter(utf8_decode(text + at, &length));
}

/* Where the word that ends at `end` starts, inner periods and hyphens included. */
static uint32_t word_start(const char *text, uint32_t start, uint32_t end) {
    enum { LONGEST = 48 };
    uint32_t floor = end - start > LONGEST ? end - LONGEST : start;
    uint32_t at = end;
    while (at > floor) {
        uint32_t before = utf8_before(text, at);
        uint32_t length = 0;
        uint32_t character = utf8_decode(text + before, &length);
        bool inner = character == '.' || character == '&' || character == 0xB0;
        if (!unicode_is_word(character) && !inner) {
            break;
        }
        at = before;
    }
    return at;
}

static struct slice next_word(const struct breaking *breaking, uint32_t at) {
    enum { LONGEST = 40 };
    uint32_t end = at;
    while (end < breaking->end && end < at + LONGEST) {
        uint32_t length = 0;
        uint32_t character = utf8_decode(breaking->text + end, &length);
        if (!unicode_is_word(character) && character != '\'') {
            break;
        }
        end += length;
    }
    return slice_of(breaking->text + at, end - at);
}

/* Whether the word is one that begins sentences more often than names. */
static bool begins_sentences(const struct breaking *breaking, struct slice word) {
    bool found = false;
    struct slice value = word_set_find(&breaking->layout->function_words, word, &found);
    for (size_t i = 0; !found && i < word.size; i++) {
        if (word.data[i] == '\'') { /* it's, they're */
            value = word_set_find(&breaking->layout->function_words,
                                  slice_of(word.data, i), &found);
        }
    }
    return found && slice_is(value, "start");
}

/* A word with a colon behind it: "Image: ", "Source: ". */
static bool is_label(const struct breaking *breaking, struct slice word) {
    const char *end = word.data + word.size;
    return word.size > 0 && end + 1 < breaking->text + breaking->end && end[0] == ':' &&
           end[1] == ' ';
}

/* What stands behind the mark. */
struct follower {
    bool lower, upper, digit, quote, bracket, starter;
};

static struct follower look_ahead(const struct breaking *breaking) {
    struct follower follower = {0};
    uint32_t at = breaking->next;
    uint32_t length = 0;
    uint32_t character = 0;
    while (at < breaking->end) {
        character = utf8_decode(breaking->text + at, &length);
        bool quote = character == '"' || character == '\'';
        bool bracket = character == '(' || character == '[';
        if (!quote && !bracket) {
            break;
        }
        follower.quote = follower.quote || quote;
        follower.bracket = follower.bracket || bracket;
        at += length;
    }
    if (at < breaking->end) {
        follower.lower = unicode_is_lower(character);
        follower.upper = unicode_is_upper(character);
        follower.digit = unicode_is_digit(character);
        struct slice word = next_word(breaking, at);
        follower.starter = begins_sentences(breaking, word) || is_label(breaking, word);
    }
    return follower;
}

/* One capital letter, or capitals with periods between: an initial or an acronym. */
static bool is_initials(struct slice word) {
    uint32_t letters = 0;
    for (uint32_t at = 0; at < word.size;) {
        uint32_t length = 0;
        uint32_t character = utf8_decode(word.data + at, &length);
        if (character != '.' && !unicode_is_letter(character)) {
            return false;
        }
        bool letter = character != '.';
        if (letter && at > 0 && word.data[at - 1] != '.') {
            return false;
        }
        letters += letter ? 1 : 0;
        at += length;
    }
    uint32_t length = 0;
    return letters > 0 &&
           (letters > 1 || unicode_is_upper(utf8_decode(word.data, &length)));
}

static bool breaks_after_abbreviation(struct slice kind, struct follower follower) {
    if (slice_is(kind, "title") || slice_is(kind, "inner")) {
        return false;
    }
    if (slice_is(kind, "number")) {
        return !follower.digit && (follower.starter || follower.quote);
    }
    if (slice_is(kind, "end")) {
        return !follower.digit;
    }
    return follower.starter || (follower.quote && follower.upper && !follower.bracket);
}

static bool breaks_after_period(const struct breaking *breaking,
                                struct follower follower) {
    const char *text = breaking->text;
    uint32_t start = word_start(text, breaking->start, breaking->mark.start);
    struct slice word = slice_of(text + start, breaking->mark.start - start);
    bool found = false;
    struct slice kind = word_set_find(&breaking->layout->abbreviations, word, &found);
    bool initial = word.size == 1 && is_initials(word); /* C is not c. */
    if (found && !initial && breaking->close == breaking->mark.end) {
        return breaks_after_abbreviation(kind, follower);
    }
    if (word.size > 0 && is_initials(word) && breaking->close == breaking->mark.end) {
        return follower.starter ||
               (follower.quote && follower.upper && !follower.bracket);
    }
    return true;
}

/* Three dots or more, or with spaces between. */
static bool is_ellipsis(const struct breaking *breaking) {
    uint32_t dots = 0;
    for (uint32_t at = breaking->mark.start; at < breaking->mark.end; at++) {
        unsigned char byte = (unsigned char)breaking->text[at];
        dots += byte == '.' ? 1 : byte == 0xE2 ? 3 : 0;
    }
    return dots >= 3;
}

static uint32_t count_dots(const struct breaking *breaking) {
    uint32_t dots = 0;
    for (uint32_t at = breaking->mark.start; at < breaking->mark.end; at++) {
        dots += breaking->text[at] == '.' ? 1 : 0;
    }
    return dots;
}

bool sentence_breaks(const struct breaking *breaking) {
    if (breaking->next >= breaking->end || breaking->next == breaking->close) {
        return false; /* the end of the paragraph ends it anyway; or no space follows */
    }
    struct follower follower = look_ahead(breaking);
    if (follower.lower) {
        return false;
    }
    if (is_ellipsis(breaking)) {
        uint32_t start = breaking->mark.start;
        if (start > 0 && breaking->text[start - 1] == ' ' && count_dots(breaking) == 3) {
            return false; /* something is left out in the middle */
        }
        return follower.upper && !follower.bracket &&
               (count_dots(breaking) > 3 || follower.starter || follower.quote);
    }
    uint32_t before = breaking->mark.start;
    if (breaking->text[breaking->mark.end - 1] != '.') {
        return true;
    }
    /* A mark that follows nothing ends nothing. */
    if (before == breaking->start || breaking->text[before - 1] == ' ') {
        return breaking->start < before && follower.upper &&
               is_letter_at(breaking->text, breaking->start);
    }
    return breaks_after_period(breaking, follower);
}
