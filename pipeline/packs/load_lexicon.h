/* What load_lexicons.c, load_identities.c and load_rows.c share. Private to the loader.
 */
#ifndef ASSAY_PACKS_LOAD_LEXICON_H
#define ASSAY_PACKS_LOAD_LEXICON_H

#include "packs/loader.h"

enum case_choice { CASE_CHOICE_BY_LOOK, CASE_CHOICE_EXACT, CASE_CHOICE_ANY };
enum policy { POLICY_FREE, POLICY_GUARDED, POLICY_STRICT };

/* What a row may say and a lexicon may say for all its rows. */
struct lexicon_values {
    enum case_choice case_choice;
    enum policy policy;
    bool hyphen;
    struct slice inflect[LIMIT_INFLECTIONS];
    uint32_t inflect_count;
    uint16_t confidence;
    int32_t priority;
    uint64_t blocks;
    struct condition_builder conditions;
};

enum column {
    COLUMN_TERM,
    COLUMN_ID,
    COLUMN_NAME,
    COLUMN_CASE,
    COLUMN_HYPHEN,
    COLUMN_INFLECT,
    COLUMN_PRIORITY,
    COLUMN_CONFIDENCE,
    COLUMN_BLOCKS,
    COLUMN_POLICY,
    COLUMN_DEFAULT,
    COLUMN_NOTE,
    COLUMN_COUNT
};
extern const char *const column_names[COLUMN_COUNT];
/* Whether a column of that name means something and is no attribute. */
bool lexicon_reserves(struct slice name);

/* A lexicon while its rows are read. */
struct lexicon {
    uint32_t rule;
    uint16_t type;
    struct tsv tsv;
    struct lexicon_values values;
    LIST_OF(struct attribute) attributes; /* defaults for every row */
    uint32_t column[COLUMN_COUNT];        /* UINT32_MAX: not in this table */
    uint32_t condition_column[CONDITION_KINDS];
    LIST_OF(uint32_t) other_columns; /* attributes */
    struct slice ids_file;           /* of the identities, or empty */
};

bool lexicon_case(struct loader *loader, struct slice word, struct place place,
                  struct lexicon_values *values);
bool lexicon_policy(struct loader *loader, struct slice word, struct place place,
                    struct lexicon_values *values);
void lexicon_inflect(struct loader *loader, struct slice table, struct place place,
                     struct lexicon_values *values);

/* The attribute of a column and a cell: "groups[]" and "a;b" give a list. */
bool lexicon_attribute(struct loader *loader, struct slice column, struct slice cell,
                       struct attribute *attribute);

/* Reads the `ids` file, once for each type that uses it. (load_identities.c) */
void lexicon_identities(struct loader *loader, struct lexicon *lexicon,
                        const struct yaml_node *name);

/* What was read of an id, or NULL. (load_identities.c) */
const struct identity *lexicon_identity(const struct loader *loader, uint16_t type,
                                        struct slice id);

/* Reads all rows. (load_rows.c) */
void lexicon_rows(struct loader *loader, struct lexicon *lexicon);

#endif
