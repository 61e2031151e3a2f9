/* Building the automaton: keys into a trie, the trie breadth first into the block,
 * failure links on the way (Aho and Corasick, CACM 18(6), 1975). */
#include "packs/automaton_tables.h"

#include "base/limits.h"
#include "base/memory.h"

/* Memory for full rows. States are numbered breadth first, so the shallowest get them. */
enum { DENSE_BYTES = 2 << 20 };

/* A node of the trie; children are a linked list, which is short but at the root. */
struct node {
    uint32_t child, sibling; /* indices, or 0 */
    uint32_t key;
    unsigned char label;
};

struct automaton_builder {
    struct arena arena;
    LIST_OF(struct node) nodes;
    uint32_t key_count;
    uint32_t root_child[256];
    LIST_OF(bool) word_ends; /* of keys: not wanted inside a word */
};

struct automaton_builder *automaton_builder_new(void) {
    struct automaton_builder *builder = memory_alloc(sizeof *builder);
    if (builder == NULL) {
        return NULL;
    }
    memset(builder, 0, sizeof *builder);
    arena_init(&builder->arena);
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
        return ASSAY_NO_MEMORY;
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
            return ASSAY_NO_MEMORY;
        }
    }
    struct node *node = &builder->nodes.items[at];
    if (node->key == AUTOMATON_NO_KEY) {
        if (LIST_PUSH(&builder->arena, &builder->word_ends) == NULL) {
            return ASSAY_NO_MEMORY;
        }
        node->key = builder->key_count++;
    }
    *number = node->key;
    return ASSAY_OK;
}

void automaton_wants_word_end(struct automaton_builder *builder, uint32_t key) {
    builder->word_ends.items[key] = true;
}

/* ---- The block ---- */

struct build {
    const struct automaton_builder *builder;
    struct automaton_tables *tables;
    struct state *states;
    unsigned char *labels;
    uint32_t *dense;
    uint32_t *node_of; /* the trie's node of a state */
};

static void find_classes(const struct automaton_builder *builder,
                         struct automaton_tables *tables) {
    bool used[256] = {false};
    for (size_t i = 1; i < builder->nodes.count; i++) {
        used[builder->nodes.items[i].label] = true;
    }
    tables->class_count = 1;
    for (uint32_t i = 0; i < 256; i++) {
        tables->classes[i] = used[i] && tables->class_count < 256
                                 ? (unsigned char)tables->class_count++
                                 : 0;
    }
}

/* Numbers states breadth first and lays children side by side. */
static void lay_out(struct build *build) {
    const struct node *nodes = build->builder->nodes.items;
    uint32_t count = 1;
    build->node_of[0] = 0;
    for (uint32_t at = 0; at < count; at++) {
        struct state *state = &build->states[at];
        const struct node *node = &nodes[build->node_of[at]];
        *state = (struct state){.first_child = count, .key = node->key};
        for (uint32_t child = node->child; child != 0; child = nodes[child].sibling) {
            build->node_of[count] = child;
            build->labels[count] = nodes[child].label;
            if (state->child_count == 0) {
                state->label = nodes[child].label;
            }
            count++;
            state->child_count++;
        }
    }
}

static uint32_t child_of(const struct build *build, uint32_t at, unsigned char byte) {
    const struct state *state = &build->states[at];
    for (uint32_t i = 0; i < state->child_count; i++) {
        if (build->labels[state->first_child + i] == byte) {
            return state->first_child + i;
        }
    }
    return 0;
}

static void set_reports(const struct build *build, struct state *state,
                        unsigned char shorter) {
    bool word_end =
        state->key != AUTOMATON_NO_KEY && build->builder->word_ends.items[state->key];
    unsigned char own = state->key == AUTOMATON_NO_KEY ? REPORTS_NOTHING
                        : word_end                     ? REPORTS_WORD_ENDS
                                                       : REPORTS_ALWAYS;
    state->reports = own > shorter ? own : shorter;
}

/* Breadth first, so the links of shorter states stand when a longer one asks. */
static void link_failures(struct build *build) {
    for (uint32_t at = 0; at < build->tables->state_count; at++) {
        const struct state *parent = &build->states[at];
        for (uint32_t i = 0; i < parent->child_count; i++) {
            uint32_t child = parent->first_child + i;
            uint32_t failure = at == 0 ? 0 : parent->failure;
            uint32_t target =
                at == 0 ? 0 : child_of(build, failure, build->labels[child]);
            while (target == 0 && failure != 0) {
                failure = build->states[failure].failure;
                target = child_of(build, failure, build->labels[child]);
            }
            struct state *state = &build->states[child];
            state->failure = at == 0 ? 0 : target;
            const struct state *suffix = &build->states[state->failure];
            state->shorter =
                suffix->key != AUTOMATON_NO_KEY ? state->failure : suffix->shorter;
            set_reports(build, state,
                        state->shorter != 0 ? build->states[state->shorter].reports
                                            : REPORTS_NOTHING);
        }
    }
}

static void fill_dense(struct build *build) {
    const struct automaton_tables *tables = build->tables;
    for (uint32_t at = 0; at < tables->dense_count; at++) {
        uint32_t *row = build->dense + (size_t)at * tables->class_count;
        const struct state *state = &build->states[at];
        if (at != 0) { /* the failure's row stands already: its number is lower */
            memcpy(row, build->dense + (size_t)state->failure * tables->class_count,
                   tables->class_count * sizeof *row);
        }
        for (uint32_t i = 0; i < state->child_count; i++) {
            uint32_t child = state->first_child + i;
            uint32_t reports = build->states[child].reports;
            row[tables->classes[build->labels[child]]] =
                child | reports << AUTOMATON_REPORTS_SHIFT;
        }
        row[0] = 0;
    }
}

static uint32_t count_dense(const struct automaton_tables *head) {
    uint32_t room = DENSE_BYTES / (head->class_count * (uint32_t)sizeof(uint32_t));
    return head->state_count < room ? head->state_count : room;
}

static uint32_t align(size_t size) { return (uint32_t)((size + 15) & ~(size_t)15); }

enum assay_status automaton_build(struct automaton_builder *builder, struct arena *arena,
                                  struct automaton *automaton) {
    size_t count = builder->nodes.count;
    struct automaton_tables head = {.state_count = (uint32_t)count};
    find_classes(builder, &head);
    size_t states_size = sizeof head + count * sizeof(struct state);
    head.labels_offset = align(states_size);
    head.dense_offset = align(head.labels_offset + count);
    head.dense_count = count_dense(&head);
    size_t dense_size = (size_t)head.dense_count * head.class_count * sizeof(uint32_t);
    struct automaton_tables *tables = arena_alloc(arena, head.dense_offset + dense_size);
    struct build build = {.builder = builder, .tables = tables};
    build.node_of = arena_alloc_array(&builder->arena, count, sizeof *build.node_of);
    if (tables == NULL || build.node_of == NULL) {
        return ASSAY_NO_MEMORY;
    }
    *tables = head;
    build.states = (struct state *)(void *)(tables + 1);
    build.labels = (unsigned char *)tables + head.labels_offset;
    build.dense = (uint32_t *)(void *)((char *)tables + head.dense_offset);
    lay_out(&build);
    link_failures(&build);
    fill_dense(&build);
    automaton->tables = tables;
    automaton->size = head.dense_offset + dense_size;
    automaton->key_count = builder->key_count;
    return ASSAY_OK;
}
