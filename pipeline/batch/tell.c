/* A message is put together, then escaped as a whole and written at once. */
#include "batch/tell.h"

#include "batch/progress.h"
#include "text/decode.h"

#include <stdarg.h>
#include <stdio.h>

enum { MESSAGE_BYTES = 1 << 13, SHOWN_MAXIMUM = 1 << 16 };

/* Of the characters beyond ASCII: C1 controls, line and paragraph separators, and what
 * turns the direction of writing, so that a line would be read in another order. */
static bool is_command(const unsigned char *at, size_t size) {
    if (size == 2) {
        return at[0] == 0xC2 && at[1] < 0xA0;
    }
    if (size != 3 || at[0] != 0xE2) {
        return false;
    }
    bool marks = at[1] == 0x80 && (at[2] == 0x8E || at[2] == 0x8F);
    bool separators_and_turns = at[1] == 0x80 && at[2] >= 0xA8 && at[2] <= 0xAE;
    bool isolates = at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9;
    return marks || separators_and_turns || isolates;
}

static void append_escaped(struct buffer *out, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    static const char named[] = "\n\t\r";
    const char *found = byte == '\0' ? NULL : strchr(named, byte);
    buffer_append_char(out, '\\');
    if (found != NULL) {
        buffer_append_char(out, "ntr"[found - named]);
        return;
    }
    buffer_append_char(out, 'x');
    buffer_append_char(out, digits[byte >> 4]);
    buffer_append_char(out, digits[byte & 15]);
}

void tell_append(struct buffer *out, struct slice text) {
    const unsigned char *at = (const unsigned char *)text.data;
    for (size_t left = text.size; left > 0;) {
        bool valid = true;
        size_t size = utf8_check(at, left, &valid);
        bool plain = size == 1 ? *at >= ' ' && *at != 0x7F : !is_command(at, size);
        for (size_t i = 0; i < size; i++) {
            if (valid && plain) {
                buffer_append_char(out, (char)at[i]);
            } else {
                append_escaped(out, at[i]);
            }
        }
        at += size;
        left -= size;
    }
}

void tell(const char *format, ...) {
    char text[MESSAGE_BYTES];
    struct buffer line;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    bool cut = size >= (int)sizeof text;
    buffer_init(&line, SHOWN_MAXIMUM);
    buffer_append_string(&line, "assay: ");
    tell_append(&line, slice_from_string(size < 0 ? format : text));
    buffer_append_string(&line, cut ? "...\n" : "\n");
    progress_make_way();
    if (buffer_status(&line) == ASSAY_OK) {
        fwrite(line.data, 1, line.size, stderr);
    } else {
        fputs("assay: out of memory\n", stderr);
    }
    buffer_deinit(&line);
}
