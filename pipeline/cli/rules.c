/* assay rules: check, test, list. */
#include "annotator.h"
#include "cli/commands.h"
#include "cli/rules_test.h"

#include <string.h>

/* ---- check ---- */

/* What loads may still be slow: a pattern without a trigger is tried on every sentence.
 */
static uint32_t check_triggers(const struct rules *rules) {
    uint32_t found = 0;
    for (uint32_t i = 0; i < rules->pattern_count; i++) {
        const struct pattern *pattern = &rules->patterns[i];
        const struct rule *rule = &rules->rules[pattern->rule];
        bool layout = rule->kind == RULE_PATTERNS && rule->emit.kind == EMIT_ZONE;
        if (pattern->triggered || layout) {
            continue;
        }
        printf("%.*s:%u:1: warning: %.*s: no trigger: %.*s: %.*s\n", (int)rule->file.size,
               rule->file.data, rule->line, (int)rule->name.size, rule->name.data,
               (int)pattern->trigger_reason.size, pattern->trigger_reason.data,
               (int)pattern->source.size, pattern->source.data);
        found++;
    }
    return found;
}

static int check(const struct rules *rules) {
    uint32_t slow = check_triggers(rules);
    uint32_t lexicons = 0;
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        lexicons += rules->rules[i].kind == RULE_LEXICON ? 1 : 0;
    }
    printf("%u packs, %u rules, %u lexicons with %u rows and %u terms, %u patterns; "
           "%u patterns without a trigger\n",
           rules->pack_count, rules->rule_count - lexicons, lexicons, rules->row_count,
           rules->term_count, rules->pattern_count, slow);
    return EXIT_WELL;
}

/* ---- list ---- */

static int list(const struct rules *rules) {
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        const struct rule *rule = &rules->rules[i];
        printf("%.*s\t%s\t%u tests\t%.*s\n", (int)rule->name.size, rule->name.data,
               rule->kind == RULE_LEXICON ? "lexicon" : "rule", rule->test_count,
               (int)rule->note.size, rule->note.data == NULL ? "" : rule->note.data);
    }
    return EXIT_WELL;
}

/* ---- test ---- */

static int test(const struct rules *rules, const struct options *options) {
    struct rules_test_result result;
    struct assay_error error;
    error_clear(&error);
    if (rules_test_run(rules, options->arguments + 1, options->argument_count - 1, stdout,
                       &result, &error) != ASSAY_OK) {
        fprintf(stderr, "assay: %s\n", error.message);
        return EXIT_TROUBLE;
    }
    printf("%u rules and lexicons, %u tests, %u failed\n", result.rules, result.tests,
           result.failed);
    return result.failed == 0 ? EXIT_WELL : EXIT_FOUND;
}

int command_rules(const struct options *options) {
    const char *verb = options->argument_count == 0 ? "" : options->arguments[0];
    bool known = strcmp(verb, "check") == 0 || strcmp(verb, "test") == 0 ||
                 strcmp(verb, "list") == 0;
    if (!known) {
        fprintf(stderr, "assay: rules needs check, test or list%s%s\n",
                verb[0] == '\0' ? "" : ", not ", verb);
        return EXIT_TROUBLE;
    }
    struct assay_rules *handle = load_rules(options);
    if (handle == NULL) {
        return EXIT_TROUBLE;
    }
    const struct rules *rules = annotator_rules(handle);
    int status = strcmp(verb, "check") == 0  ? check(rules)
                 : strcmp(verb, "list") == 0 ? list(rules)
                                             : test(rules, options);
    assay_rules_free(handle);
    return status;
}
