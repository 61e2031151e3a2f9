/* Is a pattern one that PCRE2 takes? And what does it capture? */
#include "packs/pattern_pcre2.h"

#include "base/status.h"

pcre2_code *pattern_compile_with(const struct pattern *pattern, uint32_t options,
                                 int *error, size_t *offset) {
    options |= PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C |
               PCRE2_NO_UTF_CHECK | (pattern->exact_case ? 0 : PCRE2_CASELESS);
    return pcre2_compile((PCRE2_SPTR)pattern->expanded.data, pattern->expanded.size,
                         options, error, offset, NULL);
}

pcre2_code *pattern_compile(const struct pattern *pattern, bool anchored, int *error,
                            size_t *offset) {
    /* At one given place, looking ahead for a character that every match needs costs more
     * than trying does: up to 5,000 bytes each time, where quotes follow on quotes. */
    uint32_t options = anchored ? PCRE2_ANCHORED | PCRE2_NO_START_OPTIMIZE : 0;
    return pattern_compile_with(pattern, options, error, offset);
}

static bool is_known(const struct pattern *pattern, struct slice name) {
    for (uint32_t i = 0; i < pattern->capture_count; i++) {
        if (slice_equal(pattern->capture_names[i], name)) {
            return true;
        }
    }
    return false;
}

static enum assay_status read_captures(struct arena *arena, const pcre2_code *code,
                                       struct pattern *pattern,
                                       struct assay_error *error) {
    uint32_t count = 0;
    uint32_t groups = 0;
    uint32_t entry_size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (groups > LIMIT_GROUPS) {
        return error_set(error, ASSAY_RULES, NULL,
                         "the pattern has more than %d groups that capture; write "
                         "(?:...) where nothing is captured",
                         LIMIT_GROUPS);
    }
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++) {
        struct slice name =
            slice_from_string((const char *)table + (size_t)i * entry_size + 2);
        if (is_known(pattern, name)) {
            continue;
        }
        if (pattern->capture_count == LIMIT_CAPTURES) {
            return error_set(
                error, ASSAY_RULES, NULL,
                "the pattern has more than %d named captures; split it in two",
                LIMIT_CAPTURES);
        }
        bool ok = false;
        pattern->capture_names[pattern->capture_count++] = arena_copy(arena, name, &ok);
        if (!ok) {
            return error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        }
    }
    return ASSAY_OK;
}

/* Keeps the compiled form as bytes, so that it need not be compiled again. Without it the
 * pattern works as well. */
static void keep_compiled(struct arena *arena, const pcre2_code *code,
                          struct pattern *pattern) {
    uint8_t *bytes = NULL;
    size_t size = 0;
    bool ok = false;
    if (pcre2_serialize_encode(&code, 1, &bytes, &size, NULL) == 1) {
        struct slice copy = arena_copy(arena, slice_of((const char *)bytes, size), &ok);
        pattern->compiled = ok ? copy : (struct slice){NULL, 0};
        pcre2_serialize_free(bytes);
    }
}

enum assay_status pattern_check(struct arena *arena, struct pattern *pattern,
                                uint32_t *offset, struct assay_error *error) {
    int code = 0;
    size_t at = 0;
    pcre2_code *compiled = pattern_compile(pattern, pattern->anchored, &code, &at);
    if (compiled == NULL) {
        unsigned char words[256];
        pcre2_get_error_message(code, words, sizeof words);
        *offset = (uint32_t)at;
        return error_set(
            error, code == PCRE2_ERROR_NOMEMORY ? ASSAY_NO_MEMORY : ASSAY_RULES, NULL,
            "in the pattern: %s (at its byte %u)%s", (const char *)words, *offset,
            code == PCRE2_ERROR_PATTERN_TOO_LARGE ||
                    code == PCRE2_ERROR_QUANTIFIER_TOO_BIG
                ? "; repeat fewer times, or split the pattern"
                : "");
    }
    uint32_t empty = 0;
    pcre2_pattern_info(compiled, PCRE2_INFO_MATCHEMPTY, &empty);
    pattern->matches_empty = empty == 1;
    keep_compiled(arena, compiled, pattern);
    enum assay_status status = read_captures(arena, compiled, pattern, error);
    pcre2_code_free(compiled);
    return status;
}

bool pattern_anchor(struct arena *arena, struct pattern *pattern) {
    int code = 0;
    size_t at = 0;
    pcre2_code *compiled =
        pattern->anchored ? NULL : pattern_compile(pattern, true, &code, &at);
    if (compiled != NULL) {
        pattern->anchored = true;
        pattern->compiled = (struct slice){NULL, 0};
        keep_compiled(arena, compiled, pattern);
        pcre2_code_free(compiled);
    }
    return pattern->anchored;
}

bool pattern_matches(const struct pattern *pattern, struct slice subject, bool whole) {
    int problem = 0;
    size_t place = 0;
    pcre2_code *code = pattern_compile_with(pattern, 0, &problem, &place);
    pcre2_match_data *data = pcre2_match_data_create(1, NULL);
    bool matches = false;
    if (code != NULL && data != NULL &&
        pcre2_match(code, (PCRE2_SPTR)subject.data, subject.size, 0, PCRE2_NO_UTF_CHECK,
                    data, NULL) >= 0) {
        const size_t *ends = pcre2_get_ovector_pointer(data);
        matches = !whole || (ends[0] == 0 && ends[1] == subject.size);
    }
    pcre2_match_data_free(data);
    pcre2_code_free(code);
    return matches;
}
