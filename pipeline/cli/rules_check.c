/* Each warning has a name, so that a rule can silence it and say why:
 *
 *     allow: {no-trigger: every sentence has to be tried, since ...}
 *
 * Slow patterns are found by running each over texts made to nearly match: its rule's own
 * hits again and again, cut short, and runs of one character or word. A pattern that
 * takes more than STEPS_PER_BYTE from one place grows faster than the text. */
#include "cli/rules_check.h"

#include "base/memory.h"
#include "formats/json_writer.h"
#include "packs/pattern.h"

#include <stdio.h>

enum { NEAR_MISS_BYTES = 600, STEPS_PER_BYTE = 60 };

struct check {
    const struct rules *rules;
    const char *const *names;
    size_t name_count;
    bool json;
    struct buffer *out;
    uint32_t found;
};

static bool is_wanted(const struct check *check, const struct rule *rule) {
    for (size_t i = 0; i < check->name_count; i++) {
        if (slice_is(rule->name, check->names[i]) ||
            slice_is(check->rules->packs[rule->pack].name, check->names[i])) {
            return true;
        }
    }
    return check->name_count == 0;
}

static bool is_allowed(const struct rule *rule, enum warning warning) {
    for (uint32_t i = 0; i < rule->allow_count; i++) {
        if (slice_is(rule->allows[i].name, warning_word(warning))) {
            return true;
        }
    }
    return false;
}

/* ---- Showing ---- */

/* A line of a file, to stand under the message; nothing where it cannot be read. */
static void append_source(struct buffer *out, struct slice file, uint32_t line) {
    char path[4096];
    char text[400];
    snprintf(path, sizeof path, "%.*s", (int)file.size, file.data);
    FILE *source = fopen(path, "rb");
    for (uint32_t at = 1; source != NULL && fgets(text, sizeof text, source) != NULL;) {
        size_t size = strlen(text);
        bool whole = size > 0 && text[size - 1] == '\n';
        if (at == line) {
            size_t indent = strspn(text, " ");
            buffer_append_string(out, "  | ");
            buffer_append(out, text, whole ? size - 1 : size);
            buffer_append_string(out, "\n  | ");
            for (size_t i = 0; i < indent; i++) {
                buffer_append_char(out, ' ');
            }
            buffer_append_string(out, "^\n");
            break;
        }
        at += whole ? 1 : 0;
    }
    if (source != NULL) {
        fclose(source);
    }
}

static void report_json(struct check *check, const struct rule *rule, struct slice file,
                        uint32_t line, enum warning warning, const char *message) {
    struct json_writer json;
    json_begin(&json, check->out, false);
    json_open(&json, '{');
    json_key(&json, "file");
    json_text(&json, file);
    json_key(&json, "line");
    json_number(&json, line);
    json_key(&json, "severity");
    json_word(&json, "warning");
    json_key(&json, "warning");
    json_word(&json, warning_word(warning));
    json_key(&json, "rule");
    json_text(&json, rule->name);
    json_key(&json, "message");
    json_text(&json, slice_from_string(message));
    json_close(&json, '}');
    buffer_append_char(check->out, '\n');
}

static void report(struct check *check, const struct rule *rule, struct slice file,
                   uint32_t line, enum warning warning, const char *message) {
    if (is_allowed(rule, warning)) {
        return;
    }
    check->found++;
    if (check->json) {
        report_json(check, rule, file, line, warning, message);
        return;
    }
    buffer_append_slice(check->out, file);
    buffer_append_char(check->out, ':');
    buffer_append_number(check->out, line);
    buffer_append_string(check->out, ":1: warning: ");
    buffer_append_slice(check->out, rule->name);
    buffer_append_string(check->out, ": ");
    buffer_append_string(check->out, message);
    buffer_append_string(check->out, " [");
    buffer_append_string(check->out, warning_word(warning));
    buffer_append_string(check->out, "]\n");
    append_source(check->out, file, line);
}

/* ---- Patterns ---- */

static bool is_layout(const struct rule *rule) {
    return rule->kind == RULE_PATTERNS && rule->emit.kind == EMIT_ZONE;
}

static void check_trigger(struct check *check, const struct pattern *pattern,
                          const struct rule *rule) {
    if (!pattern->triggered && !pattern->beside && !is_layout(rule)) {
        char message[600];
        snprintf(message, sizeof message,
                 "no trigger, so it is tried on every sentence: %.*s: %.*s",
                 (int)pattern->trigger_reason.size, pattern->trigger_reason.data,
                 (int)pattern->source.size, pattern->source.data);
        report(check, rule, rule->file, rule->line, WARNING_NO_TRIGGER, message);
    }
}

/* The piece again and again, and at the end all of it but its last character. */
static struct slice repeat(char *room, struct slice piece) {
    size_t size = 0;
    while (piece.size > 0 && size + piece.size < NEAR_MISS_BYTES) {
        memcpy(room + size, piece.data, piece.size);
        size += piece.size;
    }
    while (size > 0 && ((unsigned char)room[size - 1] & 0xC0) == 0x80) {
        size--; /* of the last character */
    }
    return slice_of(room, size > 0 ? size - 1 : 0);
}

static bool is_slow(const struct pattern *pattern, struct slice piece, char *room) {
    return pattern_exceeds(pattern, repeat(room, piece),
                           NEAR_MISS_BYTES * STEPS_PER_BYTE);
}

static void check_steps(struct check *check, const struct pattern *pattern,
                        const struct rule *rule, char *room) {
    static const char *const pieces[] = {"a",  "a ", "Aa ", "1",   "1,",   ", ",
                                         "\"", "-",  "a, ", "(a ", "Aa, ", "1 "};
    const char *slow = NULL;
    char message[600];
    for (size_t i = 0; slow == NULL && i < sizeof pieces / sizeof *pieces; i++) {
        if (is_slow(pattern, slice_from_string(pieces[i]), room)) {
            slow = pieces[i];
        }
    }
    for (uint32_t i = 0; slow == NULL && i < rule->test_count; i++) {
        if (rule->tests[i].hit && is_slow(pattern, rule->tests[i].text, room)) {
            slow = "one of its own hits";
        }
    }
    if (slow != NULL) {
        snprintf(
            message, sizeof message,
            "its steps grow faster than the text, as over '%s' again and again; make "
            "inner groups atomic (?>...) or their repeats possessive: %.*s",
            slow, (int)pattern->source.size, pattern->source.data);
        report(check, rule, rule->file, rule->line, WARNING_SLOW_PATTERN, message);
    }
}

static void check_patterns(struct check *check, char *room) {
    for (uint32_t i = 0; i < check->rules->pattern_count; i++) {
        const struct pattern *pattern = &check->rules->patterns[i];
        const struct rule *rule = &check->rules->rules[pattern->rule];
        if (is_wanted(check, rule)) {
            check_trigger(check, pattern, rule);
            check_steps(check, pattern, rule, room);
        }
    }
}

/* ---- Terms ---- */

static const struct rule *lexicon_of(const struct check *check, const struct row *row) {
    return &check->rules->rules[row->rule];
}

static void check_pair(struct check *check, const struct term *term,
                       const struct term *other) {
    const struct row *row = &check->rules->rows[term->row];
    const struct row *beside = &check->rules->rows[other->row];
    const struct rule *lexicon = lexicon_of(check, row);
    const struct rule *second = lexicon_of(check, beside);
    char message[600];
    if (lexicon->type != second->type || !slice_equal(term->text, other->text) ||
        slice_equal(row->id, beside->id) || row->conditions.count > 0 ||
        beside->conditions.count > 0) {
        return;
    }
    bool beaten = row->priority != beside->priority;
    snprintf(
        message, sizeof message,
        beaten ? "`%.*s` is %.*s here and %.*s in %.*s, whose priority always wins"
               : "`%.*s` is %.*s here and %.*s in %.*s; give both `when`, or drop one",
        (int)term->text.size, term->text.data, (int)row->id.size, row->id.data,
        (int)beside->id.size, beside->id.data, (int)second->name.size, second->name.data);
    const struct rule *of = beaten && row->priority > beside->priority ? second : lexicon;
    const struct row *at = of == second ? beside : row;
    if (is_wanted(check, of)) {
        report(check, of, of->lexicon_file.size > 0 ? of->lexicon_file : of->file,
               at->line, beaten ? WARNING_SHADOWED_TERM : WARNING_DUPLICATE_TERM,
               message);
    }
}

/* Terms that are written alike are chained. */
static void check_terms(struct check *check) {
    for (uint32_t i = 0; i < check->rules->term_count; i++) {
        const struct term *term = &check->rules->terms[i];
        for (uint32_t at = term->next; at != RULE_NONE;
             at = check->rules->terms[at].next) {
            check_pair(check, term, &check->rules->terms[at]);
        }
    }
}

enum assay_status rules_check_run(const struct rules *rules, const char *const *names,
                                  size_t name_count, bool json, struct buffer *out,
                                  uint32_t *found) {
    struct check check = {rules, names, name_count, json, out, 0};
    char *room = memory_alloc(NEAR_MISS_BYTES + 1);
    if (room == NULL) {
        return ASSAY_NO_MEMORY;
    }
    check_patterns(&check, room);
    check_terms(&check);
    memory_free(room);
    *found = check.found;
    return buffer_status(out);
}
