/* Marks of every kind: mentions and what was done to them, relations, flags, masks,
 * evidence for frames. */
#include "cli/rules_marks.h"

static bool text_is(const struct article *article, struct span span, struct slice value) {
    return slice_equal(article_slice(article, span), value);
}

/* ---- Mentions ---- */

static bool list_holds(const struct attribute *attribute, struct slice value) {
    for (size_t i = 0; i < attribute->item_count; i++) {
        if (slice_equal(attribute->items[i], value)) {
            return true;
        }
    }
    return false;
}

/* The text of a mention as a test writes it: on one line, normalized. */
static bool mention_has(const struct article *article, const struct mention *mention,
                        const struct want *want) {
    if (slice_is(want->name, "text")) {
        return text_is(article, mention->span, want->value);
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

static bool mention_has_all(const struct article *article, const struct mention *mention,
                            const struct rule_test *test) {
    for (uint32_t i = 0; i < test->want_count; i++) {
        if (!mention_has(article, mention, &test->wants[i])) {
            return false;
        }
    }
    return true;
}

static bool mention_marks(const struct article *article, uint32_t rule,
                          const struct rule_test *test) {
    for (size_t i = 0; i < article->mentions.count; i++) {
        const struct mention *mention = &article->mentions.items[i];
        bool counts = test->of.size == 0 || slice_equal(test->of, mention->id);
        if (mention->rule == rule && counts &&
            (!test->hit || mention_has_all(article, mention, test))) {
            return true;
        }
    }
    return false;
}

/* What is left of a mark without a mention: its words. */
static bool trace_has_all(const struct article *article, const struct trace *trace,
                          const struct rule_test *test) {
    for (uint32_t i = 0; i < test->want_count; i++) {
        const struct want *want = &test->wants[i];
        bool good = slice_is(want->name, "text")
                        ? text_is(article, trace->span, want->value)
                    : slice_is(want->name, "term") ? slice_equal(trace->term, want->value)
                    : slice_is(want->name, "id")   ? slice_is(want->value, "-")
                                                   : false;
        if (!good) {
            return false;
        }
    }
    return true;
}

/* A row with id `-` counts only where a test asks for it: as a `hit`. */
static bool trace_marks(const struct article *article, uint32_t rule,
                        const struct rule_test *test) {
    for (size_t i = 0; i < article->traces.count; i++) {
        const struct trace *trace = &article->traces.items[i];
        if (trace->rule != rule || (trace->kind == TRACE_CLAIMED && !test->hit)) {
            continue;
        }
        if (!test->hit || trace_has_all(article, trace, test) ||
            (trace->mention != RULE_NONE &&
             mention_has_all(article, &article->mentions.items[trace->mention], test))) {
            return true;
        }
    }
    return false;
}

/* ---- Relations ---- */

/* An argument is wanted by its id, where it is a mention, or by its text. */
static bool relation_has(const struct article *article, const struct relation *relation,
                         const struct want *want) {
    for (size_t i = 0; i < relation->arguments.count; i++) {
        const struct argument *argument = &relation->arguments.items[i];
        if (!slice_equal(argument->role, want->name)) {
            continue;
        }
        return text_is(article, argument->span, want->value) ||
               (argument->mention != RULE_NONE &&
                slice_equal(article->mentions.items[argument->mention].id, want->value));
    }
    return want->value.size == 0;
}

static bool relation_marks(const struct article *article, uint32_t rule,
                           const struct rule_test *test) {
    for (size_t i = 0; i < article->relations.count; i++) {
        const struct relation *relation = &article->relations.items[i];
        bool good = relation->rule == rule;
        for (uint32_t j = 0; good && test->hit && j < test->want_count; j++) {
            good = relation_has(article, relation, &test->wants[j]);
        }
        if (good) {
            return true;
        }
    }
    return false;
}

/* ---- Flags and frames ---- */

static bool flag_has(const struct article *article, const struct flag *flag,
                     const struct want *want) {
    if (slice_is(want->name, "text")) {
        return text_is(article, flag->span, want->value);
    }
    if (slice_is(want->name, "source")) {
        return flag->has_source ? text_is(article, flag->source, want->value)
                                : want->value.size == 0;
    }
    if (slice_is(want->name, "class")) {
        return slice_equal(flag->source_class, want->value);
    }
    return slice_is(want->name, "flag") && slice_equal(flag->name, want->value);
}

static bool flag_marks(const struct article *article, uint32_t rule,
                       const struct rule_test *test) {
    for (size_t i = 0; i < article->flags.count; i++) {
        const struct flag *flag = &article->flags.items[i];
        bool good = flag->rule == rule;
        for (uint32_t j = 0; good && test->hit && j < test->want_count; j++) {
            good = flag_has(article, flag, &test->wants[j]);
        }
        if (good) {
            return true;
        }
    }
    return false;
}

static bool evidence_has(const struct article *article, const struct evidence *evidence,
                         const struct want *want) {
    if (slice_is(want->name, "text")) {
        return text_is(article, evidence->span, want->value);
    }
    if (slice_is(want->name, "strength")) {
        return slice_is(want->value, evidence->strong ? "strong" : "weak");
    }
    return slice_is(want->name, "stance") &&
           slice_is(want->value, stance_word(evidence->stance));
}

static bool frame_marks(const struct article *article, const struct frame *frame,
                        uint32_t rule, const struct rule_test *test) {
    for (size_t i = 0; i < frame->evidence.count; i++) {
        const struct evidence *evidence = &frame->evidence.items[i];
        bool good = evidence->rule == rule;
        for (uint32_t j = 0; good && test->hit && j < test->want_count; j++) {
            good = evidence_has(article, evidence, &test->wants[j]);
        }
        if (good) {
            return true;
        }
    }
    return false;
}

bool rule_marks(const struct article *article, uint32_t rule,
                const struct rule_test *test) {
    for (size_t i = 0; i < article->frames.count; i++) {
        if (frame_marks(article, &article->frames.items[i], rule, test)) {
            return true;
        }
    }
    return mention_marks(article, rule, test) || trace_marks(article, rule, test) ||
           relation_marks(article, rule, test) || flag_marks(article, rule, test);
}
