/* Loads rule packs: folders of YAML and TSV files -> one read-only struct rules.
 *
 * All errors of all packs come out in one run. The way: load_folders (read, pack.yaml,
 * order) -> load_tables, load_lexicons, load_rules (nodes to structs) -> load_patterns
 * (symbols, expansion, triggers, automaton). */
#ifndef ASSAY_PACKS_LOAD_H
#define ASSAY_PACKS_LOAD_H

#include "packs/errors.h"
#include "packs/rules.h"

struct rules_options {
    const char *const *pack_folders; /* packs beside those in the rules folder (--pack) */
    size_t pack_folder_count;
    const char *const
        *only; /* load just these packs, by name, and what they need (--only) */
    size_t only_count;
    const char *const
        *disable; /* full names of rules and lexicons to leave out (--disable) */
    size_t disable_count;
    bool split; /* each branch of a rule's patterns is a pattern by itself: to see which
                   of them tests reach */
    bool lint; /* also add what loads but had better be otherwise, as warnings (lint.h) */
    const char *const *lint_names; /* about these packs and rules only; none: about all */
    size_t lint_name_count;
};

/* Loads every pack folder in `folder`. On success `*rules` is owned by the caller
 * (rules_free). ASSAY_RULES: `errors` says what is wrong. `options` may be NULL. */
enum assay_status rules_load(const char *folder, const struct rules_options *options,
                             struct rules **rules, struct pack_errors *errors);

/* Frees rules; no annotator may use them any more. NULL is allowed. */
void rules_free(struct rules *rules);

#endif
