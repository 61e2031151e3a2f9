/* Scores marks against gold: precision, recall and F1 for each label.
 *
 * Three ways of counting: `strict` wants the same span and, where the gold has an id, the
 * same id; `overlap` a span that overlaps; `document` the same id (or text) anywhere in
 * the article. A claim flag is compared by sentence, a relation by sentence and a shared
 * argument, a frame by article: for these all three are alike.
 *
 * Confidence intervals are by bootstrap over articles (Efron 1979): EVAL_RESAMPLES
 * samples of as many articles, drawn by a fixed generator, so that they are the same each
 * time. */
#ifndef ASSAY_TOOLS_EVAL_H
#define ASSAY_TOOLS_EVAL_H

#include "tools/gold.h"

#include <stdio.h>

enum { EVAL_RESAMPLES = 1000 };

enum eval_way { EVAL_STRICT, EVAL_OVERLAP, EVAL_DOCUMENT, EVAL_WAYS };

struct tally {
    uint32_t right, wrong, missed;
};

struct eval_label {
    enum mark_kind kind;
    struct slice name;
    struct slice pack; /* of a frame: whose it is, empty where it was never found */
    struct tally total[EVAL_WAYS];
};

/* What one article adds to one label. */
struct eval_count {
    uint32_t article, label;
    struct tally strict;
};

/* A false alarm or a miss. */
struct eval_error {
    bool missed;
    uint32_t label;
    struct slice article, rule, id, before, text,
        after; /* the text with some around it */
    int64_t start;
};

struct eval {
    struct arena arena;
    LIST_OF(struct eval_label) labels;
    LIST_OF(struct eval_count) counts;
    LIST_OF(struct eval_error) errors;
    uint32_t articles;
    bool out_of_memory;
};

void eval_init(struct eval *eval);
void eval_deinit(struct eval *eval);

/* Adds one article: its gold and the record made of its text, which is `text` decoded. */
void eval_article(struct eval *eval, const struct gold *gold, const json_t *record,
                  struct slice text);

/* After the last article: leaves out the frames of packs of which the gold names none, if
 * it names those of others: it was not made for them, and they are no false alarms. */
void eval_finish(struct eval *eval);

double tally_precision(struct tally tally);
double tally_recall(struct tally tally);
double tally_f1(struct tally tally);

/* The bounds between which 95 of 100 resamples' strict F1 of a label lie. */
void eval_interval(const struct eval *eval, uint32_t label, double *low, double *high);

/* A table for people; with `errors` every false alarm and miss too, the rules with most
 * false alarms first. */
void eval_print(const struct eval *eval, bool errors, FILE *out);

/* The same as JSON; NULL when out of memory. */
json_t *eval_json(const struct eval *eval, bool errors);

#endif
