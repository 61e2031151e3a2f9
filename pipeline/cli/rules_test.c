/* The tests of rules: `hit` must make a mark of that rule (with the wanted values),
 * `miss` must make none. Entity tests run the whole pipeline; a layout rule is tried on
 * each line of its text. */
#include "cli/rules_test.h"

#include "base/memory.h"
#include "cli/rules_marks.h"
#include "pipeline.h"
#include "stages/read.h"

struct tester {
    const struct rules *rules;
    struct pipeline pipeline;
    struct article article;
    FILE *out;
    struct rules_test_result *result;
    struct assay_error *error;
    bool *rows; /* reached by a test; NULL where tests are to be told */
};

/* ---- Layout rules ---- */

static bool layout_marks(struct tester *tester, const struct rule *rule) {
    const struct article *article = &tester->article;
    struct slice text = slice_of(article->normalized, article->normalized_size);
    size_t start = 0;
    for (size_t i = 0; i <= text.size; i++) {
        bool end = i == text.size || (rule->scope == SCOPE_LINE && text.data[i] == '\n');
        for (uint32_t j = 0; end && j < rule->pattern_count; j++) {
            if (scanner_match(tester->pipeline.scanner, rule->patterns[j],
                              slice_of(text.data + start, i - start), 0,
                              false) == MATCH_YES) {
                return true;
            }
        }
        start = end ? i + 1 : start;
    }
    return false;
}

/* ---- Running ---- */

static void show_found(const struct tester *tester, uint32_t number) {
    const struct article *article = &tester->article;
    uint32_t shown = 0;
    for (size_t i = 0; i < article->mentions.count && shown < 12; i++) {
        const struct mention *mention = &article->mentions.items[i];
        struct slice text = article_slice(article, mention->span);
        struct slice name = tester->rules->rules[mention->rule].name;
        fprintf(tester->out, "    %s %.*s: '%.*s' id=%.*s",
                mention->rule == number ? "*" : " ", (int)name.size, name.data,
                (int)text.size, text.data, (int)mention->id.size,
                mention->id.data == NULL ? "" : mention->id.data);
        for (size_t j = 0; j < mention->attributes.count; j++) {
            const struct attribute *attribute = &mention->attributes.items[j];
            if (attribute->kind != ATTRIBUTE_LIST) {
                fprintf(tester->out, " %.*s=%.*s", (int)attribute->name.size,
                        attribute->name.data, (int)attribute->text.size,
                        attribute->text.data);
            }
        }
        fputc('\n', tester->out);
        shown++;
    }
}

/* What rules of the later phases found, in a line each. */
static void show_judgement(const struct tester *tester, uint32_t number) {
    const struct article *article = &tester->article;
    for (size_t i = 0; i < article->flags.count; i++) {
        const struct flag *flag = &article->flags.items[i];
        struct slice cue = article_slice(article, flag->span);
        struct slice source = article_slice(article, flag->source);
        fprintf(tester->out, "    %s %.*s: '%.*s' source='%.*s' class=%.*s\n",
                flag->rule == number ? "*" : " ",
                (int)tester->rules->rules[flag->rule].name.size,
                tester->rules->rules[flag->rule].name.data, (int)cue.size, cue.data,
                flag->has_source ? (int)source.size : 0, source.data,
                (int)flag->source_class.size,
                flag->source_class.data == NULL ? "" : flag->source_class.data);
    }
    for (size_t i = 0; i < article->relations.count; i++) {
        const struct relation *relation = &article->relations.items[i];
        struct slice name = tester->rules->rules[relation->rule].name;
        fprintf(tester->out, "    %s %.*s:", relation->rule == number ? "*" : " ",
                (int)name.size, name.data);
        for (size_t j = 0; j < relation->arguments.count; j++) {
            const struct argument *argument = &relation->arguments.items[j];
            struct slice text = article_slice(article, argument->span);
            fprintf(tester->out, " %.*s='%.*s'", (int)argument->role.size,
                    argument->role.data, (int)text.size, text.data);
        }
        fputc('\n', tester->out);
    }
    for (size_t i = 0; i < article->frames.count; i++) {
        const struct frame *frame = &article->frames.items[i];
        for (size_t j = 0; j < frame->evidence.count; j++) {
            const struct evidence *evidence = &frame->evidence.items[j];
            struct slice text = article_slice(article, evidence->span);
            struct slice name = tester->rules->rules[evidence->rule].name;
            fprintf(tester->out, "    %s %.*s: '%.*s' stance=%s\n",
                    evidence->rule == number ? "*" : " ", (int)name.size, name.data,
                    (int)text.size, text.data, stance_word(evidence->stance));
        }
    }
}

static enum assay_status annotate(struct tester *tester, struct slice text) {
    article_reset(&tester->article);
    enum assay_status status = read_text(&tester->article, text, NULL, tester->error);
    if (status == ASSAY_OK) {
        status = pipeline_annotate(&tester->pipeline, &tester->article, tester->error);
    }
    return status;
}

/* ---- Coverage ---- */

static void note_rows(struct tester *tester) {
    for (size_t i = 0; tester->rows != NULL && i < tester->article.mentions.count; i++) {
        uint32_t term = tester->article.mentions.items[i].term;
        if (term != RULE_NONE) {
            tester->rows[tester->rules->terms[term].row] = true;
        }
    }
}

enum { ROWS_SHOWN = 5 };

static struct slice term_of(const struct rules *rules, uint32_t row) {
    for (uint32_t i = 0; i < rules->term_count; i++) {
        if (rules->terms[i].row == row) {
            return rules->terms[i].base;
        }
    }
    return rules->rows[row].id;
}

static void show_lexicon(const struct tester *tester, uint32_t number) {
    const struct rules *rules = tester->rules;
    const struct rule *rule = &rules->rules[number];
    uint32_t rows = 0;
    uint32_t reached = 0;
    for (uint32_t i = 0; tester->rows != NULL && i < rules->row_count; i++) {
        rows += rules->rows[i].rule == number ? 1 : 0;
        reached += rules->rows[i].rule == number && tester->rows[i] ? 1 : 0;
    }
    fprintf(tester->out, "%.*s: %u of %u rows reached", (int)rule->name.size,
            rule->name.data, reached, rows);
    uint32_t shown = 0;
    for (uint32_t i = 0;
         i < rules->row_count && shown < rows - reached && shown < ROWS_SHOWN; i++) {
        const struct row *row = &rules->rows[i];
        if (row->rule == number && !tester->rows[i]) {
            struct slice term = term_of(rules, i);
            fprintf(tester->out, "%s %.*s (line %u)", shown++ == 0 ? "; not" : ",",
                    (int)term.size, term.data, row->line);
        }
    }
    fputs(rows - reached > ROWS_SHOWN ? " ...\n" : "\n", tester->out);
}

static void show_rule(const struct tester *tester, const struct rule *rule,
                      uint32_t *patterns, uint32_t *reached) {
    const struct pattern_time *times = scanner_times(tester->pipeline.scanner);
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        uint32_t number = rule->patterns[i];
        const struct pattern *pattern = &tester->rules->patterns[number];
        (*patterns)++;
        if (times[number].matches > 0) {
            (*reached)++;
            continue;
        }
        fprintf(tester->out, "%.*s:%u: %.*s: no test reaches %.*s\n",
                (int)rule->file.size, rule->file.data, rule->line, (int)rule->name.size,
                rule->name.data, (int)pattern->source.size, pattern->source.data);
    }
}

static void show_coverage(const struct tester *tester, const char *const *names,
                          size_t count) {
    uint32_t patterns = 0;
    uint32_t reached = 0;
    for (uint32_t i = 0; i < tester->rules->rule_count; i++) {
        const struct rule *rule = &tester->rules->rules[i];
        if (!rules_is_named(tester->rules, rule, names, count)) {
            continue;
        }
        if (rule->kind == RULE_LEXICON) {
            show_lexicon(tester, i);
        } else {
            show_rule(tester, rule, &patterns, &reached);
        }
    }
    fprintf(tester->out, "%u of %u branches of patterns reached by a test\n", reached,
            patterns);
}

/* ---- All ---- */

static enum assay_status run_test(struct tester *tester, uint32_t number,
                                  const struct rule_test *test) {
    const struct rule *rule = &tester->rules->rules[number];
    enum assay_status status = annotate(tester, test->text);
    if (status != ASSAY_OK) {
        return status;
    }
    bool layout = rule->kind == RULE_PATTERNS && rule->emit.kind == EMIT_ZONE;
    note_rows(tester);
    bool marks =
        layout ? layout_marks(tester, rule) : rule_marks(&tester->article, number, test);
    tester->result->tests++;
    if (marks != test->hit && tester->rows == NULL) {
        tester->result->failed++;
        fprintf(tester->out, "%.*s:%u: error: %.*s: %s: %.*s\n", (int)rule->file.size,
                rule->file.data, test->line, (int)rule->name.size, rule->name.data,
                test->hit ? "should hit" : "should miss", (int)test->text.size,
                test->text.data);
        if (!layout) {
            show_found(tester, number);
            show_judgement(tester, number);
        }
    }
    return ASSAY_OK;
}

static enum assay_status run_all(struct tester *tester, const char *const *names,
                                 size_t count) {
    enum assay_status status = ASSAY_OK;
    for (uint32_t i = 0; status == ASSAY_OK && i < tester->rules->rule_count; i++) {
        const struct rule *rule = &tester->rules->rules[i];
        if (!rules_is_named(tester->rules, rule, names, count)) {
            continue;
        }
        tester->result->rules++;
        for (uint32_t j = 0; status == ASSAY_OK && j < rule->test_count; j++) {
            status = run_test(tester, i, &rule->tests[j]);
        }
    }
    return status;
}

static enum assay_status begin(struct tester *tester, struct assay_error *error) {
    struct work_options options = {.traces = true};
    tester->error = error;
    article_init(&tester->article);
    return pipeline_init(&tester->pipeline, tester->rules, options, error);
}

static void end(struct tester *tester) {
    pipeline_deinit(&tester->pipeline);
    article_deinit(&tester->article);
    memory_free(tester->rows);
}

enum assay_status rules_test_run(const struct rules *rules, const char *const *names,
                                 size_t name_count, FILE *out,
                                 struct rules_test_result *result,
                                 struct assay_error *error) {
    struct tester tester = {.rules = rules, .out = out, .result = result};
    *result = (struct rules_test_result){0, 0, 0};
    enum assay_status status = begin(&tester, error);
    if (status == ASSAY_OK) {
        status = run_all(&tester, names, name_count);
    }
    end(&tester);
    return status;
}

enum assay_status rules_test_coverage(const struct rules *rules, const char *const *names,
                                      size_t name_count, FILE *out,
                                      struct assay_error *error) {
    struct rules_test_result result = {0, 0, 0};
    struct tester tester = {.rules = rules, .out = out, .result = &result};
    size_t size = ((size_t)rules->row_count + 1) * sizeof *tester.rows;
    enum assay_status status = begin(&tester, error);
    if (status == ASSAY_OK) {
        tester.rows = memory_alloc(size);
        if (tester.rows == NULL || !scanner_measure(tester.pipeline.scanner)) {
            status = error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        } else {
            memset(tester.rows, 0, size);
            status = run_all(&tester, names, name_count);
        }
    }
    if (status == ASSAY_OK) {
        show_coverage(&tester, names, name_count);
    }
    end(&tester);
    return status;
}
