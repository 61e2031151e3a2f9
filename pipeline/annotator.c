/* The public interface: an annotator gathers the chunks of an article, sends it through
 * the pipeline and keeps what came out until the next one begins. */
#include "annotator.h"

#include "base/memory.h"
#include "formats/record.h"
#include "formats/record_constants.h"
#include "packs/load.h"
#include "stages/jsonl.h"

#include <stdio.h>

struct assay_rules {
    struct rules *rules;
};

struct assay_annotator {
    const struct rules *rules;
    struct pipeline pipeline;
    struct article article;
    struct buffer input, record;
    struct read_options read_options;
    struct record_options record_options;
    struct record_constants constants;
    struct assay_error error;
    bool begun, recorded;
};

/* ---- Rules ---- */

static void report_errors(const struct assay_rules_options *options,
                          struct pack_errors *errors, struct assay_error *error) {
    struct buffer text;
    buffer_init(&text, (size_t)1 << 20);
    pack_errors_write(errors, false, &text);
    buffer_append_char(&text, '\0');
    if (options != NULL && options->report != NULL && buffer_status(&text) == ASSAY_OK) {
        options->report(options->report_context, text.data);
    }
    buffer_deinit(&text);
    if (errors->list.count == 0) {
        error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        return;
    }
    const struct pack_error *first = &errors->list.items[0];
    char place[256];
    snprintf(place, sizeof place, "%.*s:%u:%u", (int)first->place.file.size,
             first->place.file.data, first->place.line, first->place.column);
    error_set(error, ASSAY_RULES, place, "%.*s", (int)first->message.size,
              first->message.data);
}

struct assay_rules *assay_rules_load(const char *folder,
                                     const struct assay_rules_options *options,
                                     struct assay_error *error) {
    struct assay_rules *handle = memory_alloc(sizeof *handle);
    struct pack_errors errors;
    struct rules_options own = {0};
    if (error != NULL) {
        error_clear(error);
    }
    if (handle == NULL) {
        error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        return NULL;
    }
    if (options != NULL) {
        own = (struct rules_options){.pack_folders = options->pack_folders,
                                     .pack_folder_count = options->pack_folder_count,
                                     .only = options->only,
                                     .only_count = options->only_count,
                                     .disable = options->disable,
                                     .disable_count = options->disable_count};
    }
    pack_errors_init(&errors);
    if (rules_load(folder, &own, &handle->rules, &errors) != ASSAY_OK) {
        report_errors(options, &errors, error);
        memory_free(handle);
        handle = NULL;
    }
    pack_errors_deinit(&errors);
    return handle;
}

void assay_rules_free(struct assay_rules *rules) {
    if (rules != NULL) {
        rules_free(rules->rules);
        memory_free(rules);
    }
}

const struct rules *annotator_rules(const struct assay_rules *rules) {
    return rules->rules;
}

/* ---- Annotators ---- */

static void take_options(struct assay_annotator *annotator,
                         const struct assay_options *options) {
    annotator->record_options = record_defaults();
    annotator->record_options.constants = &annotator->constants;
    annotator->record_options.jit = scanner_uses_jit(annotator->pipeline.scanner);
    if (options != NULL) {
        annotator->read_options.maximum = options->maximum;
        annotator->record_options.pretty = options->pretty;
        annotator->record_options.text = options->text;
        annotator->record_options.units =
            options->units == 0 ? annotator->record_options.units : options->units;
    }
}

struct assay_annotator *assay_annotator_new(const struct assay_rules *rules,
                                            const struct assay_options *options,
                                            struct assay_error *error) {
    struct assay_annotator *annotator = memory_alloc(sizeof *annotator);
    struct work_options work = {.without_triggers =
                                    options != NULL && options->without_triggers};
    if (error != NULL) {
        error_clear(error);
    }
    if (annotator == NULL) {
        error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
        return NULL;
    }
    memset(annotator, 0, sizeof *annotator);
    if (pipeline_init(&annotator->pipeline, rules->rules, work, error) != ASSAY_OK) {
        memory_free(annotator);
        return NULL;
    }
    if (options != NULL && options->without_jit) {
        scanner_interpret(annotator->pipeline.scanner);
    }
    annotator->rules = rules->rules;
    article_init(&annotator->article);
    record_constants_init(&annotator->constants);
    take_options(annotator, options);
    buffer_init(&annotator->input, read_maximum(&annotator->read_options));
    buffer_init(&annotator->record, LIMIT_RECORD_BYTES);
    return annotator;
}

void assay_annotator_free(struct assay_annotator *annotator) {
    if (annotator == NULL) {
        return;
    }
    pipeline_deinit(&annotator->pipeline);
    article_deinit(&annotator->article);
    buffer_deinit(&annotator->input);
    buffer_deinit(&annotator->record);
    record_constants_deinit(&annotator->constants);
    memory_free(annotator);
}

struct record_options *annotator_record_options(struct assay_annotator *annotator) {
    return &annotator->record_options;
}

struct read_options *annotator_read_options(struct assay_annotator *annotator) {
    return &annotator->read_options;
}

bool annotator_measure(struct assay_annotator *annotator) {
    return scanner_measure(annotator->pipeline.scanner);
}

const struct pattern_time *annotator_times(const struct assay_annotator *annotator) {
    return scanner_times(annotator->pipeline.scanner);
}

struct article *annotator_article(struct assay_annotator *annotator) {
    return &annotator->article;
}

/* ---- One article ---- */

/* A file's name may be any bytes; in the record it is text. */
static void take_name(struct assay_annotator *annotator, const char *name) {
    struct article *article = &annotator->article;
    struct decoded decoded;
    enum assay_status status =
        decode_string(&article->arena, slice_from_string(name), &decoded);
    if (status == ASSAY_OK) {
        article->source.name = decoded.text;
    } else {
        error_set(&annotator->error, status, NULL, "%s", assay_status_words(status));
    }
}

void assay_begin(struct assay_annotator *annotator, const char *name) {
    article_reset(&annotator->article);
    buffer_clear(&annotator->input);
    buffer_clear(&annotator->record);
    error_clear(&annotator->error);
    if (name != NULL) {
        take_name(annotator, name);
    }
    annotator->begun = true;
    annotator->recorded = false;
}

enum assay_status assay_feed(struct assay_annotator *annotator, const void *bytes,
                             size_t size) {
    if (!annotator->begun) {
        assay_begin(annotator, NULL);
    }
    buffer_append(&annotator->input, bytes, size);
    annotator->article.source.bytes += size;
    enum assay_status status = buffer_status(&annotator->input);
    if (status == ASSAY_TOO_LARGE) {
        error_set(&annotator->error, status, NULL,
                  "the article is larger than the limit of %zu bytes",
                  annotator->input.maximum);
    } else if (status != ASSAY_OK) {
        error_set(&annotator->error, status, NULL, "%s", assay_status_words(status));
    }
    return status;
}

enum assay_status assay_finish(struct assay_annotator *annotator) {
    if (!annotator->begun) {
        assay_begin(annotator, NULL);
    }
    annotator->begun = false;
    if (annotator->error.status == ASSAY_OK) {
        read_text(&annotator->article, buffer_slice(&annotator->input),
                  &annotator->read_options, &annotator->error);
    }
    return annotator_finish(annotator);
}

enum assay_status annotator_line(struct assay_annotator *annotator, const char *name,
                                 uint64_t line, struct slice json) {
    assay_begin(annotator, name);
    annotator->begun = false;
    annotator->article.source.line = line;
    if (annotator->error.status == ASSAY_OK) {
        read_json_line(&annotator->article, json, &annotator->read_options,
                       &annotator->error);
    }
    return annotator_finish(annotator);
}

enum assay_status annotator_text(struct assay_annotator *annotator, const char *name,
                                 struct slice bytes) {
    assay_begin(annotator, name);
    annotator->begun = false;
    if (annotator->error.status == ASSAY_OK) {
        read_text(&annotator->article, bytes, &annotator->read_options,
                  &annotator->error);
    }
    return annotator_finish(annotator);
}

enum assay_status annotator_fail(struct assay_annotator *annotator, const char *name,
                                 uint64_t line, uint64_t size, enum assay_status status,
                                 struct slice message) {
    assay_begin(annotator, name);
    annotator->begun = false;
    annotator->article.source.line = line;
    annotator->article.source.bytes = size;
    return error_set(&annotator->error, status, NULL, "%.*s", (int)message.size,
                     message.data);
}

/* What no section shows need not be worked out. Counts and diagnostics are of all. */
static enum work_extent extent_of(uint32_t sections) {
    const uint32_t judged = 1u << SECTION_CLAIMS | 1u << SECTION_FRAMING |
                            1u << SECTION_COUNTS | 1u << SECTION_DIAGNOSTICS;
    return (sections & judged) != 0                   ? EXTENT_ALL
           : (sections >> SECTION_RELATIONS & 1) != 0 ? EXTENT_RELATIONS
                                                      : EXTENT_ENTITIES;
}

enum assay_status annotator_finish(struct assay_annotator *annotator) {
    if (annotator->error.status == ASSAY_OK) {
        annotator->pipeline.options.extent =
            extent_of(annotator->record_options.sections);
        pipeline_annotate(&annotator->pipeline, &annotator->article, &annotator->error);
    }
    if (annotator->error.status == ASSAY_NO_MEMORY && annotator->article.arena.full) {
        error_clear(&annotator->error);
        error_set(&annotator->error, ASSAY_TOO_LARGE, NULL,
                  "the article needs more than %zu MiB of memory; split it, or give less "
                  "rules with --only",
                  (size_t)LIMIT_ARTICLE_MEMORY >> 20);
    }
    return annotator->error.status;
}

enum assay_status assay_annotate(struct assay_annotator *annotator, const char *name,
                                 const void *bytes, size_t size) {
    assay_begin(annotator, name);
    assay_feed(annotator, bytes, size);
    return assay_finish(annotator);
}

const struct assay_error *assay_article_error(const struct assay_annotator *annotator) {
    return &annotator->error;
}

enum assay_status annotator_write(struct assay_annotator *annotator, struct buffer *out) {
    enum assay_status status =
        annotator->error.status == ASSAY_OK
            ? record_write(out, &annotator->article, annotator->rules,
                           &annotator->record_options)
            : record_write_error(out, &annotator->article, annotator->rules,
                                 &annotator->record_options, &annotator->error);
    return status == ASSAY_OK ? buffer_status(out) : status;
}

static void write_record(struct assay_annotator *annotator) {
    enum assay_status status = annotator_write(annotator, &annotator->record);
    buffer_append_char(&annotator->record, '\0');
    annotator->recorded =
        status == ASSAY_OK && buffer_status(&annotator->record) == ASSAY_OK;
}

const char *assay_record(struct assay_annotator *annotator, size_t *size) {
    if (!annotator->recorded) {
        write_record(annotator);
    }
    if (!annotator->recorded) {
        *size = 0;
        return NULL;
    }
    *size = annotator->record.size - 1;
    return annotator->record.data;
}

/* ---- Walking ---- */

static struct assay_text text_of(struct slice text) {
    return (struct assay_text){text.size == 0 ? NULL : text.data, text.size};
}

static struct assay_span span_of(const struct article *article, struct span normalized) {
    struct span raw = offsets_to_raw(&article->offsets, normalized);
    return (struct assay_span){raw.start, raw.end};
}

struct assay_text assay_article_text(const struct assay_annotator *annotator) {
    return text_of(annotator->article.raw);
}

struct assay_text assay_article_title(const struct assay_annotator *annotator) {
    return text_of(annotator->article.title);
}

struct assay_text assay_article_date(const struct assay_annotator *annotator) {
    return text_of(annotator->article.date);
}

struct assay_text assay_article_byline(const struct assay_annotator *annotator) {
    return text_of(annotator->article.byline);
}

size_t assay_zone_count(const struct assay_annotator *annotator) {
    return annotator->article.zones.count;
}

bool assay_zone_at(const struct assay_annotator *annotator, size_t number,
                   struct assay_zone *zone) {
    const struct article *article = &annotator->article;
    if (number >= article->zones.count) {
        return false;
    }
    zone->kind = zone_word(article->zones.items[number].kind);
    zone->span = (struct assay_span){article_zone_start(article, number),
                                     article_zone_start(article, number + 1)};
    return true;
}

size_t assay_sentence_count(const struct assay_annotator *annotator) {
    return annotator->article.sentences.count;
}

bool assay_sentence_at(const struct assay_annotator *annotator, size_t number,
                       struct assay_span *span) {
    const struct article *article = &annotator->article;
    if (number >= article->sentences.count) {
        return false;
    }
    *span = span_of(article, article->sentences.items[number].span);
    return true;
}

size_t assay_entity_count(const struct assay_annotator *annotator) {
    return annotator->article.mentions.count;
}

bool assay_entity_at(const struct assay_annotator *annotator, size_t number,
                     struct assay_entity *entity) {
    const struct article *article = &annotator->article;
    if (number >= article->mentions.count) {
        return false;
    }
    const struct mention *mention = &article->mentions.items[number];
    struct assay_span span = span_of(article, mention->span);
    *entity = (struct assay_entity){
        .type = text_of(annotator->rules->types[mention->type]),
        .id = text_of(mention->id),
        .name = text_of(mention->name),
        .text = {article->raw.data + span.start, span.end - span.start},
        .term = text_of(mention->term_text),
        .span = span,
        .sentence = mention->sentence == SENTENCE_NONE ? SIZE_MAX : mention->sentence,
        .rule = text_of(annotator->rules->rules[mention->rule].name),
        .confidence = mention->confidence / 100.0,
    };
    return true;
}

bool assay_entity_attribute(const struct assay_annotator *annotator, size_t number,
                            const char *name, size_t index, struct assay_text *value) {
    const struct article *article = &annotator->article;
    if (number >= article->mentions.count) {
        return false;
    }
    const struct mention *mention = &article->mentions.items[number];
    for (size_t i = 0; i < mention->attributes.count; i++) {
        const struct attribute *attribute = &mention->attributes.items[i];
        bool list = attribute->kind == ATTRIBUTE_LIST;
        if (!slice_is(attribute->name, name) ||
            index >= (list ? attribute->item_count : 1)) {
            continue;
        }
        *value = text_of(list ? attribute->items[index] : attribute->text);
        return true;
    }
    return false;
}

/* ---- Versions ---- */

const char *assay_version(void) { return ASSAY_VERSION; }

const char *assay_record_schema(size_t *size) {
    struct slice schema = record_schema_text();
    *size = schema.size;
    return schema.data;
}
