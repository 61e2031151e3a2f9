/* The patterns of all packs: registered while rules are read, finished once every type
 * and atom is known. */
#include "packs/loader.h"

static uint32_t hash_source(struct slice source, enum pattern_use use, bool exact_case) {
    uint32_t hash = 2166136261u ^ (exact_case ? 1u : 0u) ^ (uint32_t)use << 1;
    for (size_t i = 0; i < source.size; i++) {
        hash = (hash ^ (unsigned char)source.data[i]) * 16777619u;
    }
    return hash % INTERN_BUCKETS;
}

/* Of the layout pack; NULL where that is not loaded, or not yet. */
static const struct table *function_words(const struct loader *loader) {
    for (size_t i = 0; i < loader->tables.count; i++) {
        if (slice_is(loader->tables.items[i].name, RULES_FUNCTION_WORDS)) {
            return &loader->tables.items[i];
        }
    }
    return NULL;
}

static struct pattern_context context_of(const struct loader *loader) {
    return (struct pattern_context){
        .defines = loader->source == NULL ? NULL : loader->source->defines.items,
        .define_count =
            loader->source == NULL ? 0 : (uint32_t)loader->source->defines.count,
        .types = loader->types.items,
        .type_count = (uint32_t)loader->types.count,
        .function_words = function_words(loader),
        .arena = loader->arena,
    };
}

/* An error inside a pattern: its column is right where the pattern stands in quotes on
 * one line. */
static void pattern_error(struct loader *loader, struct place place, uint32_t offset,
                          const struct assay_error *error) {
    if (error->status == ASSAY_NO_MEMORY) {
        loader->errors->out_of_memory = true;
        return;
    }
    place.column += offset + 1;
    pack_error_add(loader->errors, place, "%s", error->message);
}

/* What is sought before a mark must reach the end of that text. */
static struct slice up_to_the_end(struct loader *loader, struct slice text) {
    static const char before[] = "(?:";
    static const char behind[] = ")\\z";
    size_t size = text.size + sizeof before + sizeof behind - 2;
    char *joined = loader_need(loader, arena_alloc(loader->arena, size));
    if (joined == NULL) {
        return text;
    }
    memcpy(joined, before, sizeof before - 1);
    memcpy(joined + sizeof before - 1, text.data, text.size);
    memcpy(joined + sizeof before - 1 + text.size, behind, sizeof behind - 1);
    return slice_of(joined, size);
}

static uint32_t find_shared(const struct loader *loader, uint32_t bucket,
                            struct slice source, enum pattern_use use, bool exact_case) {
    for (uint32_t at = loader->intern[bucket]; at != 0;) {
        const struct pattern_source *other = &loader->pattern_sources.items[at - 1];
        const struct pattern *pattern = &loader->patterns.items[at - 1];
        if (other->pack == loader->source->index && other->use == use &&
            pattern->exact_case == exact_case && slice_equal(pattern->source, source)) {
            return at - 1;
        }
        at = other->next;
    }
    return RULE_NONE;
}

uint32_t loader_pattern(struct loader *loader, struct slice source, struct place place,
                        bool exact_case, enum pattern_use use) {
    bool shared = use != USE_MATCH;
    uint32_t bucket = hash_source(source, use, exact_case);
    uint32_t number =
        shared ? find_shared(loader, bucket, source, use, exact_case) : RULE_NONE;
    if (number != RULE_NONE) {
        return number;
    }
    struct pattern_context context = context_of(loader);
    struct assay_error error;
    struct slice inserted;
    uint32_t offset = 0;
    error_clear(&error);
    if (pattern_insert_defines(&context, source, &inserted, &offset, &error) !=
        ASSAY_OK) {
        pattern_error(loader, place, offset, &error);
        return RULE_NONE;
    }
    if (!loader_has_room(loader, place, loader->patterns.count, LIMIT_PATTERNS,
                         "patterns")) {
        return RULE_NONE;
    }
    struct pattern *pattern = LOADER_PUSH(loader, &loader->patterns);
    struct pattern_source *beside = LOADER_PUSH(loader, &loader->pattern_sources);
    if (pattern == NULL || beside == NULL) {
        return RULE_NONE;
    }
    number = (uint32_t)(loader->patterns.count - 1);
    pattern->source = source;
    pattern->exact_case = exact_case;
    pattern->rule = loader->rule;
    beside->inserted = use == USE_BEFORE ? up_to_the_end(loader, inserted) : inserted;
    beside->place = place;
    beside->pack = loader->source->index;
    beside->use = use;
    pattern->beside = use == USE_BEFORE || use == USE_AFTER;
    pattern->before = use == USE_BEFORE;
    beside->layout = loader->source->pack.phase == PHASE_LAYOUT;
    if (shared) {
        beside->next = loader->intern[bucket];
        loader->intern[bucket] = number + 1;
    }
    return number;
}

/* ---- Finishing ---- */

static bool same_atom(const struct atom *a, const struct atom *b) {
    return a->type == b->type && slice_equal(a->id, b->id) &&
           slice_equal(a->class, b->class);
}

/* Each takes a symbol: once there are more, symbols_init says so, and looking through
 * ever more of them would take quadratic time. */
static void add_atom(struct loader *loader, const struct atom *atom) {
    if (loader->atoms.count > SYMBOL_LAST - SYMBOL_FIRST) {
        return;
    }
    for (size_t i = 0; i < loader->atoms.count; i++) {
        if (same_atom(&loader->atoms.items[i], atom)) {
            return;
        }
    }
    struct atom *kept = LOADER_PUSH(loader, &loader->atoms);
    if (kept != NULL) {
        *kept = *atom;
    }
}

static void collect_atoms(struct loader *loader) {
    struct pattern_context context = context_of(loader);
    for (size_t i = 0; i < loader->patterns.count; i++) {
        struct pattern_source *source = &loader->pattern_sources.items[i];
        struct atom atoms[LIMIT_PATTERN_MENTIONS];
        uint32_t count = 0;
        uint32_t offset = 0;
        struct assay_error error;
        error_clear(&error);
        if (pattern_atoms(&context, source->inserted, atoms, &count,
                          LIMIT_PATTERN_MENTIONS, &offset, &error) != ASSAY_OK) {
            pattern_error(loader, source->place, offset, &error);
            source->broken = true;
        }
        for (uint32_t j = 0; j < count && !source->broken; j++) {
            add_atom(loader, &atoms[j]);
        }
    }
}

/* Only what is sought in sentences can be sought where its first words stand. */
static void find_triggers(struct loader *loader, struct pattern *pattern,
                          const struct pattern_source *source) {
    struct pattern_context context = context_of(loader);
    bool sought =
        !source->layout && (source->use == USE_MATCH || source->use == USE_CONDITION ||
                            source->use == USE_ELSEWHERE);
    if (source->triggers_given) {
        pattern->triggered = true;
    } else if (pattern_triggers(&context, source->inserted, sought, pattern) !=
               ASSAY_OK) {
        loader->errors->out_of_memory = true;
    }
    pattern->anchored = pattern->starts != STARTS_ANYWHERE || source->use == USE_AFTER;
}

static void finish_pattern(struct loader *loader, const struct symbols *symbols,
                           size_t number) {
    struct pattern_context context = context_of(loader);
    struct pattern *pattern = &loader->patterns.items[number];
    struct pattern_source *source = &loader->pattern_sources.items[number];
    struct assay_error error;
    uint32_t offset = 0;
    error_clear(&error);
    find_triggers(loader, pattern, source);
    if (pattern_expand(&context, symbols, source->inserted, &pattern->expanded,
                       &pattern->types, &error) != ASSAY_OK ||
        pattern_check(loader->arena, pattern, &offset, &error) != ASSAY_OK) {
        /* An offset into the expanded text says nothing to the author where something was
         * inserted. */
        bool same = slice_equal(pattern->expanded, pattern->source);
        pattern_error(loader, source->place, same ? offset : 0, &error);
        source->broken = true;
        return;
    }
    if (source->use == USE_ELSEWHERE && pattern->types != 0) {
        pack_error_add(loader->errors, source->place,
                       "`elsewhere` looks at words, not at mentions; write the words");
    }
    if (pattern->matches_empty && source->use == USE_MATCH) {
        pack_error_add(
            loader->errors, source->place,
            "the pattern can match no text at all; let it match at least a character");
    }
}

/* ---- Captures that a rule names ---- */

static bool has_capture(const struct pattern *pattern, struct slice name) {
    for (uint32_t i = 0; i < pattern->capture_count; i++) {
        if (slice_equal(pattern->capture_names[i], name)) {
            return true;
        }
    }
    return false;
}

/* A capture that no alternative has is a slip of the pen. */
static void check_capture(struct loader *loader, const struct rule *rule,
                          struct slice name) {
    if (name.size == 0 || rule->pattern_count == 0) {
        return;
    }
    for (uint32_t i = 0; i < rule->pattern_count; i++) {
        uint32_t number = rule->patterns[i];
        if (loader->pattern_sources.items[number].broken ||
            has_capture(&loader->patterns.items[number], name)) {
            return;
        }
    }
    pack_error_add(loader->errors, (struct place){rule->file, rule->line, 1},
                   "%.*s: no pattern has a capture (?<%.*s>...)", (int)rule->name.size,
                   rule->name.data, (int)name.size, name.data);
}

static void check_date(struct loader *loader, const struct rule *rule,
                       const struct date_captures *date) {
    check_capture(loader, rule, date->year);
    check_capture(loader, rule, date->month);
    check_capture(loader, rule, date->day);
}

static void check_value(struct loader *loader, const struct rule *rule,
                        const struct value *value) {
    check_capture(loader, rule, value->capture);
    check_capture(loader, rule, value->scale);
    check_date(loader, rule, &value->date);
    check_date(loader, rule, &value->until);
}

static void check_captures(struct loader *loader, const struct rule *rule) {
    const struct emit *emit = &rule->emit;
    check_capture(loader, rule, emit->span);
    check_capture(loader, rule, emit->mention);
    check_capture(loader, rule, emit->source);
    for (uint32_t i = 0; i < emit->role_count; i++) {
        check_capture(loader, rule, emit->roles[i].capture);
    }
    check_value(loader, rule, &emit->id);
    check_value(loader, rule, &emit->name);
    for (uint32_t i = 0; i < emit->attribute_count; i++) {
        check_value(loader, rule, &emit->attributes[i]);
    }
}

void load_patterns_finish(struct loader *loader) {
    struct symbols *symbols = &loader->rules->symbols;
    struct assay_error error;
    error_clear(&error);
    loader->source = NULL;
    collect_atoms(loader);
    if (symbols_init(symbols, loader->atoms.items, (uint32_t)loader->atoms.count,
                     (uint32_t)loader->types.count, &error) != ASSAY_OK) {
        pattern_error(loader, (struct place){SLICE_LITERAL("rules"), 0, 0}, 0, &error);
        return;
    }
    for (size_t i = 0; i < loader->patterns.count; i++) {
        if (!loader->pattern_sources.items[i].broken) {
            finish_pattern(loader, symbols, i);
        }
    }
    for (size_t i = 0; i < loader->rule_list.count; i++) {
        if (loader->rule_list.items[i].kind == RULE_PATTERNS) {
            check_captures(loader, &loader->rule_list.items[i]);
        }
    }
}
