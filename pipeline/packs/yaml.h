/* YAML, read strictly: a tree of text, lists and maps, every node with its place.
 *
 * No scalar is typed by its look (Norway is NO), and whatever lets one text mean another
 * is refused: anchors, aliases, tags, merge keys, repeated keys, several documents. */
#ifndef ASSAY_PACKS_YAML_H
#define ASSAY_PACKS_YAML_H

#include "packs/errors.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    struct place place;
    struct slice text; /* TEXT */
    bool plain;        /* TEXT without quotes */
    bool doubled;      /* TEXT in double quotes, where a backslash is not one */
    struct slice key;  /* the key under which this node stands in a map */
    struct place key_place;
    struct yaml_node *first; /* LIST, MAP: children in order */
    struct yaml_node *next;  /* sibling */
};

/* Reads a file's bytes into a tree in `nodes`, whose texts and keys are in `texts`, since
 * they may be needed for longer. NULL on a syntax error: the first one is added to
 * `errors`. Refused constructs are added too, all of them; the tree then serves to find
 * what else is wrong. An empty file gives an empty map. */
struct yaml_node *yaml_read(struct arena *nodes, struct arena *texts, struct slice file,
                            struct slice bytes, struct pack_errors *errors);

/* The member of a map, or NULL. */
struct yaml_node *yaml_member(const struct yaml_node *map, const char *key);

/* How many members or items a map or a list has. */
uint32_t yaml_count(const struct yaml_node *node);

/* Adds an error for each member of `map` that is not among `known`, naming the nearest.
 * False if any. */
bool yaml_check_keys(const struct yaml_node *map, const char *const *known, size_t count,
                     struct pack_errors *errors);

/* Adds an error unless the node is of that kind. `what` names it: "rules". */
bool yaml_expect(const struct yaml_node *node, enum yaml_kind kind, const char *what,
                 struct pack_errors *errors);

#endif
