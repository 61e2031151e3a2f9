/* Images of loaded packs: one that is damaged, cut or another user's is not believed, and
 * what is loaded instead gives the same records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "assay.h"
#include "packs/image_file.h"
#include "packs/load.h"

#define RULES SOURCE_DIR "/tests/rules-small"

static const char text[] = "Copper at 2.5%, and lithium.";
static char folder[] = "/tmp/assay-image-XXXXXX";
static char path[IMAGE_PATH_BYTES];
static struct image_key key;
static char *bytes; /* of the image as it was written */
static size_t size;

static struct assay_rules *load_rules(void) {
    struct assay_error error;
    struct assay_rules *rules = assay_rules_load(RULES, NULL, &error);
    if (rules == NULL) {
        fail_msg("%s: %s", error.place, error.message);
    }
    return rules;
}

static void records_are_right(void) {
    struct assay_rules *rules = load_rules();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    assert_int_equal(assay_annotate(annotator, NULL, text, strlen(text)), ASSAY_OK);
    assert_int_equal(assay_entity_count(annotator), 3);
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static bool loads(struct image_note *note) {
    struct rules *rules = image_load(note);
    rules_free(rules);
    return rules != NULL;
}

static bool loads_unknown(void) { return loads(&(struct image_note){.image = key}); }

static void write_image(size_t count) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

/* The one image that loading has written. */
static void find_image(void) {
    char command[256];
    struct image_header header;
    snprintf(command, sizeof command, "ls %s/assay/*.image", folder);
    FILE *list = popen(command, "r"); /* NOLINT: a folder of our own */
    assert_non_null(list);
    assert_non_null(fgets(path, sizeof path, list));
    path[strcspn(path, "\n")] = '\0';
    assert_null(fgets(command, sizeof command, list));
    pclose(list);
    FILE *file = fopen(path, "rb");
    struct stat status;
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    size = (size_t)status.st_size;
    bytes = malloc(size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, size, file), size);
    fclose(file);
    memcpy(&header, bytes, sizeof header);
    key = header.key;
}

static int set_up(void **state) {
    (void)state;
    if (mkdtemp(folder) == NULL || setenv("XDG_CACHE_HOME", folder, 1) != 0) {
        return -1;
    }
    assay_rules_free(load_rules());
    find_image();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    char command[128];
    free(bytes);
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT: a folder of our own */
}

static void a_whole_image_is_loaded(void **state) {
    (void)state;
    assert_true(loads_unknown());
    records_are_right();
}

/* In a long run its pages are let go of now and then, and come again. */
static void pages_that_were_let_go_of_come_again(void **state) {
    (void)state;
    struct assay_rules *rules = load_rules();
    struct assay_annotator *annotator = assay_annotator_new(rules, NULL, NULL);
    for (int i = 0; i < 1100; i++) {
        assert_int_equal(assay_annotate(annotator, NULL, text, strlen(text)), ASSAY_OK);
        assert_int_equal(assay_entity_count(annotator), 3);
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void a_flipped_bit_anywhere_is_noticed(void **state) {
    (void)state;
    size_t step = size / 400 + 1;
    for (size_t at = 0; at < size; at += at < sizeof(struct image_header) ? 1 : step) {
        bytes[at] ^= 0x20;
        write_image(size);
        bool loaded = loads_unknown();
        bytes[at] ^= 0x20;
        if (loaded) {
            fail_msg("byte %zu of %zu", at, size);
        }
    }
    bytes[size / 2] ^= 1;
    write_image(size);
    bytes[size / 2] ^= 1;
    records_are_right();          /* from the packs */
    assert_true(loads_unknown()); /* and the image has been written anew */
}

static void a_cut_image_is_noticed(void **state) {
    (void)state;
    for (size_t left = 0; left < size; left += size / 50 + 1) {
        write_image(left);
        assert_false(loads_unknown());
    }
    write_image(size);
    assert_int_equal(truncate(path, (off_t)size + 4096), 0);
    assert_false(loads_unknown());
    write_image(size);
    assert_true(loads_unknown());
}

/* Only an image of known status is believed without its checksum, and changing the file
 * changes its status. */
static void a_known_status_spares_the_checksum(void **state) {
    (void)state;
    struct image_note note = {.image = key};
    struct image_files files;
    struct stat status;
    write_image(size);
    assert_true(loads(&note));
    assert_true(
        image_key_equal(&note.checked, &(struct image_key){{0, 0}})); /* too new */
    assert_int_equal(stat(path, &status), 0);
    image_files_init(&files);
    image_files_add_status(&files, &status);
    assert_false(files.settled);
    note.checked = files.key;
    bytes[size / 2] ^= 1;
    write_image(size);
    bytes[size / 2] ^= 1;
    assert_false(loads(&note));
}

static void what_others_may_write_is_not_believed(void **state) {
    (void)state;
    write_image(size);
    assert_int_equal(chmod(path, 0620), 0);
    assert_false(loads_unknown());
    assert_int_equal(chmod(path, 0602), 0);
    assert_false(loads_unknown());
    assert_int_equal(chmod(path, 0600), 0);
    assert_true(loads_unknown());
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_false(loads_unknown());
    records_are_right();
    assert_int_equal(rmdir(path), 0);
}

static void write_file(const char *name, const char *contents) {
    char file_path[IMAGE_PATH_BYTES];
    snprintf(file_path, sizeof file_path, "%s/aaa/%s", folder, name);
    FILE *file = fopen(file_path, "w");
    assert_non_null(file);
    assert_true(fputs(contents, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The only image there is, as a file; one that is written anew is another. */
static ino_t number_of_image(void) {
    struct stat status;
    free(bytes);
    find_image();
    assert_int_equal(stat(path, &status), 0);
    return status.st_ino;
}

/* A pack of one's own comes last on the command line, whatever its name. */
static void an_image_with_a_further_pack_is_found(void **state) {
    (void)state;
    char pack[128];
    const char *packs[] = {pack};
    struct assay_rules_options options = {.pack_folders = packs, .pack_folder_count = 1};
    snprintf(pack, sizeof pack, "%s/aaa", folder);
    assert_int_equal(mkdir(pack, 0700), 0);
    write_file("pack.yaml",
               "name: aaa\nversion: 1.0.0\nphase: entity\ndescription: A.\n");
    write_file("a.tsv", "term\tid\nqoph\tq\n");
    write_file("a.yaml", "lexicons:\n  - file: a.tsv\n    note: A.\n    type: thing\n"
                         "    tests: [{hit: A qoph.}, {miss: No.}]\n");
    struct assay_rules *rules = assay_rules_load(RULES, &options, NULL);
    assert_non_null(rules);
    assay_rules_free(rules);
    ino_t first = number_of_image();
    rules = assay_rules_load(RULES, &options, NULL);
    assert_non_null(rules);
    assay_rules_free(rules);
    assert_int_equal(number_of_image(), first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_image_is_loaded),
        cmocka_unit_test(pages_that_were_let_go_of_come_again),
        cmocka_unit_test(a_flipped_bit_anywhere_is_noticed),
        cmocka_unit_test(a_cut_image_is_noticed),
        cmocka_unit_test(a_known_status_spares_the_checksum),
        cmocka_unit_test(what_others_may_write_is_not_believed),
        cmocka_unit_test(an_image_with_a_further_pack_is_found),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
