/* Limits that are reached at a small size of theirs (small.h): what is said then, and
 * that the next article comes out right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "assay.h"
#include "base/limits.h"

#define RULES SOURCE_DIR "/tests/rules-small"
#define COPPER "Copper is here."

enum { LONGEST = 6 << 20, REPORT = 1 << 16 };

static char folder[] = "/tmp/assay-limits-XXXXXX";
static char text[LONGEST];
static char report[REPORT];

/* ---- Packs ---- */

static FILE *open_file(const char *name) {
    char path[128];
    snprintf(path, sizeof path, "%s/pack/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    return file;
}

static void write_file(const char *name, const char *content) {
    FILE *file = open_file(name);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void keep_report(void *context, const char *errors) {
    (void)context;
    snprintf(report, sizeof report, "%s", errors);
}

static struct assay_rules *load(bool with_pack) {
    char pack[64];
    const char *packs[] = {pack};
    struct assay_rules_options options = {.pack_folders = packs,
                                          .pack_folder_count = with_pack ? 1 : 0,
                                          .report = keep_report};
    struct assay_error error;
    snprintf(pack, sizeof pack, "%s/pack", folder);
    report[0] = '\0';
    return assay_rules_load(RULES, &options, &error);
}

/* The pack cannot be loaded, for this reason. */
static void refused(const char *reason) {
    assert_null(load(true));
    if (strstr(report, reason) == NULL) {
        fail_msg("'%s' is not in: %s", reason, report);
    }
}

static int empty_pack(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s/pack && mkdir %s/pack", folder, folder);
    if (system(command) != 0) { /* NOLINT: a folder of our own */
        return -1;
    }
    write_file("pack.yaml", "name: large\nversion: 1.0.0\nphase: entity\n");
    return 0;
}

static void write_lexicon(void) {
    write_file("lexicon.yaml", "lexicons:\n  - {file: t.tsv, type: thing, tests: [{hit: "
                               "word1}, {miss: b}]}\n");
}

static void terms_are_counted(void **state) {
    (void)state;
    write_lexicon();
    FILE *file = open_file("t.tsv");
    fputs("term\tid\n", file);
    for (int i = 0; i < LIMIT_TERMS; i++) { /* and the two of the small pack */
        fprintf(file, "word%d\tx\n", i);
    }
    fclose(file);
    refused("metals.tsv:2:1: error: more than 3000 terms in all packs; leave some out");
}

static void states_are_counted(void **state) {
    (void)state;
    write_lexicon();
    FILE *file = open_file("t.tsv");
    fputs("term\tid\n", file);
    for (int i = 0; i < 10; i++) {
        memset(text, 'a' + i, 4000);
        fprintf(file, "%.4000s\tx\n", text);
    }
    fclose(file);
    refused("their terms take more than 20000 states of the automaton or 8 MiB");
}

static void patterns_are_counted(void **state) {
    (void)state;
    FILE *file = open_file("r.yaml");
    fputs("rules:\n  - id: r\n    note: A note.\n    match:\n", file);
    for (int i = 0; i <= LIMIT_PATTERNS; i++) {
        fprintf(file, "      - word%d\n", i);
    }
    fputs("    emit: {entity: thing}\n    tests: [{hit: word1}, {miss: b}]\n", file);
    fclose(file);
    refused("more than 50 patterns in all packs; leave some out with --only");
}

static void memory_for_rules_is_bounded(void **state) {
    (void)state;
    memset(text, '#', LONGEST - 1);
    text[LONGEST - 1] = '\0';
    write_file("a.yaml", text);
    write_file("b.yaml", text);
    refused("the rules take more than 8 MiB of memory; leave packs out with --only");
}

static void memory_for_loading_is_bounded(void **state) {
    (void)state;
    FILE *file = open_file("a.yaml");
    fputs("rules:\n", file);
    for (int i = 0; i < 300000; i++) {
        fputs("  - {a: b}\n", file);
    }
    fclose(file);
    refused("the rules take more than 8 MiB of memory; leave packs out with --only");
}

/* ---- Articles ---- */

static void fill(const char *piece, size_t size) {
    size_t length = strlen(piece);
    size_t at = 0;
    for (; at + length <= size; at += length) {
        memcpy(text + at, piece, length);
    }
    text[at] = '\0';
}

/* The record of the text, NULL: none; and that of a plain one behind it is as it should
 * be. */
static void annotate(const struct assay_options *options, enum assay_status expected,
                     const char *words) {
    struct assay_rules *rules = load(false);
    assert_non_null(rules);
    struct assay_annotator *annotator = assay_annotator_new(rules, options, NULL);
    assert_non_null(annotator);
    size_t size = 0;
    enum assay_status status = assay_annotate(annotator, NULL, text, strlen(text));
    const char *record = assay_record(annotator, &size);
    assert_int_equal(status, expected);
    assert_int_equal(record == NULL, words == NULL);
    if (record != NULL && strstr(record, words) == NULL) {
        fail_msg("'%s' is not in: %.300s", words, record);
    }
    assert_int_equal(assay_annotate(annotator, NULL, COPPER, strlen(COPPER)), ASSAY_OK);
    assert_int_equal(assay_entity_count(annotator), 1);
    assert_non_null(strstr(assay_record(annotator, &size), "\"diagnostics\":[]"));
    assay_annotator_free(annotator);
    assay_rules_free(rules);
}

static void memory_for_an_article_is_bounded(void **state) {
    (void)state;
    fill("Copper and zinc. ", 3 << 20);
    annotate(
        NULL, ASSAY_TOO_LARGE,
        "\"error\":{\"code\":\"too_large\",\"message\":\"the article needs more than 4 "
        "MiB of memory");
}

static void mentions_are_counted(void **state) {
    (void)state;
    fill("Copper. ", (LIMIT_MENTIONS + 1) * strlen("Copper. "));
    annotate(NULL, ASSAY_OK, "{\"code\":\"mention_limit\",\"count\":1,");
}

static void records_are_bounded(void **state) {
    (void)state;
    struct assay_options options = {.text = true};
    memset(text, '\001', 200000);
    text[200000] = '\0';
    annotate(&options, ASSAY_OK, NULL);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) == NULL || setenv("XDG_CACHE_HOME", "/dev/null", 1) != 0 ? -1
                                                                                    : 0;
}

static int tear_down(void **state) {
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command); /* NOLINT: a folder of our own */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(terms_are_counted, empty_pack),
        cmocka_unit_test_setup(states_are_counted, empty_pack),
        cmocka_unit_test_setup(patterns_are_counted, empty_pack),
        cmocka_unit_test_setup(memory_for_rules_is_bounded, empty_pack),
        cmocka_unit_test_setup(memory_for_loading_is_bounded, empty_pack),
        cmocka_unit_test(memory_for_an_article_is_bounded),
        cmocka_unit_test(mentions_are_counted),
        cmocka_unit_test(records_are_bounded),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
