/* The limits that tests/limits/test_small_limits.c reaches. */
#undef LIMIT_ARTICLE_MEMORY
#define LIMIT_ARTICLE_MEMORY ((size_t)4 << 20)
#undef LIMIT_AUTOMATON_STATES
#define LIMIT_AUTOMATON_STATES 20000u
#undef LIMIT_MENTIONS
#define LIMIT_MENTIONS 300
#undef LIMIT_PATTERNS
#define LIMIT_PATTERNS 50
#undef LIMIT_RECORD_BYTES
#define LIMIT_RECORD_BYTES ((size_t)256 << 10)
#undef LIMIT_RULES_MEMORY
#define LIMIT_RULES_MEMORY ((size_t)8 << 20)
#undef LIMIT_TERMS
#define LIMIT_TERMS 3000
