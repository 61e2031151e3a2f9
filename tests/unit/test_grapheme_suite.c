/* Unicode's own test of grapheme clusters: a span never begins or ends inside one,
 * whichever character of the normalized text it begins or ends with.
 *
 * Skipped where the file is not at hand; test_normalize has cases of the same kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/normal.h"
#include "text/offsets.h"
#include "text/unicode.h"

static const char *const folders[] = {"/usr/share/unicode/auxiliary",
                                      "/usr/share/unicode/ucd/auxiliary",
                                      "/usr/local/share/unicode/auxiliary"};

static FILE *open_suite(void) {
    FILE *file = NULL;
    for (size_t i = 0; file == NULL && i < sizeof folders / sizeof *folders; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/GraphemeBreakTest.txt", folders[i]);
        file = fopen(path, "r");
    }
    return file;
}

struct sample {
    char text[256];
    bool edge[256]; /* whether a cluster begins or ends at that byte */
    size_t size;
    bool has_break; /* CR and LF: no span begins or ends between them for other reasons */
};

/* Reads one line: a division sign before each cluster, a multiplication sign inside. */
static void read_sample(const char *line, struct sample *sample) {
    *sample = (struct sample){.size = 0};
    while (*line != '\0' && *line != '#' && *line != '\n') {
        char *end = NULL;
        if (memcmp(line, "\xC3\xB7", 2) == 0 || memcmp(line, "\xC3\x97", 2) == 0) {
            sample->edge[sample->size] = line[1] == '\xB7';
            line += 2;
        } else if (*line == ' ' || *line == '\t') {
            line++;
        } else {
            uint32_t code_point = (uint32_t)strtoul(line, &end, 16);
            sample->has_break |= code_point == '\r' || code_point == '\n';
            sample->size += utf8_encode(code_point, sample->text + sample->size);
            line = end;
        }
    }
}

static void check_sample(struct arena *arena, const struct sample *sample, long line) {
    struct normal normal;
    arena_reset(arena, 1 << 16);
    assert_int_equal(normal_nfc(arena, slice_of(sample->text, sample->size), &normal),
                     ASSAY_OK);
    for (uint32_t start = 0; start < normal.size;) {
        uint32_t length = utf8_length((unsigned char)normal.text[start]);
        struct span raw =
            offsets_to_raw(&normal.offsets, (struct span){start, start + length});
        if (!sample->edge[raw.start] || !sample->edge[raw.end]) {
            fail_msg("GraphemeBreakTest.txt, line %ld: a span cuts a cluster: %u to %u",
                     line, raw.start, raw.end);
        }
        start += length;
    }
}

static void no_span_cuts_a_cluster(void **state) {
    FILE *file = open_suite();
    struct arena arena;
    struct sample sample;
    char text[4096];
    long line = 0;
    size_t checked = 0;
    (void)state;
    if (file == NULL) {
        print_message("GraphemeBreakTest.txt is not at hand (package unicode-data)\n");
        skip();
    }
    arena_init(&arena);
    while (fgets(text, sizeof text, file) != NULL) {
        line++;
        read_sample(text, &sample);
        if (sample.size > 0 && !sample.has_break) {
            check_sample(&arena, &sample, line);
            checked++;
        }
    }
    fclose(file);
    arena_deinit(&arena);
    assert_true(checked > 400);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_span_cuts_a_cluster)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
