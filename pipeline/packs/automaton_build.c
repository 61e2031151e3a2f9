/* Building the automaton: keys into a trie, the trie breadth first into the block,
 * failure links on the way (Aho and Corasick, CACM 18(6), 1975). */
#include "packs/automaton_tables.h"

#include "base/limits.h"
#include "base/memory.h"
#include "text/unicode.h"

/* Memory for full rows of a block. States are numbered breadth first, so the shallowest
 * get them. */
enum { DENSE_BYTES = 1 << 20 };

/* A node of the trie; children are a linked list, which is short but at the root. */
struct node {
    uint32_t child, sibling; /* indices, or 0 */
    uint32_t key;
    unsigned char label;
};

/* At which edges of words a key is wanted only. */
struct wanted {
    bool start, end;
};

struct automaton_builder {
    struct arena arena;
    LIST_OF(struct node) nodes;
    uint32_t key_count;
    uint32_t root_child[256];
    LIST_OF(struct wanted) wanted; /* of each key */
};

struct automaton_builder *automaton_builder_new(void) {
    struct automaton_builder *builder = memory_alloc(sizeof *builder);
    if (builder == NULL) {
        return NULL;
    }
    memset(builder, 0, sizeof *builder);
    arena_init(&builder->arena);
    builder->arena.maximum = LIMIT_RULES_MEMORY;
    struct node *root = LIST_PUSH(&builder->arena, &builder->nodes);
    if (root == NULL) {
        automaton_builder_free(builder);
        return NULL;
    }
    root->key = AUTOMATON_NO_KEY;
    return builder;
}

void automaton_builder_free(struct automaton_builder *builder) {
    if (builder != NULL) {
        arena_deinit(&builder->arena);
        memory_free(builder);
    }
}

static enum assay_status out_of_memory(const struct automaton_builder *builder) {
    return builder->arena.full ? ASSAY_TOO_LARGE : ASSAY_NO_MEMORY;
}

/* The child of a node for a byte, made where it is not there; 0 when out of memory. */
static uint32_t child_for(struct automaton_builder *builder, uint32_t parent,
                          unsigned char byte) {
    uint32_t at =
        parent == 0 ? builder->root_child[byte] : builder->nodes.items[parent].child;
    while (at != 0 && builder->nodes.items[at].label != byte) {
        at = builder->nodes.items[at].sibling;
    }
    if (at != 0) {
        return at;
    }
    struct node *node = LIST_PUSH(&builder->arena, &builder->nodes);
    if (node == NULL) {
        return 0;
    }
    at = (uint32_t)(builder->nodes.count - 1);
    *node = (struct node){.key = AUTOMATON_NO_KEY,
                          .label = byte,
                          .sibling = builder->nodes.items[parent].child};
    builder->nodes.items[parent].child = at;
    if (parent == 0) {
        builder->root_child[byte] = at;
    }
    return at;
}

enum assay_status automaton_add(struct automaton_builder *builder, struct slice key,
                                uint32_t *number) {
    bool ok = false;
    struct slice folded = automaton_fold(&builder->arena, key, &ok);
    if (!ok) {
        return out_of_memory(builder);
    }
    if (folded.size == 0) {
        return ASSAY_USAGE;
    }
    if (folded.size > LIMIT_AUTOMATON_STATES - builder->nodes.count) {
        return ASSAY_TOO_LARGE;
    }
    uint32_t at = 0;
    for (size_t i = 0; i < folded.size; i++) {
        at = child_for(builder, at, (unsigned char)folded.data[i]);
        if (at == 0) {
            return out_of_memory(builder);
        }
    }
    struct node *node = &builder->nodes.items[at];
    if (node->key == AUTOMATON_NO_KEY) {
        if (LIST_PUSH(&builder->arena, &builder->wanted) == NULL) {
            return out_of_memory(builder);
        }
        node->key = builder->key_count++;
    }
    *number = node->key;
    return ASSAY_OK;
}

void automaton_wants_word_end(struct automaton_builder *builder, uint32_t key) {
    builder->wanted.items[key].end = true;
}

void automaton_wants_word_start(struct automaton_builder *builder, uint32_t key) {
    builder->wanted.items[key].start = true;
}

/* ---- The blocks ---- */

struct build {
    const struct automaton_builder *builder;
    bool words;                   /* of which keys */
    const unsigned char *holders; /* per node: 1 << words for keys at it or below */
    struct automaton_tables *tables;
    struct state *states;
    unsigned char *labels;
    uint32_t *dense;
    uint32_t *node_of;   /* the trie's node of a state */
    uint32_t *parent_of; /* a state's */
};

/* A key that begins with no part of a word cannot be wanted at the start of one. */
static bool begins_a_word(const struct automaton_builder *builder, uint32_t key) {
    return builder->wanted.items[key].start;
}

/* Which nodes lead to keys of which block: children have higher numbers. */
static unsigned char *find_holders(struct automaton_builder *builder) {
    size_t count = builder->nodes.count;
    unsigned char *holders = arena_alloc(&builder->arena, count);
    for (size_t i = count; holders != NULL && i-- > 0;) {
        const struct node *node = &builder->nodes.items[i];
        if (node->key != AUTOMATON_NO_KEY) {
            holders[i] |= (unsigned char)(1 << begins_a_word(builder, node->key));
        }
        for (uint32_t child = node->child; child != 0;
             child = builder->nodes.items[child].sibling) {
            holders[i] |= holders[child];
        }
    }
    return holders;
}

static bool is_held(const struct build *build, uint32_t node) {
    return (build->holders[node] >> build->words & 1) != 0;
}

static bool is_ascii_word(uint32_t byte) {
    return byte < 0x80 && automaton_is_word(byte);
}

/* Counts the states and gives the bytes of their keys columns. */
static void find_classes(const struct build *build, struct automaton_tables *tables) {
    bool used[256] = {false};
    tables->state_count = build->words ? 2 : 1;
    for (uint32_t i = 1; i < build->builder->nodes.count; i++) {
        if (is_held(build, i)) {
            used[build->builder->nodes.items[i].label] = true;
            tables->state_count++;
        }
    }
    tables->class_count = build->words ? 2 : 1;
    for (uint32_t i = 0; i < 256; i++) {
        bool given = used[i] && tables->class_count < 256 && (i < 0x80 || !build->words);
        tables->classes[i] = given ? (unsigned char)tables->class_count++
                                   : build->words && is_ascii_word(i);
    }
}

/* Numbers states breadth first and lays children side by side. */
static void lay_out(struct build *build) {
    const struct node *nodes = build->builder->nodes.items;
    uint32_t count = build->words ? 2 : 1;
    if (build->words) {
        build->states[WORDS_INSIDE] = (struct state){.key = AUTOMATON_NO_KEY};
    }
    build->node_of[0] = 0;
    for (uint32_t at = 0; at < count; at++) {
        if (build->words && at == WORDS_INSIDE) {
            continue;
        }
        struct state *state = &build->states[at];
        const struct node *node = &nodes[build->node_of[at]];
        bool own = node->key != AUTOMATON_NO_KEY &&
                   begins_a_word(build->builder, node->key) == build->words;
        *state = (struct state){.first_child = count,
                                .key = own ? node->key : AUTOMATON_NO_KEY};
        for (uint32_t child = node->child; child != 0; child = nodes[child].sibling) {
            if (!is_held(build, child)) {
                continue;
            }
            build->node_of[count] = child;
            build->parent_of[count] = at;
            build->labels[count] = nodes[child].label;
            if (state->child_count == 0) {
                state->label = nodes[child].label;
            }
            count++;
            state->child_count++;
        }
    }
}

static void set_reports(const struct build *build, struct state *state,
                        unsigned char shorter) {
    bool word_end =
        state->key != AUTOMATON_NO_KEY && build->builder->wanted.items[state->key].end;
    unsigned char own = state->key == AUTOMATON_NO_KEY ? REPORTS_NOTHING
                        : word_end                     ? REPORTS_WORD_ENDS
                                                       : REPORTS_ALWAYS;
    state->reports = own > shorter ? own : shorter;
}

/* The state's failure stands: what follows from it. */
static void link_keys(const struct build *build, struct state *state) {
    const struct state *suffix = &build->states[state->failure];
    state->shorter = suffix->key != AUTOMATON_NO_KEY ? state->failure : suffix->shorter;
    set_reports(build, state,
                state->shorter != 0 ? build->states[state->shorter].reports
                                    : REPORTS_NOTHING);
}

static uint32_t child_of(const struct build *build, uint32_t at, unsigned char byte) {
    return automaton_child(build->states, build->labels, at, byte);
}

/* Breadth first, so the links of shorter states stand when a longer one asks. */
static void link_anywhere(const struct build *build) {
    for (uint32_t at = 1; at < build->tables->state_count; at++) {
        uint32_t parent = build->parent_of[at];
        uint32_t failure = build->states[parent].failure;
        uint32_t target = parent == 0 ? 0 : child_of(build, failure, build->labels[at]);
        while (target == 0 && failure != 0) {
            failure = build->states[failure].failure;
            target = child_of(build, failure, build->labels[at]);
        }
        build->states[at].failure = target;
        link_keys(build, &build->states[at]);
    }
}

/* The last character of a state's text into `bytes`, from `first` to 4, and the state
 * before it. False inside a character. */
static bool last_character(const struct build *build, uint32_t at, unsigned char bytes[4],
                           uint32_t *first, uint32_t *before) {
    *first = 4;
    *before = at;
    while (*first > 0 && *before > WORDS_INSIDE) {
        unsigned char byte = build->labels[*before];
        bytes[--*first] = byte;
        *before = build->parent_of[*before];
        if ((byte & 0xC0) != 0x80) {
            return utf8_length(byte) == 4 - *first;
        }
    }
    return false;
}

static void link_words(const struct build *build) {
    for (uint32_t at = 2; at < build->tables->state_count; at++) {
        unsigned char bytes[4];
        uint32_t first = 0;
        uint32_t before = 0;
        uint32_t length = 0;
        struct state *state = &build->states[at];
        if (!last_character(build, at, bytes, &first, &before)) {
            continue;
        }
        uint32_t failure = before;
        uint32_t target = 0;
        while (target == 0 && failure > WORDS_INSIDE) {
            failure = build->states[failure].failure;
            target = automaton_descendant(build->states, build->labels, failure,
                                          bytes + first, 4 - first);
        }
        bool word = automaton_is_word(utf8_decode((const char *)bytes + first, &length));
        state->failure = target != 0 ? target : word ? WORDS_INSIDE : WORDS_OUTSIDE;
        link_keys(build, state);
    }
}

/* Where a row leads that knows of no key. */
static void begin_row(const struct build *build, uint32_t *row) {
    const struct automaton_tables *tables = build->tables;
    for (uint32_t byte = 0; build->words && byte < 0x80; byte++) {
        row[tables->classes[byte]] = is_ascii_word(byte) ? WORDS_INSIDE : WORDS_OUTSIDE;
    }
}

static void fill_dense(const struct build *build) {
    const struct automaton_tables *tables = build->tables;
    for (uint32_t at = 0; at < tables->dense_count; at++) {
        uint32_t *row = build->dense + (size_t)at * tables->class_count;
        const struct state *state = &build->states[at];
        if (at == 0 || (build->words && at == WORDS_INSIDE)) {
            begin_row(build, row);
        } else { /* the failure's row stands already: its number is lower */
            memcpy(row, build->dense + (size_t)state->failure * tables->class_count,
                   tables->class_count * sizeof *row);
        }
        for (uint32_t i = 0; i < state->child_count; i++) {
            uint32_t child = state->first_child + i;
            uint32_t reports = build->states[child].reports;
            unsigned char label = build->labels[child];
            if (label < 0x80 || !build->words) {
                row[tables->classes[label]] = child | reports << AUTOMATON_REPORTS_SHIFT;
            }
        }
        if (!build->words) {
            row[0] = 0;
        }
    }
}

static uint32_t count_dense(const struct automaton_tables *head) {
    uint32_t room = DENSE_BYTES / (head->class_count * (uint32_t)sizeof(uint32_t));
    return head->state_count < room ? head->state_count : room;
}

static uint32_t align(size_t size) { return (uint32_t)((size + 15) & ~(size_t)15); }

/* One block; its size, or 0 when out of memory. */
static size_t make_block(struct build *build, struct arena *scratch,
                         struct arena *arena) {
    struct automaton_tables head = {.state_count = 0};
    find_classes(build, &head);
    size_t count = head.state_count;
    head.labels_offset = align(sizeof head + count * sizeof(struct state));
    head.dense_offset = align(head.labels_offset + count);
    head.dense_count = count_dense(&head);
    size_t dense_size = (size_t)head.dense_count * head.class_count * sizeof(uint32_t);
    build->tables = arena_alloc(arena, head.dense_offset + dense_size);
    build->node_of = arena_alloc_array(scratch, count, sizeof *build->node_of);
    build->parent_of = arena_alloc_array(scratch, count, sizeof *build->parent_of);
    if (build->tables == NULL || build->node_of == NULL || build->parent_of == NULL) {
        return 0;
    }
    *build->tables = head;
    build->states = (struct state *)(void *)(build->tables + 1);
    build->labels = (unsigned char *)build->tables + head.labels_offset;
    build->dense = (uint32_t *)(void *)((char *)build->tables + head.dense_offset);
    lay_out(build);
    if (build->words) {
        link_words(build);
    } else {
        link_anywhere(build);
    }
    fill_dense(build);
    return head.dense_offset + dense_size;
}

enum assay_status automaton_build(struct automaton_builder *builder, struct arena *arena,
                                  struct automaton *automaton) {
    const unsigned char *holders = find_holders(builder);
    struct build anywhere = {.builder = builder, .holders = holders};
    struct build words = {.builder = builder, .holders = holders, .words = true};
    if (holders == NULL) {
        return out_of_memory(builder);
    }
    automaton->size = make_block(&anywhere, &builder->arena, arena);
    automaton->words_size = make_block(&words, &builder->arena, arena);
    automaton->tables = anywhere.tables;
    automaton->words = words.tables;
    automaton->key_count = builder->key_count;
    return automaton->size > 0 && automaton->words_size > 0 ? ASSAY_OK
                                                            : out_of_memory(builder);
}
