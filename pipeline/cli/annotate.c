/* assay annotate: articles in, records out. What a run is made of is put together here.
 */
#include "cli/commands.h"

#include "base/memory.h"
#include "batch/run.h"
#include "batch/tell.h"
#include "cli/inputs.h"
#include "cli/sandbox.h"
#include "formats/format.h"
#include "stages/read.h"

#include <unistd.h>

enum { LABEL_BYTES = 64 };

struct annotation {
    const struct options *options;
    struct assay_rules *rules;
    char label[LABEL_BYTES]; /* of the shard */
};

/* ---- Annotators ---- */

static struct assay_annotator *make_annotator(void *context) {
    const struct annotation *annotation = context;
    const struct options *options = annotation->options;
    struct assay_error error;
    struct assay_options own = {.units = options->units,
                                .maximum = options->maximum,
                                .pretty = options->pretty,
                                .text = options->text,
                                .without_triggers = options->without_triggers,
                                .without_jit = options->without_jit};
    struct assay_annotator *annotator =
        assay_annotator_new(annotation->rules, &own, &error);
    if (annotator == NULL) {
        tell("%s", error.message);
        return NULL;
    }
    annotator_record_options(annotator)->sections =
        options->sections & options->format->sections;
    annotator_record_options(annotator)->explain = options->explain;
    inputs_set_fields(options, annotator);
    return annotator;
}

/* Where the output has no place for it, an article that failed is told on standard error.
 */
static enum assay_status write_record(void *context, struct assay_annotator *annotator,
                                      struct buffer *out) {
    const struct annotation *annotation = context;
    struct format_input input = {
        annotator_article(annotator), annotator_rules(annotation->rules),
        annotator_record_options(annotator), assay_article_error(annotator)};
    const struct format *format = annotation->options->format;
    if (!format->tells_errors) {
        inputs_tell_error(annotator);
    }
    return format->write(out, &input);
}

/* ---- What a later run must have in common with this one ---- */

static void hash_text(struct sha256 *hash, const char *text) {
    sha256_update(hash, text, strlen(text) + 1);
}

static void hash_end(struct sha256 *hash, char hex[65]) {
    unsigned char digest[32];
    sha256_finish(hash, digest);
    sha256_hex(digest, hex);
}

static void hash_program(bool jit, char hex[65]) {
    struct sha256 hash;
    char version[SCANNER_VERSION_SIZE];
    scanner_pcre2_version(version);
    sha256_init(&hash);
    hash_text(&hash, assay_version());
    hash_text(&hash, RECORD_VERSION);
    hash_text(&hash, version);
    hash_text(&hash, jit ? "jit" : "");
    hash_end(&hash, hex);
}

static void hash_rules(const struct rules *rules, char hex[65]) {
    struct sha256 hash;
    sha256_init(&hash);
    for (uint32_t i = 0; i < rules->pack_count; i++) {
        const struct pack *pack = &rules->packs[i];
        sha256_update(&hash, pack->name.data, pack->name.size);
        sha256_update(&hash, pack->sha256, sizeof pack->sha256);
    }
    hash_end(&hash, hex);
}

static bool hash_all(struct annotation *annotation, struct state_hashes *hashes) {
    struct assay_annotator *annotator = make_annotator(annotation);
    if (annotator == NULL) {
        return false;
    }
    hash_program(annotator_record_options(annotator)->jit, hashes->hex[0]);
    assay_annotator_free(annotator);
    hash_rules(annotator_rules(annotation->rules), hashes->hex[1]);
    struct sha256 shape = annotation->options->shape;
    hash_end(&shape, hashes->hex[2]);
    return true;
}

/* ---- The run ---- */

static bool enter_sandbox(void *context, const struct sink *sink) {
    const struct annotation *annotation = context;
    return sandbox_around(annotation->options, sink);
}

static size_t processors(void) {
#ifdef _SC_NPROCESSORS_ONLN
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 1 ? (size_t)count : 1;
#else
    return 1;
#endif
}

/* Progress is for someone who watches and does not see the records pass by. */
static bool shows_progress(const struct options *options) {
    bool to_terminal =
        options->output == NULL && options->folder == NULL && isatty(STDOUT_FILENO) == 1;
    return options->progress ||
           (!options->no_progress && isatty(STDERR_FILENO) == 1 && !to_terminal);
}

static struct run_options run_options_of(struct annotation *annotation) {
    const struct options *options = annotation->options;
    if (options->shards > 0) {
        snprintf(annotation->label, sizeof annotation->label, "-%llu-of-%llu",
                 (unsigned long long)options->shard + 1,
                 (unsigned long long)options->shards);
    }
    return (struct run_options){
        .paths = inputs_paths(options),
        .reader = inputs_reader(options),
        .sink = {.output = options->output,
                 .folder = options->folder,
                 .label = annotation->label,
                 .header = slice_from_string(options->format->header)},
        .format = {.ending = options->format->ending,
                   .write = write_record,
                   .context = annotation},
        .jobs = options->jobs > 0 ? options->jobs : processors(),
        .resume = options->resume,
        .fail_fast = options->fail_fast,
        .progress = shows_progress(options),
        .stats = options->stats,
        .before = options->sandbox ? enter_sandbox : NULL,
        .make = make_annotator,
        .context = annotation,
        .rules = annotator_rules(annotation->rules),
    };
}

static int status_of(const struct run_result *result) {
    return result->signal != 0                 ? EXIT_SIGNAL + result->signal
           : result->trouble || result->missed ? EXIT_TROUBLE
           : result->failed                    ? EXIT_FOUND
                                               : EXIT_WELL;
}

int command_annotate(const struct options *options) {
    int status = EXIT_TROUBLE;
    struct annotation annotation = {.options = options};
    if (!inputs_make_sense(options)) {
        return status;
    }
    annotation.rules = load_rules(options);
    if (annotation.rules != NULL) {
        struct run_options run_options = run_options_of(&annotation);
        bool keeps_state = options->output != NULL || options->folder != NULL;
        if (!keeps_state || hash_all(&annotation, &run_options.hashes)) {
            struct run_result result = run(&run_options);
            status = status_of(&result);
        }
    }
    assay_rules_free(annotation.rules);
    return status;
}
