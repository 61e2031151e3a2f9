#include "records.h"

#include "formats/record.h"
#include "schema.h"
#include "stages/json.h"
#include "support.h"
#include "tools/surrogates.h"
#include "tools/verify.h"

const struct assay_rules *rules_once(const char *folder) {
    static struct assay_rules *rules;
    struct assay_error error;
    rules = rules != NULL ? rules : assay_rules_load(folder, NULL, &error);
    if (rules == NULL) {
        fprintf(stderr, "%s: %s\n", error.place, error.message);
        exit(2);
    }
    return rules;
}

static const json_t *schema_once(void) {
    static json_t *schema;
    struct slice text = record_schema_text();
    schema = schema != NULL ? schema : json_loadb(text.data, text.size, 0, NULL);
    require(schema != NULL);
    return schema;
}

static void check_parsed(const json_t *record, struct slice text) {
    const char *problem = NULL;
    struct verification verification = {.name = "record", .line = 1};
    if (!schema_allows(schema_once(), schema_once(), record, &problem)) {
        fprintf(stderr, "the record breaks the schema: %s\n", problem);
        abort();
    }
    if (json_object_get(record, "error") == NULL) {
        require(verify_record(&verification, record, text));
        fflush(stdout); /* where the faults were told */
        require(verification.faults == 0);
    }
}

/* Also escapes of half a pair, which jansson refuses. */
static json_t *parse(struct slice text, json_error_t *error) {
    char *copy = malloc(text.size);
    require(copy != NULL);
    memcpy(copy, text.data, text.size);
    surrogates_mend(copy, text.size);
    json_t *record = json_loadb(copy, text.size, JSON_ALLOW_NUL, error);
    free(copy);
    return record;
}

void check_record(struct assay_annotator *annotator) {
    size_t size = 0;
    const char *data = assay_record(annotator, &size);
    require(data != NULL && size > 0 && data[size - 1] == '\n');
    require(is_valid(slice_of(data, size)));
    require(json_validate(slice_of(data, size), NULL) == ASSAY_OK);
    json_error_t error;
    json_t *record = parse(slice_of(data, size), &error);
    if (record == NULL) {
        /* Numbers and names pass from the input to `meta` as they are, also those that
         * jansson has no room for. */
        require(json_error_code(&error) == json_error_numeric_overflow ||
                json_error_code(&error) == json_error_null_byte_in_key);
        return;
    }
    struct assay_text text = assay_article_text(annotator);
    check_parsed(record, slice_of(text.data, text.size));
    json_decref(record);
}

static bool was_stopped(struct assay_annotator *annotator) {
    return annotator_article(annotator)->diagnostics[DIAGNOSTIC_REGEX_LIMIT].count > 0;
}

void check_same_record(struct assay_annotator *one, struct assay_annotator *other) {
    size_t size = 0;
    size_t other_size = 0;
    if (was_stopped(one) || was_stopped(other)) {
        return;
    }
    const char *record = assay_record(one, &size);
    const char *other_record = assay_record(other, &other_size);
    require(record != NULL && other_record != NULL);
    bool same = size == other_size && memcmp(record, other_record, size) == 0;
    if (!same) {
        fprintf(stderr, "%s%s", record, other_record);
    }
    require(same);
}
