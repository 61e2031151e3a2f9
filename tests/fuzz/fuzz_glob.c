/* Lines are patterns of --glob until an empty one; the other lines are paths. Whatever is
 * accepted decides about every path, the same way each time; a pattern without special
 * bytes fits its own text alone. */
#include "support.h"

#include "batch/glob.h"

enum { PATTERNS = 8, LINE_BYTES = 200 };

static bool is_plain(const char *pattern) {
    return pattern[0] != '\0' && strpbrk(pattern, "*?[]{},\\!/.") == NULL;
}

/* Takes a line as a string; what stands behind a NUL is cut off. False at the end. */
static bool take_line(struct input *input, char line[LINE_BYTES]) {
    size_t size = 0;
    if (input->size == 0) {
        return false;
    }
    while (input->size > 0) {
        char byte = (char)take_byte(input);
        if (byte == '\n') {
            break;
        }
        if (size < LINE_BYTES - 1) {
            line[size++] = byte;
        }
    }
    line[size] = '\0';
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char lines[PATTERNS][LINE_BYTES];
    const char *patterns[PATTERNS];
    char path[LINE_BYTES];
    struct input input = {data, size};
    struct globs globs;
    struct assay_error error;
    size_t count = 0;
    error_clear(&error);
    while (count < PATTERNS && take_line(&input, lines[count]) &&
           lines[count][0] != '\0') {
        patterns[count] = lines[count];
        count++;
    }
    if (!globs_init(&globs, patterns, count, &error)) {
        require(error.message[0] != '\0');
        globs_deinit(&globs);
        return 0;
    }
    while (take_line(&input, path)) {
        struct slice text = slice_from_string(path);
        bool taken = globs_take(&globs, text);
        globs_enter(&globs, text);
        require(globs_take(&globs, text) == taken);
        if (count == 1 && is_plain(patterns[0]) && memchr(path, '/', text.size) == NULL) {
            require(taken == (strcmp(patterns[0], path) == 0));
        }
    }
    globs_deinit(&globs);
    return 0;
}
