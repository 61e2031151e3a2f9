/* Names that come again. An article writes a name in full once ("Corvane Lithium Corp.",
 * "the Institute of Rare Metals (IRM)") and then in short. A rule with `again` finds
 * where a settled mention tells its short form; here the short form is marked wherever
 * else it stands in the article, as the same thing. Which words make a short form is a
 * matter of the rules; that words which are a mention of their own stay one is settled
 * here. */
#include "stages/resolve.h"

#include "stages/view.h"

enum { NAMES_PER_ARTICLE = 256 };

struct name {
    struct slice text;
    uint32_t rule, mention; /* the mention that it is short for */
};

struct names {
    struct name items[NAMES_PER_ARTICLE];
    size_t count;
    bool begins[256]; /* bytes with which one of them begins */
};

struct again_context {
    const struct rule *rule;
    struct names *names;
};

/* The mention of a type that starts there: its number, or RULE_NONE. */
static uint32_t mention_from(const struct work *work, const struct unit *unit,
                             uint16_t type, uint32_t start) {
    for (size_t i = 0; i < unit->mentions.count; i++) {
        uint32_t number = unit->mentions.items[i];
        const struct mention *mention = &work->article->mentions.items[number];
        if (!mention->dropped && mention->type == type && mention->span.start == start) {
            return number;
        }
    }
    return RULE_NONE;
}

static bool is_known(const struct names *names, struct slice text) {
    for (size_t i = 0; i < names->count; i++) {
        if (slice_equal(names->items[i].text, text)) {
            return true;
        }
    }
    return false;
}

static bool note_name(struct work *work, void *context, struct unit *unit,
                      uint32_t pattern, const struct view *view) {
    struct again_context *again = context;
    struct names *names = again->names;
    struct span in_view = scanner_group(work->scanner, again->rule->emit.span);
    struct span whole = view_to_normalized(view, scanner_whole(work->scanner));
    (void)pattern;
    uint32_t mention = mention_from(work, unit, again->rule->emit.type, whole.start);
    if (in_view.start == GROUP_UNSET || mention == RULE_NONE) {
        return true;
    }
    struct span span = view_to_normalized(view, in_view);
    struct slice text = article_slice(work->article, span);
    if (text.size == 0 || names->count == NAMES_PER_ARTICLE || is_known(names, text) ||
        work_crosses_residue(work, unit, span)) {
        return true;
    }
    uint32_t rule = (uint32_t)(again->rule - work->rules->rules);
    names->items[names->count++] = (struct name){text, rule, mention};
    names->begins[(unsigned char)text.data[0]] = true;
    return true;
}

/* Word for word; a line break is a space. */
static bool stands_at(struct slice text, uint32_t at, struct slice name) {
    if (name.size > text.size - at) {
        return false;
    }
    for (size_t i = 0; i < name.size; i++) {
        char here = text.data[at + i];
        char wanted = name.data[i];
        if (here != wanted &&
            !((here == ' ' || here == '\n') && (wanted == ' ' || wanted == '\n'))) {
            return false;
        }
    }
    return true;
}

/* Is the place taken: by a mention of the same type, or by one of another type that is
 * not smaller? "China" is not short for a company while it is a nation. */
static bool is_taken(const struct work *work, const struct unit *unit, uint16_t type,
                     struct span span) {
    for (size_t i = 0; i < unit->mentions.count; i++) {
        const struct mention *mention =
            &work->article->mentions.items[unit->mentions.items[i]];
        if (!mention->dropped && span_overlaps(mention->span, span) &&
            (mention->type == type || span_size(mention->span) >= span_size(span))) {
            return true;
        }
    }
    return false;
}

/* The mention that it is short for, once more; with attributes of its own, since adjust
 * rules may change them. */
static struct mention *copy_of(struct work *work, const struct name *name) {
    const struct mention *source = &work->article->mentions.items[name->mention];
    size_t count = source->attributes.count;
    struct arena *arena = &work->article->arena;
    struct mention *copy = work_need(work, arena_alloc(arena, sizeof *copy));
    struct attribute *attributes =
        work_need(work, arena_alloc_array(arena, count + 2, sizeof *attributes));
    if (work->out_of_memory) {
        return NULL;
    }
    *copy = (struct mention){.type = source->type,
                             .confidence = work->rules->rules[name->rule].confidence,
                             .priority = source->priority,
                             .rule = name->rule,
                             .term = RULE_NONE,
                             .id = source->id,
                             .name = source->name,
                             .blocks = source->blocks};
    for (size_t i = 0; i < count; i++) {
        attributes[i] = source->attributes.items[i];
    }
    copy->attributes.items = attributes;
    copy->attributes.count = count;
    copy->attributes.capacity = count + 2;
    return copy;
}

static void add_candidate(struct work *work, struct unit *unit, const struct name *name,
                          struct span span) {
    struct mention *mention = copy_of(work, name);
    uint32_t pack = work->rules->rules[name->rule].pack;
    struct candidate *candidate =
        mention == NULL ? NULL : WORK_PUSH(work, &work->candidates[pack]);
    if (candidate != NULL) {
        *candidate = (struct candidate){.span = span,
                                        .unit = (uint32_t)(unit - work->units),
                                        .rule = name->rule,
                                        .term = RULE_NONE,
                                        .type = mention->type,
                                        .priority = mention->priority,
                                        .written = true,
                                        .emitted = mention};
    }
}

static void find_names(struct work *work, struct unit *unit, const struct names *names) {
    struct slice text =
        slice_of(work->article->normalized, work->article->normalized_size);
    struct slice reach = {text.data, unit->span.end};
    for (uint32_t at = unit->span.start; at < unit->span.end; at++) {
        if (!names->begins[(unsigned char)text.data[at]] ||
            !unicode_word_edge(text, at)) {
            continue;
        }
        for (size_t i = 0; i < names->count && !work->out_of_memory; i++) {
            const struct name *name = &names->items[i];
            struct span span = {at, at + (uint32_t)name->text.size};
            uint16_t type = work->rules->rules[name->rule].emit.type;
            if (stands_at(reach, at, name->text) && unicode_word_edge(text, span.end) &&
                !is_taken(work, unit, type, span) &&
                !work_crosses_residue(work, unit, span)) {
                add_candidate(work, unit, name, span);
            }
        }
    }
}

void again_pack(struct work *work, uint32_t pack) {
    struct names *names = NULL;
    const struct rule_list *rules = &work->rules->agendas[pack].emits[EMIT_AGAIN];
    for (uint32_t i = 0; i < rules->count && !work->out_of_memory; i++) {
        const struct rule *rule = &work->rules->rules[rules->numbers[i]];
        if (names == NULL) {
            names = work_need(work, arena_alloc(&work->article->arena, sizeof *names));
        }
        struct again_context context = {rule, names};
        if (names != NULL) {
            work_each_rule_match(work, rule, note_name, &context);
        }
    }
    for (uint32_t i = 0; names != NULL && names->count > 0 && i < work->unit_count; i++) {
        find_names(work, &work->units[i], names);
    }
}
