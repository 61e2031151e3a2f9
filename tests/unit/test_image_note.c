/* Notes of images: found again as long as the files have the same status, and not written
 * of files that changed only just now. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "packs/image.h"

enum { LATER = 10 }; /* seconds, long enough for any file to be settled */

static char folder[] = "/tmp/assay-note-XXXXXX";
static char file[64];
static struct image_key configuration;
static const struct image_note image = {{{3, 4}}, {{5, 6}}};

static void write_file(const char *text) {
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static int set_up(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL || setenv("XDG_CACHE_HOME", folder, 1) != 0) {
        return -1;
    }
    char cache[64];
    snprintf(cache, sizeof cache, "%s/assay", folder);
    snprintf(file, sizeof file, "%s/rules.yaml", folder);
    image_key_init(&configuration);
    return mkdir(cache, 0700);
}

static int tear_down(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT: a folder of our own */
}

static struct image_files status_after(int64_t seconds) {
    struct image_files files;
    image_files_init(&files);
    files.now += seconds;
    image_files_add(&files, file);
    return files;
}

static bool is_noted(struct image_files files) {
    struct image_note found = {{{0, 0}}, {{0, 0}}};
    return image_note_read(&configuration, &files, &found) &&
           image_key_equal(&found.image, &image.image) &&
           image_key_equal(&found.checked, &image.checked);
}

static void what_changed_just_now_is_not_noted(void **state) {
    (void)state;
    write_file("rules: []\n");
    struct image_files files = status_after(0);
    image_note_write(&configuration, &files, &image);
    assert_false(is_noted(files));
}

static void what_is_noted_is_found_until_a_file_changes(void **state) {
    (void)state;
    write_file("rules: []\n");
    struct image_files files = status_after(LATER);
    image_note_write(&configuration, &files, &image);
    assert_true(is_noted(status_after(0)));
    struct timespec tick = {0, 20000000}; /* more than one of the file system's clock */
    nanosleep(&tick, NULL);
    write_file("rules: {}\n");
    assert_false(is_noted(status_after(LATER)));
}

/* Each byte of a note counts. */
static void a_damaged_note_is_not_believed(void **state) {
    (void)state;
    write_file("rules: []\n");
    struct image_files files = status_after(LATER);
    image_note_write(&configuration, &files, &image);
    char path[128];
    snprintf(path, sizeof path, "%s/assay/%016llx%016llx.note", folder,
             (unsigned long long)configuration.parts[0],
             (unsigned long long)configuration.parts[1]);
    FILE *note = fopen(path, "r+b");
    assert_non_null(note);
    fseek(note, 0, SEEK_END);
    long size = ftell(note);
    assert_true(size > 0);
    for (long at = 0; at < size; at++) {
        for (int round = 0; round < 2; round++) { /* damaged, and mended again */
            fseek(note, at, SEEK_SET);
            int byte = fgetc(note);
            fseek(note, at, SEEK_SET);
            fputc(byte ^ 0x10, note);
            fflush(note);
            assert_int_equal(is_noted(status_after(0)), round == 1);
        }
    }
    fclose(note);
    assert_int_equal(truncate(path, size - 1), 0);
    assert_false(is_noted(status_after(0)));
}

static void a_missing_file_is_not_noted(void **state) {
    (void)state;
    unlink(file);
    struct image_files files = status_after(LATER);
    image_note_write(&configuration, &files, &image);
    assert_false(is_noted(files));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_changed_just_now_is_not_noted),
        cmocka_unit_test(what_is_noted_is_found_until_a_file_changes),
        cmocka_unit_test(a_damaged_note_is_not_believed),
        cmocka_unit_test(a_missing_file_is_not_noted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
