/* How much work a pattern is over a text, counted and not timed: PCRE2 calls back before
 * each item of the pattern, also when it comes back to one. */
#include "packs/pattern_pcre2.h"

#include "base/memory.h"

struct pattern_steps {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint32_t taken, limit;
};

static int count_step(pcre2_callout_block *block, void *context) {
    struct pattern_steps *steps = context;
    (void)block;
    return ++steps->taken > steps->limit ? PCRE2_ERROR_CALLOUT : 0;
}

struct pattern_steps *pattern_steps_new(const struct pattern *pattern) {
    struct pattern_steps *steps = memory_alloc(sizeof *steps);
    int problem = 0;
    size_t place = 0;
    if (steps == NULL) {
        return NULL;
    }
    /* Optimizations of the start would give up where a character is missing: hostile text
     * has it. */
    steps->code = pattern_compile_with(
        pattern, PCRE2_NO_START_OPTIMIZE | PCRE2_AUTO_CALLOUT | PCRE2_NO_AUTO_POSSESS,
        &problem, &place);
    steps->data = pcre2_match_data_create(1, NULL);
    steps->context = pcre2_match_context_create(NULL);
    if (steps->code == NULL || steps->data == NULL || steps->context == NULL) {
        pattern_steps_free(steps);
        return NULL;
    }
    pcre2_set_callout(steps->context, count_step, steps);
    return steps;
}

void pattern_steps_free(struct pattern_steps *steps) {
    if (steps != NULL) {
        pcre2_code_free(steps->code);
        pcre2_match_data_free(steps->data);
        pcre2_match_context_free(steps->context);
        memory_free(steps);
    }
}

uint32_t pattern_steps_count(struct pattern_steps *steps, struct slice subject,
                             uint32_t limit) {
    steps->taken = 0;
    steps->limit = limit;
    pcre2_match(steps->code, (PCRE2_SPTR)subject.data, subject.size, 0,
                PCRE2_NO_UTF_CHECK, steps->data, steps->context);
    return steps->taken;
}
