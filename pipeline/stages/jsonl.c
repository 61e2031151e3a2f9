/* Reading one line of JSONL in two steps: find the members of the object, then decode
 * those that are used. Nothing is decoded that is only passed on. */
#include "stages/jsonl.h"

#include "base/limits.h"
#include "stages/json.h"

#define PARAGRAPH_BREAK SLICE_LITERAL("\n\n")

/* The members of a line, as they stand there. Empty slices are members that are missing.
 */
struct line {
    struct article *article;
    struct slice text_names; /* "title,text": which fields make the text */
    struct slice *texts;     /* value of each of them */
    size_t text_count;
    struct slice id, title, date, byline;
    LIST_OF(struct slice) others; /* `"name": value`, to be passed on */
};

static enum assay_status no_memory(struct assay_error *error) {
    return error_set(error, ASSAY_NO_MEMORY, NULL, "out of memory");
}

static struct slice without_mark(struct slice line) {
    bool marked = line.size >= 3 && memcmp(line.data, "\xEF\xBB\xBF", 3) == 0;
    return marked ? slice_after(line, 3) : line;
}

static bool is_string(struct slice value) {
    return value.size > 0 && value.data[0] == '"';
}

static bool is_null(struct slice value) { return value.size > 0 && value.data[0] == 'n'; }

static bool is_number(struct slice value) {
    return value.size > 0 &&
           (value.data[0] == '-' || (value.data[0] >= '0' && value.data[0] <= '9'));
}

static struct slice inside_quotes(struct slice value) {
    return slice_of(value.data + 1, value.size - 2);
}

/* ---- Finding the members ---- */

/* Cuts the first name off the names that make the text. A single one may hold a comma. */
static struct slice next_name(const struct line *line, struct slice *names) {
    const char *comma =
        line->text_count == 1 ? NULL : memchr(names->data, ',', names->size);
    size_t size = comma == NULL ? names->size : (size_t)(comma - names->data);
    struct slice name = slice_of(names->data, size);
    size_t taken = comma == NULL ? size : size + 1;
    *names = slice_of(names->data + taken, names->size - taken);
    return name;
}

/* Is the name one of those that make the text? Then its value goes to each of its places.
 */
static bool take_text(struct line *line, struct slice name, struct slice value) {
    struct slice names = line->text_names;
    bool taken = false;
    for (size_t i = 0; i < line->text_count; i++) {
        if (slice_equal(next_name(line, &names), name)) {
            line->texts[i] = value;
            taken = true;
        }
    }
    return taken;
}

/* Whether `count` digits stand at `at`, with a value from `low` to `high`. */
static bool digits_between(struct slice text, size_t at, size_t count, int low,
                           int high) {
    int number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (i >= text.size || text.data[i] < '0' || text.data[i] > '9')
            return false;
        number = number * 10 + (text.data[i] - '0');
    }
    return low <= number && number <= high;
}

static bool ends_or_has(struct slice text, size_t at, const char *bytes) {
    return at == text.size || strchr(bytes, text.data[at]) != NULL;
}

/* Bytes of the date that the text is in ISO 8601 (2025, 2025-12, 2025-12-11), or that it
 * begins with before a time; 0 where it is none. */
static size_t date_size(struct slice text) {
    if (!digits_between(text, 0, 4, 0, 9999) || !ends_or_has(text, 4, "-"))
        return 0;
    if (text.size == 4)
        return 4;
    if (!digits_between(text, 5, 2, 1, 12) || !ends_or_has(text, 7, "-"))
        return 0;
    if (text.size == 7)
        return 7;
    return digits_between(text, 8, 2, 1, 31) && ends_or_has(text, 10, "T ") ? 10 : 0;
}

/* Takes the date of a member; what it says beyond that, or what is no date, is passed on.
 * Gives whether all of it was taken. */
static bool take_date(struct line *line, struct slice value) {
    struct slice text = inside_quotes(value);
    size_t size = date_size(text);
    if (size > 0)
        line->date = slice_of(text.data, size);
    return size > 0 && size == text.size;
}

/* The slot for a member with a meaning of its own, if its value is of the right kind. */
static struct slice *find_slot(struct line *line, struct slice name, struct slice value) {
    if (slice_is(name, "id"))
        return is_string(value) || is_number(value) ? &line->id : NULL;
    if (!is_string(value))
        return NULL;
    if (slice_is(name, "title"))
        return &line->title;
    return slice_is(name, "byline") ? &line->byline : NULL;
}

/* `quoted` and `value` as they stand in the line, `member` both with all between them. */
static bool take_member(struct line *line, struct slice quoted, struct slice value,
                        struct slice member) {
    struct arena *arena = &line->article->arena;
    struct slice name = inside_quotes(quoted);
    if (memchr(name.data, '\\', name.size) != NULL) {
        char *plain = arena_alloc(arena, name.size);
        if (plain == NULL)
            return false;
        name = slice_of(plain, json_unescape(name, plain).size);
    }
    bool is_taken = take_text(line, name, value);
    struct slice *slot = find_slot(line, name, value);
    if (slot != NULL)
        *slot = value;
    if (slice_is(name, "date") && is_string(value))
        is_taken |= take_date(line, value);
    if (is_taken || slot != NULL)
        return true;
    struct slice *other = LIST_PUSH(arena, &line->others);
    if (other != NULL)
        *other = member;
    return other != NULL;
}

static enum assay_status find_member(struct line *line, struct json *json,
                                     struct assay_error *error) {
    const char *data = json->text.data;
    json_skip_space(json);
    size_t name_start = json->at;
    if (!json_skip_string(json))
        return json_error(json, error);
    size_t name_end = json->at;
    if (!json_expect(json, ':', "expected a colon"))
        return json_error(json, error);
    json_skip_space(json);
    size_t start = json->at;
    if (!json_skip_value(json))
        return json_error(json, error);
    struct slice name = slice_of(data + name_start, name_end - name_start);
    struct slice value = slice_of(data + start, json->at - start);
    struct slice member = slice_of(data + name_start, json->at - name_start);
    return take_member(line, name, value, member) ? ASSAY_OK : no_memory(error);
}

static bool closes(struct json *json) {
    json_skip_space(json);
    if (json->at == json->text.size || json->text.data[json->at] != '}')
        return false;
    json->at++;
    return true;
}

static enum assay_status find_members(struct line *line, struct slice text,
                                      struct assay_error *error) {
    struct json json = {.text = text, .depth = 1};
    if (!json_expect(&json, '{', "expected an object"))
        return json_validate(text, NULL) == ASSAY_OK
                   ? error_set(error, ASSAY_NO_TEXT, NULL,
                               "the line is valid JSON but not an object, so it has no "
                               "field \"%.*s\"",
                               (int)line->text_names.size, line->text_names.data)
                   : json_error(&json, error);
    bool closed = closes(&json);
    while (!closed) {
        enum assay_status status = find_member(line, &json, error);
        if (status != ASSAY_OK)
            return status;
        closed = closes(&json);
        if (!closed && !json_expect(&json, ',', "expected a comma or a closing brace"))
            return json_error(&json, error);
    }
    json_skip_space(&json);
    if (json.at < text.size) {
        json.problem = "more text after the object";
        return json_error(&json, error);
    }
    return ASSAY_OK;
}

/* ---- Decoding the text ---- */

/* Bytes of the UTF-8 that these bytes become when what is invalid in them is replaced. */
static size_t repaired_size(const char *data, size_t size) {
    size_t repaired = 0;
    for (size_t at = 0; at < size;) {
        bool valid;
        size_t length = utf8_check((const unsigned char *)data + at, size - at, &valid);
        repaired += valid ? length : 3;
        at += length;
    }
    return repaired;
}

/* The fields that make the text, escapes resolved, a blank line between them. */
struct joined {
    char *data;
    size_t size;
    uint32_t lone_surrogates;
    size_t first_lone_surrogate;
};

static void join_field(struct joined *joined, struct slice value) {
    if (joined->size > 0) {
        memcpy(joined->data + joined->size, PARAGRAPH_BREAK.data, PARAGRAPH_BREAK.size);
        joined->size += PARAGRAPH_BREAK.size;
    }
    struct json_unescaped field =
        json_unescape(inside_quotes(value), joined->data + joined->size);
    if (joined->lone_surrogates == 0)
        joined->first_lone_surrogate = joined->size + field.first_lone_surrogate;
    joined->lone_surrogates += field.lone_surrogates;
    joined->size += field.size;
}

static enum assay_status join_fields(struct line *line, struct joined *joined,
                                     struct assay_error *error) {
    size_t room = 1, found = 0;
    struct slice names = line->text_names;
    for (size_t i = 0; i < line->text_count; i++) {
        struct slice name = next_name(line, &names);
        struct slice value = line->texts[i];
        if (value.size == 0 || is_null(value))
            continue;
        if (!is_string(value))
            return error_set(error, ASSAY_TEXT_NOT_STRING, NULL,
                             "the field \"%.*s\" is not a string", (int)name.size,
                             name.data);
        room += value.size + PARAGRAPH_BREAK.size;
        found++;
    }
    if (found == 0) {
        bool null = line->text_count == 1 && is_null(line->texts[0]);
        return error_set(error, ASSAY_NO_TEXT, NULL,
                         null ? "the field \"%.*s\" is null"
                              : "there is no field \"%.*s\"",
                         (int)line->text_names.size, line->text_names.data);
    }
    *joined = (struct joined){.data = arena_alloc(&line->article->arena, room)};
    if (joined->data == NULL)
        return no_memory(error);
    for (size_t i = 0; i < line->text_count; i++) {
        if (is_string(line->texts[i]))
            join_field(joined, line->texts[i]);
    }
    return ASSAY_OK;
}

static void diagnose_surrogates(struct article *article, const struct joined *joined) {
    if (joined->lone_surrogates == 0)
        return;
    uint32_t start = (uint32_t)repaired_size(joined->data, joined->first_lone_surrogate);
    for (uint32_t i = 0; i < joined->lone_surrogates; i++)
        article_diagnose(article, DIAGNOSTIC_INVALID_SURROGATE,
                         (struct span){start, start + 3}, slice_of(NULL, 0));
}

static enum assay_status read_fields(struct line *line,
                                     const struct read_options *options,
                                     struct assay_error *error) {
    struct article *article = line->article;
    struct joined joined = {0};
    struct decoded decoded;
    enum assay_status status = join_fields(line, &joined, error);
    if (status != ASSAY_OK)
        return status;
    size_t maximum = read_maximum(options);
    if (joined.size > maximum)
        return read_too_large(joined.size, maximum, error);
    status = decode_string(&article->arena, slice_of(joined.data, joined.size), &decoded);
    if (status != ASSAY_OK)
        return error_set(error, status, NULL, "cannot decode: %s",
                         assay_status_words(status));
    diagnose_surrogates(article, &joined);
    return read_take(article, &decoded, error);
}

/* ---- The other members ---- */

/* A short string field, escapes resolved, valid UTF-8. What is replaced in it is counted,
 * without a place, since it does not stand in the article text. */
static bool read_field(struct article *article, struct slice value, struct slice *field) {
    const struct span nowhere = {0, 0};
    struct slice plain = value;
    struct decoded decoded;
    if (value.size == 0)
        return true;
    if (is_string(value)) {
        char *room = arena_alloc(&article->arena, value.size);
        if (room == NULL)
            return false;
        struct json_unescaped unescaped = json_unescape(inside_quotes(value), room);
        plain = slice_of(room, unescaped.size);
        for (uint32_t i = 0; i < unescaped.lone_surrogates; i++)
            article_diagnose(article, DIAGNOSTIC_INVALID_SURROGATE, nowhere,
                             slice_of(NULL, 0));
    }
    if (decode_string(&article->arena, plain, &decoded) != ASSAY_OK)
        return false;
    for (uint32_t i = 0; i < decoded.replaced; i++)
        article_diagnose(article, DIAGNOSTIC_INVALID_UTF8, nowhere, slice_of(NULL, 0));
    *field = decoded.text;
    return true;
}

/* Puts the members that are passed on together as one object. */
static bool read_meta(struct line *line) {
    struct article *article = line->article;
    size_t size = 1;
    if (line->others.count == 0)
        return true;
    for (size_t i = 0; i < line->others.count; i++)
        size += line->others.items[i].size + 1;
    char *meta = arena_alloc(&article->arena, size);
    if (meta == NULL)
        return false;
    char *at = meta;
    for (size_t i = 0; i < line->others.count; i++) {
        struct slice member = line->others.items[i];
        *at++ = i == 0 ? '{' : ',';
        memcpy(at, member.data, member.size);
        at += member.size;
    }
    *at = '}';
    return read_field(article, slice_of(meta, size), &article->meta);
}

/* ---- The line ---- */

static bool begin(struct line *line, const struct read_options *options) {
    bool joins = options != NULL && options->join.size > 0;
    bool named = options != NULL && options->text_field.size > 0;
    struct arena *arena = &line->article->arena;
    bool copied = true;
    line->text_names = named ? options->text_field : SLICE_LITERAL("text");
    line->text_count = 1;
    line->article->source.joined = slice_of(NULL, 0);
    if (joins) {
        line->text_names = arena_copy(arena, options->join, &copied);
        line->article->source.joined = line->text_names;
        for (size_t i = 0; i < options->join.size; i++)
            line->text_count += options->join.data[i] == ',';
    }
    line->texts = arena_alloc_array(arena, line->text_count, sizeof *line->texts);
    return copied && line->texts != NULL;
}

enum assay_status read_json_line(struct article *article, struct slice text,
                                 const struct read_options *options,
                                 struct assay_error *error) {
    struct line line = {.article = article};
    article->source.bytes = text.size;
    if (!begin(&line, options))
        return no_memory(error);
    enum assay_status status = find_members(&line, without_mark(text), error);
    if (status != ASSAY_OK)
        return status;
    if (!read_field(article, line.id, &article->id) ||
        !read_field(article, line.title, &article->given_title) ||
        !read_field(article, line.date, &article->given_date) ||
        !read_field(article, line.byline, &article->given_byline) || !read_meta(&line))
        return no_memory(error);
    return read_fields(&line, options, error);
}

bool jsonl_looks_like(struct slice first_line) {
    struct slice line = without_mark(first_line);
    struct json json = {.text = line};
    json_skip_space(&json);
    return json.at < line.size && line.data[json.at] == '{' &&
           json_validate(line, NULL) == ASSAY_OK;
}
