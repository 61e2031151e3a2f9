/* Cues in whole words. */
#include "stages/cue.h"

#include "text/unicode.h"

enum { STEM_LEAST = 3 }; /* characters: less of a word was only looked at */

static bool is_word_at(const char *text, uint32_t at) {
    uint32_t length = 0;
    return unicode_is_word(utf8_decode(text + at, &length));
}

static bool is_loose(char byte) {
    return (unsigned char)byte <= ' ' || byte == ',' || byte == ';' || byte == ':';
}

static struct span trim(const char *text, struct span span) {
    struct span left = span;
    while (left.start < left.end && is_loose(text[left.start])) {
        left.start++;
    }
    while (left.end > left.start && is_loose(text[left.end - 1])) {
        left.end--;
    }
    return span_size(left) > 0 ? left : span;
}

/* Where the word begins of which a part ends at `at`, and how many characters that is. */
static uint32_t word_start(const char *text, uint32_t floor, uint32_t at,
                           uint32_t *count) {
    *count = 0;
    while (at > floor && is_word_at(text, utf8_before(text, at))) {
        at = utf8_before(text, at);
        (*count)++;
    }
    return at;
}

static uint32_t word_end(const char *text, uint32_t at, uint32_t limit) {
    while (at < limit && is_word_at(text, at)) {
        at += utf8_length((unsigned char)text[at]);
    }
    return at;
}

struct span cue_words(const struct work *work, const struct unit *unit,
                      struct span span) {
    const char *text = work->article->normalized;
    uint32_t count = 0;
    span = trim(text, span);
    if (is_word_at(text, span.start)) {
        span.start = word_start(text, unit->span.start, span.start, &count);
    }
    uint32_t start = word_start(text, span.start, span.end, &count);
    uint32_t end = word_end(text, span.end, unit->span.end);
    if (count == 0 || end == span.end) {
        return span;
    }
    if (start > span.start && count < STEM_LEAST) {
        return trim(text, (struct span){span.start, start});
    }
    return (struct span){span.start, end};
}
