/* What the files of the loader share while rules are put together. Private to
 * packs/load*.c. */
#ifndef ASSAY_PACKS_LOADER_H
#define ASSAY_PACKS_LOADER_H

#include "packs/image.h"
#include "packs/load.h"
#include "packs/pattern.h"
#include "packs/tsv.h"
#include "packs/yaml.h"

struct pack_file {
    struct slice name, path, bytes;
    struct yaml_node *root; /* of a YAML file that could be read */
};

struct define_list {
    struct define *items;
    size_t count, capacity;
};

struct slice_list {
    struct slice *items;
    size_t count, capacity;
};

/* What a pack needs: a pack by name, and " >=1.0 <2" or nothing. */
struct need {
    struct slice name, range;
    struct place place;
};

/* A pack folder on its way to a struct pack. */
struct pack_source {
    struct pack pack;
    struct place place; /* of its pack.yaml */
    LIST_OF(struct need) needs;
    const struct yaml_node *needs_node, *class_node;
    struct rule allows; /* its `allows` alone: warnings silenced for the whole pack */
    LIST_OF(struct pack_file) files;
    struct define_list defines; /* those that needed packs share come first */
    struct define_list shared;
    uint32_t listed; /* its place as its folder was found, by which files are hashed */
    uint32_t index;  /* in the final order */
    bool wanted, ordered, visiting;
};

/* How a pattern is run. */
enum pattern_use {
    USE_MATCH,     /* a rule's own: sought in a unit, match after match */
    USE_CONDITION, /* sought in a unit */
    USE_BEFORE,    /* sought in the text before a mark, up to its end */
    USE_AFTER,     /* tried right behind a mark */
    USE_ELSEWHERE, /* sought in all units, once an article: may name no mention type */
    USE_EDGE,      /* sought behind a cue */
};

/* A pattern on its way: what load_patterns needs beside struct pattern. */
struct pattern_source {
    struct slice inserted; /* defines inserted, atoms still in braces */
    struct place place;
    uint32_t next; /* in the intern table's bucket */
    uint32_t pack;
    enum pattern_use use;
    bool layout;         /* of a layout pack: run over lines */
    bool triggers_given; /* the rule lists its triggers */
    bool broken;         /* an error has been added; leave it out */
};

/* A row of a suffix table: a term that ends so gets that ending instead. */
struct inflection {
    struct slice table, ending, replacement;
};

/* An `ids` file that has been read for a type. */
struct identity_file {
    struct slice path;
    uint16_t type;
};

enum { INTERN_BUCKETS = 1024 };

struct loader {
    struct rules *rules;
    struct arena *arena;  /* of the rules: what stays */
    struct arena scratch; /* what goes when loading is done */
    struct pack_errors *errors;
    const struct rules_options *options;
    LIST_OF(struct pack_source) sources;
    struct slice inflections_path, inflections_bytes;
    struct slice labels_path; /* read when linting */
    struct tsv labels;
    LIST_OF(struct pack) packs;
    LIST_OF(struct slice) types;
    LIST_OF(struct slice) type_classes;
    LIST_OF(struct rule) rule_list;
    LIST_OF(struct pattern) patterns;
    LIST_OF(struct pattern_source) pattern_sources;
    LIST_OF(struct atom) atoms;
    LIST_OF(struct row) rows;
    LIST_OF(struct term) terms;
    LIST_OF(struct table) tables;
    LIST_OF(struct identity) identities;
    LIST_OF(struct inflection) inflections;
    LIST_OF(struct score) scores;
    LIST_OF(struct scoring) scorings;
    uint32_t edges; /* a pattern, or RULE_NONE */
    LIST_OF(struct identity_file) identity_files;
    LIST_OF(uint32_t)
    identity_next; /* beside identities: the next in its bucket, plus 1 */
    uint32_t identity_buckets[INTERN_BUCKETS]; /* index plus 1, or 0 */
    uint32_t intern[INTERN_BUCKETS];
    struct pack_source *source; /* the pack being loaded */
    uint32_t rule;              /* the rule or lexicon being loaded */
    struct place rule_place;
    uint64_t
        disabled_seen; /* bit per name of --disable (modulo 64) that named something */
};

/* Notes that memory ran out, when `memory` is NULL; gives it back. */
void *loader_need(struct loader *loader, void *memory);

/* LIST_PUSH that notes when memory ran out. */
#define LOADER_PUSH(loader, list)                                                        \
    loader_need((loader), LIST_PUSH((loader)->arena, (list)))

/* ---- load_folders.c, load_order.c: folders -> files -> sources in order ---- */
/* Lists the files of every pack; false after an error. */
bool load_folders(struct loader *loader, const char *folder);
/* Reads and parses the files, each pack.yaml first of all, and orders the packs. */
void load_packs_in_order(struct loader *loader);
void load_order(struct loader *loader);
/* The pack of that name, or NULL. */
struct pack_source *loader_source(struct loader *loader, struct slice name);
const struct pack_file *loader_file(const struct loader *loader,
                                    const struct yaml_node *name);

/* ---- load_files.c: bytes of files ---- */
/* Reads a whole file; an error names it. */
bool loader_read(struct loader *loader, struct slice path, struct slice *bytes);
/* Adds every file to the key of an image: what was read of it, or else what it holds now.
 * False when out of memory. */
bool load_key_files(const struct loader *loader, struct image_key *key);
/* The status of every file. */
void load_status_files(const struct loader *loader, struct image_files *files);

/* ---- load_values.c: scalars and shared parts ---- */
uint16_t loader_type(struct loader *loader, struct slice name);
/* Whether there is room for one more `what` beside `count`; an error says that there is
 * none. */
bool loader_has_room(struct loader *loader, struct place place, size_t count,
                     size_t limit, const char *what);
struct slice loader_text(struct loader *loader, const struct yaml_node *map,
                         const char *key);
bool loader_number(struct loader *loader, const struct yaml_node *node, int64_t low,
                   int64_t high, int64_t *number);
bool loader_parse_number(struct slice text, int64_t *number);
/* The zone that a node names; false after an error. */
bool loader_zone(struct loader *loader, const struct yaml_node *node,
                 enum zone_kind *zone);
bool loader_flag(struct loader *loader, const struct yaml_node *node);
uint64_t loader_type_set(struct loader *loader, const struct yaml_node *node);
uint32_t loader_table(struct loader *loader, const struct yaml_node *node);
void load_value(struct loader *loader, const struct yaml_node *node, struct value *value);
void load_tests(struct loader *loader, const struct yaml_node *node, struct rule *rule);
/* `allow: {warning: reason}`; `node` may be NULL. */
void load_allows(struct loader *loader, const struct yaml_node *node, struct rule *rule);
struct slice loader_full_name(struct loader *loader, struct slice name);
/* Whether an id may stand in the name of a rule; tells where it may not. */
bool loader_check_id(struct loader *loader, const struct yaml_node *node,
                     struct slice id);
bool loader_disabled(struct loader *loader, struct slice full_name);

/* ---- load_conditions.c ---- */
struct condition_builder {
    struct condition items[CONDITION_KINDS];
    uint32_t count;
};
bool load_condition_text(struct loader *loader, enum condition_kind kind,
                         struct slice text, struct place place,
                         struct condition_builder *builder);
void load_conditions(struct loader *loader, const struct yaml_node *map,
                     struct condition_builder *builder);
struct condition_list condition_list_finish(struct loader *loader,
                                            const struct condition_builder *builder);

/* ---- load_defines.c ---- */

/* All of the pack, once the packs that it needs have theirs. */
void load_defines(struct loader *loader);

/* ---- load_tables.c, load_lexicons.c, load_rules.c: nodes -> structs ---- */
void load_table(struct loader *loader, const struct yaml_node *node);
void load_lexicon(struct loader *loader, const struct yaml_node *node);
void load_rule(struct loader *loader, const struct yaml_node *node);

/* Reads the suffix tables of rules/inflections.tsv. */
void load_inflections(struct loader *loader);
extern const char *const inflections_file;
extern const char *const labels_file;
/* Reads the labels that packs share, rules/labels.tsv; without it there are none. */
void load_labels(struct loader *loader);
/* The form of a term by a suffix table; `found` tells whether the table has a row for it.
 */
struct slice loader_inflect(struct loader *loader, struct slice table, struct slice term,
                            bool *found);

/* ---- load_emit.c ---- */
/* Reads what the rule does: its `emit` or `adjust`. */
void load_emit(struct loader *loader, const struct yaml_node *node, struct rule *rule);

/* ---- load_judge.c: what rules of the later phases do ---- */
void load_relation(struct loader *loader, const struct yaml_node *node,
                   struct emit *emit);
void load_flag(struct loader *loader, const struct yaml_node *node, struct emit *emit);
void load_mask(struct loader *loader, const struct yaml_node *node, struct emit *emit);
void load_frame(struct loader *loader, const struct yaml_node *node, struct emit *emit);
void load_composition(struct loader *loader, const struct yaml_node *map,
                      struct composition *composition);
void load_score(struct loader *loader, const struct yaml_node *node);
void load_scoring(struct loader *loader, const struct yaml_node *node);
void load_edges(struct loader *loader, const struct yaml_node *node);

/* ---- load_patterns.c ---- */
/* Registers a pattern; gives its number or RULE_NONE after an error. A condition's that
 * is equal to an earlier one of the pack is that one. */
uint32_t loader_pattern(struct loader *loader, struct slice source, struct place place,
                        bool exact_case, enum pattern_use use);
/* All patterns known: symbols, expansion, checks, triggers. */
void load_patterns_finish(struct loader *loader);

/* ---- load_alike.c ---- */
/* The terms of one key. */
struct term_chain {
    uint32_t first; /* term, or RULE_NONE */
    uint32_t count;
};
/* Adds a term to those that are written alike, or tells why it cannot be one of them. */
void load_join_chain(struct loader *loader, struct term_chain *chain, uint32_t number);

/* ---- load_agendas.c ---- */
/* Lists the rules of each pack by what they emit; all rules are known. */
void load_agendas(struct loader *loader);

/* ---- load_leads.c ---- */
/* Works out what matches begin with; the codes are fixed. Without memory some have none,
 * and do as well. */
void load_leads(struct loader *loader);

/* ---- load_keys.c ---- */
/* Puts terms and literals into the automaton and chains terms that are written alike. */
void load_keys(struct loader *loader);

#endif
