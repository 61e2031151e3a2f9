/* The strict YAML reader: libyaml's events into a tree of nodes. */
#include "packs/yaml.h"

#include <yaml.h>

#include "base/limits.h"

struct reader {
    yaml_parser_t parser;
    struct arena *nodes, *texts;
    struct slice file;
    struct pack_errors *errors;
    bool broken; /* a syntax error, or out of memory: nothing more can be read */
    uint32_t depth;
};

static struct place place_at(const struct reader *reader, yaml_mark_t mark) {
    return (struct place){reader->file, (uint32_t)mark.line + 1,
                          (uint32_t)mark.column + 1};
}

static void refuse(struct reader *reader, yaml_mark_t mark, const char *message) {
    pack_error_add(reader->errors, place_at(reader, mark), "%s", message);
}

static void report_syntax(struct reader *reader) {
    const yaml_parser_t *parser = &reader->parser;
    yaml_mark_t mark = parser->problem_mark;
    const char *problem = parser->problem != NULL ? parser->problem : "it cannot be read";
    const char *advice = "";
    if (strstr(problem, "mapping values are not allowed") != NULL) {
        advice = "; a text that holds ': ' must stand in single quotes";
    } else if (strstr(problem, "while scanning a simple key") != NULL ||
               strstr(problem, "could not find expected ':'") != NULL) {
        advice = "; is a quote or a colon missing?";
    } else if (strstr(problem, "unknown escape character") != NULL) {
        advice = "; write patterns in single quotes, where a backslash is a backslash";
    } else if (strstr(problem, "did not find expected key") != NULL) {
        advice = "; a text that starts with '{' must stand in single quotes";
    } else if (strstr(problem, "cannot start any token") != NULL) {
        advice =
            "; indent with spaces, and quote a text that starts with such a character";
    }
    if (parser->error == YAML_MEMORY_ERROR) {
        reader->errors->out_of_memory = true;
    } else if (parser->error == YAML_READER_ERROR) {
        pack_error_add(reader->errors, (struct place){reader->file, 1, 1},
                       "not valid UTF-8 (%s at byte %zu); save the file as UTF-8",
                       problem, parser->problem_offset);
    } else {
        pack_error_add(reader->errors, place_at(reader, mark), "YAML syntax: %s%s",
                       problem, advice);
    }
}

/* The next event, or false when there is none to be had. */
static bool next_event(struct reader *reader, yaml_event_t *event) {
    if (reader->broken) {
        return false;
    }
    if (!yaml_parser_parse(&reader->parser, event)) {
        report_syntax(reader);
        reader->broken = true;
        return false;
    }
    return true;
}

static struct yaml_node *new_node(struct reader *reader, enum yaml_kind kind,
                                  yaml_mark_t mark) {
    struct yaml_node *node = arena_alloc(reader->nodes, sizeof *node);
    if (node == NULL) {
        reader->errors->out_of_memory = true;
        reader->broken = true;
        return NULL;
    }
    node->kind = kind;
    node->place = place_at(reader, mark);
    return node;
}

static void refuse_decoration(struct reader *reader, const yaml_event_t *event) {
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT) {
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
    }
    if (anchor != NULL) {
        refuse(reader, event->start_mark,
               "anchors (&) are not allowed; write the value out, or use a define");
    }
    if (tag != NULL) {
        refuse(reader, event->start_mark,
               "tags (!) are not allowed; every scalar is text, quote one that starts "
               "with '!'");
    }
}

static struct yaml_node *read_scalar(struct reader *reader, const yaml_event_t *event) {
    struct yaml_node *node = new_node(reader, YAML_TEXT, event->start_mark);
    if (node == NULL) {
        return NULL;
    }
    bool ok = true;
    node->text = arena_copy(
        reader->texts,
        slice_of((const char *)event->data.scalar.value, event->data.scalar.length), &ok);
    if (!ok) {
        reader->errors->out_of_memory = true;
        reader->broken = true;
        return NULL;
    }
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->doubled = event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (node->plain && (memchr(node->text.data, '{', node->text.size) != NULL ||
                        memchr(node->text.data, '}', node->text.size) != NULL)) {
        refuse(reader, event->start_mark,
               "this text holds a brace; write it in single quotes, so that YAML leaves "
               "it alone");
    }
    return node;
}

static struct yaml_node *read_node(struct reader *reader, const yaml_event_t *event);

static void append_child(struct yaml_node *parent, struct yaml_node **last,
                         struct yaml_node *child) {
    if (*last == NULL) {
        parent->first = child;
    } else {
        (*last)->next = child;
    }
    *last = child;
}

static struct yaml_node *read_list(struct reader *reader, const yaml_event_t *start) {
    struct yaml_node *list = new_node(reader, YAML_LIST, start->start_mark);
    struct yaml_node *last = NULL;
    yaml_event_t event;
    while (list != NULL && next_event(reader, &event)) {
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return list;
        }
        struct yaml_node *item = read_node(reader, &event);
        yaml_event_delete(&event);
        if (item == NULL) {
            return NULL;
        }
        append_child(list, &last, item);
    }
    return NULL;
}

/* Checks a key and gives it to the value that follows; false when the tree ends here. */
static bool read_member(struct reader *reader, struct yaml_node *map,
                        struct yaml_node **last, const yaml_event_t *key) {
    if (key->type != YAML_SCALAR_EVENT) {
        refuse(reader, key->start_mark,
               "a key must be a word; a pattern that starts with '{' must stand in "
               "single quotes");
        reader->broken = true;
        return false;
    }
    refuse_decoration(reader, key);
    struct slice name =
        slice_of((const char *)key->data.scalar.value, key->data.scalar.length);
    bool ok = true;
    name = arena_copy(reader->texts, name, &ok);
    yaml_event_t event;
    if (!ok || !next_event(reader, &event)) {
        reader->errors->out_of_memory |= !ok;
        return false;
    }
    struct yaml_node *value = read_node(reader, &event);
    yaml_event_delete(&event);
    if (value == NULL) {
        return false;
    }
    value->key = name;
    value->key_place = place_at(reader, key->start_mark);
    if (slice_is(name, "<<")) {
        refuse(reader, key->start_mark,
               "merge keys (<<) are not allowed; write the keys out");
    }
    size_t count = 0;
    for (const struct yaml_node *other = map->first; other != NULL; other = other->next) {
        count++;
        if (slice_equal(other->key, name)) {
            pack_error_add(
                reader->errors, value->key_place,
                "the key '%.*s' stands here twice (first in line %u); remove one",
                (int)name.size, name.data, other->key_place.line);
        }
    }
    if (count == LIMIT_YAML_KEYS) {
        pack_error_add(reader->errors, value->key_place,
                       "more than %d keys in one map; split it", LIMIT_YAML_KEYS);
        reader->broken = true;
        return false;
    }
    append_child(map, last, value);
    return true;
}

static struct yaml_node *read_map(struct reader *reader, const yaml_event_t *start) {
    struct yaml_node *map = new_node(reader, YAML_MAP, start->start_mark);
    struct yaml_node *last = NULL;
    yaml_event_t event;
    while (map != NULL && next_event(reader, &event)) {
        bool end = event.type == YAML_MAPPING_END_EVENT;
        bool more = !end && read_member(reader, map, &last, &event);
        yaml_event_delete(&event);
        if (end) {
            return map;
        }
        if (!more) {
            return NULL;
        }
    }
    return NULL;
}

static struct yaml_node *read_node(struct reader *reader, const yaml_event_t *event) {
    struct yaml_node *node = NULL;
    if (reader->depth >= LIMIT_YAML_DEPTH) {
        refuse(reader, event->start_mark,
               "nested too deeply; a rule file needs few levels");
        reader->broken = true;
        return NULL;
    }
    reader->depth++;
    refuse_decoration(reader, event);
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        node = read_scalar(reader, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        node = read_list(reader, event);
        break;
    case YAML_MAPPING_START_EVENT:
        node = read_map(reader, event);
        break;
    case YAML_ALIAS_EVENT:
        refuse(reader, event->start_mark,
               "aliases (*) are not allowed; quote a text that starts with '*', or use a "
               "define");
        node = new_node(reader, YAML_TEXT, event->start_mark);
        break;
    default:
        refuse(reader, event->start_mark, "nothing is expected here");
        reader->broken = true;
        break;
    }
    reader->depth--;
    return node;
}

static struct yaml_node *read_document(struct reader *reader) {
    struct yaml_node *root = NULL;
    yaml_event_t event;
    uint32_t documents = 0;
    bool done = false;
    while (!done && next_event(reader, &event)) {
        switch (event.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_END_EVENT:
            break;
        case YAML_STREAM_END_EVENT:
            done = true;
            break;
        case YAML_DOCUMENT_START_EVENT:
            if (++documents > 1) {
                refuse(reader, event.start_mark,
                       "a second document (---); one file holds one document");
                reader->broken = true;
            }
            break;
        default:
            root = read_node(reader, &event);
            if (root == NULL) {
                reader->broken = true;
            }
            break;
        }
        yaml_event_delete(&event);
    }
    if (done && root == NULL) {
        root = new_node(reader, YAML_MAP, (yaml_mark_t){0});
    }
    return root;
}

struct yaml_node *yaml_read(struct arena *nodes, struct arena *texts, struct slice file,
                            struct slice bytes, struct pack_errors *errors) {
    struct reader reader = {
        .nodes = nodes, .texts = texts, .file = file, .errors = errors};
    if (!yaml_parser_initialize(&reader.parser)) {
        errors->out_of_memory = true;
        return NULL;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes.data,
                                 bytes.size);
    struct yaml_node *root = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    return reader.broken ? NULL : root;
}

struct yaml_node *yaml_member(const struct yaml_node *map, const char *key) {
    if (map == NULL || map->kind != YAML_MAP) {
        return NULL;
    }
    for (struct yaml_node *member = map->first; member != NULL; member = member->next) {
        if (slice_is(member->key, key)) {
            return member;
        }
    }
    return NULL;
}

uint32_t yaml_count(const struct yaml_node *node) {
    uint32_t count = 0;
    for (const struct yaml_node *item = node->first; item != NULL; item = item->next) {
        count++;
    }
    return count;
}

bool yaml_check_keys(const struct yaml_node *map, const char *const *known, size_t count,
                     struct pack_errors *errors) {
    bool all_known = true;
    for (const struct yaml_node *member = map->first; member != NULL;
         member = member->next) {
        bool found = false;
        for (size_t i = 0; i < count && !found; i++) {
            found = slice_is(member->key, known[i]);
        }
        if (found) {
            continue;
        }
        all_known = false;
        const char *nearest = nearest_word(member->key, known, count);
        if (nearest != NULL) {
            pack_error_add(errors, member->key_place,
                           "unknown key '%.*s'; did you mean '%s'?",
                           (int)member->key.size, member->key.data, nearest);
        } else {
            pack_error_add(errors, member->key_place, "unknown key '%.*s'; remove it",
                           (int)member->key.size, member->key.data);
        }
    }
    return all_known;
}

bool yaml_expect(const struct yaml_node *node, enum yaml_kind kind, const char *what,
                 struct pack_errors *errors) {
    static const char *const words[] = {"text", "a list", "a map"};
    if (node->kind == kind) {
        return true;
    }
    const char *advice = "";
    if (kind == YAML_TEXT && node->kind == YAML_MAP) {
        advice = "; a text that starts with '{' must stand in single quotes";
    } else if (kind == YAML_TEXT && node->kind == YAML_LIST) {
        advice = "; a text that starts with '[' must stand in single quotes";
    }
    pack_error_add(errors, node->place, "%s must be %s, not %s%s", what, words[kind],
                   words[node->kind], advice);
    return false;
}
