/* Measures of a stretch of text: what tells prose from headlines and page furniture when
 * nothing is known of the words but which are function words (Kohlschütter et al., WSDM
 * 2010, and jusText, without the HTML). */
#include "stages/segment_parts.h"

static bool is_closer(uint32_t character) {
    return character == '"' || character == '\'' || character == ')' ||
           character == ']' || character == '*';
}

static enum marker number_marker(const char *text, struct span span, uint32_t *size) {
    uint32_t at = span.start;
    while (at < span.end && at < span.start + 3 && text[at] >= '0' && text[at] <= '9') {
        at++;
    }
    uint32_t digits = at - span.start;
    if (digits == 0 && at + 1 < span.end && text[at] >= 'a' && text[at] <= 'h') {
        at++;
    }
    uint32_t marks = at;
    while (at < span.end && at < marks + 2 && (text[at] == '.' || text[at] == ')')) {
        at++;
    }
    bool good = at > marks && marks > span.start && at < span.end && text[at] == ' ';
    *size = good ? at + 1 - span.start : 0;
    return good ? MARKER_NUMBER : MARKER_NONE;
}

static enum marker find_marker(const char *text, struct span span, uint32_t *size) {
    enum marker marker = MARKER_NONE;
    uint32_t length = 0;
    uint32_t first = utf8_decode(text + span.start, &length);
    uint32_t at = span.start + length;
    bool space = at < span.end && text[at] == ' ';
    if (first == 0x2022) {
        marker = MARKER_BULLET;
    } else if ((first == '-' || first == 0x2014 || first == '*') && space) {
        marker = MARKER_DASH;
    } else {
        return number_marker(text, span, size);
    }
    while (at < span.end && text[at] == ' ') {
        at++;
    }
    *size = at - span.start;
    return at < span.end ? marker : MARKER_NONE;
}

/* Where the text ends without a bracketed addition such as "[12]" or "(opens ...)". */
static uint32_t without_bracket(const char *text, struct span span) {
    enum { LONGEST = 60 };
    char close = text[span.end - 1];
    char open = close == ']' ? '[' : close == ')' ? '(' : close == '>' ? '<' : '\0';
    uint32_t floor = span_size(span) > LONGEST ? span.end - LONGEST : span.start;
    for (uint32_t at = span.end; open != '\0' && at > floor + 1; at--) {
        if (text[at - 1] == open) {
            at--;
            while (at > floor && text[at - 1] == ' ') {
                at--;
            }
            bool mark = at > floor && (text[at - 1] == '.' || text[at - 1] == '?' ||
                                       text[at - 1] == '!');
            return mark ? at : span.end;
        }
    }
    return span.end;
}

static void measure_end(const char *text, struct span span, struct measure *measure,
                        bool open_word) {
    span.end = without_bracket(text, span);
    uint32_t at = span.end;
    uint32_t length = 0;
    uint32_t last = 0;
    uint32_t floor = span.end - span.start > 16 ? span.end - 16 : span.start;
    while (at > floor) {
        uint32_t before = utf8_before(text, at);
        last = utf8_decode(text + before, &length);
        if (!is_closer(last) && last != ' ') {
            break;
        }
        at = before;
    }
    measure->ending = last == '.' || last == '!' || last == '?' || last == 0x2026
                          ? ENDS_SENTENCE
                      : last == ':'                 ? ENDS_COLON
                      : last == ',' || last == ';'  ? ENDS_COMMA
                      : last == 0x2014              ? ENDS_COMMA
                      : open_word && at == span.end ? ENDS_OPEN_WORD
                                                    : ENDS_OPEN;
}

static bool in_word(const char *text, uint32_t at, uint32_t end, uint32_t character) {
    if (unicode_is_word(character)) {
        return true;
    }
    return (character == '\'' || character == '-' || character == '.') && at + 1 < end &&
           (unsigned char)text[at + 1] > ' ' && text[at + 1] != '"' &&
           text[at + 1] != '.' && text[at + 1] != ')' && text[at + 1] != '-';
}

/* Reads one word from `at`, kept in `word`; gives where it ends. */
static uint32_t measure_word(const struct layout *layout, const char *text, uint32_t at,
                             uint32_t end, struct measure *measure, struct slice *word) {
    uint32_t start = at;
    uint32_t length = 0;
    uint32_t first = utf8_decode(text + at, &length);
    uint32_t all = 0; /* bits of all characters together */
    uint32_t letters = 0;
    uint32_t uppers = 0;
    bool digit = false;
    for (uint32_t character = first; in_word(text, at, end, character);) {
        all |= character;
        letters += unicode_is_letter(character) ? 1 : 0;
        uppers += unicode_is_upper(character) ? 1 : 0;
        digit |= unicode_is_digit(character);
        at += length;
        if (at >= end) {
            break;
        }
        character = utf8_decode(text + at, &length);
    }
    bool function_word = false;
    *word = slice_of(text + start, at - start);
    if (all >= 0x80 || word_set_may_hold(&layout->function_words, *word)) {
        word_set_find(&layout->function_words, *word, &function_word);
    }
    measure->letters += letters;
    measure->uppers += uppers;
    measure->classes |= digit ? TRIGGER_DIGIT : 0;
    measure->words++;
    measure->function_words += function_word ? 1 : 0;
    measure->capitalised += unicode_is_upper(first) ? 1 : 0;
    if (measure->words == 1) {
        measure->beginning = unicode_is_lower(first)   ? BEGINS_LOWER
                             : unicode_is_upper(first) ? BEGINS_UPPER
                             : unicode_is_digit(first) ? BEGINS_DIGIT
                                                       : BEGINS_OTHER;
    }
    return at;
}

struct measure measure_text(const struct layout *layout, const char *text,
                            struct span span) {
    enum { LONG_SENTENCE = 10 };
    struct measure measure = {0};
    uint32_t ended = 0; /* words before the last end of a sentence */
    struct slice word = {NULL, 0};
    if (span.start == span.end) {
        return measure;
    }
    measure.marker = find_marker(text, span, &measure.marker_size);
    for (uint32_t at = span.start + measure.marker_size; at < span.end;) {
        uint32_t length = 0;
        uint32_t character = utf8_decode(text + at, &length);
        if (unicode_is_word(character)) {
            at = measure_word(layout, text, at, span.end, &measure, &word);
            continue;
        }
        measure.classes |= character == '"' || character == '\'' ? TRIGGER_QUOTE : 0;
        measure.classes |= unicode_is_currency(character) ? TRIGGER_CURRENCY : 0;
        at += length;
        bool mark = character == '.' || character == '!' || character == '?';
        if (mark && (at == span.end || text[at] == ' ' || text[at] == '"' ||
                     text[at] == '[' || text[at] == '<')) {
            measure.sentence_ends++;
            ended = measure.words;
        }
    }
    measure.classes |= measure.uppers > 0 ? TRIGGER_CAPITALISED : 0;
    bool open_word = false;
    word_set_find(&layout->open_words, word, &open_word);
    measure_end(text, span, &measure, open_word);
    if (measure.ending == ENDS_OPEN && ended >= LONG_SENTENCE &&
        measure.words == ended + 1) {
        measure.ending = ENDS_SENTENCE; /* one word more: a mark of the end */
    }
    return measure;
}

bool measure_is_prose(const struct measure *measure) {
    return measure->words >= 12 && measure->function_words * 5 >= measure->words &&
           (measure->ending == ENDS_SENTENCE || measure->ending == ENDS_COLON ||
            measure->words >= 40 ||
            (measure->words >= 18 && measure->capitalised * 2 < measure->words));
}

bool measure_is_headline(const struct measure *measure) {
    return measure->words <= 25 && measure->ending != ENDS_SENTENCE &&
           measure->sentence_ends <= 1;
}
