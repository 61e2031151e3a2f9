/* What every match of a pattern must contain: its triggers.
 *
 * A pattern is read as a tree, and for each node two things are worked out, as Cox does
 * for trigram search ("Regular Expression Matching with a Trigram Index", 2012): `exact`,
 * the few strings that are all it can match; and `need`, a set of which every match holds
 * at least one. A concatenation keeps its best need, an alternation the union of its
 * branches'. What is not understood needs nothing, which is safe: the pattern is then
 * tried everywhere.
 *
 * Beside the need stand the strings with which every match begins (`begins`). Where they
 * are known and not too common the pattern is not sought in the sentence but tried where
 * they stand. */
#include "packs/pattern_reader.h"

/* Too many hits to be worth a look-up: the same as none. */
enum { COST_LIMIT = 30000 };

static void keep_triggers(struct parser *parser, const struct need *need,
                          struct pattern *pattern) {
    pattern->triggered = true;
    pattern->trigger_classes = need->classes;
    pattern->trigger_types = need->types;
    pattern->trigger_literals = need_literals(need, parser->context->arena);
    parser->needs.out_of_memory |= pattern->trigger_literals == NULL;
    pattern->trigger_literal_count = need->literals.count;
}

static void keep_further(struct parser *parser, const struct need_row *row,
                         const struct need *trigger, struct pattern *pattern) {
    for (uint32_t i = 0; i < row->count && pattern->further_count < FURTHER_NEEDS; i++) {
        const struct need *need = &row->items[i];
        if (need_equal(need, trigger) || need_cost(&parser->needs, need) > FURTHER_COST) {
            continue;
        }
        struct further_need *kept = &pattern->further[pattern->further_count++];
        *kept = (struct further_need){.classes = need->classes,
                                      .types = need->types,
                                      .literal_count = need->literals.count};
        kept->literals = need_literals(need, parser->context->arena);
        parser->needs.out_of_memory |= kept->literals == NULL;
    }
}

static void keep_starts(const struct need *first, struct pattern *pattern) {
    pattern->starts =
        first->literals.count > 0 ? STARTS_AT_LITERALS : STARTS_AT_CHARACTERS;
    pattern->start_classes = first->classes;
    pattern->start_types = first->types;
}

/* Trying a pattern where it may begin costs a fraction of seeking it in the sentence. */
enum { SEEKING_TO_TRYING = 8 };

static bool prefers_starts(const struct needs *needs, const struct need *starts,
                           const struct need *need) {
    uint32_t cost = need_cost(needs, starts);
    return starts->known && cost <= COST_LIMIT &&
           (!need->known || cost / SEEKING_TO_TRYING <= need_cost(needs, need));
}

enum assay_status pattern_triggers(const struct pattern_context *context,
                                   struct slice inserted, bool starts,
                                   struct pattern *pattern) {
    struct parser parser = {.context = context,
                            .text = inserted,
                            .exact_case = pattern->exact_case,
                            .prefix = {"", 0},
                            .needs.function_words = context->function_words};
    struct info info = {0};
    arena_init(&parser.needs.scratch);
    bool holds_mark = memchr(inserted.data, EDGE_MARK[0], inserted.size) != NULL;
    pattern_read_alternatives(&parser, &info);
    bool beyond = parser.failed || parser.at < inserted.size || holds_mark;
    struct need need = need_of(&parser.needs, &info);
    struct beginning begins = beginning_of(&parser.needs, &info);
    struct need first = need_of_beginning(&parser.needs, &begins);
    pattern->triggered = false;
    pattern->further_count = 0;
    pattern->starts = STARTS_ANYWHERE;
    pattern->starts_at_edge = !beyond && info.edge;
    pattern->trigger_reason = (struct slice){NULL, 0};
    if (beyond) {
        pattern->trigger_reason =
            SLICE_LITERAL("its syntax is beyond the trigger parser");
    } else if (starts && prefers_starts(&parser.needs, &first, &need)) {
        keep_triggers(&parser, &first, pattern);
        keep_starts(&first, pattern);
        need_row_add(&parser.needs, &info.row, &need);
        keep_further(&parser, &info.row, &first, pattern);
    } else if (!need.known) {
        pattern->trigger_reason = SLICE_LITERAL(
            "no word, number or mention stands in every match; list `triggers`");
    } else if (need_cost(&parser.needs, &need) > COST_LIMIT) {
        pattern->trigger_reason = SLICE_LITERAL(
            "what stands in every match is too short or too common; list `triggers`");
    } else {
        keep_triggers(&parser, &need, pattern);
        keep_further(&parser, &info.row, &need, pattern);
        if (starts && first.known && first.literals.count == 0) {
            keep_starts(&first, pattern);
        }
    }
    arena_deinit(&parser.needs.scratch);
    return parser.needs.out_of_memory ? ASSAY_NO_MEMORY : ASSAY_OK;
}
