/* The summary of --stats: counts, what was lost or capped, and the rules that took most
 * of the time. */
#include "batch/progress.h"

#include "base/memory.h"
#include "packs/rules.h"

#include <stdio.h>

enum { SLOWEST = 5 };

static void print_diagnostics(const struct tally *tally) {
    bool any = false;
    fputs("assay: diagnostics:", stderr);
    for (int code = 0; code < DIAGNOSTIC_CODES; code++) {
        if (tally->diagnostics[code] > 0) {
            char number[NUMBER_BYTES];
            fprintf(stderr, "%s %s %s", any ? "," : "",
                    diagnostic_word((enum diagnostic_code)code),
                    number_words(tally->diagnostics[code], number));
            any = true;
        }
    }
    fputs(any ? "\n" : " none\n", stderr);
}

/* Adds up the times of each rule's patterns; gives the sum of all. */
static uint64_t add_up(const struct rules *rules, const struct pattern_time *times,
                       struct pattern_time *of_rules) {
    uint64_t sum = 0;
    for (uint32_t i = 0; i < rules->pattern_count; i++) {
        uint32_t rule = rules->patterns[i].rule;
        if (rule < rules->rule_count) {
            of_rules[rule].nanoseconds += times[i].nanoseconds;
            of_rules[rule].tries += times[i].tries;
            sum += times[i].nanoseconds;
        }
    }
    return sum;
}

static void print_slowest(const struct rules *rules, struct pattern_time *of_rules,
                          uint64_t sum) {
    for (int place = 0; place < SLOWEST; place++) {
        uint32_t slowest = 0;
        for (uint32_t i = 1; i < rules->rule_count; i++) {
            if (of_rules[i].nanoseconds > of_rules[slowest].nanoseconds) {
                slowest = i;
            }
        }
        struct pattern_time *time = &of_rules[slowest];
        char tries[NUMBER_BYTES];
        if (time->tries == 0) {
            return;
        }
        struct slice name = rules->rules[slowest].name;
        fprintf(stderr,
                "assay: slowest rule %d: %.*s, %.3f s (%.1f %% of patterns), %s tries\n",
                place + 1, (int)name.size, name.data, (double)time->nanoseconds / 1e9,
                100 * (double)time->nanoseconds / (double)(sum == 0 ? 1 : sum),
                number_words(time->tries, tries));
        *time = (struct pattern_time){0};
    }
}

void tally_print(const struct tally *tally, double seconds, const struct rules *rules,
                 const struct pattern_time *times) {
    char articles[NUMBER_BYTES];
    char failed[NUMBER_BYTES];
    double megabytes = (double)tally->read / 1e6;
    fprintf(stderr,
            "assay: %s articles, %s failed, %.1f MB read, %.1f MB written, %.2f s, %.1f "
            "MB/s\n",
            number_words(tally->articles, articles), number_words(tally->failed, failed),
            megabytes, (double)tally->written / 1e6, seconds,
            seconds > 0 ? megabytes / seconds : 0);
    print_diagnostics(tally);
    size_t size = ((size_t)rules->rule_count + 1) * sizeof(struct pattern_time);
    struct pattern_time *of_rules = times == NULL ? NULL : memory_alloc(size);
    if (of_rules != NULL && rules->rule_count > 0) {
        memset(of_rules, 0, size);
        print_slowest(rules, of_rules, add_up(rules, times, of_rules));
    }
    memory_free(of_rules);
}
