/* Any bytes as a line of JSONL. What is accepted must be valid JSON by the other way of
 * scanning, its text and fields valid UTF-8, and the members passed on must again be an
 * object. */
#include <stdint.h>
#include <stdlib.h>

#include "stages/json.h"
#include "stages/jsonl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds)
        abort();
}

static bool is_valid(struct slice text) { return utf8_valid_prefix(text) == text.size; }

static void check_line(struct slice line, const struct read_options *options) {
    struct article article;
    article_init(&article);
    enum assay_status status = read_json_line(&article, line, options, NULL);
    bool is_object = jsonl_looks_like(line);
    require(is_object == (status != ASSAY_INVALID_JSON));
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct read_options joining = {.join = {"title,text", 10}};
    struct slice line = slice_of((const char *)data, size);
    check_line(line, NULL);
    check_line(line, &joining);
    return 0;
}
