/* The loaded rule packs: one read-only structure that all threads share.
 *
 * Made by packs/load from the pack folders, and only read afterwards. All its memory is
 * one arena, and nothing in it points outside. Compiled patterns are made on first use
 * and live beside it (packs/pattern). */
#ifndef ASSAY_PACKS_RULES_H
#define ASSAY_PACKS_RULES_H

#include "article.h"
#include "base/limits.h"
#include "packs/automaton.h"

enum phase {
    PHASE_LAYOUT,
    PHASE_ENTITY,
    PHASE_RELATION,
    PHASE_CLAIM,
    PHASE_FRAME,
    PHASES
};

struct pack {
    struct slice name, version, description, folder;
    enum phase phase;
    char sha256[65]; /* of its files' names and contents */
};

/* The kinds of place a pattern's trigger can be. */
enum trigger_class {
    TRIGGER_DIGIT = 1 << 0,
    TRIGGER_CURRENCY = 1 << 1,    /* \p{Sc} */
    TRIGGER_QUOTE = 1 << 2,       /* ' or " (normalized) */
    TRIGGER_CAPITALISED = 1 << 3, /* an upper-case letter */
};

/* A mention atom of a pattern: {type}, {type:id} or {type.class}. */
struct atom {
    uint16_t type;
    struct slice id;    /* of {type:id}, or empty */
    struct slice class; /* of {type.class}, or empty */
};

/* What is known of the places where matches of a pattern begin. */
enum pattern_starts {
    STARTS_ANYWHERE,
    STARTS_AT_LITERALS,   /* at trigger literals, start_classes and start_types */
    STARTS_AT_CHARACTERS, /* at start_classes and start_types */
};

/* Where a literal stands at the edge of a word in every match. */
enum { EDGE_BEFORE = 1 << 0, EDGE_AFTER = 1 << 1 };

/* Text without which a pattern cannot match. */
struct literal {
    struct slice text;
    uint32_t edges;
};

/* What every match of a pattern needs beside its trigger: one of these literals, classes
 * or mentions in the sentence. */
struct further_need {
    struct literal *literals;
    uint32_t literal_count;
    uint32_t classes;
    uint64_t types;
};

enum { FURTHER_NEEDS = 3 };

/* A need as it is asked of units: one of the literals of a set, classes or mentions. */
struct unit_need {
    uint64_t types;
    uint32_t classes;
    uint32_t set; /* number of the set of literals, or RULE_NONE */
};

/* All that a pattern needs: its trigger, then its further needs, each of which must be
 * met; a need of nothing ends them. They are asked of every pattern for every article, so
 * they lie together, a cache line each. */
enum { UNIT_NEEDS = FURTHER_NEEDS + 1 };
struct unit_needs {
    struct unit_need items[UNIT_NEEDS];
};

/* Whether a need is one of nothing: what ends the needs of a pattern. */
static inline bool need_ends(const struct unit_need *need) {
    return need->set == RULE_NONE && need->classes == 0 && need->types == 0;
}

/* A set of codes of characters (packs/sieve.h). */
struct code_set {
    uint64_t bits[4];
};

/* What the codes are with which matches of a pattern begin, one after the other, each by
 * itself: most places of a text are left out so, before the pattern is tried there. */
enum { LEADS = 4 };
struct leads {
    struct code_set sets[LEADS];
    bool line_end; /* the pattern may ask for the end of a line */
};

/* A pattern as written, with defines inserted and mention atoms still as {type...}. What
 * is asked whenever it is tried comes first, so that it lies together. */
struct pattern {
    uint64_t types; /* bit per mention type named: its view; 0 is the plain sentence */
    /* Triggers: the pattern cannot match a sentence that has none of its literals,
     * classes and, `types` being non-zero, lacks a mention it requires. `triggered`
     * false: it must be tried on every sentence. */
    uint64_t trigger_types;   /* types of which one mention suffices */
    uint32_t trigger_classes; /* enum trigger_class bits: any of them suffices */
    uint32_t further_count;
    bool triggered;
    bool exact_case;
    bool matches_empty;  /* it can match no text at all */
    bool anchored;       /* `compiled` matches at the place where it is tried alone */
    bool beside;         /* tried right before or behind a mark alone */
    bool before;         /* of these, on the text before it, up to its end */
    bool starts_at_edge; /* no letter stands before a match that begins with a letter */
    struct further_need further[FURTHER_NEEDS]; /* all of them must be met too */
    enum pattern_starts starts;
    const uint32_t *start_keys; /* ascending */
    uint32_t start_key_count;
    uint64_t start_key_bits;   /* of these: bit `key mod 64` of each */
    const struct leads *leads; /* where all matches begin at edges; NULL: not known */
    uint32_t start_classes;    /* enum trigger_class bits of the first character */
    uint64_t start_types;      /* of a mention that it begins with */
    uint32_t rule;             /* the rule or lexicon it belongs to */
    uint32_t trigger_literal_count;
    struct literal *trigger_literals; /* occurrences of any of them suffice */
    struct slice source;              /* as the author wrote it */
    struct slice expanded;            /* what PCRE2 compiles: atoms and gaps replaced */
    struct slice compiled; /* by PCRE2, serialized, aligned to 16: decoding is far cheaper
                              than compiling */
    struct slice trigger_reason; /* why none could be worked out, for the linter */
    struct slice capture_names[LIMIT_CAPTURES];
    uint32_t capture_count;
};

/* A condition of a rule or a row: see rules/README.md. */
enum condition_kind {
    CONDITION_REQUIRES,
    CONDITION_DOCUMENT,
    CONDITION_NEAR,
    CONDITION_UNLESS,
    CONDITION_UNLESS_NEAR,
    CONDITION_INSIDE,
    CONDITION_UNLESS_INSIDE,
    CONDITION_BEFORE_TEXT,
    CONDITION_AFTER_TEXT,
    CONDITION_UNLESS_BEFORE,
    CONDITION_UNLESS_AFTER,
    CONDITION_UNLESS_DOCUMENT,
    CONDITION_ELSEWHERE,
    CONDITION_ZONES,
    CONDITION_WHEN, /* rows only */
    CONDITION_KINDS
};

struct condition {
    enum condition_kind kind;
    uint32_t words;           /* of near */
    uint32_t zones;           /* bit per zone kind */
    const uint32_t *patterns; /* indices; any of them */
    uint32_t pattern_count;
};

struct condition_list {
    const struct condition *items;
    uint32_t count;
};

/* Where a value of an emitted attribute comes from. */
enum value_kind { VALUE_TEXT, VALUE_CAPTURE, VALUE_MAP, VALUE_NUMBER, VALUE_DATE };

struct value {
    enum value_kind kind;
    struct slice name;           /* the attribute */
    struct slice text;           /* TEXT */
    struct slice capture, scale; /* names of captures; scale of NUMBER */
    struct date_captures {
        struct slice year, month, day;
    } date, until;  /* captures of DATE; `until` of a period */
    uint32_t table; /* index into tables, or RULE_NONE */
    bool lower;
};

enum emit_kind {
    EMIT_ENTITY,
    EMIT_AGAIN, /* `span` is a short form of the mention with which the match begins */
    EMIT_ADJUST,
    EMIT_ZONE,
    EMIT_RELATION,
    EMIT_FLAG, /* `hidden`: a cue that the record does not show */
    EMIT_MASK,
    EMIT_FRAME,
    EMIT_KINDS
};

enum layout_where { LAYOUT_ANY, LAYOUT_HEAD, LAYOUT_TAIL };

/* An argument of a relation: its role, and the capture that fills it. */
struct role {
    struct slice name, capture;
};

struct emit {
    enum emit_kind kind;
    struct slice label; /* RELATION: its type; FLAG, FRAME: its name */
    /* RELATION */
    const struct role *roles;
    uint32_t role_count;
    /* FLAG */
    bool hidden;
    struct slice source;     /* the capture that says it; or empty */
    bool source_previous;    /* the paragraph's last source says it */
    bool source_last;        /* the same; where the paragraph has none, the article's */
    bool carry;              /* fires only where there is a last source, and takes it */
    bool clause_scope;       /* the cue reaches to the end of its clause */
    struct slice class_text; /* of the source */
    uint32_t class_table;    /* looked up there instead; or RULE_NONE */
    /* MASK */
    const struct slice *masks; /* labels whose cues do not count inside the match */
    uint32_t mask_count;       /* 0: all */
    /* FRAME */
    bool strong;
    enum stance stance; /* STANCE_OPEN: worked out */
    /* ENTITY, AGAIN */
    uint16_t type;
    struct slice span;     /* capture, or empty for the whole match */
    struct value id, name; /* kind TEXT with empty text where absent */
    uint64_t blocks;
    /* ENTITY, ADJUST */
    const struct value *attributes;
    uint32_t attribute_count;
    /* ADJUST */
    struct slice mention; /* the capture that is the mention to change */
    bool drop;
    int32_t confidence; /* hundredths, or -1: leave it */
    /* ZONE */
    enum zone_kind zone;
    enum layout_where where;
    bool ends;
    bool ends_always;   /* also before prose, where it stands near the end */
    uint32_t max_words; /* 0: no limit */
};

/* What must stand in a sentence: flags and cues by name, mentions by atom. */
struct member {
    struct slice name; /* of a flag or cue; empty: `atom` */
    struct atom atom;
};

struct member_list {
    const struct member *items;
    uint32_t count;
};

struct composition {
    struct member_list all, any, none;
};

/* One component of a score. */
struct part {
    struct slice name;
    int32_t points; /* hundredths */
    struct composition when;
};

struct score {
    struct slice name, rule; /* "check_worthy", "claims/check-worthy" */
    uint32_t pack;
    const struct part *parts;
    uint32_t part_count;
};

/* How a frame pack makes points of evidence. */
struct scoring {
    uint32_t pack;
    int32_t strong, weak, strong_lead, weak_lead, threshold;
    int32_t
        repeated; /* per cent of its points that a cue gives whose words stood before */
    int32_t paragraph;     /* the most that one paragraph beside the lead gives */
    int32_t words, growth; /* beyond `words`, each hundred asks `growth` per cent more */
    int32_t reach;         /* words between a negation and the evidence that it denies */
    int32_t share_negated, share_contested, share_asserted; /* per cent of the points */
    const struct slice *negated, *attributed, *disputed; /* flags that make evidence so */
    uint32_t negated_count, attributed_count, disputed_count;
    uint32_t generic; /* the table of generic frames, or RULE_NONE */
};

/* A test of a rule or a lexicon. */
struct want {
    struct slice name, value;
};

struct rule_test {
    bool hit;
    struct slice text;
    struct slice of; /* lexicon tests: only this id; or empty */
    const struct want *wants;
    uint32_t want_count;
    uint32_t line;
};

/* Numbers of rules, ascending. */
struct rule_list {
    const uint32_t *numbers;
    uint32_t count;
};

/* The rules of a pack by what they emit: those with patterns, and those composed of what
 * others found. Stages go through the rules of one kind for every article. */
struct agenda {
    struct rule_list emits[EMIT_KINDS];
    struct rule_list composed;
};

enum rule_kind { RULE_PATTERNS, RULE_LEXICON };

enum rule_scope {
    SCOPE_SENTENCE,
    SCOPE_LINE,
    SCOPE_INLINE,
    SCOPE_PAIR,
    SCOPE_ZONE,
    SCOPE_ARTICLE
};

/* A rule, or a lexicon (whose rows share a name up to the id). */
struct rule {
    enum rule_kind kind;
    struct slice name; /* "relations/export-curb"; of a lexicon "nations/states" */
    struct slice note;
    uint32_t pack;
    enum rule_scope scope;
    int32_t priority;
    uint16_t confidence;
    const uint32_t *patterns;
    uint32_t pattern_count;
    struct condition_list conditions;
    bool composed; /* no pattern: `compose` says when it fires */
    struct composition compose;
    struct emit emit;
    uint16_t type; /* of a lexicon */
    const struct rule_test *tests;
    uint32_t test_count;
    const struct want *allows; /* warnings of `rules check` that are silenced, and why */
    uint32_t allow_count;
    struct slice file; /* the YAML file, for messages */
    uint32_t line;
    struct slice
        lexicon_file; /* of a lexicon: its table, in which rows have their line */
};

enum term_case { CASE_ANY, CASE_WRITTEN, CASE_EXACT };

/* One written form of one lexicon row. Forms that are written alike are chained by `next`
 * (ambiguous terms). */
struct term {
    struct slice text; /* as written in the lexicon, inflected */
    struct slice base; /* the row's term, uninflected: what the record shows */
    uint32_t row;      /* index into rows */
    enum term_case case_rule;
    bool hyphen;   /* space and hyphen are alike */
    uint32_t next; /* next term with the same folded key, or RULE_NONE */
};

struct row {
    uint32_t rule;   /* the lexicon */
    struct slice id; /* "-" claims the words and marks nothing */
    struct slice name;
    const struct attribute *attributes;
    uint32_t attribute_count;
    int32_t priority;
    uint16_t confidence;
    uint64_t blocks;
    bool is_default;
    struct condition_list conditions; /* `when` among them */
    uint32_t line;
};

struct table_entry {
    struct slice key, value;
};

/* Looked up as written, then folded. Entries are sorted by key bytes; keys are unique. */
struct table {
    struct slice name; /* "common/magnitudes" */
    const struct table_entry *entries;
    uint32_t count;
};

/* Canonical name and attributes of an id, for `adjust` to a new id. */
struct identity {
    uint16_t type;
    struct slice id, name;
    const struct attribute *attributes;
    uint32_t attribute_count;
};

/* ---- Mention symbols ----
 * In a view, a mention is one character of CJK Extension A (U+3400..U+4DBF, all Lo, no
 * case). Which one tells its type and which {type:id} and {type.class} atoms it
 * satisfies. Such characters in the text itself become U+FFFD in the view. */
#define SYMBOL_FIRST 0x3400u
#define SYMBOL_LAST 0x4DBFu

/* How symbols are dealt out: per type, one for each combination of (named id or other) x
 * (named class or other). Fixed by the atoms that the patterns name. */
struct symbols {
    uint32_t base[64];                      /* first symbol of each type */
    uint32_t id_count[64], class_count[64]; /* named ids and classes of each type */
    const struct atom *atoms;
    uint32_t atom_count;
};

/* What a key of the automaton stands for, beside sets of literals: terms, or in the index
 * of lines the patterns that are asked there, before there are sentences. */
struct key_use {
    uint32_t edges; /* EDGE_ bits: of words, that it must have */
    uint32_t index; /* of the first term with that key, or the pattern */
};

/* Sets of edges that a use may want: none, either, both. */
enum { EDGE_SETS = 4 };

/* Its uses and sets lie behind those of the keys before, in the index. */
struct key {
    uint32_t first_use, use_count;
    uint32_t first_set;           /* of literals, of which a pattern needs one */
    uint32_t set_ends[EDGE_SETS]; /* of those that want these edges, from the first */
    uint32_t length;              /* characters of the folded key */
    uint32_t common;              /* number among the keys with many sets, or RULE_NONE */
    unsigned char edges;          /* that all of its uses, sets and patterns must have */
    unsigned char any_edges;      /* that one of them must have */
    bool begins;                  /* patterns begin with it: see pattern->start_keys */
};

/* A key with which matches of a pattern begin, and the edges that it must have there, as
 * one number: so they are sorted. */
static inline uint32_t start_key_of(uint32_t key, uint32_t edges) {
    return key << 2 | edges;
}

/* Codes of characters, for sieves (packs/sieve.h): those beyond ASCII that patterns name
 * have one each. */
enum { SIEVE_EXACT_COUNT = 20 };
struct sieve_codes {
    uint32_t exact[SIEVE_EXACT_COUNT];
    unsigned char kinds[SIEVE_EXACT_COUNT]; /* the code it would have otherwise */
    uint32_t exact_count;
};

/* What one pass over a text finds, and what for. */
struct literal_index {
    struct automaton automaton;
    const struct key *keys; /* by key number of the automaton */
    uint32_t key_count;
    const struct key_use *uses;
    uint32_t use_count;
    const uint32_t *sets; /* numbers of sets */
    uint32_t set_count;
    uint32_t common_count; /* of keys with many sets */
};

struct rules {
    struct arena arena;
    const struct pack *packs;
    uint32_t pack_count;
    const struct slice
        *types; /* entity types, in the order of their first mention by a pack */
    const struct slice
        *type_classes; /* per type: the attribute that {type.class} asks about */
    uint32_t type_count;
    const struct rule *rules;
    uint32_t rule_count;
    const struct pattern *patterns;
    uint32_t pattern_count;
    const struct unit_needs *needs; /* of each pattern */
    const struct agenda *agendas;   /* of each pack */
    const struct atom *atoms;       /* all atoms named by any pattern, without repeats */
    uint32_t atom_count;
    const struct row *rows;
    uint32_t row_count;
    const struct term *terms;
    uint32_t term_count;
    const struct table *tables;
    uint32_t table_count;
    const struct identity *identities; /* sorted by (type, id) */
    uint32_t identity_count;
    struct literal_index index;        /* of sentences: terms and triggers */
    struct literal_index layout_index; /* of lines: triggers of the layout rules, which
                                          are few, and asked first */
    uint32_t literal_set_count;
    const struct score *scores;
    uint32_t score_count;
    const struct scoring *scorings; /* of frame packs */
    uint32_t scoring_count;
    uint32_t edges; /* the pattern for where a clause ends, or RULE_NONE */
    const struct slice *possessives; /* what may follow a mention and belongs to its
                                        symbol in a view: "'s", "'" */
    uint32_t possessive_count;
    struct symbols symbols;      /* of the views */
    struct sieve_codes codes;    /* of their characters */
    struct pattern_cache *cache; /* compiled patterns, owned */
    void *image; /* mapped memory in which all of this lies, or NULL: it lies in the arena
                  */
    size_t image_size;
    struct slice image_cold; /* the part of it that is read once, or by tools */
};

/* The warnings of `rules check`, by name. */
#define WARNING_LIST(X)                                                                  \
    X(NO_TRIGGER, "no-trigger")         /* a pattern is tried on every sentence */       \
    X(SLOW_PATTERN, "slow-pattern")     /* its steps grow faster than the text */        \
    X(DUPLICATE_TERM, "duplicate-term") /* two lexicons of a type have the same term */  \
    X(SHADOWED_TERM, "shadowed-term")   /* a row that another always beats */            \
    X(DEAD_TERM, "dead-term")           /* a row whose own conditions always fail */     \
    X(UNUSED_DEFINE, "unused-define")                                                    \
    X(UNUSED_FILE, "unused-file")             /* a table that nothing names */           \
    X(LOST_BACKSLASH, "lost-backslash")       /* eaten by double quotes */               \
    X(MISSPELT_COLUMN, "misspelt-column")     /* nearly one that means something */      \
    X(UNKNOWN_ATTRIBUTE, "unknown-attribute") /* of a label that packs share */          \
    X(UNKNOWN_VALUE, "unknown-value")         /* of such an attribute */                 \
    X(UNKNOWN_LABEL, "unknown-label")         /* nearly one that packs share */          \
    X(UNKNOWN_NAME, "unknown-name")           /* of a flag that no rule emits */

enum warning {
#define X(name, word) WARNING_##name,
    WARNING_LIST(X)
#undef X
        WARNINGS
};

const char *warning_word(enum warning warning);

/* The key of a kind of condition, as rules/README.md names it. */
const char *condition_word(enum condition_kind kind);

/* The table of that full name, or NULL. */
const struct table *rules_table(const struct rules *rules, const char *name);

/* The one table that both segmentation and the triggers of patterns ask for. */
#define RULES_FUNCTION_WORDS "layout/function-words"

/* The value for a key: as written, else simple-case-folded; an empty slice where there is
 * none (`found` tells). */
struct slice table_find(const struct table *table, struct slice key, bool *found);

/* Whether the rule's name or its pack's is among `names`; all are where there are none.
 */
bool rules_is_named(const struct rules *rules, const struct rule *rule,
                    const char *const *names, size_t count);

/* The index of a type by name, or UINT16_MAX. */
uint16_t rules_type(const struct rules *rules, struct slice name);

/* The name and attributes of an id, or NULL. */
const struct identity *rules_identity(const struct rules *rules, uint16_t type,
                                      struct slice id);

#endif
