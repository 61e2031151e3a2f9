/* Unicode's own test of normalization: every NFC invariant of every line of
 * NormalizationTest.txt, and that all characters which the file does not list in part 1
 * are in NFC already.
 *
 * Debian packs the file with bzip2, so it is read through that when only the packed form
 * is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/normal.h"
#include "text/unicode.h"

static const char *const folders[] = {"/usr/share/unicode", "/usr/share/unicode/ucd",
                                      "/usr/local/share/unicode",
                                      "/opt/homebrew/share/unicode"};

static FILE *open_in(const char *folder, bool *is_pipe) {
    char path[600];
    *is_pipe = false;
    snprintf(path, sizeof path, "%s/NormalizationTest.txt", folder);
    FILE *file = fopen(path, "r");
    if (file != NULL)
        return file;
    snprintf(path, sizeof path, "%s/NormalizationTest.txt.bz2", folder);
    file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    fclose(file);
    char command[700];
    snprintf(command, sizeof command, "bzip2 -dc '%s'", path);
    *is_pipe = true;
    return popen(command, "r");
}

static FILE *open_suite(bool *is_pipe) {
    const char *given = getenv("UNICODE_DATA");
    FILE *file = given == NULL ? NULL : open_in(given, is_pipe);
    for (size_t i = 0; file == NULL && i < sizeof folders / sizeof folders[0]; i++)
        file = open_in(folders[i], is_pipe);
    if (file == NULL)
        fail_msg("NormalizationTest.txt not found: install the packages unicode-data and "
                 "bzip2, or set UNICODE_DATA to the folder that holds it");
    return file;
}

struct field {
    char text[256];
    size_t size;
};

/* Reads "0044 0307;" into UTF-8; gives what comes after the semicolon. */
static char *read_field(char *at, struct field *field, uint32_t *first, size_t *count) {
    field->size = 0;
    *count = 0;
    while (*at != ';') {
        uint32_t code_point = (uint32_t)strtoul(at, &at, 16);
        if ((*count)++ == 0)
            *first = code_point;
        field->size += utf8_encode(code_point, field->text + field->size);
        while (*at == ' ')
            at++;
    }
    return at + 1;
}

static void assert_nfc(struct arena *arena, const struct field *from,
                       const struct field *to, long line) {
    struct normal normal;
    arena_reset(arena, 1 << 16);
    assert_int_equal(normal_nfc(arena, slice_of(from->text, from->size), &normal),
                     ASSAY_OK);
    if (!slice_equal(slice_of(normal.text, normal.size), slice_of(to->text, to->size)))
        fail_msg("NormalizationTest.txt, line %ld: not the expected NFC", line);
}

static void check_line(struct arena *arena, char *text, long line, bool part1,
                       unsigned char *listed) {
    struct field fields[5];
    uint32_t first = 0, ignored = 0;
    size_t count;
    char *at = read_field(text, &fields[0], &first, &count);
    if (part1 && count == 1)
        listed[first] = 1;
    for (size_t i = 1; i < 5; i++)
        at = read_field(at, &fields[i], &ignored, &count);
    for (size_t i = 0; i < 3; i++)
        assert_nfc(arena, &fields[i], &fields[1], line);
    for (size_t i = 3; i < 5; i++)
        assert_nfc(arena, &fields[i], &fields[3], line);
}

static void every_line_of_the_suite_holds(void **state) {
    unsigned char *listed = *state;
    bool is_pipe;
    FILE *file = open_suite(&is_pipe);
    struct arena arena;
    arena_init(&arena);
    char text[4096];
    long line = 0, checked = 0;
    bool part1 = false;
    while (fgets(text, sizeof text, file) != NULL) {
        line++;
        if (text[0] == '@')
            part1 = strncmp(text, "@Part1", 6) == 0;
        if (text[0] == '@' || text[0] == '#' || text[0] == '\n')
            continue;
        check_line(&arena, text, line, part1, listed);
        checked++;
    }
    int closed = is_pipe ? pclose(file) : fclose(file);
    if (closed != 0 || checked < 18000)
        fail_msg("NormalizationTest.txt cannot be read: is the package bzip2 installed?");
    arena_deinit(&arena);
}

static void characters_not_listed_stay(void **state) {
    const unsigned char *listed = *state;
    struct arena arena;
    arena_init(&arena);
    for (uint32_t code_point = 1; code_point < 0x110000; code_point++) {
        if ((code_point >= 0xD800 && code_point < 0xE000) || listed[code_point])
            continue;
        struct field field;
        field.size = utf8_encode(code_point, field.text);
        assert_nfc(&arena, &field, &field, (long)code_point);
    }
    arena_deinit(&arena);
}

int main(void) {
    unsigned char *listed = calloc(0x110000, 1);
    if (listed == NULL)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_line_of_the_suite_holds, listed),
        cmocka_unit_test_prestate(characters_not_listed_stay, listed),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    free(listed);
    return failed;
}
