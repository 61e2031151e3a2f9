/* Which pointers each struct of loaded rules has, and which of them only tools follow:
 * what an image must know of rules.h. A pointer that is added there is added here. */
#include "packs/image_writer.h"

#define AT(type, member) (at + (uint32_t)offsetof(type, member))
#define ARRAY(type, member, count, follow)                                               \
    image_follow_array(writer, AT(type, member), (count), sizeof *((type *)0)->member,   \
                       (follow))
#define LEAVE_ARRAY(type, member, count, follow)                                         \
    image_leave_array(writer, AT(type, member), (count), sizeof *((type *)0)->member,    \
                      (follow))

static void follow_pack(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct pack, name));
    image_follow_slice(writer, AT(struct pack, version));
    image_follow_slice(writer, AT(struct pack, description));
    image_follow_slice(writer, AT(struct pack, folder));
}

static void follow_atom(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct atom, id));
    image_follow_slice(writer, AT(struct atom, class));
}

static void follow_literal(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct literal, text));
}

static void follow_pattern(struct image_writer *writer, uint32_t at) {
    struct pattern pattern;
    image_read(writer, at, &pattern, sizeof pattern);
    image_leave_slice(writer, AT(struct pattern, source));
    image_leave_slice(writer, AT(struct pattern, expanded));
    image_leave_block(writer, AT(struct pattern, compiled));
    ARRAY(struct pattern, start_keys, pattern.start_key_count, NULL);
    ARRAY(struct pattern, leads, 1, NULL);
    LEAVE_ARRAY(struct pattern, trigger_literals, pattern.trigger_literal_count,
                follow_literal);
    for (uint32_t i = 0; i < pattern.further_count; i++) {
        LEAVE_ARRAY(struct pattern, further[i].literals, pattern.further[i].literal_count,
                    follow_literal);
    }
    image_leave_slice(writer, AT(struct pattern, trigger_reason));
    for (uint32_t i = 0; i < pattern.capture_count; i++) {
        image_follow_slice(writer, AT(struct pattern, capture_names) +
                                       i * (uint32_t)sizeof(struct slice));
    }
}

static void follow_condition(struct image_writer *writer, uint32_t at) {
    struct condition condition;
    image_read(writer, at, &condition, sizeof condition);
    ARRAY(struct condition, patterns, condition.pattern_count, NULL);
}

static void follow_conditions(struct image_writer *writer, uint32_t at) {
    struct condition_list list;
    image_read(writer, at, &list, sizeof list);
    ARRAY(struct condition_list, items, list.count, follow_condition);
}

static void follow_value(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct value, name));
    image_follow_slice(writer, AT(struct value, text));
    image_follow_slice(writer, AT(struct value, capture));
    image_follow_slice(writer, AT(struct value, scale));
    image_follow_slice(writer, AT(struct value, date.year));
    image_follow_slice(writer, AT(struct value, date.month));
    image_follow_slice(writer, AT(struct value, date.day));
    image_follow_slice(writer, AT(struct value, until.year));
    image_follow_slice(writer, AT(struct value, until.month));
    image_follow_slice(writer, AT(struct value, until.day));
}

static void follow_role(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct role, name));
    image_follow_slice(writer, AT(struct role, capture));
}

static void follow_emit(struct image_writer *writer, uint32_t at) {
    struct emit emit;
    image_read(writer, at, &emit, sizeof emit);
    image_follow_slice(writer, AT(struct emit, label));
    ARRAY(struct emit, roles, emit.role_count, follow_role);
    image_follow_slice(writer, AT(struct emit, source));
    image_follow_slice(writer, AT(struct emit, class_text));
    ARRAY(struct emit, masks, emit.mask_count, image_follow_slice);
    image_follow_slice(writer, AT(struct emit, span));
    follow_value(writer, AT(struct emit, id));
    follow_value(writer, AT(struct emit, name));
    ARRAY(struct emit, attributes, emit.attribute_count, follow_value);
    image_follow_slice(writer, AT(struct emit, mention));
}

static void follow_want(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct want, name));
    image_follow_slice(writer, AT(struct want, value));
}

static void follow_test(struct image_writer *writer, uint32_t at) {
    struct rule_test test;
    image_read(writer, at, &test, sizeof test);
    image_follow_slice(writer, AT(struct rule_test, text));
    image_follow_slice(writer, AT(struct rule_test, of));
    ARRAY(struct rule_test, wants, test.want_count, follow_want);
}

static void follow_member(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct member, name));
    follow_atom(writer, AT(struct member, atom));
}

static void follow_members(struct image_writer *writer, uint32_t at) {
    struct member_list list;
    image_read(writer, at, &list, sizeof list);
    ARRAY(struct member_list, items, list.count, follow_member);
}

static void follow_composition(struct image_writer *writer, uint32_t at) {
    follow_members(writer, AT(struct composition, all));
    follow_members(writer, AT(struct composition, any));
    follow_members(writer, AT(struct composition, none));
}

static void follow_part(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct part, name));
    follow_composition(writer, AT(struct part, when));
}

static void follow_score(struct image_writer *writer, uint32_t at) {
    struct score score;
    image_read(writer, at, &score, sizeof score);
    image_follow_slice(writer, AT(struct score, name));
    image_follow_slice(writer, AT(struct score, rule));
    ARRAY(struct score, parts, score.part_count, follow_part);
}

static void follow_scoring(struct image_writer *writer, uint32_t at) {
    struct scoring scoring;
    image_read(writer, at, &scoring, sizeof scoring);
    ARRAY(struct scoring, negated, scoring.negated_count, image_follow_slice);
    ARRAY(struct scoring, attributed, scoring.attributed_count, image_follow_slice);
    ARRAY(struct scoring, disputed, scoring.disputed_count, image_follow_slice);
}

static void follow_rule(struct image_writer *writer, uint32_t at) {
    struct rule rule;
    image_read(writer, at, &rule, sizeof rule);
    image_follow_slice(writer, AT(struct rule, name));
    image_leave_slice(writer, AT(struct rule, note));
    ARRAY(struct rule, patterns, rule.pattern_count, NULL);
    follow_conditions(writer, AT(struct rule, conditions));
    follow_composition(writer, AT(struct rule, compose));
    follow_emit(writer, AT(struct rule, emit));
    LEAVE_ARRAY(struct rule, tests, rule.test_count, follow_test);
    LEAVE_ARRAY(struct rule, allows, rule.allow_count, follow_want);
    image_leave_slice(writer, AT(struct rule, file));
    image_leave_slice(writer, AT(struct rule, lexicon_file));
}

static void follow_attribute(struct image_writer *writer, uint32_t at) {
    struct attribute attribute;
    image_read(writer, at, &attribute, sizeof attribute);
    image_follow_slice(writer, AT(struct attribute, name));
    image_follow_slice(writer, AT(struct attribute, text));
    ARRAY(struct attribute, items, attribute.item_count, image_follow_slice);
}

static void follow_row(struct image_writer *writer, uint32_t at) {
    struct row row;
    image_read(writer, at, &row, sizeof row);
    image_follow_slice(writer, AT(struct row, id));
    image_follow_slice(writer, AT(struct row, name));
    ARRAY(struct row, attributes, row.attribute_count, follow_attribute);
    follow_conditions(writer, AT(struct row, conditions));
}

static void follow_term(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct term, text));
    image_follow_slice(writer, AT(struct term, base));
}

static void follow_entry(struct image_writer *writer, uint32_t at) {
    image_follow_slice(writer, AT(struct table_entry, key));
    image_follow_slice(writer, AT(struct table_entry, value));
}

static void follow_table(struct image_writer *writer, uint32_t at) {
    struct table table;
    image_read(writer, at, &table, sizeof table);
    image_follow_slice(writer, AT(struct table, name));
    ARRAY(struct table, entries, table.count, follow_entry);
}

static void follow_identity(struct image_writer *writer, uint32_t at) {
    struct identity identity;
    image_read(writer, at, &identity, sizeof identity);
    image_follow_slice(writer, AT(struct identity, id));
    image_follow_slice(writer, AT(struct identity, name));
    ARRAY(struct identity, attributes, identity.attribute_count, follow_attribute);
}

static void follow_index(struct image_writer *writer, uint32_t at) {
    struct literal_index index;
    image_read(writer, at, &index, sizeof index);
    ARRAY(struct literal_index, keys, index.key_count, NULL);
    ARRAY(struct literal_index, uses, index.use_count, NULL);
    ARRAY(struct literal_index, sets, index.set_count, NULL);
    image_follow_array(writer, AT(struct literal_index, automaton.tables),
                       index.automaton.size, 1, NULL);
    image_follow_array(writer, AT(struct literal_index, automaton.words),
                       index.automaton.words_size, 1, NULL);
}

static void follow_agenda(struct image_writer *writer, uint32_t at) {
    struct agenda agenda;
    image_read(writer, at, &agenda, sizeof agenda);
    for (uint32_t i = 0; i < EMIT_KINDS; i++) {
        ARRAY(struct agenda, emits[i].numbers, agenda.emits[i].count, NULL);
    }
    ARRAY(struct agenda, composed.numbers, agenda.composed.count, NULL);
}

void image_follow_rules(struct image_writer *writer, uint32_t at) {
    struct rules rules;
    image_read(writer, at, &rules, sizeof rules);
    ARRAY(struct rules, packs, rules.pack_count, follow_pack);
    ARRAY(struct rules, types, rules.type_count, image_follow_slice);
    ARRAY(struct rules, type_classes, rules.type_count, image_follow_slice);
    ARRAY(struct rules, rules, rules.rule_count, follow_rule);
    ARRAY(struct rules, patterns, rules.pattern_count, follow_pattern);
    ARRAY(struct rules, needs, rules.pattern_count, NULL);
    ARRAY(struct rules, agendas, rules.pack_count, follow_agenda);
    ARRAY(struct rules, atoms, rules.atom_count, follow_atom);
    ARRAY(struct rules, rows, rules.row_count, follow_row);
    ARRAY(struct rules, terms, rules.term_count, follow_term);
    ARRAY(struct rules, tables, rules.table_count, follow_table);
    ARRAY(struct rules, identities, rules.identity_count, follow_identity);
    ARRAY(struct rules, scores, rules.score_count, follow_score);
    ARRAY(struct rules, scorings, rules.scoring_count, follow_scoring);
    ARRAY(struct rules, possessives, rules.possessive_count, image_follow_slice);
    ARRAY(struct rules, symbols.atoms, rules.symbols.atom_count, follow_atom);
    follow_index(writer, AT(struct rules, index));
    follow_index(writer, AT(struct rules, layout_index));
}
