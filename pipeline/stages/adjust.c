/* Adjust rules: what the words around a mention say about it. They run over views, after
 * a pack's overlaps are settled, in the order of files and rules; a later rule sees what
 * an earlier one did. */
#include "stages/resolve.h"

#include "stages/conditions.h"
#include "stages/values.h"

static bool names_class(const struct work *work, const struct mention *mention,
                        struct slice attribute) {
    return slice_equal(work->rules->type_classes[mention->type], attribute);
}

/* Gives the mention another id, with the name and attributes that belong to it. */
static void set_id(struct work *work, struct mention *mention, struct slice id) {
    const struct identity *identity = rules_identity(work->rules, mention->type, id);
    mention->id = id;
    mention->name = identity == NULL ? (struct slice){NULL, 0} : identity->name;
    for (uint32_t i = 0; identity != NULL && i < identity->attribute_count; i++) {
        value_set(work, mention, &identity->attributes[i]);
    }
}

static bool set_attributes(struct work *work, const struct emit *emit,
                           const struct view *view, struct mention *mention) {
    bool class_changed = false;
    for (uint32_t i = 0; i < emit->attribute_count; i++) {
        struct attribute attribute;
        if (value_attribute(work, &emit->attributes[i], view, &attribute)) {
            class_changed |= names_class(work, mention, attribute.name);
            value_set(work, mention, &attribute);
        }
    }
    return class_changed;
}

static void apply(struct work *work, const struct rule *rule, struct unit *unit,
                  const struct view *view, uint32_t number) {
    struct mention *mention = &work->article->mentions.items[number];
    const struct emit *emit = &rule->emit;
    struct attribute id;
    /* Captures first: conditions run other patterns, and the scanner holds one match at a
     * time. */
    bool has_id = value_attribute(work, &emit->id, view, &id);
    struct mention changed = *mention;
    changed.attributes.items = NULL;
    changed.attributes.count = changed.attributes.capacity = 0;
    for (size_t i = 0; i < mention->attributes.count; i++) {
        value_set(work, &changed, &mention->attributes.items[i]);
    }
    bool visible = set_attributes(work, emit, view, &changed) || emit->drop || has_id;
    if (!conditions_hold(work, unit, mention->span, &rule->conditions, NULL)) {
        return;
    }
    if (has_id) {
        set_id(work, &changed, id.text);
    }
    changed.confidence =
        emit->confidence < 0 ? changed.confidence : (uint16_t)emit->confidence;
    changed.dropped = emit->drop;
    *mention = changed;
    work_trace(work, emit->drop ? TRACE_DROPPED : TRACE_ADJUSTED,
               (uint32_t)(rule - work->rules->rules), number, mention->span,
               mention->term_text);
    if (visible) {
        work_changed(work, unit);
    }
}

static bool adjust_match(struct work *work, void *context, struct unit *unit,
                         uint32_t pattern, const struct view *view) {
    const struct rule *rule = ((const struct rule_context *)context)->rule;
    struct span group = scanner_group(work->scanner, rule->emit.mention);
    (void)pattern;
    if (group.start == GROUP_UNSET) {
        return true;
    }
    uint32_t number = view_mention(view, group);
    if (number != RULE_NONE && !work->article->mentions.items[number].dropped) {
        apply(work, rule, unit, view, number);
    }
    return !work->out_of_memory;
}

void adjust_pack(struct work *work, uint32_t pack) {
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_ADJUST];
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &work->rules->rules[rules->numbers[i]];
        struct rule_context context = {rule};
        for (uint32_t j = 0; j < rule->pattern_count; j++) {
            uint32_t pattern = rule->patterns[j];
            for (uint32_t u = work_next_unit(work, pattern, 0); u < work->unit_count;
                 u = work_next_unit(work, pattern, u + 1)) {
                if (conditions_may_hold(work, &work->units[u], &rule->conditions)) {
                    work_each_match(work, pattern, &work->units[u], true, adjust_match,
                                    &context);
                }
            }
        }
    }
}
