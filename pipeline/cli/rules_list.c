/* One line a rule, so that grep and jq can choose. */
#include "cli/rules_list.h"

#include "formats/json_writer.h"

static const char *const phase_words[PHASES] = {"layout", "entity", "relation", "claim",
                                                "frame"};
static const char *const emit_words[] = {"entity",   "again", "adjust", "zone",
                                         "relation", "flag",  "mask",   "frame"};

static uint32_t count_rows(const struct rules *rules, uint32_t number) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < rules->row_count; i++) {
        count += rules->rows[i].rule == number ? 1 : 0;
    }
    return count;
}

static void write_text_line(const struct rules *rules, uint32_t number,
                            struct buffer *out) {
    const struct rule *rule = &rules->rules[number];
    buffer_append_slice(out, rule->name);
    buffer_append_string(out, rule->kind == RULE_LEXICON ? "\tlexicon\t" : "\trule\t");
    buffer_append_number(out, rule->test_count);
    buffer_append_string(out, " tests\t");
    buffer_append_slice(out, rule->note);
    buffer_append_char(out, '\n');
}

static void write_member(struct json_writer *json, const char *key, struct slice text) {
    json_key(json, key);
    json_string_or_null(json, text);
}

static const char *starts_word(enum pattern_starts starts) {
    return starts == STARTS_AT_LITERALS     ? "literals"
           : starts == STARTS_AT_CHARACTERS ? "characters"
                                            : "anywhere";
}

static void write_pattern(const struct pattern *pattern, const struct rules *rules,
                          struct json_writer *json) {
    static const char *const classes[] = {"digit", "currency", "quote", "capital"};
    json_open(json, '{');
    write_member(json, "pattern", pattern->source);
    json_key(json, "triggered");
    json_flag(json, pattern->triggered);
    json_key(json, "starts_at");
    json_word(json, starts_word(pattern->starts));
    json_key(json, "triggers");
    json_open(json, '[');
    for (uint32_t i = 0; i < pattern->trigger_literal_count; i++) {
        json_text(json, pattern->trigger_literals[i].text);
    }
    json_close(json, ']');
    json_key(json, "classes");
    json_open(json, '[');
    for (uint32_t i = 0; i < 4; i++) {
        if ((pattern->trigger_classes >> i & 1) != 0) {
            json_word(json, classes[i]);
        }
    }
    json_close(json, ']');
    json_key(json, "types");
    json_open(json, '[');
    for (uint32_t i = 0; i < rules->type_count; i++) {
        if ((pattern->trigger_types >> i & 1) != 0) {
            json_text(json, rules->types[i]);
        }
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_json_line(const struct rules *rules, uint32_t number,
                            struct buffer *out) {
    const struct rule *rule = &rules->rules[number];
    const struct pack *pack = &rules->packs[rule->pack];
    struct json_writer json;
    json_begin(&json, out, false);
    json_open(&json, '{');
    write_member(&json, "rule", rule->name);
    write_member(&json, "pack", pack->name);
    write_member(&json, "version", pack->version);
    json_key(&json, "phase");
    json_word(&json, phase_words[pack->phase]);
    json_key(&json, "kind");
    json_word(&json, rule->kind == RULE_LEXICON ? "lexicon" : "rule");
    json_key(&json, "emits");
    json_word(&json, rule->kind == RULE_LEXICON ? "entity" : emit_words[rule->emit.kind]);
    write_member(&json, "label",
                 rule->kind == RULE_LEXICON      ? rules->types[rule->type]
                 : rule->emit.label.size > 0     ? rule->emit.label
                 : rule->emit.kind <= EMIT_AGAIN ? rules->types[rule->emit.type]
                                                 : (struct slice){NULL, 0});
    write_member(&json, "note", rule->note);
    write_member(&json, "file", rule->file);
    json_key(&json, "line");
    json_number(&json, rule->line);
    json_key(&json, "tests");
    json_number(&json, rule->test_count);
    json_key(&json, "rows");
    json_number(&json, rule->kind == RULE_LEXICON ? count_rows(rules, number) : 0);
    json_key(&json, "patterns");
    json_open(&json, '[');
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        write_pattern(&rules->patterns[rule->patterns[i]], rules, &json);
    }
    json_close(&json, ']');
    json_close(&json, '}');
    buffer_append_char(out, '\n');
}

void rules_list_write(const struct rules *rules, const char *const *names,
                      size_t name_count, bool json, struct buffer *out) {
    for (uint32_t i = 0; i < rules->rule_count; i++) {
        if (!rules_is_named(rules, &rules->rules[i], names, name_count)) {
            continue;
        }
        if (json) {
            write_json_line(rules, i, out);
        } else {
            write_text_line(rules, i, out);
        }
    }
}
