/* Every cap in one place, each with its reason. Reaching one is reported, never silent.
 */
#ifndef ASSAY_BASE_LIMITS_H
#define ASSAY_BASE_LIMITS_H

/* One article is held in memory; a longer input is not a news article. --max-article
 * lowers it. */
#define LIMIT_ARTICLE_BYTES (64u << 20)
/* A line of JSONL may hold an article of the largest size, all escaped, and so much more.
 */
#define LIMIT_LINE_REST (1u << 20)
/* Spans are 32 bits wide and a normalized text may be longer than its source. */
#define LIMIT_ARTICLE_MAXIMUM (1u << 30)
/* A sentence is what a pattern runs over; unpunctuated text must not make that quadratic.
 */
#define LIMIT_SENTENCE_BYTES 8192
/* utf8proc sorts combining marks in quadratic time; longer runs go through our counting
 * sort. */
#define LIMIT_MARK_RUN 30
/* Depth of nesting in JSON input: deeper than any feed, shallow enough for a fixed stack.
 */
#define LIMIT_JSON_DEPTH 512
/* Depth of nesting in rule files. */
#define LIMIT_YAML_DEPTH 32
/* Keys of one map in a rule file: each is compared with all before it. */
#define LIMIT_YAML_KEYS 10000
/* Rules of all packs together: the shipped ones are below a thousand, and what a rule
 * does well by the thousand is a table's work. */
#define LIMIT_RULES 20000
/* Rows, columns and bytes of a cell of one table: a gazetteer fits; more would take the
 * automaton gigabytes. A term is no longer than a sentence. */
#define LIMIT_TABLE_ROWS 500000
#define LIMIT_TABLE_COLUMNS 256
#define LIMIT_CELL_BYTES 8192
/* Bytes of one rule file or lexicon. */
#define LIMIT_PACK_FILE_BYTES (16u << 20)
/* Errors shown of one load: beyond it the author fixes these first. */
#define LIMIT_PACK_ERRORS 100
/* Bytes of one pattern once defines are inserted. */
#define LIMIT_PATTERN_BYTES 65536
/* Nested defines. */
#define LIMIT_DEFINE_DEPTH 16
/* PCRE2 match limits: a pattern that needs more on one sentence is stopped and counted.
 */
#define LIMIT_REGEX_MATCH 200000
#define LIMIT_REGEX_DEPTH 20000
#define LIMIT_REGEX_HEAP_KIB 20000
/* Times that one pattern is stopped in one article: then it is run no more there, so that
 * a pattern of that kind costs an article a tenth of a second and not each sentence. */
#define LIMIT_REGEX_STOPS 20
/* JIT stack per thread. */
#define LIMIT_JIT_STACK_BYTES (1u << 20)
/* Machine code of all patterns: those that take longest come first, and what is left when
 * it is full is interpreted, being seldom used. */
#define LIMIT_JIT_BYTES (3u << 20)
/* States of all sieves of a thread: beyond it they are forgotten and made anew, so that a
 * long run takes no more memory than a short one. */
#define LIMIT_SIEVE_BYTES (10u << 20)
/* Matches of one pattern in one sentence: a pattern that matches everywhere is no rule.
 */
#define LIMIT_MATCHES_PER_SENTENCE 1000
/* Different wordings that a condition `elsewhere` looks through at each mark: names, so
 * few.
 */
#define LIMIT_WORDINGS 512
/* Mentions of one article: each costs some kilobytes. A newspaper's longest has a few
 * thousand. */
#define LIMIT_MENTIONS 100000
/* Memory for one article and what is found in it. Ordinary text takes a hundredth of it
 * for each megabyte; text made of nothing but mentions or sentences takes the more. */
#define LIMIT_ARTICLE_MEMORY ((size_t)2 << 30)
/* What a rule with the scope of a zone or of the article runs over: so much from its
 * start. Patterns of these scopes may run to the end from every place. */
#define LIMIT_SCOPE_BYTES (128u << 10)
/* Arena memory kept between articles, so that one huge article does not stay in memory.
 */
#define LIMIT_ARENA_KEEP (4u << 20)
/* Named captures of a pattern. */
#define LIMIT_CAPTURES 32
/* Groups of a pattern that capture, named or not: each thread has room for so many. */
#define LIMIT_GROUPS 127
/* Mentions that one pattern names in braces. */
#define LIMIT_PATTERN_MENTIONS 32
/* Entity types of all packs: a set of them is a word of 64 bits. */
#define LIMIT_TYPES 64
/* Words that `near` and `unless_near` reach: beyond it nothing is near. */
#define LIMIT_NEAR_WORDS 50
#define LIMIT_LENGTH_WORDS 10000 /* after which the points of frames thin out */
/* Suffix tables of a row. */
#define LIMIT_INFLECTIONS 4
/* Packs of one load: a rules folder of somebody who keeps each rule in a pack. */
#define LIMIT_PACKS 1000
/* Patterns and terms (each inflected form is one) of all packs together: ten times what
 * the largest packs have, so that a generated pack that went wrong is told before it has
 * eaten the machine's memory. */
#define LIMIT_PATTERNS 100000
#define LIMIT_TERMS 5000000
/* Written forms that fold alike, such as one name of many people: each is looked at
 * wherever the name stands. */
#define LIMIT_ALIKE_TERMS 1000
/* Memory for rules while they are loaded: for what stays, for what goes, and for the trie
 * of the automaton, each. The shipped packs take a thirtieth. */
#define LIMIT_RULES_MEMORY ((size_t)1 << 30)
/* States of the automaton over all terms and triggers; a state takes 24 bytes. */
#define LIMIT_AUTOMATON_STATES (16u << 20)
/* Images of packs that the cache keeps: the oldest goes. */
#define LIMIT_IMAGES 4
/* One record, and what else is made of one article. */
#define LIMIT_RECORD_BYTES ((size_t)4 << 30)

/* Tests reach what takes gigabytes or minutes at its true size with smaller ones. */
#ifdef ASSAY_SMALL_LIMITS
#include ASSAY_SMALL_LIMITS
#endif

#endif
