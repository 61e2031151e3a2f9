/* One article, from its bytes to its annotations: the table that the stages read and
 * fill.
 *
 * Three texts and how they hang together:
 *   raw         the article text: decoded to UTF-8, BOM removed, bad bytes replaced.
 * Spans in the record index this text. normalized  what stages and patterns see: one form
 * of quote, hyphen and space, NFC. Spans in this struct index it, unless their name says
 * raw. offsets     the map between the two (text/offsets.h). All memory is from the
 * article's arena and goes at article_reset. */
#ifndef ASSAY_ARTICLE_H
#define ASSAY_ARTICLE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "text/decode.h"
#include "text/offsets.h"

#define ZONE_LIST(X)                                                                     \
    X(TITLE, "title")                                                                    \
    X(BYLINE, "byline")                                                                  \
    X(DATELINE, "dateline")                                                              \
    X(DATE, "date")                                                                      \
    X(HIGHLIGHTS, "highlights")                                                          \
    X(HEADING, "heading")                                                                \
    X(BODY, "body")                                                                      \
    X(LIST, "list")                                                                      \
    X(QUOTE, "quote")                                                                    \
    X(CAPTION, "caption")                                                                \
    X(BOILERPLATE, "boilerplate")

enum zone_kind {
#define X(name, word) ZONE_##name,
    ZONE_LIST(X)
#undef X
        ZONE_KINDS
};

/* Zones partition the normalized text: zone n ends where zone n + 1 starts. */
struct zone {
    enum zone_kind kind;
    struct span span;
    uint32_t paragraph; /* zones of one paragraph share it; residue splits a zone, not a
                           paragraph */
    uint32_t rule;      /* the layout rule that decided, or RULE_NONE */
};

#define RULE_NONE UINT32_MAX
#define SENTENCE_NONE UINT32_MAX

/* A sentence lies in one paragraph; residue inside it is skipped by matching. White space
 * at its edges is left out. */
struct sentence {
    struct span span;
    uint32_t zone; /* the zone its first byte lies in */
    uint32_t paragraph;
    bool holds_residue; /* a boilerplate zone lies inside */
};

/* One attribute of a mention. Numbers are decimal text, so that nothing is lost to
 * binary. */
enum attribute_kind { ATTRIBUTE_TEXT, ATTRIBUTE_NUMBER, ATTRIBUTE_LIST };

struct attribute {
    struct slice name;
    enum attribute_kind kind;
    struct slice text;         /* TEXT, NUMBER */
    const struct slice *items; /* LIST, `item_count` of them */
    size_t item_count;
};

struct alternative {
    struct slice id;
    uint16_t confidence; /* hundredths */
};

/* A mention of an entity: a candidate while matching, settled after resolve. */
struct mention {
    uint16_t type;       /* index into rules->types */
    uint16_t confidence; /* hundredths */
    int32_t priority;
    uint32_t sentence; /* index into sentences, or SENTENCE_NONE (byline, date) */
    struct span span;  /* in the normalized text */
    uint32_t rule;     /* index into rules->rules: a rule, or a lexicon */
    uint32_t term;     /* index into rules->terms, or RULE_NONE for a pattern's mention */
    struct slice id;   /* empty when unknown (null in the record) */
    struct slice name; /* canonical name; empty when unknown */
    struct slice term_text; /* the lexicon's term, or the text that a pattern matched */
    LIST_OF(struct attribute) attributes;
    LIST_OF(struct alternative) alternatives;
    uint64_t blocks; /* bit per type: no such mention inside this one */
    bool dropped;    /* by resolve; left out of everything after */
};

/* An argument of a relation: a mention, or a stretch of text. */
struct argument {
    struct slice role;
    uint32_t mention; /* index into mentions, or RULE_NONE */
    struct span span;
};

struct relation {
    struct slice type;
    uint32_t rule, sentence;
    struct span span;
    uint16_t confidence;
    LIST_OF(struct argument) arguments;
};

/* A flag of a sentence with the cue that raised it. */
struct flag {
    struct slice name;
    uint32_t rule, sentence;
    struct span span;  /* the cue; of a composed flag the sentence */
    struct span scope; /* how far the cue reaches */
    bool hidden;       /* a cue of rules only, not for the record */
    bool carried;      /* its source stands in an earlier sentence */
    bool has_source;
    struct span source;
    struct slice source_class;
    uint32_t source_mention; /* or RULE_NONE */
};

/* What a score gave a sentence: a row of points, one for each part of the score, clamped
 * at 0 and 100. */
struct sentence_score {
    uint32_t sentence, score;
    int32_t total;
    const int32_t *points;
};

#define STANCE_LIST(X)                                                                   \
    X(ASSERTED, "asserted")                                                              \
    X(NEGATED, "negated")                                                                \
    X(ATTRIBUTED, "attributed")                                                          \
    X(CONTESTED, "contested")

enum stance {
#define X(name, word) STANCE_##name,
    STANCE_LIST(X)
#undef X
        STANCE_OPEN /* not decided */
};

struct evidence {
    uint32_t rule, sentence;
    struct span span;
    bool strong;
    bool disputed; /* in a sentence that speaks of dissent */
    enum stance stance;
};

struct frame {
    struct slice name;
    uint32_t pack;
    int32_t points; /* hundredths, at most 100 */
    bool present;
    enum stance stance;
    struct slice generic; /* generic frames it feeds, split at ';' */
    LIST_OF(struct evidence) evidence;
};

/* What was marked and then left out, and what rules did to marks of others: so that
 * `rules test` and `rules why` can tell. Kept only where work_options ask for it. */
enum trace_kind {
    TRACE_ADJUSTED, /* `rule` changed the mention at `span` */
    TRACE_DROPPED,  /* `rule` dropped the mention at `span` */
    TRACE_MASKED,   /* `rule`, a pseudo-cue, keeps cues at `span` from counting */
    TRACE_CLAIMED,  /* a row with id `-` kept others of its type from marking `span` */
};

struct trace {
    enum trace_kind kind;
    uint32_t rule;
    uint32_t mention; /* index into mentions as they stood before resolve compacted them,
                         or RULE_NONE */
    struct span span;
    struct slice term;
};

/* Codes of what was lost or capped, as they stand in `diagnostics`. */
#define DIAGNOSTIC_LIST(X)                                                               \
    X(INVALID_UTF8, "invalid_utf8")       /* bad bytes became U+FFFD; span: the first */ \
    X(MARK_RUN, "mark_run")               /* more than LIMIT_MARK_RUN combining marks */ \
    X(SENTENCE_CAPPED, "sentence_capped") /* cut at LIMIT_SENTENCE_BYTES */              \
    X(SCOPE_CAPPED, "scope_capped")   /* a zone or article cut at LIMIT_SCOPE_BYTES */   \
    X(REGEX_LIMIT, "regex_limit")     /* a pattern was stopped */                        \
    X(MATCH_LIMIT, "match_limit")     /* LIMIT_MATCHES_PER_SENTENCE reached */           \
    X(MENTION_LIMIT, "mention_limit") /* LIMIT_MENTIONS reached */                       \
    X(OVERLAP_DROPPED, "overlap_dropped") /* a mention lost to a longer or better one */ \
    X(MASK_FALLBACK, "mask_fallback")     /* layout would have masked too much */        \
    X(INVALID_SURROGATE, "invalid_surrogate") /* lone surrogate in a JSON string */

enum diagnostic_code {
#define X(name, word) DIAGNOSTIC_##name,
    DIAGNOSTIC_LIST(X)
#undef X
        DIAGNOSTIC_CODES
};

struct diagnostic {
    uint32_t count;
    struct span raw_span; /* the first place, in the raw text */
    struct slice detail;  /* such as the name of the rule; may be empty */
};

/* Where the article came from; only these differ between two readings of the same text.
 */
struct source {
    struct slice name;   /* file name; empty for stdin */
    uint64_t line;       /* in a JSONL file, from 1; 0 elsewhere */
    uint64_t bytes;      /* of the input that held this article's text */
    struct slice joined; /* names of the fields put together, "title,text"; or empty */
    enum encoding encoding;
};

struct article {
    struct arena arena;
    /* read */
    struct slice raw;
    struct source source;
    struct slice id;   /* given, or 16 hex digits of sha256 */
    char sha256[65];   /* of raw */
    struct slice meta; /* JSON object text, members copied byte for byte; or empty */
    struct slice given_title, given_date, given_byline; /* from JSONL fields, or empty */
    /* normalize: `normalized` points into memory that segment may still change in place
     */
    char *normalized;
    uint32_t normalized_size;
    struct offsets offsets;
    /* segment */
    LIST_OF(struct zone) zones;
    LIST_OF(struct sentence) sentences;
    struct slice title, date, byline; /* as the record shows them; empty when unknown */
    /* match, resolve: sorted by (start, -end, type, id) when resolved */
    LIST_OF(struct mention) mentions;
    LIST_OF(struct trace) traces;
    /* relate */
    LIST_OF(struct relation) relations;
    /* judge: by sentence, then by place */
    LIST_OF(struct flag) flags;
    LIST_OF(struct sentence_score) scores;
    LIST_OF(struct frame) frames;
    /* all stages */
    struct diagnostic diagnostics[DIAGNOSTIC_CODES];
};

void article_init(struct article *article);
void article_deinit(struct article *article);

/* Forgets everything of the last article and keeps a bounded amount of memory. */
void article_reset(struct article *article);

/* Counts one occurrence; the first place is kept. `raw_span` is in the raw text. */
void article_diagnose(struct article *article, enum diagnostic_code code,
                      struct span raw_span, struct slice detail);

/* The normalized bytes of a span; borrowed. */
struct slice article_slice(const struct article *article, struct span span);

/* Where a zone begins in the raw text; for the number of zones: where the text ends.
 * Characters that normalization removed at an edge go to the zone before it, so zones
 * partition the raw text too. */
uint32_t article_zone_start(const struct article *article, size_t number);

const char *zone_word(enum zone_kind kind);
const char *stance_word(enum stance stance);
const char *diagnostic_word(enum diagnostic_code code);

#endif
