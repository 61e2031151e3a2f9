/* One set of rules serves any number of threads, also while patterns are compiled for the
 * first time: each thread gets the records that one alone gets. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assay.h"
#include "texts.h"

/* Under the thread sanitizer a text takes twenty times as long, and few are enough. */
#ifndef ONE_TEXT_OF
#define ONE_TEXT_OF 1
#endif

enum { THREADS = 8 };

struct job {
    const struct assay_rules *rules;
    const struct texts *texts;
    size_t first;   /* the text to begin with, so that threads meet in different places */
    char **records; /* one for each text */
};

static void *annotate_all(void *context) {
    struct job *job = context;
    struct assay_annotator *annotator = assay_annotator_new(job->rules, NULL, NULL);
    for (size_t i = 0; annotator != NULL && i < job->texts->count; i++) {
        size_t number = (job->first + i) % job->texts->count;
        const struct text *text = &job->texts->items[number];
        size_t size = 0;
        assay_annotate(annotator, NULL, text->data, text->size);
        const char *record = assay_record(annotator, &size);
        char *copy = record == NULL ? NULL : malloc(size + 1);
        if (copy != NULL) {
            memcpy(copy, record, size + 1);
        }
        job->records[number] = copy;
    }
    assay_annotator_free(annotator);
    return NULL;
}

static struct assay_rules *load(void) {
    struct assay_rules *rules = assay_rules_load(SOURCE_DIR "/rules", NULL, NULL);
    assert_non_null(rules);
    return rules;
}

static char **new_records(const struct texts *texts) {
    char **records = calloc(texts->count, sizeof *records);
    assert_non_null(records);
    return records;
}

static void free_records(char **records, size_t count) {
    for (size_t i = 0; i < count; i++) {
        free(records[i]);
    }
    free(records);
}

static void run_threads(const struct texts *texts, char **wanted, size_t count) {
    struct assay_rules *rules = load();
    pthread_t threads[THREADS];
    struct job jobs[THREADS];
    for (size_t i = 0; i < count; i++) {
        jobs[i] =
            (struct job){rules, texts, i * texts->count / count, new_records(texts)};
        assert_int_equal(pthread_create(&threads[i], NULL, annotate_all, &jobs[i]), 0);
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t text = 0; text < texts->count; text++) {
            assert_non_null(jobs[i].records[text]);
            assert_string_equal(jobs[i].records[text], wanted[text]);
        }
        free_records(jobs[i].records, texts->count);
    }
    assay_rules_free(rules);
}

static struct texts load_some(void) {
    struct texts texts = texts_load();
    size_t kept = 0;
    for (size_t i = 0; i < texts.count; i++) {
        if (i % ONE_TEXT_OF == 0) {
            texts.items[kept++] = texts.items[i];
        } else {
            free(texts.items[i].data);
        }
    }
    texts.count = kept;
    return texts;
}

static void threads_make_no_difference(void **state) {
    (void)state;
    struct texts texts = load_some();
    struct assay_rules *rules = load();
    struct job alone = {rules, &texts, 0, new_records(&texts)};
    annotate_all(&alone);
    run_threads(&texts, alone.records, 2);
    run_threads(&texts, alone.records, THREADS);
    free_records(alone.records, texts.count);
    assay_rules_free(rules);
    texts_free(&texts);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(threads_make_no_difference)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
