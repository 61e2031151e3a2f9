/* A folder is read file by file, in the order of their names. */
#include "tools/gold.h"

#include "base/buffer.h"
#include "base/files.h"
#include "base/limits.h"
#include "tools/json_memory.h"
#include "tools/records.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

struct reader {
    gold_article *each;
    void *context;
    struct arena arena; /* of one article */
    bool failed, stopped;
};

static void complain(struct reader *reader, const char *path, const char *what) {
    fprintf(stderr, "assay: %s: %s\n", path, what);
    reader->failed = true;
}

static bool read_file(struct reader *reader, const char *path, struct buffer *bytes) {
    FILE *file = file_stream(path);
    if (file == NULL) {
        complain(reader, path, strerror(errno));
        return false;
    }
    for (;;) {
        char *room = buffer_reserve(bytes, 1 << 16);
        size_t size = room == NULL ? 0 : fread(room, 1, 1 << 16, file);
        if (size == 0) {
            break;
        }
        bytes->size += size;
    }
    bool good = !ferror(file) && buffer_status(bytes) == ASSAY_OK;
    if (!good) {
        complain(reader, path, "cannot be read");
    }
    fclose(file);
    return good;
}

static struct mark *add(struct reader *reader, struct gold *gold, enum mark_kind kind,
                        struct slice label, int64_t start, int64_t end) {
    struct mark *mark = LIST_PUSH(&reader->arena, &gold->marks.list);
    if (mark == NULL) {
        complain(reader, gold->name, "out of memory");
        return NULL;
    }
    *mark = (struct mark){.kind = kind,
                          .label = label,
                          .start = start,
                          .end = end,
                          .sentence_start = -1,
                          .sentence_end = -1};
    return mark;
}

static void give(struct reader *reader, const struct gold *gold) {
    if (!reader->failed && !reader->stopped) {
        reader->stopped = !reader->each(reader->context, gold);
    }
}

static bool ends_with(const char *name, const char *end) {
    size_t size = strlen(name);
    size_t wanted = strlen(end);
    return size > wanted && strcmp(name + size - wanted, end) == 0;
}

/* ---- The corpus's own format ---- */

static int64_t offset_of(const json_t *object, const char *key, size_t index) {
    return records_offset(object, key, index);
}

static void read_entities(struct reader *reader, struct gold *gold, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        struct mark *mark = add(reader, gold, MARK_ENTITY, records_text(value, "type"),
                                offset_of(value, "span", 0), offset_of(value, "span", 1));
        if (mark != NULL) {
            mark->id = records_text(value, "id");
            mark->text = records_text(value, "text");
            mark->value = value;
        }
    }
}

static void read_claims(struct reader *reader, struct gold *gold, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        const json_t *flags = json_object_get(value, "flags");
        for (size_t j = 0; j < json_array_size(flags); j++) {
            const json_t *flag = json_array_get(flags, j);
            struct mark *mark =
                add(reader, gold, MARK_CLAIM,
                    slice_of(json_string_value(flag), json_string_length(flag)),
                    offset_of(value, "sentence_span", 0),
                    offset_of(value, "sentence_span", 1));
            if (mark != NULL) {
                mark->text = records_text(value, "text");
                mark->sentence_start = mark->start;
                mark->sentence_end = mark->end;
            }
        }
    }
}

static void read_relations(struct reader *reader, struct gold *gold, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        struct mark *mark = add(reader, gold, MARK_RELATION, records_text(value, "type"),
                                offset_of(value, "sentence_span", 0),
                                offset_of(value, "sentence_span", 1));
        if (mark != NULL) {
            mark->sentence_start = mark->start;
            mark->sentence_end = mark->end;
            mark->value = value;
        }
    }
}

static void read_frames(struct reader *reader, struct gold *gold, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        struct mark *mark =
            add(reader, gold, MARK_FRAME, records_text(value, "frame"), -1, -1);
        if (mark != NULL) {
            mark->id = records_text(value, "stance");
        }
    }
}

static void read_sections(struct reader *reader, struct gold *gold, const json_t *root) {
    static const struct {
        const char *key;
        void (*read)(struct reader *reader, struct gold *gold, const json_t *list);
    } sections[MARK_KINDS] = {[MARK_ENTITY] = {"entities", read_entities},
                              [MARK_RELATION] = {"relations", read_relations},
                              [MARK_CLAIM] = {"claims", read_claims},
                              [MARK_FRAME] = {"frames", read_frames}};
    for (int kind = 0; kind < MARK_KINDS; kind++) {
        const json_t *list = json_object_get(root, sections[kind].key);
        gold->has[kind] = json_is_array(list);
        sections[kind].read(reader, gold, list);
    }
}

/* gold/NAME.json -> articles/NAME.txt */
static bool article_path(const char *path, char out[PATH_BYTES]) {
    const char *name = strrchr(path, '/');
    name = name == NULL ? path : name + 1;
    size_t stem = strlen(name) - strlen(".json");
    int size = snprintf(out, PATH_BYTES, "%.*s../articles/%.*s.txt", (int)(name - path),
                        path, (int)stem, name);
    return size > 0 && size < PATH_BYTES;
}

static void read_corpus_file(struct reader *reader, const char *path) {
    char article[PATH_BYTES];
    struct buffer text;
    json_error_t error;
    json_t *root = json_load_file(path, 0, &error);
    buffer_init(&text, LIMIT_ARTICLE_BYTES);
    if (root == NULL) {
        fprintf(stderr, "assay: %s:%d:%d: %s\n", path, error.line, error.column,
                json_memory_failed() ? "out of memory" : error.text);
        reader->failed = true;
    } else if (!json_is_array(json_object_get(root, "entities"))) {
        complain(reader, path, "is no gold: it has no `entities`");
    } else if (article_path(path, article) && read_file(reader, article, &text)) {
        struct gold gold = {.name = article, .text = buffer_slice(&text)};
        read_sections(reader, &gold, root);
        give(reader, &gold);
    }
    buffer_deinit(&text);
    json_decref(root);
}

/* ---- brat standoff ---- */

/* "T1\tmineral 0 7\tlithium": the first and last offset of a mark in pieces. */
static bool read_text_bound(struct reader *reader, struct gold *gold, char *line) {
    char *label = strchr(line, '\t');
    char *text = label == NULL ? NULL : strchr(label + 1, '\t');
    char *offsets = label == NULL ? NULL : strchr(label + 1, ' ');
    if (text == NULL || offsets == NULL || offsets > text) {
        return false;
    }
    char *end = NULL;
    *text = '\0';
    int64_t start = strtoll(offsets, &end, 10);
    char *last = strrchr(offsets, ' ');
    struct mark *mark =
        add(reader, gold, MARK_ENTITY, slice_of(label + 1, (size_t)(offsets - label - 1)),
            start, strtoll(last, NULL, 10));
    if (mark != NULL) {
        mark->text = slice_from_string(text + 1);
    }
    return true;
}

static void read_brat_file(struct reader *reader, const char *path) {
    char article[PATH_BYTES];
    struct buffer marks;
    struct buffer text;
    buffer_init(&marks, LIMIT_ARTICLE_BYTES);
    buffer_init(&text, LIMIT_ARTICLE_BYTES);
    snprintf(article, sizeof article, "%.*s.txt", (int)(strlen(path) - 4), path);
    if (read_file(reader, path, &marks) && read_file(reader, article, &text)) {
        struct gold gold = {
            .name = article, .text = buffer_slice(&text), .has = {[MARK_ENTITY] = true}};
        unsigned line = 1;
        buffer_append_char(&marks, '\0');
        for (char *at = marks.data; at != NULL && *at != '\0'; line++) {
            char *end = strchr(at, '\n');
            if (end != NULL) {
                *end = '\0';
            }
            if (*at == 'T' && !read_text_bound(reader, &gold, at)) {
                fprintf(stderr, "assay: %s:%u: this is no text-bound annotation\n", path,
                        line);
                reader->failed = true;
            }
            at = end == NULL ? NULL : end + 1;
        }
        give(reader, &gold);
    }
    buffer_deinit(&marks);
    buffer_deinit(&text);
}

/* ---- JSONL with spans ---- */

/* The bytes of `text` from one code point to another; empty where they are outside. */
static struct slice characters(struct slice text, int64_t start, int64_t end) {
    size_t ends[2] = {text.size, text.size};
    int64_t count = 0;
    for (size_t at = 0; at < text.size; at++) {
        if (((unsigned char)text.data[at] & 0xC0) != 0x80) {
            ends[0] = count == start ? at : ends[0];
            ends[1] = count == end ? at : ends[1];
            count++;
        }
    }
    return ends[0] <= ends[1] ? slice_of(text.data + ends[0], ends[1] - ends[0])
                              : (struct slice){NULL, 0};
}

static void read_spans(struct reader *reader, struct gold *gold, const json_t *list) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *value = json_array_get(list, i);
        const json_t *start = json_object_get(value, "start");
        const json_t *end = json_object_get(value, "end");
        struct slice label = records_text(value, "type");
        if (label.data == NULL) {
            label = records_text(value, "label");
        }
        if (!json_is_integer(start) || !json_is_integer(end) || label.data == NULL) {
            complain(reader, gold->name,
                     "an entity needs `start`, `end` and `type` or `label`");
            return;
        }
        struct mark *mark = add(reader, gold, MARK_ENTITY, label,
                                json_integer_value(start), json_integer_value(end));
        if (mark != NULL) {
            mark->id = records_text(value, "id");
            mark->text = characters(gold->text, mark->start, mark->end);
        }
    }
}

static void read_line(struct reader *reader, const char *path, uint64_t line,
                      const char *bytes, size_t size) {
    char name[PATH_BYTES];
    json_error_t error;
    json_t *root = json_loadb(bytes, size, JSON_ALLOW_NUL, &error);
    struct slice text = records_text(root, "text");
    snprintf(name, sizeof name, "%s:%" PRIu64, path, line);
    if (root == NULL) {
        complain(reader, name, json_memory_failed() ? "out of memory" : error.text);
    } else if (text.data == NULL || !json_is_array(json_object_get(root, "entities"))) {
        complain(reader, name, "is no gold: it needs `text` and `entities`");
    } else {
        struct gold gold = {.name = name, .text = text, .has = {[MARK_ENTITY] = true}};
        read_spans(reader, &gold, json_object_get(root, "entities"));
        give(reader, &gold);
    }
    json_decref(root);
}

static void read_jsonl_file(struct reader *reader, const char *path) {
    FILE *file = file_stream(path);
    char *held = NULL;
    size_t capacity = 0;
    uint64_t line = 0;
    if (file == NULL) {
        complain(reader, path, strerror(errno));
        return;
    }
    for (ssize_t size = getline(&held, &capacity, file);
         size >= 0 && !reader->failed && !reader->stopped;
         size = getline(&held, &capacity, file)) {
        arena_reset(&reader->arena, LIMIT_ARENA_KEEP);
        line++;
        if (strspn(held, " \t\r\n") < (size_t)size) {
            read_line(reader, path, line, held, (size_t)size);
        }
    }
    free(held);
    fclose(file);
}

/* ---- Files and folders ---- */

static bool is_gold_file(const char *name) {
    return ends_with(name, ".json") || ends_with(name, ".ann") ||
           ends_with(name, ".jsonl");
}

static void read_gold_file(struct reader *reader, const char *path) {
    arena_reset(&reader->arena, LIMIT_ARENA_KEEP);
    if (ends_with(path, ".ann")) {
        read_brat_file(reader, path);
    } else if (ends_with(path, ".jsonl")) {
        read_jsonl_file(reader, path);
    } else if (ends_with(path, ".json")) {
        read_corpus_file(reader, path);
    } else {
        complain(reader, path, "is no gold: .json, .jsonl or .ann is");
    }
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int gold_only(const struct dirent *entry) { return is_gold_file(entry->d_name); }

static void read_folder(struct reader *reader, const char *folder) {
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, gold_only, by_name);
    if (count < 0) {
        complain(reader, folder, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        char path[PATH_BYTES];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (!reader->failed && !reader->stopped) {
            read_gold_file(reader, path);
        }
        free(entries[i]);
    }
    free(entries);
    if (count == 0) {
        complain(reader, folder, "holds no gold: no .json, .jsonl or .ann");
    }
}

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool gold_each(const char *path, gold_article *each, void *context) {
    struct reader reader = {.each = each, .context = context};
    char inside[PATH_BYTES];
    arena_init(&reader.arena);
    snprintf(inside, sizeof inside, "%s/gold", path);
    if (is_folder(inside)) {
        read_folder(&reader, inside);
    } else if (is_folder(path)) {
        read_folder(&reader, path);
    } else {
        read_gold_file(&reader, path);
    }
    arena_deinit(&reader.arena);
    return !reader.failed;
}
