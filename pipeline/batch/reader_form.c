/* Text or JSONL: by the name, or by the first line that is not blank. What looks like
 * neither is an error where it cannot be text, and told where it may be. */
#include "batch/reader_parts.h"

#include "batch/tell.h"
#include "stages/jsonl.h"
#include "streams/foreign.h"

#include <stdio.h>
#include <strings.h>

static struct slice without_blank(struct slice text) {
    if (slice_starts_with(text, SLICE_LITERAL("\xEF\xBB\xBF"))) {
        text = slice_after(text, 3);
    }
    size_t at = 0;
    while (at < text.size && memchr(" \t\r\n", text.data[at], 4) != NULL) {
        at++;
    }
    return slice_after(text, at);
}

/* A line of which only the beginning can be held: a brace, then a quote. */
static bool begins_object(struct slice text) {
    struct slice rest = without_blank(slice_after(text, 1));
    return rest.size > 0 && *rest.data == '"';
}

/* Whoever has JSON of another form expects articles of it, and not its text. */
static void tell_of_json(const struct reader *reader, struct slice text) {
    struct slice rest = without_blank(slice_after(text, 1));
    bool list = *text.data == '[' && rest.size > 0 && *rest.data == '{';
    bool wide = slice_starts_with(text, slice_of("\xFF\xFE{\0", 4)) ||
                slice_starts_with(text, slice_of("\xFE\xFF\0{", 4));
    bool looks = list || wide || (*text.data == '{' && begins_object(text));
    if (reader->jsonl || !looks || !reader_is_mine(reader, 0)) {
        return;
    }
    tell("%s: looks like JSON but is taken for one text; articles are an object "
         "a line, in UTF-8 (%s); -i text or jsonl says which it is",
         reader_name_of(reader),
         wide ? "iconv -f UTF-16 -t UTF-8"
              : (list ? "jq -c '.[]' makes them" : "jq -c . makes them"));
}

static bool begins_with(struct slice text, const char *word) {
    size_t size = strlen(word);
    return text.size >= size && strncasecmp(text.data, word, size) == 0;
}

static bool ends_with(struct slice name, struct slice end) {
    return name.size > end.size &&
           strncasecmp(name.data + name.size - end.size, end.data, end.size) == 0;
}

/* Text that is not an article as it stands: tags would be words, all rows one article. */
static const char *other_form(const struct reader *reader, struct slice text) {
    struct slice name = slice_from_string(reader_name_of(reader));
    if (begins_with(text, "<!doctype html") || begins_with(text, "<html")) {
        return "HTML";
    }
    if (begins_with(text, "<?xml")) {
        return "XML";
    }
    bool table =
        ends_with(name, SLICE_LITERAL(".csv")) || ends_with(name, SLICE_LITERAL(".tsv"));
    return table ? "a table" : NULL;
}

/* Said of the first alone: whoever has one has thousands. */
static void tell_of_other_form(struct reader *reader, struct slice text) {
    const char *form = reader->jsonl ? NULL : other_form(reader, text);
    if (form == NULL || reader->told_of_form || !reader_is_mine(reader, 0)) {
        return;
    }
    tell("%s: looks like %s and is read as one text, as it stands; make plain text or "
         "JSONL of it first, or say -i text (this is said once)",
         reader_name_of(reader), form);
    reader->told_of_form = true;
}

enum step reader_look(struct reader *reader) {
    struct slice start =
        reader->held.size == 0 ? slice_of(NULL, 0) : buffer_slice(&reader->held);
    bool undecided = start.size == 0;
    bool wide_undecided = false;
    const char *problem = NULL;
    if (start.size > 0) {
        problem = foreign_form(start, &undecided);
    }
    if (start.size > 0 && problem == NULL && reader->jsonl) {
        problem = foreign_wide(start, &wide_undecided);
    }
    if (problem == NULL && (undecided || wide_undecided) && !reader->ended) {
        return reader_read_more(reader);
    }
    reader->looked = true;
    if (problem != NULL) {
        snprintf(reader->stream.problem, sizeof reader->stream.problem, "%s", problem);
        reader_drop_held(reader);
        reader->decided = true;
        reader->damaged = true;
        reader->ended = true;
    }
    return STEP_ON;
}

enum step reader_decide(struct reader *reader) {
    struct slice text = reader->held.size == 0
                            ? slice_of(NULL, 0)
                            : without_blank(buffer_slice(&reader->held));
    if (text.size == 0 && !reader->ended && reader->held.size < READER_CHUNK) {
        return reader_read_more(reader);
    }
    if (text.size == 0) {
        reader->decided = true;
        return STEP_ON;
    }
    bool object = *text.data == '{';
    size_t begin = (size_t)(text.data - reader->held.data);
    size_t known = reader->scanned > begin ? reader->scanned - begin : 0;
    const char *end = object ? memchr(text.data + known, '\n', text.size - known) : NULL;
    bool waits = object && end == NULL && !reader->ended;
    if (waits && reader->held.size < reader->options.line_maximum / 2) {
        reader->scanned = reader->held.size;
        return reader_read_more(reader);
    }
    reader->decided = true;
    reader->scanned = 0;
    reader->jsonl =
        waits ? begins_object(text)
              : object &&
                    jsonl_looks_like(slice_of(
                        text.data, end == NULL ? text.size : (size_t)(end - text.data)));
    tell_of_json(reader, text);
    tell_of_other_form(reader, text);
    return STEP_ON;
}

bool reader_is_named_lines(const char *path) {
    struct slice name = slice_from_string(path);
    if (ends_with(name, SLICE_LITERAL(".gz"))) {
        name.size -= 3;
    } else if (ends_with(name, SLICE_LITERAL(".zst"))) {
        name.size -= 4;
    }
    return ends_with(name, SLICE_LITERAL(".jsonl")) ||
           ends_with(name, SLICE_LITERAL(".ndjson"));
}
