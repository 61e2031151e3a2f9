/* Names that are longer than file systems take are cut, with a hash of the whole. Escapes
 * begin with "%", which itself becomes "%25": so no two inputs have one name. */
#include "batch/target.h"

#include "base/sha256.h"

#include <stdio.h>

static const char standard_input[] = "stdin";

enum { NAME_MAXIMUM = 200, ID_MAXIMUM = 80, HASH_DIGITS = 16 };

/* Leaves of a long name what begins it, and a hash of it as it was; between characters.
 */
static void cut(struct buffer *out, size_t start, struct slice name) {
    struct sha256 hash;
    unsigned char digest[32];
    char hex[65];
    if (buffer_status(out) != ASSAY_OK || out->size - start <= NAME_MAXIMUM) {
        return;
    }
    sha256_init(&hash);
    sha256_update(&hash, name.data, name.size);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
    size_t end = start + NAME_MAXIMUM - HASH_DIGITS - 1;
    while (end > start && ((unsigned char)out->data[end] & 0xC0) == 0x80) {
        end--;
    }
    out->size = end;
    buffer_append_char(out, '~');
    buffer_append(out, hex, HASH_DIGITS);
}

/* Where a folder's name ends like that of a file: with its dot another way, so that no
 * file has the name of a folder. */
static size_t odd_dot(struct slice name, const char *ending) {
    size_t size = strlen(ending);
    bool ends = name.size >= size && size > 0 &&
                memcmp(name.data + name.size - size, ending, size) == 0;
    return ends ? name.size - size : name.size;
}

/* One name of the path. `ending`: of files, where the name is a folder's; else "". */
static void append_name(struct buffer *out, struct slice name, const char *ending) {
    size_t start = out->size;
    size_t dot = odd_dot(name, ending);
    if (slice_is(name, "..")) {
        buffer_append_string(out, "%2E%2E");
        return;
    }
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '%') {
            buffer_append_string(out, "%25");
        } else if (i == dot) {
            buffer_append_string(out, "%2E");
        } else {
            buffer_append_char(out, name.data[i]);
        }
    }
    cut(out, start, name);
}

/* `lines`: the path is a folder, for a file of each line. */
static void append_path(struct buffer *out, const char *path, bool lines,
                        const char *ending) {
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
        } else if (slice_is(name, standard_input)) {
            buffer_append_string(out, "%73tdin"); /* a file that is called so */
            continue;
        }
        append_name(out, name, lines || *path != '\0' ? ending : "");
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
    if (input == NULL) {
        buffer_append_string(out, standard_input);
    } else {
        append_path(out, input, line > 0, ending);
    }
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
