/* assay verify: proves records from their articles. The text is the record's own where it
 * has it (annotate --text), else the file that `source` names is read again. */
#include "base/limits.h"
#include "base/files.h"
#include "base/sha256.h"
#include "cli/commands.h"
#include "stages/jsonl.h"
#include "tools/records.h"
#include "tools/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

/* The articles, read again. JSONL is read on from where the last record's line was. */
struct originals {
    const struct options *options;
    struct article article;
    FILE *file;
    char *name, *line;
    size_t line_capacity;
    uint64_t line_number;
};

static void close_original(struct originals *originals) {
    if (originals->file != NULL) {
        fclose(originals->file);
    }
    free(originals->name);
    originals->file = NULL;
    originals->name = NULL;
}

static bool open_original(struct originals *originals, const char *name, uint64_t line) {
    if (originals->file != NULL && strcmp(originals->name, name) == 0 && line > 0 &&
        originals->line_number < line) {
        return true;
    }
    close_original(originals);
    originals->name = strdup(name);
    originals->file = originals->name == NULL ? NULL : file_stream(name);
    originals->line_number = 0;
    return originals->file != NULL;
}

static struct read_options read_options_of(const struct options *options,
                                           const json_t *source) {
    struct slice joined = records_text(source, "joined");
    struct read_options own = {.join = joined};
    if (options->text_field != NULL) {
        own.text_field = slice_from_string(options->text_field);
    }
    return own;
}

static bool read_line(struct originals *originals, uint64_t line, const json_t *source) {
    ssize_t size = -1;
    while (originals->line_number < line) {
        size = getline(&originals->line, &originals->line_capacity, originals->file);
        if (size < 0) {
            return false;
        }
        originals->line_number++;
    }
    struct read_options own = read_options_of(originals->options, source);
    struct assay_error error;
    error_clear(&error);
    return read_json_line(&originals->article, slice_of(originals->line, (size_t)size),
                          &own, &error) == ASSAY_OK;
}

static bool read_whole(struct originals *originals) {
    struct buffer bytes;
    struct assay_error error;
    size_t size = 0;
    buffer_init(&bytes, LIMIT_ARTICLE_MAXIMUM);
    error_clear(&error);
    do {
        char *room = buffer_reserve(&bytes, 1 << 16);
        size = room == NULL ? 0 : fread(room, 1, 1 << 16, originals->file);
        bytes.size += size;
    } while (size > 0);
    bool good =
        buffer_status(&bytes) == ASSAY_OK && !ferror(originals->file) &&
        read_text(&originals->article, buffer_slice(&bytes), NULL, &error) == ASSAY_OK;
    buffer_deinit(&bytes);
    return good;
}

/* The text of a record's article; false where it cannot be had. */
static bool text_of(struct originals *originals, const json_t *record,
                    struct slice *text) {
    const json_t *source = json_object_get(record, "source");
    const json_t *line = json_object_get(source, "line");
    struct slice name = records_text(source, "name");
    *text = records_text(record, "text");
    if (text->data != NULL) {
        return true;
    }
    uint64_t number = json_is_integer(line) ? (uint64_t)json_integer_value(line) : 0;
    article_reset(&originals->article);
    if (name.data == NULL || !open_original(originals, name.data, number) ||
        !(number > 0 ? read_line(originals, number, source) : read_whole(originals))) {
        return false;
    }
    *text = originals->article.raw;
    return true;
}

/* ---- Records ---- */

/* The text must be the one that was annotated. */
static bool is_same_text(const json_t *record, struct slice text) {
    struct slice wanted = records_text(json_object_get(record, "source"), "sha256");
    struct sha256 hash;
    unsigned char digest[32];
    char hex[65];
    sha256_init(&hash);
    sha256_update(&hash, text.data, text.size);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    return wanted.data == NULL || slice_is(wanted, hex);
}

static void verify_one(struct verification *verification, struct originals *originals,
                       const json_t *record, uint64_t *unread) {
    struct slice text;
    if (json_object_get(record, "error") != NULL) {
        return;
    }
    if (!text_of(originals, record, &text)) {
        printf("%s:%" PRIu64 ": the text cannot be had: the record has none (annotate "
               "--text), and its source cannot be read\n",
               verification->name, verification->line);
        (*unread)++;
    } else if (!is_same_text(record, text)) {
        printf("%s:%" PRIu64 ": the text is not the one that was annotated: its sha256 "
               "differs\n",
               verification->name, verification->line);
        verification->faults++;
    } else if (!verify_record(verification, record, text)) {
        fputs("assay: out of memory\n", stderr);
        (*unread)++;
    }
}

int command_verify(const struct options *options) {
    struct records records;
    struct verification verification = {.line = 0};
    struct originals originals = {.options = options};
    uint64_t unread = 0;
    article_init(&originals.article);
    records_init(&records, options->arguments, options->argument_count);
    for (json_t *record = records_next(&records); record != NULL;
         record = records_next(&records)) {
        verification.name = records.name;
        verification.line = records.line;
        verify_one(&verification, &originals, record, &unread);
        json_decref(record);
    }
    printf("%" PRIu64 " records, %" PRIu64 " spans: %" PRIu64 " faults\n",
           verification.records, verification.spans, verification.faults);
    bool found = verification.faults > 0 || unread > 0 || records.bad_lines > 0;
    bool trouble = records.trouble;
    records_deinit(&records);
    close_original(&originals);
    free(originals.line);
    article_deinit(&originals.article);
    return trouble ? EXIT_TROUBLE : found ? EXIT_FOUND : EXIT_WELL;
}
