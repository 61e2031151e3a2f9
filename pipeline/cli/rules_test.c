/* The tests of rules: `hit` must make a mark of that rule (with the wanted values),
 * `miss` must make none. Entity tests run the whole pipeline; a layout rule is tried on
 * each line of its text. */
#include "cli/rules_test.h"

#include "pipeline.h"
#include "stages/read.h"

struct tester {
    const struct rules *rules;
    struct pipeline pipeline;
    struct article article;
    FILE *out;
    struct rules_test_result *result;
    struct assay_error *error;
};

/* ---- What a mark says
 * -------------------------------------------------------------------------- */

static bool list_holds(const struct attribute *attribute, struct slice value) {
    for (size_t i = 0; i < attribute->item_count; i++) {
        if (slice_equal(attribute->items[i], value)) {
            return true;
        }
    }
    return false;
}

/* The text of a mention as a test writes it: on one line, normalized. */
static bool has_value(const struct article *article, const struct mention *mention,
                      const struct want *want) {
    if (slice_is(want->name, "text")) {
        return slice_equal(article_slice(article, mention->span), want->value);
    }
    if (slice_is(want->name, "id")) {
        return slice_equal(mention->id, want->value);
    }
    if (slice_is(want->name, "name")) {
        return slice_equal(mention->name, want->value);
    }
    if (slice_is(want->name, "term")) {
        return slice_equal(mention->term_text, want->value);
    }
    for (size_t i = 0; i < mention->attributes.count; i++) {
        const struct attribute *attribute = &mention->attributes.items[i];
        if (slice_equal(attribute->name, want->name)) {
            return attribute->kind == ATTRIBUTE_LIST
                       ? list_holds(attribute, want->value)
                       : slice_equal(attribute->text, want->value);
        }
    }
    return want->value.size == 0;
}

static bool has_all(const struct article *article, const struct mention *mention,
                    const struct rule_test *test) {
    for (uint32_t i = 0; i < test->want_count; i++) {
        if (!has_value(article, mention, &test->wants[i])) {
            return false;
        }
    }
    return true;
}

/* What is left of a mark without a mention: its words. */
static bool trace_has_all(const struct article *article, const struct trace *trace,
                          const struct rule_test *test) {
    for (uint32_t i = 0; i < test->want_count; i++) {
        const struct want *want = &test->wants[i];
        bool good = slice_is(want->name, "text")
                        ? slice_equal(article_slice(article, trace->span), want->value)
                    : slice_is(want->name, "term") ? slice_equal(trace->term, want->value)
                    : slice_is(want->name, "id")   ? slice_is(want->value, "-")
                                                   : false;
        if (!good) {
            return false;
        }
    }
    return true;
}

/* ---- Marks of a rule
 * ---------------------------------------------------------------------------- */

static bool mention_counts(const struct rule_test *test, const struct mention *mention) {
    return test->of.size == 0 || slice_equal(test->of, mention->id);
}

/* Whether the rule made a mark as the test wants it. A row with id `-` counts only where
 * the test asks for it. */
static bool entity_marks(const struct tester *tester, uint32_t number,
                         const struct rule_test *test) {
    const struct article *article = &tester->article;
    for (size_t i = 0; i < article->mentions.count; i++) {
        const struct mention *mention = &article->mentions.items[i];
        if (mention->rule == number && mention_counts(test, mention) &&
            (!test->hit || has_all(article, mention, test))) {
            return true;
        }
    }
    for (size_t i = 0; i < article->traces.count; i++) {
        const struct trace *trace = &article->traces.items[i];
        const struct mention *mention =
            trace->mention == RULE_NONE ? NULL : &article->mentions.items[trace->mention];
        bool counts = trace->kind == TRACE_CLAIMED ? test->hit : true;
        if (trace->rule != number || !counts) {
            continue;
        }
        if (!test->hit || trace_has_all(article, trace, test) ||
            (mention != NULL && has_all(article, mention, test))) {
            return true;
        }
    }
    return false;
}

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

/* ---- Running
 * --------------------------------------------------------------------------------------
 */

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

static enum assay_status annotate(struct tester *tester, struct slice text) {
    article_reset(&tester->article);
    enum assay_status status = read_text(&tester->article, text, NULL, tester->error);
    if (status == ASSAY_OK) {
        status = pipeline_annotate(&tester->pipeline, &tester->article, tester->error);
    }
    return status;
}

static enum assay_status run_test(struct tester *tester, uint32_t number,
                                  const struct rule_test *test) {
    const struct rule *rule = &tester->rules->rules[number];
    enum assay_status status = annotate(tester, test->text);
    if (status != ASSAY_OK) {
        return status;
    }
    bool layout = rule->kind == RULE_PATTERNS && rule->emit.kind == EMIT_ZONE;
    bool marks = layout ? layout_marks(tester, rule) : entity_marks(tester, number, test);
    tester->result->tests++;
    if (marks != test->hit) {
        tester->result->failed++;
        fprintf(tester->out, "%.*s:%u: error: %.*s: %s: %.*s\n", (int)rule->file.size,
                rule->file.data, test->line, (int)rule->name.size, rule->name.data,
                test->hit ? "should hit" : "should miss", (int)test->text.size,
                test->text.data);
        if (!layout) {
            show_found(tester, number);
        }
    }
    return ASSAY_OK;
}

static bool is_named(const struct rules *rules, const struct rule *rule,
                     const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slice_is(rule->name, names[i]) ||
            slice_is(rules->packs[rule->pack].name, names[i])) {
            return true;
        }
    }
    return count == 0;
}

static enum assay_status run_all(struct tester *tester, const char *const *names,
                                 size_t count) {
    enum assay_status status = ASSAY_OK;
    for (uint32_t i = 0; status == ASSAY_OK && i < tester->rules->rule_count; i++) {
        const struct rule *rule = &tester->rules->rules[i];
        if (!is_named(tester->rules, rule, names, count)) {
            continue;
        }
        tester->result->rules++;
        for (uint32_t j = 0; status == ASSAY_OK && j < rule->test_count; j++) {
            status = run_test(tester, i, &rule->tests[j]);
        }
    }
    return status;
}

enum assay_status rules_test_run(const struct rules *rules, const char *const *names,
                                 size_t name_count, FILE *out,
                                 struct rules_test_result *result,
                                 struct assay_error *error) {
    struct tester tester = {.rules = rules, .out = out, .result = result, .error = error};
    *result = (struct rules_test_result){0, 0, 0};
    article_init(&tester.article);
    struct work_options options = {.traces = true};
    enum assay_status status = pipeline_init(&tester.pipeline, rules, options, error);
    if (status == ASSAY_OK) {
        status = run_all(&tester, names, name_count);
        pipeline_deinit(&tester.pipeline);
    }
    article_deinit(&tester.article);
    return status;
}
