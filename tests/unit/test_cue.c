/* Cues are shown in whole words. */
#include "support.h"

#include "article.h"
#include "stages/cue.h"

#include <string.h>

/* The cue between < and > of a text, and what is shown of it. */
static void shows(const char *marked, const char *expected) {
    char text[256];
    struct span span = {0, 0};
    size_t size = 0;
    for (const char *at = marked; *at != '\0'; at++) {
        if (*at == '<') {
            span.start = (uint32_t)size;
        } else if (*at == '>') {
            span.end = (uint32_t)size;
        } else {
            text[size++] = *at;
        }
    }
    text[size] = '\0';
    struct article article = {.normalized = text, .normalized_size = (uint32_t)size};
    struct work work = {.article = &article};
    struct unit unit = {.span = {0, (uint32_t)size}};
    struct span shown = cue_words(&work, &unit, span);
    if (span_size(shown) != strlen(expected) ||
        memcmp(text + shown.start, expected, strlen(expected)) != 0) {
        fail_msg("%s: '%.*s' is not '%s'", marked, (int)span_size(shown),
                 text + shown.start, expected);
    }
}

static void whole_words(void **state) {
    (void)state;
    shows("They <dismissed t>he offer.", "dismissed");
    shows("It fell<, squeezing s>mall firms.", "squeezing");
    shows("It <may > rise.", "may");
    shows("<econom>ic growth", "economic");
    shows("a <rel>y", "rely");
    shows("It <depends on Chin>ese ore.", "depends on Chinese");
    shows("un<fair> trade", "unfair");
    shows("It <does not>.", "does not");
    shows("It rose<;> it fell.", ";");
    shows("so <\u00E9t\u00E9>s it was", "\u00E9t\u00E9s");
    shows("<all>", "all");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
