/* Names that are longer than file systems take are cut, with a hash of the whole. */
#include "batch/target.h"

#include "base/sha256.h"

#include <stdio.h>

enum { NAME_MAXIMUM = 200, ID_MAXIMUM = 80, HASH_DIGITS = 16 };

/* What is left of a long name, and a hash of it. */
static void append_cut(struct buffer *out, struct slice name) {
    struct sha256 hash;
    unsigned char digest[32];
    char hex[65];
    sha256_init(&hash);
    sha256_update(&hash, name.data, name.size);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    buffer_append(out, name.data, NAME_MAXIMUM - HASH_DIGITS - 1);
    buffer_append_char(out, '~');
    buffer_append(out, hex, HASH_DIGITS);
}

/* One name of the path. */
static void append_name(struct buffer *out, struct slice name) {
    if (slice_is(name, "..")) {
        buffer_append_string(out, "%2E%2E");
        return;
    }
    if (name.size > NAME_MAXIMUM) {
        append_cut(out, name);
        return;
    }
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '%') {
            buffer_append_string(out, "%25");
        } else {
            buffer_append_char(out, name.data[i]);
        }
    }
}

static void append_path(struct buffer *out, const char *path) {
    size_t start = out->size;
    while (*path != '\0') {
        struct slice name = slice_of(path, strcspn(path, "/"));
        path += name.size;
        path += *path == '/' ? 1 : 0;
        if (name.size == 0 || slice_is(name, ".")) {
            continue;
        }
        if (out->size > start) {
            buffer_append_char(out, '/');
        }
        append_name(out, name);
    }
}

/* Letters, digits, "-", "_" and "."; all else becomes "_". */
static void append_id(struct buffer *out, struct slice id) {
    size_t size = id.size < ID_MAXIMUM ? id.size : ID_MAXIMUM;
    for (size_t i = 0; i < size; i++) {
        char byte = id.data[i];
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                     (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_' ||
                     byte == '.';
        buffer_append_char(out, plain ? byte : '_');
    }
}

void target_append(struct buffer *out, const char *input, uint64_t line, struct slice id,
                   const char *ending) {
    append_path(out, input == NULL ? "stdin" : input);
    if (line > 0) {
        char number[32];
        snprintf(number, sizeof number, "/%08llu", (unsigned long long)line);
        buffer_append_string(out, number);
        if (id.size > 0) {
            buffer_append_char(out, '-');
            append_id(out, id);
        }
    }
    buffer_append_string(out, ending);
    buffer_append_char(out, '\0');
}
