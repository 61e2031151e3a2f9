/* One function a keyword; what is not a keyword here is an error, so that a schema that
 * grows is not checked by half. */
#include "schema.h"

#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One keyword of a schema and the value held against it. */
struct question {
    const json_t *root, *schema, *wanted, *value;
    const char **problem;
};

typedef bool keyword(const struct question *question);

static bool is_type(const json_t *value, const char *type) {
    return strcmp(type, "object") == 0    ? json_is_object(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
           : strcmp(type, "string") == 0  ? json_is_string(value)
           : strcmp(type, "integer") == 0 ? json_is_integer(value)
           : strcmp(type, "number") == 0  ? json_is_number(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value)
                                          : json_is_null(value);
}

static bool type(const struct question *question) {
    bool is = json_is_string(question->wanted) &&
              is_type(question->value, json_string_value(question->wanted));
    for (size_t i = 0; i < json_array_size(question->wanted); i++) {
        is |= is_type(question->value,
                      json_string_value(json_array_get(question->wanted, i)));
    }
    return is;
}

static bool reference(const struct question *question) {
    const char *path = json_string_value(question->wanted);
    const json_t *meant = json_object_get(json_object_get(question->root, "$defs"),
                                          path + strlen("#/$defs/"));
    if (meant == NULL) {
        fprintf(stderr, "the schema has no %s\n", path);
        abort();
    }
    return schema_allows(question->root, meant, question->value, question->problem);
}

static bool properties(const struct question *question) {
    const char *name = NULL;
    json_t *member = NULL;
    json_object_foreach((json_t *)(uintptr_t)question->value, name, member) {
        const json_t *of = json_object_get(question->wanted, name);
        if (of != NULL && !schema_allows(question->root, of, member, question->problem)) {
            return false;
        }
    }
    return true;
}

static bool additional(const struct question *question) {
    const json_t *known = json_object_get(question->schema, "properties");
    const char *name = NULL;
    json_t *member = NULL;
    json_object_foreach((json_t *)(uintptr_t)question->value, name, member) {
        if (json_object_get(known, name) == NULL &&
            (json_is_false(question->wanted) ||
             (json_is_object(question->wanted) &&
              !schema_allows(question->root, question->wanted, member,
                             question->problem)))) {
            return false;
        }
    }
    return true;
}

static bool required(const struct question *question) {
    for (size_t i = 0;
         json_is_object(question->value) && i < json_array_size(question->wanted); i++) {
        if (json_object_get(question->value, json_string_value(json_array_get(
                                                 question->wanted, i))) == NULL) {
            return false;
        }
    }
    return true;
}

static bool items(const struct question *question) {
    for (size_t i = 0;
         json_is_array(question->value) && i < json_array_size(question->value); i++) {
        if (!schema_allows(question->root, question->wanted,
                           json_array_get(question->value, i), question->problem)) {
            return false;
        }
    }
    return true;
}

static bool one_of(const struct question *question) {
    bool any = false;
    for (size_t i = 0; i < json_array_size(question->wanted); i++) {
        any |= schema_allows(question->root, json_array_get(question->wanted, i),
                             question->value, question->problem);
    }
    return any;
}

static bool one_value(const struct question *question) {
    bool any = false;
    for (size_t i = 0; i < json_array_size(question->wanted); i++) {
        any |= json_equal(json_array_get(question->wanted, i), question->value) != 0;
    }
    return any;
}

/* \d of the schema, which POSIX does not know. */
static void to_posix(const char *from, char *to, size_t room) {
    for (size_t size = 0; *from != '\0' && size + 8 < room; from++) {
        bool digit = from[0] == '\\' && from[1] == 'd';
        size += (size_t)snprintf(to + size, room - size, digit ? "[0-9]" : "%c", *from);
        from += digit ? 1 : 0;
    }
}

static bool pattern(const struct question *question) {
    char text[256] = "";
    regex_t expression;
    if (!json_is_string(question->value)) {
        return true;
    }
    to_posix(json_string_value(question->wanted), text, sizeof text);
    if (regcomp(&expression, text, REG_EXTENDED | REG_NOSUB) != 0) {
        fprintf(stderr, "the schema's pattern %s is none\n", text);
        abort();
    }
    bool fits = regexec(&expression, json_string_value(question->value), 0, NULL, 0) == 0;
    regfree(&expression);
    return fits;
}

static bool at_least(const struct question *question) {
    return !json_is_number(question->value) ||
           json_number_value(question->value) >= json_number_value(question->wanted);
}

static bool at_most(const struct question *question) {
    return !json_is_number(question->value) ||
           json_number_value(question->value) <= json_number_value(question->wanted);
}

static size_t size_of(const json_t *value) {
    return json_is_string(value)  ? json_string_length(value)
           : json_is_array(value) ? json_array_size(value)
                                  : json_object_size(value);
}

static bool size_at_least(const struct question *question) {
    return json_is_null(question->value) ||
           size_of(question->value) >= (size_t)json_integer_value(question->wanted);
}

static bool size_at_most(const struct question *question) {
    return json_is_null(question->value) ||
           size_of(question->value) <= (size_t)json_integer_value(question->wanted);
}

static const struct {
    const char *name;
    keyword *holds; /* NULL: says nothing of the value */
} keywords[] = {
    {"$schema", NULL},
    {"$id", NULL},
    {"title", NULL},
    {"description", NULL},
    {"$defs", NULL},
    {"$ref", reference},
    {"type", type},
    {"properties", properties},
    {"additionalProperties", additional},
    {"required", required},
    {"items", items},
    {"oneOf", one_of},
    {"anyOf", one_of},
    {"enum", one_value},
    {"pattern", pattern},
    {"minimum", at_least},
    {"maximum", at_most},
    {"minLength", size_at_least},
    {"minItems", size_at_least},
    {"maxItems", size_at_most},
    {"minProperties", size_at_least},
};
enum { KEYWORDS = sizeof keywords / sizeof *keywords };

bool schema_allows(const json_t *root, const json_t *schema, const json_t *value,
                   const char **problem) {
    const char *name = NULL;
    json_t *wanted = NULL;
    json_object_foreach((json_t *)(uintptr_t)schema, name, wanted) {
        size_t i = 0;
        while (i < KEYWORDS && strcmp(keywords[i].name, name) != 0) {
            i++;
        }
        if (i == KEYWORDS) {
            fprintf(stderr, "tests/fuzz/schema.c does not know the keyword %s\n", name);
            abort();
        }
        const struct question question = {root, schema, wanted, value, problem};
        if (keywords[i].holds != NULL && !keywords[i].holds(&question)) {
            *problem = *problem == NULL ? keywords[i].name : *problem;
            return false;
        }
    }
    return true;
}
