/* Options become what the batch takes; those that contradict each other are told. */
#include "cli/inputs.h"

#include "base/files.h"
#include "base/memory.h"
#include "batch/tell.h"
#include "batch/worker.h"
#include "cli/output.h"
#include "formats/format.h"
#include "stages/read.h"

#include <errno.h>
#include <inttypes.h>
#include <strings.h>
#include <sys/stat.h>

enum { FIRST_BYTES = 64 };

static bool complain(const char *words) {
    tell("%s", words);
    return false;
}

/* A mistyped command looks like a file that is not there. */
static bool is_no_command(const struct options *options) {
    struct stat status;
    const char *name = options->argument_count > 0 ? options->arguments[0] : "-";
    if (options->named || strcmp(name, "-") == 0 || stat(name, &status) == 0) {
        return true;
    }
    int code = errno;
    const char *near = code == ENOENT ? options_nearest_command(name) : NULL;
    if (near != NULL) {
        tell("%s: %s; did you mean the command %s?", name, strerror(code), near);
    }
    return near == NULL;
}

/* All that was read is blank, and more may come. */
static bool is_blank(const unsigned char first[FIRST_BYTES], size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (strchr(" \t\r\n", first[i]) == NULL) {
            return false;
        }
    }
    return size == FIRST_BYTES;
}

/* Whether a file is text for certain, and so one article: not compressed, and its first
 * line no object. One that cannot be read is complained of later. Of a pipe nothing is
 * certain, since what is looked at there is lost. */
static bool is_plain_text(const char *name) {
    unsigned char first[FIRST_BYTES];
    struct stat status;
    if (reader_is_named_lines(name) ||
        (stat(name, &status) == 0 && !S_ISREG(status.st_mode))) {
        return false;
    }
    FILE *file = file_stream(name);
    if (file == NULL) {
        return true;
    }
    size_t size = fread(first, 1, sizeof first, file);
    fclose(file);
    bool gzip = size > 1 && first[0] == 0x1F && first[1] == 0x8B;
    bool zstd = size > 1 && first[0] == 0x28 && first[1] == 0xB5;
    return !gzip && !zstd && memchr(first, '{', size) == NULL && !is_blank(first, size);
}

static bool is_one_text(const struct options *options, const char *name) {
    struct stat status;
    if (stat(name, &status) == 0 && S_ISDIR(status.st_mode)) {
        return false;
    }
    return options->input == INPUT_TEXT ||
           (options->input == INPUT_AUTO && strcmp(name, "-") != 0 &&
            is_plain_text(name));
}

/* A format of one article goes to a folder, or there is one article for certain. */
static bool one_a_file(const struct options *options) {
    const char *name = options->argument_count > 0 ? options->arguments[0] : "-";
    return !options->format->one_a_file || options->folder != NULL ||
           (options->argument_count <= 1 && options->list == NULL &&
            is_one_text(options, name));
}

/* As "$OUT" is, where nothing has been set. */
static bool none_is_empty(const struct options *options) {
    const struct {
        const char *name, *value;
    } all[] = {{"-o", options->output},
               {"--out-dir", options->folder},
               {"--files-from", options->list},
               {"--text-field", options->text_field},
               {"--join", options->join}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].value != NULL && *all[i].value == '\0') {
            tell("%s is empty", all[i].name);
            return false;
        }
    }
    return true;
}

/* A name that promises what is not written. */
static bool is_written_as_named(const char *output) {
    static const char *const endings[] = {".bz2", ".xz", ".lz4", ".zip",
                                          ".7z",  ".br", ".zstd"};
    size_t size = output == NULL ? 0 : strlen(output);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (size > ending && strcasecmp(output + size - ending, endings[i]) == 0) {
            tell("-o %s: only .gz and .zst are compressed; name it so, or write to "
                 "standard output and pack that",
                 output);
            return false;
        }
    }
    return true;
}

/* What one option says the other would leave out. */
static bool is_joined(const struct options *options) {
    if (options->text_field == NULL || options->join == NULL) {
        return true;
    }
    size_t size = strlen(options->text_field);
    for (const char *name = options->join;; name++) {
        size_t length = strcspn(name, ",");
        if (length == size && memcmp(name, options->text_field, size) == 0) {
            return true;
        }
        name += length;
        if (*name == '\0') {
            break;
        }
    }
    tell("--join %s leaves out --text-field %s; join it too, or leave that option out",
         options->join, options->text_field);
    return false;
}

bool inputs_make_sense(const struct options *options) {
    bool listed_on_input = options->list != NULL && strcmp(options->list, "-") == 0;
    size_t inputs = 0;
    for (size_t i = 0; i < options->argument_count; i++) {
        inputs += strcmp(options->arguments[i], "-") == 0;
    }
    if (!none_is_empty(options) || !is_written_as_named(options->output) ||
        !is_joined(options)) {
        return false;
    }
    if (options->output != NULL && options->folder != NULL) {
        return complain("-o and --out-dir are two places to write to; choose one");
    }
    if (inputs + listed_on_input > 1) {
        return complain("standard input can be read only once");
    }
    if (options->list_zero && options->list == NULL) {
        return complain("-0 says how names end in --files-from, which is missing");
    }
    if (options->glob_count > 0 && options->argument_count == 0 &&
        options->list == NULL) {
        return complain("--glob chooses among the files of a folder; name one");
    }
    if (options->resume && options->folder == NULL &&
        (options->output == NULL || strcmp(options->output, "-") == 0)) {
        return complain("--resume needs -o FILE or --out-dir DIR, beside which it finds "
                        "how far an earlier run came");
    }
    if (options->list != NULL && !output_spares(options->output, &options->list, 1)) {
        return false;
    }
    if (!one_a_file(options)) {
        return complain("this format is of one article: name --out-dir, where each has a "
                        "file of its own; or one text file (for standard input or "
                        "a pipe say -i text)");
    }
    return is_no_command(options);
}

struct paths_options inputs_paths(const struct options *options) {
    return (struct paths_options){
        .arguments = options->arguments,
        .argument_count = options->argument_count,
        .globs = options->globs,
        .glob_count = options->glob_count,
        .list = options->list,
        .list_zero = options->list_zero,
        .output = options->output,
        .folder = options->folder,
        .ending = options->format->ending,
    };
}

static struct read_options read_options_of(const struct options *options) {
    struct read_options read = {.maximum = options->maximum};
    if (options->text_field != NULL) {
        read.text_field = slice_from_string(options->text_field);
    }
    if (options->join != NULL) {
        read.join = slice_from_string(options->join);
    }
    return read;
}

struct reader_options inputs_reader(const struct options *options) {
    struct read_options read = read_options_of(options);
    return (struct reader_options){
        .form = options->input,
        .article_maximum = read_maximum(&read),
        .line_maximum = read_line_maximum(&read),
        .shard = options->shard,
        .shards = options->shards,
    };
}

void inputs_set_fields(const struct options *options, struct assay_annotator *annotator) {
    *annotator_read_options(annotator) = read_options_of(options);
}

void inputs_tell_error(struct assay_annotator *annotator) {
    const struct assay_error *error = assay_article_error(annotator);
    const struct source *source = &annotator_article(annotator)->source;
    struct slice name =
        source->name.size > 0 ? source->name : SLICE_LITERAL("standard input");
    char line[32] = "";
    if (error->status == ASSAY_OK || error->status == ASSAY_IO) {
        return;
    }
    if (source->line > 0) {
        snprintf(line, sizeof line, ":%" PRIu64, source->line);
    }
    tell("%.*s%s: %s", (int)name.size, name.data, line, error->message);
}

/* ---- One after the other ---- */

static bool each_of(const struct batch *batch, struct assay_annotator *annotator,
                    input_article *each, void *context) {
    for (size_t i = 0; i < batch->count; i++) {
        worker_annotate(annotator, batch, &batch->items[i]);
        if (!each(context, annotator)) {
            return false;
        }
    }
    return true;
}

static enum input_result read_all(struct reader *reader,
                                  struct assay_annotator *annotator, input_article *each,
                                  void *context) {
    struct batch *batch = memory_alloc(sizeof *batch);
    bool stopped = false;
    if (batch == NULL) {
        complain("out of memory");
        return INPUT_FAILED;
    }
    batch_init(batch);
    enum reader_result result = reader_fill(reader, batch);
    while (result == READER_BATCH && !stopped) {
        stopped = !each_of(batch, annotator, each, context);
        batch_reset(batch);
        result = stopped ? READER_END : reader_fill(reader, batch);
    }
    batch_deinit(batch);
    memory_free(batch);
    bool missed = reader_missed_named(reader) || reader_missed_folder(reader);
    return result == READER_FAILED || missed ? INPUT_FAILED
           : stopped                         ? INPUT_STOPPED
                                             : INPUT_DONE;
}

enum input_result input_each(const struct options *options,
                             struct assay_annotator *annotator, input_article *each,
                             void *context) {
    struct assay_error error;
    struct paths_options paths_options = inputs_paths(options);
    struct reader_options reader_options = inputs_reader(options);
    enum input_result result = INPUT_FAILED;
    error_clear(&error);
    struct paths *paths = paths_new(&paths_options, &error);
    struct reader *reader = paths == NULL ? NULL : reader_new(&reader_options, paths);
    if (reader != NULL) {
        result = read_all(reader, annotator, each, context);
    } else {
        complain(paths == NULL ? error.message : "out of memory");
    }
    reader_free(reader);
    paths_free(paths);
    return result;
}
