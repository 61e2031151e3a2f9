/* assay eval: annotates the articles of a gold corpus and scores what comes out. */
#include "annotator.h"
#include "cli/commands.h"
#include "tools/eval.h"

struct evaluation {
    struct eval *eval;
    struct assay_annotator *annotator;
    bool failed;
};

static bool evaluate(void *context, const struct gold *gold) {
    struct evaluation *evaluation = context;
    size_t size = 0;
    struct assay_annotator *annotator = evaluation->annotator;
    assay_annotate(annotator, gold->name, gold->text.data, gold->text.size);
    if (assay_article_error(annotator)->status != ASSAY_OK) {
        fprintf(stderr, "assay: %s: %s\n", gold->name,
                assay_article_error(annotator)->message);
        evaluation->failed = true;
        return true;
    }
    const char *record = assay_record(annotator, &size);
    json_t *root = record == NULL ? NULL : json_loadb(record, size, JSON_ALLOW_NUL, NULL);
    struct assay_text text = assay_article_text(annotator);
    if (root == NULL) {
        evaluation->eval->out_of_memory = true;
    } else {
        eval_article(evaluation->eval, gold, root, slice_of(text.data, text.size));
    }
    json_decref(root);
    return !evaluation->eval->out_of_memory;
}

static bool show(const struct options *options, const struct eval *eval) {
    if (!options->json) {
        eval_print(eval, options->errors, stdout);
        return true;
    }
    json_t *report = eval_json(eval, options->errors);
    if (report == NULL) {
        return false;
    }
    json_dumpf(report, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(report);
    return true;
}

static int run(const struct options *options, struct assay_annotator *annotator) {
    struct eval eval;
    bool good = true;
    eval_init(&eval);
    struct evaluation evaluation = {&eval, annotator, false};
    for (size_t i = 0; i < options->argument_count; i++) {
        good &= gold_each(options->arguments[i], evaluate, &evaluation);
    }
    eval_finish(&eval);
    if (eval.out_of_memory) {
        fputs("assay: out of memory\n", stderr);
        good = false;
    } else if (eval.articles > 0) {
        good &= show(options, &eval);
    }
    eval_deinit(&eval);
    return !good ? EXIT_TROUBLE : evaluation.failed ? EXIT_FOUND : EXIT_WELL;
}

int command_eval(const struct options *options) {
    struct assay_error error;
    int status = EXIT_TROUBLE;
    if (options->argument_count == 0) {
        fputs("assay: eval needs gold: a corpus folder, .json, .jsonl or .ann files\n",
              stderr);
        return EXIT_TROUBLE;
    }
    struct assay_rules *rules = load_rules(options);
    struct assay_annotator *annotator =
        rules == NULL ? NULL : assay_annotator_new(rules, NULL, &error);
    if (annotator != NULL) {
        status = run(options, annotator);
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
    return status;
}
