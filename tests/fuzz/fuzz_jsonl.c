/* Any bytes as a line of JSONL. What is accepted must be valid JSON by the other way of
 * scanning, its text and fields valid UTF-8, and the members passed on must again be an
 * object. What jansson reads as an object is accepted, with the same text; and what is
 * accepted jansson reads, but for what it is strict about where we repair. */
#include "support.h"

#include <jansson.h>

#include "base/limits.h"
#include "stages/json.h"
#include "stages/jsonl.h"

/* A byte order mark is passed over. */
static struct slice without_mark(struct slice line) {
    size_t mark = slice_starts_with(line, SLICE_LITERAL("\xEF\xBB\xBF")) ? 3 : 0;
    return slice_after(line, mark);
}

static void check_line(struct slice line, const struct read_options *options) {
    struct article article;
    article_init(&article);
    enum assay_status status = read_json_line(&article, line, options, NULL);
    bool is_json = json_validate(without_mark(line), NULL) == ASSAY_OK;
    require(is_json == (status != ASSAY_INVALID_JSON));
    require(jsonl_looks_like(line) || status == ASSAY_INVALID_JSON ||
            status == ASSAY_NO_TEXT);
    require(is_valid(article.id) && is_valid(article.given_title));
    require(is_valid(article.given_date) && is_valid(article.given_byline));
    if (status == ASSAY_OK) {
        require(is_valid(article.raw) && article.id.size > 0 && is_valid(article.meta));
        require(article.meta.size == 0 || jsonl_looks_like(article.meta));
        for (int code = 0; code < DIAGNOSTIC_CODES; code++)
            require(article.diagnostics[code].raw_span.end <= article.raw.size);
    }
    article_deinit(&article);
}

/* Bytes beyond ASCII and surrogates may be repaired, big numbers pass, and whether a NUL
 * may stand in a name is a matter of taste. */
static bool is_strict(struct slice line, const json_error_t *error) {
    enum json_error_code code = json_error_code(error);
    bool repaired = !is_valid(line) || slice_contains(line, SLICE_LITERAL("\\u"));
    return repaired || code == json_error_numeric_overflow ||
           code == json_error_null_byte_in_key;
}

static void check_with_jansson(struct slice line) {
    json_error_t error;
    struct article article;
    if (line.size > 0 && memchr(line.data, '\0', line.size) != NULL) {
        return; /* jansson takes a NUL behind a number for white space */
    }
    struct slice json = without_mark(line);
    json_t *value =
        json_loadb(json.data, json.size, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    article_init(&article);
    enum assay_status status = read_json_line(&article, line, NULL, NULL);
    if (json_is_object(value)) {
        const json_t *text = json_object_get(value, "text");
        /* Nothing of up to 4096 bytes is deeper than jansson can go, but than we do. */
        require(status != ASSAY_INVALID_JSON || line.size > LIMIT_JSON_DEPTH);
        require(status != ASSAY_OK ||
                slice_equal(article.raw,
                            slice_of(json_string_value(text), json_string_length(text))));
        require(status != ASSAY_TEXT_NOT_STRING || !json_is_string(text));
        require(status != ASSAY_NO_TEXT || text == NULL || json_is_null(text));
    } else if (value != NULL) {
        require(status == ASSAY_NO_TEXT || line.size > LIMIT_JSON_DEPTH);
    } else {
        require(status == ASSAY_INVALID_JSON || is_strict(line, &error));
    }
    json_decref(value);
    article_deinit(&article);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct read_options joining = {.join = {"title,text", 10}};
    struct slice line = slice_of((const char *)data, size);
    check_line(line, NULL);
    check_line(line, &joining);
    check_with_jansson(line);
    return 0;
}
