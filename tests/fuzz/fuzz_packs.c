/* A folder of rules from a stranger. A line "=== NAME" begins a file of that name:
 * "pack.yaml", "rules.yaml", "terms.tsv"; a name with a slash lies in the folder of
 * another pack, "inflections.tsv" beside the packs; "text" is no file but the article
 * that the rules are tried on. What stands before the first such line is dropped.
 *
 * Loading gives rules, or errors with places and in UTF-8, and never both. Rules that
 * load mark the same with triggers (those that were worked out) and without, with JIT and
 * without, from the files and from their image; and the records are valid and their spans
 * true. */
#include "support.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/record.h"
#include "records.h"

enum { PATH_BYTES = 256, FILES = 12 };

static char folder[PATH_BYTES];

/* ---- The folder ---- */

static void remove_folder(void) {
    char command[PATH_BYTES + 16];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    require(system(command) == 0);
}

static void make_folder(void) {
    const char *parent = getenv("TMPDIR");
    if (folder[0] != '\0') {
        return;
    }
    snprintf(folder, sizeof folder, "%s/assay-fuzz-XXXXXX",
             parent == NULL ? "/tmp" : parent);
    require(mkdtemp(folder) != NULL);
    atexit(remove_folder);
    setenv("XDG_CACHE_HOME", folder, 1);
}

struct files {
    char paths[FILES][PATH_BYTES];
    uint32_t count;
    struct slice text;
};

/* A name of small letters, digits and hyphens, with an ending, perhaps in a folder of
 * such a name. */
static bool is_name(struct slice name) {
    size_t slashes = 0;
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        bool inside = i > 0 && i + 1 < name.size;
        slashes += byte == '/' ? 1 : 0;
        if (!plain && !(inside && (byte == '-' || byte == '.' || byte == '/'))) {
            return false;
        }
    }
    return name.size > 0 && name.size < 32 && slashes <= 1;
}

static void path_of(struct slice name, char path[PATH_BYTES]) {
    char pack[PATH_BYTES];
    const char *slash = memchr(name.data, '/', name.size);
    int size = slash == NULL ? 4 : (int)(slash - name.data);
    const char *pack_name = slash == NULL ? "main" : name.data;
    if (slash != NULL) {
        name = slice_of(slash + 1, name.size - (size_t)(slash + 1 - name.data));
    }
    snprintf(pack, sizeof pack, "%.200s/rules/%.*s", folder, size, pack_name);
    if (slash == NULL && slice_is(name, "inflections.tsv")) {
        snprintf(path, PATH_BYTES, "%.200s/rules/inflections.tsv", folder);
        return;
    }
    mkdir(pack, 0700);
    snprintf(path, PATH_BYTES, "%.200s/%.*s", pack, (int)name.size, name.data);
}

static void write_file(struct files *files, struct slice name, struct slice content) {
    if (slice_is(name, "text")) {
        files->text = content;
        return;
    }
    if (!is_name(name) || files->count == FILES) {
        return;
    }
    char *path = files->paths[files->count];
    path_of(name, path);
    FILE *file = fopen(path, "wb");
    if (file != NULL) {
        fwrite(content.data, 1, content.size, file);
        fclose(file);
        files->count++;
    }
}

/* The start of the next line that begins with "=== ", or the end. */
static size_t next_mark(struct slice bytes, size_t at) {
    while (at < bytes.size) {
        if (slice_starts_with(slice_of(bytes.data + at, bytes.size - at),
                              SLICE_LITERAL("=== "))) {
            return at;
        }
        const char *line = memchr(bytes.data + at, '\n', bytes.size - at);
        at = line == NULL ? bytes.size : (size_t)(line - bytes.data) + 1;
    }
    return at;
}

static void write_files(struct files *files, struct slice bytes) {
    char rules[PATH_BYTES];
    files->count = 0;
    files->text = SLICE_LITERAL("China's ban on gallium exports cost 1,000 tonnes, it "
                                "said.\n\nThe ban was lifted.\n");
    snprintf(rules, sizeof rules, "%.200s/rules", folder);
    mkdir(rules, 0700);
    for (size_t at = next_mark(bytes, 0); at < bytes.size;) {
        size_t name = at + 4, end = name;
        while (end < bytes.size && bytes.data[end] != '\n') {
            end++;
        }
        at = next_mark(bytes, end);
        size_t begin = end < at ? end + 1 : end;
        write_file(files, slice_of(bytes.data + name, end - name),
                   slice_of(bytes.data + begin, at - begin));
    }
}

static void remove_files(const struct files *files) {
    for (uint32_t i = 0; i < files->count; i++) {
        char pack[PATH_BYTES];
        unlink(files->paths[i]);
        snprintf(pack, sizeof pack, "%s", files->paths[i]);
        *strrchr(pack, '/') = '\0';
        rmdir(pack);
    }
}

/* ---- The rules ---- */

static void note_errors(void *context, const char *errors) {
    *(bool *)context = true;
    require(is_valid(slice_from_string(errors)));
    require(strstr(errors, ": error: ") != NULL);
}

static struct assay_annotator *annotate(const struct assay_rules *rules,
                                        struct slice text, bool without_triggers,
                                        bool without_jit) {
    struct assay_options options = {
        .text = true, .without_triggers = without_triggers, .without_jit = without_jit};
    struct assay_annotator *annotator = assay_annotator_new(rules, &options, NULL);
    require(annotator != NULL);
    require(assay_annotate(annotator, NULL, text.data, text.size) == ASSAY_OK);
    /* How a pattern is run is said in provenance, which must not tell them apart. */
    annotator_record_options(annotator)->jit = true;
    return annotator;
}

/* Triggers that a rule lists itself are its author's word. */
static void check_rules(const struct assay_rules *rules, const struct assay_rules *image,
                        struct slice text, bool lists_triggers) {
    struct assay_annotator *annotators[] = {
        annotate(rules, text, false, false),
        annotate(rules, text, !lists_triggers, false),
        annotate(rules, text, false, true),
        annotate(image, text, false, false),
    };
    check_record(annotators[0]);
    for (size_t i = 0; i < sizeof annotators / sizeof *annotators; i++) {
        check_same_record(annotators[0], annotators[i]);
    }
    for (size_t i = 0; i < sizeof annotators / sizeof *annotators; i++) {
        assay_annotator_free(annotators[i]);
    }
}

static void remove_images(void) {
    char command[PATH_BYTES + 32];
    snprintf(command, sizeof command, "rm -rf '%s/assay'", folder);
    require(system(command) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct files files;
    static uint32_t loads;
    char path[PATH_BYTES];
    bool reported = false;
    struct assay_rules_options options = {.report = note_errors,
                                          .report_context = &reported};
    make_folder();
    write_files(&files, slice_of((const char *)data, size));
    snprintf(path, sizeof path, "%.200s/rules", folder);
    struct assay_rules *rules = assay_rules_load(path, &options, NULL);
    require((rules == NULL) == reported);
    if (rules != NULL) {
        struct assay_rules *image = assay_rules_load(path, NULL, NULL);
        require(image != NULL);
        check_rules(rules, image, files.text,
                    slice_contains(slice_of((const char *)data, size),
                                   SLICE_LITERAL("triggers")));
        assay_rules_free(image);
        if (++loads % 256 == 0) {
            remove_images();
        }
    }
    assay_rules_free(rules);
    remove_files(&files);
    return 0;
}
