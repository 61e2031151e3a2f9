/* Putting rules together as an image: every struct is copied, and each pointer in the
 * copy is followed, its target copied too, and the pointer set to where that will lie.
 * Equal strings are copied once.
 *
 * A page is in memory once something in it is read, so what articles need again and
 * again lies together, and behind it what is read once or by tools alone: patterns,
 * compiled or not, notes and tests. Their pages can be let go of. */
#include "packs/image_file.h"

enum { FIRST_BUCKETS = 1 << 14 };

struct placed_string {
    struct slice text; /* in the rules, not in the image */
    uint32_t hash, offset, next;
};

struct image_writer;

/* Looks at the copy of an item at `at` and follows its pointers. */
typedef void visit_item(struct image_writer *writer, uint32_t at);

/* A pointer that is followed later. */
struct pointer_left {
    uint32_t at;
    size_t count, size; /* of the array */
    visit_item *visit;
};

struct image_writer {
    struct buffer *out;
    struct arena arena;
    LIST_OF(uint32_t) pointers;
    LIST_OF(struct placed_string) strings;
    LIST_OF(struct pointer_left) cold;
    LIST_OF(uint32_t) blocks; /* slices of compiled patterns */
    uint32_t *buckets;        /* index plus 1 */
    uint32_t bucket_count;
    bool failed;
};

/* ---- Placing ---- */

static uint32_t place(struct image_writer *writer, const void *data, size_t size,
                      size_t alignment) {
    static const char zeros[IMAGE_PAGE];
    size_t gap = (alignment - writer->out->size % alignment) % alignment;
    buffer_append(writer->out, zeros, gap);
    uint32_t offset = (uint32_t)writer->out->size;
    buffer_append(writer->out, data, size);
    writer->failed |= buffer_status(writer->out) != ASSAY_OK;
    return offset;
}

static void set_pointer(struct image_writer *writer, uint32_t at, uint32_t target) {
    uint32_t *slot = LIST_PUSH(&writer->arena, &writer->pointers);
    if (slot == NULL || writer->failed) {
        writer->failed = true;
        return;
    }
    uintptr_t address = (uintptr_t)(IMAGE_BASE + target);
    memcpy(writer->out->data + at, &address, sizeof address);
    *slot = at;
}

/* Zeros once writing has failed: nothing further to follow. */
static void read_at(const struct image_writer *writer, uint32_t at, void *value,
                    size_t size) {
    memset(value, 0, size);
    if (!writer->failed) {
        memcpy(value, writer->out->data + at, size);
    }
}

static uint32_t hash_text(struct slice text) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.size; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    }
    return hash;
}

/* As many buckets as there are strings, so that each holds few. */
static void widen_buckets(struct image_writer *writer) {
    uint32_t count = writer->bucket_count == 0 ? FIRST_BUCKETS : 4 * writer->bucket_count;
    writer->buckets = arena_alloc_array(&writer->arena, count, sizeof *writer->buckets);
    writer->bucket_count = count;
    writer->failed |= writer->buckets == NULL;
    for (size_t i = 0; !writer->failed && i < writer->strings.count; i++) {
        struct placed_string *placed = &writer->strings.items[i];
        placed->next = writer->buckets[placed->hash % count];
        writer->buckets[placed->hash % count] = (uint32_t)i + 1;
    }
}

static uint32_t place_string(struct image_writer *writer, struct slice text) {
    uint32_t hash = hash_text(text);
    if (writer->strings.count >= writer->bucket_count) {
        widen_buckets(writer);
    }
    if (writer->failed) {
        return 0;
    }
    uint32_t *bucket = &writer->buckets[hash % writer->bucket_count];
    for (uint32_t at = *bucket; at != 0; at = writer->strings.items[at - 1].next) {
        const struct placed_string *other = &writer->strings.items[at - 1];
        if (other->hash == hash && slice_equal(other->text, text)) {
            return other->offset;
        }
    }
    struct placed_string *placed = LIST_PUSH(&writer->arena, &writer->strings);
    if (placed == NULL) {
        writer->failed = true;
        return 0;
    }
    *placed = (struct placed_string){text, hash, place(writer, text.data, text.size, 1),
                                     *bucket};
    *bucket = (uint32_t)writer->strings.count;
    return placed->offset;
}

static void visit_slice(struct image_writer *writer, uint32_t at) {
    struct slice text;
    if (writer->failed) {
        return;
    }
    read_at(writer, at, &text, sizeof text);
    if (text.data != NULL) {
        set_pointer(writer, at + (uint32_t)offsetof(struct slice, data),
                    place_string(writer, text));
    }
}

/* Follows the pointer at `at` to an array. */
static void visit_array(struct image_writer *writer, uint32_t at, size_t count,
                        size_t size, visit_item *visit) {
    const void *items = NULL;
    if (writer->failed) {
        return;
    }
    read_at(writer, at, &items, sizeof items);
    if (items == NULL || count == 0) {
        memset(writer->out->data + at, 0, sizeof items);
        return;
    }
    uint32_t first = place(writer, items, count * size, 16);
    set_pointer(writer, at, first);
    for (size_t i = 0; visit != NULL && !writer->failed && i < count; i++) {
        visit(writer, first + (uint32_t)(i * size));
    }
}

#define AT(type, member) (at + (uint32_t)offsetof(type, member))
#define ARRAY(type, member, count, visit)                                                \
    visit_array(writer, AT(type, member), (count), sizeof *((type *)0)->member, (visit))

/* ---- Later ---- */

static void leave(struct image_writer *writer, struct pointer_left left) {
    struct pointer_left *slot = LIST_PUSH(&writer->arena, &writer->cold);
    writer->failed |= slot == NULL;
    if (slot != NULL) {
        *slot = left;
    }
}

static void leave_slice(struct image_writer *writer, uint32_t at) {
    leave(writer, (struct pointer_left){.at = at});
}

#define LEAVE_ARRAY(type, member, count, visit)                                          \
    leave(writer, (struct pointer_left){AT(type, member), (count),                       \
                                        sizeof *((type *)0)->member, (visit)})

static void place_what_was_left(struct image_writer *writer) {
    for (size_t i = 0; !writer->failed && i < writer->cold.count; i++) {
        struct pointer_left left = writer->cold.items[i];
        if (left.size == 0) {
            visit_slice(writer, left.at);
        } else {
            visit_array(writer, left.at, left.count, left.size, left.visit);
        }
    }
}

/* A slice of bytes that must be aligned. */
static void leave_block(struct image_writer *writer, uint32_t at) {
    uint32_t *slot = LIST_PUSH(&writer->arena, &writer->blocks);
    writer->failed |= slot == NULL;
    if (slot != NULL) {
        *slot = at;
    }
}

static void place_blocks(struct image_writer *writer) {
    for (size_t i = 0; !writer->failed && i < writer->blocks.count; i++) {
        struct slice block;
        uint32_t at = writer->blocks.items[i];
        read_at(writer, at, &block, sizeof block);
        if (block.data != NULL) {
            set_pointer(writer, at + (uint32_t)offsetof(struct slice, data),
                        place(writer, block.data, block.size, 16));
        }
    }
}

/* ---- Each struct ---- */

static void visit_pack(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct pack, name));
    visit_slice(writer, AT(struct pack, version));
    visit_slice(writer, AT(struct pack, description));
    visit_slice(writer, AT(struct pack, folder));
}

static void visit_atom(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct atom, id));
    visit_slice(writer, AT(struct atom, class));
}

static void visit_literal(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct literal, text));
}

static void visit_pattern(struct image_writer *writer, uint32_t at) {
    struct pattern pattern;
    read_at(writer, at, &pattern, sizeof pattern);
    leave_slice(writer, AT(struct pattern, source));
    leave_slice(writer, AT(struct pattern, expanded));
    leave_block(writer, AT(struct pattern, compiled));
    ARRAY(struct pattern, start_keys, pattern.start_key_count, NULL);
    ARRAY(struct pattern, leads, 1, NULL);
    LEAVE_ARRAY(struct pattern, trigger_literals, pattern.trigger_literal_count,
                visit_literal);
    for (uint32_t i = 0; i < pattern.further_count; i++) {
        LEAVE_ARRAY(struct pattern, further[i].literals, pattern.further[i].literal_count,
                    visit_literal);
    }
    leave_slice(writer, AT(struct pattern, trigger_reason));
    for (uint32_t i = 0; i < pattern.capture_count; i++) {
        visit_slice(writer, AT(struct pattern, capture_names) +
                                i * (uint32_t)sizeof(struct slice));
    }
}

static void visit_condition(struct image_writer *writer, uint32_t at) {
    struct condition condition;
    read_at(writer, at, &condition, sizeof condition);
    ARRAY(struct condition, patterns, condition.pattern_count, NULL);
}

static void visit_conditions(struct image_writer *writer, uint32_t at) {
    struct condition_list list;
    read_at(writer, at, &list, sizeof list);
    ARRAY(struct condition_list, items, list.count, visit_condition);
}

static void visit_value(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct value, name));
    visit_slice(writer, AT(struct value, text));
    visit_slice(writer, AT(struct value, capture));
    visit_slice(writer, AT(struct value, scale));
    visit_slice(writer, AT(struct value, date.year));
    visit_slice(writer, AT(struct value, date.month));
    visit_slice(writer, AT(struct value, date.day));
    visit_slice(writer, AT(struct value, until.year));
    visit_slice(writer, AT(struct value, until.month));
    visit_slice(writer, AT(struct value, until.day));
}

static void visit_role(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct role, name));
    visit_slice(writer, AT(struct role, capture));
}

static void visit_emit(struct image_writer *writer, uint32_t at) {
    struct emit emit;
    read_at(writer, at, &emit, sizeof emit);
    visit_slice(writer, AT(struct emit, label));
    ARRAY(struct emit, roles, emit.role_count, visit_role);
    visit_slice(writer, AT(struct emit, source));
    visit_slice(writer, AT(struct emit, class_text));
    ARRAY(struct emit, masks, emit.mask_count, visit_slice);
    visit_slice(writer, AT(struct emit, span));
    visit_value(writer, AT(struct emit, id));
    visit_value(writer, AT(struct emit, name));
    ARRAY(struct emit, attributes, emit.attribute_count, visit_value);
    visit_slice(writer, AT(struct emit, mention));
}

static void visit_want(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct want, name));
    visit_slice(writer, AT(struct want, value));
}

static void visit_test(struct image_writer *writer, uint32_t at) {
    struct rule_test test;
    read_at(writer, at, &test, sizeof test);
    visit_slice(writer, AT(struct rule_test, text));
    visit_slice(writer, AT(struct rule_test, of));
    ARRAY(struct rule_test, wants, test.want_count, visit_want);
}

static void visit_member(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct member, name));
    visit_atom(writer, AT(struct member, atom));
}

static void visit_members(struct image_writer *writer, uint32_t at) {
    struct member_list list;
    read_at(writer, at, &list, sizeof list);
    ARRAY(struct member_list, items, list.count, visit_member);
}

static void visit_composition(struct image_writer *writer, uint32_t at) {
    visit_members(writer, AT(struct composition, all));
    visit_members(writer, AT(struct composition, any));
    visit_members(writer, AT(struct composition, none));
}

static void visit_part(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct part, name));
    visit_composition(writer, AT(struct part, when));
}

static void visit_score(struct image_writer *writer, uint32_t at) {
    struct score score;
    read_at(writer, at, &score, sizeof score);
    visit_slice(writer, AT(struct score, name));
    visit_slice(writer, AT(struct score, rule));
    ARRAY(struct score, parts, score.part_count, visit_part);
}

static void visit_scoring(struct image_writer *writer, uint32_t at) {
    struct scoring scoring;
    read_at(writer, at, &scoring, sizeof scoring);
    ARRAY(struct scoring, negated, scoring.negated_count, visit_slice);
    ARRAY(struct scoring, attributed, scoring.attributed_count, visit_slice);
    ARRAY(struct scoring, disputed, scoring.disputed_count, visit_slice);
}

static void visit_rule(struct image_writer *writer, uint32_t at) {
    struct rule rule;
    read_at(writer, at, &rule, sizeof rule);
    visit_slice(writer, AT(struct rule, name));
    leave_slice(writer, AT(struct rule, note));
    ARRAY(struct rule, patterns, rule.pattern_count, NULL);
    visit_conditions(writer, AT(struct rule, conditions));
    visit_composition(writer, AT(struct rule, compose));
    visit_emit(writer, AT(struct rule, emit));
    LEAVE_ARRAY(struct rule, tests, rule.test_count, visit_test);
    LEAVE_ARRAY(struct rule, allows, rule.allow_count, visit_want);
    leave_slice(writer, AT(struct rule, file));
    leave_slice(writer, AT(struct rule, lexicon_file));
}

static void visit_attribute(struct image_writer *writer, uint32_t at) {
    struct attribute attribute;
    read_at(writer, at, &attribute, sizeof attribute);
    visit_slice(writer, AT(struct attribute, name));
    visit_slice(writer, AT(struct attribute, text));
    ARRAY(struct attribute, items, attribute.item_count, visit_slice);
}

static void visit_row(struct image_writer *writer, uint32_t at) {
    struct row row;
    read_at(writer, at, &row, sizeof row);
    visit_slice(writer, AT(struct row, id));
    visit_slice(writer, AT(struct row, name));
    ARRAY(struct row, attributes, row.attribute_count, visit_attribute);
    visit_conditions(writer, AT(struct row, conditions));
}

static void visit_term(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct term, text));
    visit_slice(writer, AT(struct term, base));
}

static void visit_entry(struct image_writer *writer, uint32_t at) {
    visit_slice(writer, AT(struct table_entry, key));
    visit_slice(writer, AT(struct table_entry, value));
}

static void visit_table(struct image_writer *writer, uint32_t at) {
    struct table table;
    read_at(writer, at, &table, sizeof table);
    visit_slice(writer, AT(struct table, name));
    ARRAY(struct table, entries, table.count, visit_entry);
}

static void visit_identity(struct image_writer *writer, uint32_t at) {
    struct identity identity;
    read_at(writer, at, &identity, sizeof identity);
    visit_slice(writer, AT(struct identity, id));
    visit_slice(writer, AT(struct identity, name));
    ARRAY(struct identity, attributes, identity.attribute_count, visit_attribute);
}

static void visit_index(struct image_writer *writer, uint32_t at) {
    struct literal_index index;
    read_at(writer, at, &index, sizeof index);
    ARRAY(struct literal_index, keys, index.key_count, NULL);
    ARRAY(struct literal_index, uses, index.use_count, NULL);
    ARRAY(struct literal_index, sets, index.set_count, NULL);
    visit_array(writer, AT(struct literal_index, automaton.tables), index.automaton.size,
                1, NULL);
    visit_array(writer, AT(struct literal_index, automaton.words),
                index.automaton.words_size, 1, NULL);
}

static void visit_agenda(struct image_writer *writer, uint32_t at) {
    struct agenda agenda;
    read_at(writer, at, &agenda, sizeof agenda);
    for (uint32_t i = 0; i < EMIT_KINDS; i++) {
        ARRAY(struct agenda, emits[i].numbers, agenda.emits[i].count, NULL);
    }
    ARRAY(struct agenda, composed.numbers, agenda.composed.count, NULL);
}

static void visit_rules(struct image_writer *writer, uint32_t at) {
    struct rules rules;
    read_at(writer, at, &rules, sizeof rules);
    ARRAY(struct rules, packs, rules.pack_count, visit_pack);
    ARRAY(struct rules, types, rules.type_count, visit_slice);
    ARRAY(struct rules, type_classes, rules.type_count, visit_slice);
    ARRAY(struct rules, rules, rules.rule_count, visit_rule);
    ARRAY(struct rules, patterns, rules.pattern_count, visit_pattern);
    ARRAY(struct rules, needs, rules.pattern_count, NULL);
    ARRAY(struct rules, agendas, rules.pack_count, visit_agenda);
    ARRAY(struct rules, atoms, rules.atom_count, visit_atom);
    ARRAY(struct rules, rows, rules.row_count, visit_row);
    ARRAY(struct rules, terms, rules.term_count, visit_term);
    ARRAY(struct rules, tables, rules.table_count, visit_table);
    ARRAY(struct rules, identities, rules.identity_count, visit_identity);
    ARRAY(struct rules, scores, rules.score_count, visit_score);
    ARRAY(struct rules, scorings, rules.scoring_count, visit_scoring);
    ARRAY(struct rules, possessives, rules.possessive_count, visit_slice);
    ARRAY(struct rules, symbols.atoms, rules.symbols.atom_count, visit_atom);
    visit_index(writer, AT(struct rules, index));
    visit_index(writer, AT(struct rules, layout_index));
}

/* ---- The whole ---- */

static void write_all(struct image_writer *writer, const struct image_key *key,
                      const struct rules *rules) {
    struct image_header header = {.key = *key, .base = IMAGE_BASE};
    struct rules copy = *rules;
    memcpy(header.magic, image_magic, sizeof header.magic);
    place(writer, &header, sizeof header, 16);
    memset(&copy.arena, 0, sizeof copy.arena);
    copy.cache = NULL;
    header.rules = place(writer, &copy, sizeof copy, 16);
    visit_rules(writer, (uint32_t)header.rules);
    header.cold = place(writer, "", 0, IMAGE_PAGE);
    place_what_was_left(writer);
    place_blocks(writer);
    header.cold_end = place(writer, "", 0, IMAGE_PAGE);
    header.pointer_count = writer->pointers.count;
    header.pointers = place(writer, writer->pointers.items,
                            writer->pointers.count * sizeof(uint32_t), 16);
    header.size = writer->out->size;
    if (!writer->failed) {
        memcpy(writer->out->data, &header, sizeof header);
        header.check = image_check(buffer_slice(writer->out));
        memcpy(writer->out->data, &header, sizeof header);
    }
}

bool image_write(const struct image_key *key, const struct rules *rules,
                 struct buffer *out) {
    struct image_writer writer = {.out = out};
    arena_init(&writer.arena);
    write_all(&writer, key, rules);
    arena_deinit(&writer.arena);
    return !writer.failed;
}
