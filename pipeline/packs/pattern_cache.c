/* Compiled patterns, and running them. The only file, with pattern_check.c, that knows
 * PCRE2.
 *
 * Most patterns of a pack are never triggered by an article, so a pattern is compiled
 * when first tried, under a lock, and published atomically. JIT costs as much as many
 * interpreted runs, or as few: a pattern is JITed once it has been interpreted for some
 * times as long as JIT would take, so that a single article is not spent on it. */
#include "packs/image.h"
#include "packs/pattern_pcre2.h"
#include "packs/sieves.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

enum { GROUPS_MAXIMUM = LIMIT_GROUPS + 1 }; /* and the whole match */

/* What JIT takes, measured over the shipped packs: nanoseconds for a pattern, and for
 * each byte of its compiled form; and how many times that is waited: long in the first
 * articles, where all of it is done for the first time, in cold memory, and may be the
 * last. */
enum { JIT_BASE = 20000, JIT_BYTE = 63 };
enum {
    FIRST_ARTICLES = 8,
    FORGET_ARTICLES = 8,
    FORGET_ALL_ARTICLES = 512, /* most pages of an image are read now and then */
    JIT_PATIENCE_FIRST = 24,
    JIT_PATIENCE = 8,
    TIMED_RUNS = 4
};

struct group_name {
    struct slice name;
    uint32_t number;
};

struct compiled {
    pcre2_code *code;             /* for the interpreter */
    _Atomic(pcre2_code *) jitted; /* a copy with JIT code, once it has run often enough */
    _Atomic uint32_t runs;        /* that might have been timed */
    _Atomic uint64_t interpreted; /* nanoseconds so far, about */
    uint64_t jit_worth;           /* from then on */
    bool jit_failed;              /* under the lock */
    struct group_name
        *names; /* as the pattern's name table has them, several of one name */
    uint32_t name_count;
};

struct pattern_cache {
    const struct rules *rules;
    const struct pattern *patterns;
    uint32_t count;
    const struct sieve_codes *codes;
    bool jit_available;
    pthread_mutex_t lock;     /* not mtx_t, which sanitizers do not see */
    uint32_t scanners;        /* under the lock */
    _Atomic size_t jit_bytes; /* of code made by JIT */
    _Atomic(struct compiled *)
        *compiled; /* of each pattern the sought and the anchored */
};

struct scanner {
    struct pattern_cache *cache;
    struct sieves *sieves;
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    const struct compiled *last; /* whose groups `data` holds */
    uint64_t articles;           /* so far */
    bool interprets;             /* although JIT may be available */
    bool out_of_memory;          /* in a match since this was last asked */
    struct pattern_time *times;  /* of each pattern; NULL: not wanted */
};

/* ---- Cache ---- */

static bool jit_can_be_had(void) {
    uint32_t available = 0;
    return pcre2_config(PCRE2_CONFIG_JIT, &available) == 0 && available == 1;
}

struct pattern_cache *pattern_cache_new(const struct rules *rules) {
    uint32_t count = rules->pattern_count;
    struct pattern_cache *cache = memory_alloc(sizeof *cache);
    if (cache == NULL) {
        return NULL;
    }
    *cache = (struct pattern_cache){.rules = rules,
                                    .patterns = rules->patterns,
                                    .count = count,
                                    .codes = &rules->codes,
                                    .jit_available = jit_can_be_had()};
    cache->compiled = memory_alloc(((size_t)count + 1) * 2 * sizeof *cache->compiled);
    if (cache->compiled == NULL || pthread_mutex_init(&cache->lock, NULL) != 0) {
        memory_free(cache->compiled);
        memory_free(cache);
        return NULL;
    }
    for (size_t i = 0; i < (size_t)count * 2; i++) {
        atomic_init(&cache->compiled[i], NULL);
    }
    return cache;
}

static void compiled_free(struct compiled *compiled) {
    if (compiled != NULL) {
        pcre2_code *jitted = atomic_load(&compiled->jitted);
        pcre2_code_free(jitted == compiled->code ? NULL : jitted);
        pcre2_code_free(compiled->code);
        memory_free(compiled->names);
        memory_free(compiled);
    }
}

void pattern_cache_free(struct pattern_cache *cache) {
    if (cache == NULL) {
        return;
    }
    for (size_t i = 0; i < (size_t)cache->count * 2; i++) {
        compiled_free(atomic_load(&cache->compiled[i]));
    }
    pthread_mutex_destroy(&cache->lock);
    memory_free(cache->compiled);
    memory_free(cache);
}

static bool read_names(struct compiled *compiled) {
    uint32_t count = 0;
    uint32_t entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(compiled->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(compiled->code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(compiled->code, PCRE2_INFO_NAMETABLE, &table);
    compiled->names = memory_alloc(count * sizeof *compiled->names);
    if (compiled->names == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        PCRE2_SPTR entry = table + (size_t)i * entry_size;
        compiled->names[i] =
            (struct group_name){slice_from_string((const char *)entry + 2),
                                (uint32_t)entry[0] << 8 | entry[1]};
    }
    compiled->name_count = count;
    return true;
}

/* The pattern as it was compiled when the rules were loaded; NULL where that was not
 * kept. */
static pcre2_code *decode(const struct pattern *pattern, bool anchored) {
    pcre2_code *code = NULL;
    const uint8_t *bytes = (const uint8_t *)pattern->compiled.data;
    return bytes != NULL && anchored == pattern->anchored &&
                   pcre2_serialize_decode(&code, 1, bytes, NULL) == 1
               ? code
               : NULL;
}

static struct compiled *compile(const struct pattern *pattern, bool anchored) {
    struct compiled *compiled = memory_alloc(sizeof *compiled);
    if (compiled == NULL) {
        return NULL;
    }
    int code = 0;
    size_t offset = 0;
    compiled->code = decode(pattern, anchored);
    if (compiled->code == NULL) {
        compiled->code = pattern_compile(pattern, anchored, &code, &offset);
    }
    compiled->names = NULL;
    compiled->name_count = 0;
    atomic_init(&compiled->runs, 0);
    atomic_init(&compiled->interpreted, 0);
    compiled->jit_failed = false;
    atomic_init(&compiled->jitted, NULL);
    if (compiled->code != NULL) {
        size_t size = 0;
        pcre2_pattern_info(compiled->code, PCRE2_INFO_SIZE, &size);
        compiled->jit_worth = JIT_BASE + (uint64_t)size * JIT_BYTE;
    }
    if (compiled->code == NULL || !read_names(compiled)) {
        pcre2_code_free(compiled->code);
        memory_free(compiled);
        return NULL;
    }
    return compiled;
}

/* The compiled form of a pattern; NULL when out of memory. */
static struct compiled *get(struct pattern_cache *cache, uint32_t number, bool anchored) {
    _Atomic(struct compiled *) *place =
        &cache->compiled[(size_t)number * 2 + (anchored ? 1 : 0)];
    struct compiled *compiled = atomic_load_explicit(place, memory_order_acquire);
    if (compiled != NULL) {
        return compiled;
    }
    pthread_mutex_lock(&cache->lock);
    compiled = atomic_load_explicit(place, memory_order_acquire);
    if (compiled == NULL) {
        compiled = compile(&cache->patterns[number], anchored);
        atomic_store_explicit(place, compiled, memory_order_release);
    }
    pthread_mutex_unlock(&cache->lock);
    return compiled;
}

/* What JIT is to work on: a copy where other threads may be running the original. */
static pcre2_code *code_for_jit(const struct pattern_cache *cache,
                                const struct compiled *compiled) {
    return cache->scanners == 1 ? compiled->code : pcre2_code_copy(compiled->code);
}

/* The JITed form, made where there is none yet. NULL where JIT fails. */
static const pcre2_code *jit(struct pattern_cache *cache, struct compiled *compiled) {
    pthread_mutex_lock(&cache->lock);
    pcre2_code *jitted = atomic_load_explicit(&compiled->jitted, memory_order_acquire);
    if (jitted == NULL && !compiled->jit_failed) {
        size_t size = 0;
        jitted = code_for_jit(cache, compiled);
        if (jitted == NULL || pcre2_jit_compile(jitted, PCRE2_JIT_COMPLETE) != 0) {
            pcre2_code_free(jitted == compiled->code ? NULL : jitted);
            jitted = NULL;
            compiled->jit_failed = true;
        } else if (pcre2_pattern_info(jitted, PCRE2_INFO_JITSIZE, &size) == 0) {
            atomic_fetch_add_explicit(&cache->jit_bytes, size, memory_order_relaxed);
        }
        atomic_store_explicit(&compiled->jitted, jitted, memory_order_release);
    }
    pthread_mutex_unlock(&cache->lock);
    return jitted;
}

static void count_scanner(struct pattern_cache *cache, bool more) {
    pthread_mutex_lock(&cache->lock);
    cache->scanners += more ? 1 : 0;
    cache->scanners -= more ? 0 : 1;
    pthread_mutex_unlock(&cache->lock);
}

/* ---- Scanner ---- */

struct scanner *scanner_new(struct pattern_cache *cache) {
    struct scanner *scanner = memory_alloc(sizeof *scanner);
    if (scanner == NULL) {
        return NULL;
    }
    *scanner = (struct scanner){.cache = cache};
    count_scanner(cache, true);
    scanner->data = pcre2_match_data_create(GROUPS_MAXIMUM, NULL);
    scanner->context = pcre2_match_context_create(NULL);
    scanner->sieves = sieves_new(cache->patterns, cache->count, cache->codes);
    if (scanner->data == NULL || scanner->context == NULL || scanner->sieves == NULL) {
        scanner_free(scanner);
        return NULL;
    }
    pcre2_set_match_limit(scanner->context, LIMIT_REGEX_MATCH);
    pcre2_set_depth_limit(scanner->context, LIMIT_REGEX_DEPTH);
    pcre2_set_heap_limit(scanner->context, LIMIT_REGEX_HEAP_KIB);
    if (cache->jit_available) {
        scanner->stack = pcre2_jit_stack_create(32 * 1024, LIMIT_JIT_STACK_BYTES, NULL);
        if (scanner->stack == NULL) {
            scanner_free(scanner);
            return NULL;
        }
        pcre2_jit_stack_assign(scanner->context, NULL, scanner->stack);
    }
    return scanner;
}

void scanner_free(struct scanner *scanner) {
    if (scanner != NULL) {
        count_scanner(scanner->cache, false);
        pcre2_jit_stack_free(scanner->stack);
        pcre2_match_context_free(scanner->context);
        pcre2_match_data_free(scanner->data);
        sieves_free(scanner->sieves);
        memory_free(scanner->times);
        memory_free(scanner);
    }
}

struct sieves *scanner_sieves(const struct scanner *scanner) {
    return scanner->sieves;
}

bool scanner_measure(struct scanner *scanner) {
    size_t size = ((size_t)scanner->cache->count + 1) * sizeof *scanner->times;
    scanner->times = memory_alloc(size);
    if (scanner->times != NULL) {
        memset(scanner->times, 0, size);
    }
    return scanner->times != NULL;
}

const struct pattern_time *scanner_times(const struct scanner *scanner) {
    return scanner->times;
}

bool scanner_uses_jit(const struct scanner *scanner) {
    return scanner->cache->jit_available && !scanner->interprets;
}

bool scanner_out_of_memory(struct scanner *scanner) {
    bool was = scanner->out_of_memory;
    scanner->out_of_memory = false;
    return was;
}

void scanner_interpret(struct scanner *scanner) { scanner->interprets = true; }

void scanner_pcre2_version(char version[SCANNER_VERSION_SIZE]) {
    char words[128] = "";
    if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) < (int)sizeof words) {
        pcre2_config(PCRE2_CONFIG_VERSION, words);
    }
    words[strcspn(words, " ")] = '\0'; /* "10.42 2022-12-11" */
    snprintf(version, SCANNER_VERSION_SIZE, "%.31s", words);
}

void scanner_count_article(struct scanner *scanner) {
    scanner->articles++;
    if (scanner->articles % FORGET_ALL_ARTICLES == 0) {
        image_forget(scanner->cache->rules);
    } else if (scanner->articles % FORGET_ARTICLES == 0) {
        image_forget_cold(scanner->cache->rules);
    }
}

/* Without the checks that pcre2_match makes each time. */
static int run_jit(struct scanner *scanner, const pcre2_code *code, struct slice subject,
                   uint32_t start) {
    return pcre2_jit_match(code, (PCRE2_SPTR)subject.data, subject.size, start, 0,
                           scanner->data, scanner->context);
}

static int run_interpreter(struct scanner *scanner, const pcre2_code *code,
                           struct slice subject, uint32_t start) {
    return pcre2_match(code, (PCRE2_SPTR)subject.data, subject.size, start,
                       PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, scanner->data,
                       scanner->context);
}

static uint64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static bool is_limited(int result) { return result < 0 && result != PCRE2_ERROR_NOMATCH; }

/* One run in some is timed, where it may still lead to JIT: to ask for the time takes a
 * tenth of a short run. */
static bool is_timed(const struct scanner *scanner, struct compiled *compiled) {
    return scanner_uses_jit(scanner) &&
           atomic_load_explicit(&scanner->cache->jit_bytes, memory_order_relaxed) <
               LIMIT_JIT_BYTES &&
           atomic_fetch_add_explicit(&compiled->runs, 1, memory_order_relaxed) %
                   TIMED_RUNS ==
               TIMED_RUNS - 1;
}

/* Whether a pattern has been interpreted for so long that JIT is worth while. */
static bool has_waited(const struct scanner *scanner, const struct compiled *compiled) {
    uint64_t patience =
        scanner->articles <= FIRST_ARTICLES ? JIT_PATIENCE_FIRST : JIT_PATIENCE;
    return atomic_load_explicit(&compiled->interpreted, memory_order_relaxed) >
           compiled->jit_worth * patience;
}

/* Interprets, and JITs what has been interpreted for long enough. The interpreter counts
 * towards the limits in another way than JIT code, so where it meets one JIT decides:
 * what is found must not depend on when a pattern was JITed. */
static int interpret(struct scanner *scanner, struct compiled *compiled,
                     struct slice subject, uint32_t start) {
    bool timed = is_timed(scanner, compiled);
    uint64_t begun = timed ? nanoseconds() : 0;
    int result = run_interpreter(scanner, compiled->code, subject, start);
    if (timed) {
        atomic_fetch_add_explicit(&compiled->interpreted,
                                  (nanoseconds() - begun) * TIMED_RUNS,
                                  memory_order_relaxed);
    }
    bool wanted = (timed && has_waited(scanner, compiled)) || is_limited(result);
    if (!scanner_uses_jit(scanner) || !wanted) {
        return result;
    }
    const pcre2_code *jitted = jit(scanner->cache, compiled);
    return is_limited(result) && jitted != NULL ? run_jit(scanner, jitted, subject, start)
                                                : result;
}

static enum match_result match(struct scanner *scanner, uint32_t pattern,
                               struct slice subject, uint32_t start, bool anchored) {
    struct compiled *compiled = get(scanner->cache, pattern, anchored);
    if (compiled == NULL) {
        scanner->out_of_memory = true;
        return MATCH_LIMITED;
    }
    const pcre2_code *jitted =
        scanner->interprets
            ? NULL
            : atomic_load_explicit(&compiled->jitted, memory_order_acquire);
    int result = jitted != NULL ? run_jit(scanner, jitted, subject, start)
                                : interpret(scanner, compiled, subject, start);
    scanner->last = compiled;
    scanner->out_of_memory |= result == PCRE2_ERROR_NOMEMORY;
    return result >= 0 ? MATCH_YES : is_limited(result) ? MATCH_LIMITED : MATCH_NO;
}

enum match_result scanner_match(struct scanner *scanner, uint32_t pattern,
                                struct slice subject, uint32_t start, bool anchored) {
    if (scanner->times == NULL) {
        return match(scanner, pattern, subject, start, anchored);
    }
    uint64_t begun = nanoseconds();
    enum match_result result = match(scanner, pattern, subject, start, anchored);
    scanner->times[pattern].nanoseconds += nanoseconds() - begun;
    scanner->times[pattern].tries++;
    scanner->times[pattern].matches += result == MATCH_YES ? 1 : 0;
    return result;
}

struct span scanner_whole(const struct scanner *scanner) {
    const size_t *ends = pcre2_get_ovector_pointer(scanner->data);
    return (struct span){(uint32_t)ends[0], (uint32_t)ends[1]};
}

struct span scanner_group(const struct scanner *scanner, struct slice name) {
    const size_t *ends = pcre2_get_ovector_pointer(scanner->data);
    for (uint32_t i = 0; i < scanner->last->name_count; i++) {
        const struct group_name *group = &scanner->last->names[i];
        if (group->number < GROUPS_MAXIMUM && slice_equal(group->name, name) &&
            ends[2 * group->number] != PCRE2_UNSET) {
            return (struct span){(uint32_t)ends[2 * group->number],
                                 (uint32_t)ends[2 * group->number + 1]};
        }
    }
    return (struct span){GROUP_UNSET, GROUP_UNSET};
}
