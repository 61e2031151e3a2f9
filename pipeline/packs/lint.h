/* What loads but had better be otherwise: the warnings of `assay rules check`. Each has a
 * name (WARNING_LIST), so that a rule, or in pack.yaml a pack, can silence it and say
 * why:
 *
 *     allow: {no-trigger: every sentence has to be tried, since ...}
 *
 * Private to packs/load.c and packs/lint*.c. */
#ifndef ASSAY_PACKS_LINT_H
#define ASSAY_PACKS_LINT_H

#include "packs/loader.h"

/* Adds the warnings about all packs to the loader's errors. Everything is loaded, as far
 * as it could be. */
void lint_packs(struct loader *loader);

/* ---- For lint*.c ---- */

/* Adds a warning about a rule (NULL: about the pack), unless that is silenced. */
void lint_warn(struct loader *loader, const struct pack_source *source,
               const struct rule *rule, struct place place, enum warning warning,
               const char *format, ...) __attribute__((format(printf, 6, 7)));

/* Whether warnings about a rule of a pack (NULL: about the pack) are wanted. */
bool lint_wanted(const struct loader *loader, const struct pack_source *source,
                 const struct rule *rule);

/* The pack of a rule. */
const struct pack_source *lint_source(const struct loader *loader,
                                      const struct rule *rule);

/* The loaded rule or lexicon of a node, or NULL. */
const struct rule *lint_rule(const struct loader *loader, const struct yaml_node *node);

/* Calls `visit` for each item of the list `key` of a pack's rule files. */
typedef void lint_visit(struct loader *loader, const struct pack_source *source,
                        const struct yaml_node *item);
void lint_each(struct loader *loader, const struct pack_source *source, const char *key,
               lint_visit *visit);

/* Reads a table again, without complaining. */
bool lint_table(struct loader *loader, const struct pack_source *source,
                const struct yaml_node *name, struct tsv *tsv);

/* The place of the name of a column. */
struct place lint_column_place(const struct tsv *tsv, uint32_t column);

/* The kinds of warning, one file each. */
void lint_texts(struct loader *loader, const struct pack_source *source);
void lint_labels(struct loader *loader, const struct pack_source *source);
void lint_patterns(struct loader *loader);
void lint_terms(struct loader *loader);

#endif
