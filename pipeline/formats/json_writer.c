/* JSON (RFC 8259) into a buffer: strings, and the layout of `pretty`. */
#include "formats/json_writer.h"

void json_begin(struct json_writer *json, struct buffer *out, bool pretty) {
    *json = (struct json_writer){.out = out, .pretty = pretty};
}

/* ---- Layout ---- */

static void new_line(struct json_writer *json) {
    if (json->depth > 0 && json->flat == 0) {
        buffer_append_char(json->out, '\n');
        for (uint32_t i = 0; i < json->depth; i++) {
            buffer_append(json->out, "  ", 2);
        }
    }
}

void json_lay_out(struct json_writer *json) {
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->comma) {
        buffer_append_string(json->out, json->flat > 0 ? ", " : ",");
        json->comma = false;
    }
    new_line(json);
}

void json_lay_out_end(struct json_writer *json) {
    if (json->comma) { /* something stands in it */
        if (json->depth == 0) {
            buffer_append_char(json->out, '\n');
        }
        new_line(json);
    }
}

/* ---- Strings ---- */

#define EACH_BYTE(value) (0x0101010101010101u * (value))

/* How a byte is escaped: 0 as it is, 'u' as \u00XX, else a backslash and that letter. */
static char escape_of(unsigned char byte) {
    switch (byte) {
    case '"':
    case '\\':
        return (char)byte;
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    default:
        return byte < 0x20 || byte == 0x7F ? 'u' : '\0';
    }
}

static char *put_escape(char *at, unsigned char byte) {
    static const char digits[] = "0123456789abcdef";
    char escape = escape_of(byte);
    char text[6] = {'\\', escape, '0', '0', digits[byte >> 4], digits[byte & 15]};
    size_t size = escape == 'u' ? 6 : 2;
    memcpy(at, text, size);
    return at + size;
}

/* Below 0x20 or a quote (each is below 0x21 once its second bit is turned), a backslash,
 * or 0x7F: a high bit comes out where there was none. */
static bool holds_escaped(uint64_t word) {
    uint64_t control_or_quote = (word ^ EACH_BYTE(0x02)) - EACH_BYTE(0x21);
    uint64_t backslash = (word ^ EACH_BYTE('\\')) - EACH_BYTE(0x01);
    uint64_t delete = word + EACH_BYTE(0x01);
    return ((control_or_quote | backslash | delete) & ~word & EACH_BYTE(0x80)) != 0;
}

/* Copies bytes up to the first that must be escaped; gives how many. Eight at a step, so
 * there must be room for eight more at `out`. */
static size_t copy_plain(char *out, const char *data, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint64_t word = EACH_BYTE(' ');
        size_t left = size - at;
        if (left >= sizeof word) {
            memcpy(&word, data + at, sizeof word);
        } else {
            memcpy(&word, data + at, left);
        }
        if (holds_escaped(word)) {
            break;
        }
        memcpy(out + at, &word, sizeof word);
        at += left < sizeof word ? left : sizeof word;
    }
    while (at < size && escape_of((unsigned char)data[at]) == '\0') {
        out[at] = data[at];
        at++;
    }
    return at;
}

/* What comes behind the string, and what copy_plain and an escape need. */
enum { STRING_ROOM = 16 };

/* Puts a string at `at`, which has room for its size and STRING_ROOM; NULL on error. */
static char *put_string(struct json_writer *json, char *at, struct slice text) {
    *at++ = '"';
    for (size_t done = 0; done < text.size;) {
        size_t copied = copy_plain(at, text.data + done, text.size - done);
        at += copied;
        done += copied;
        if (done < text.size) {
            at = put_escape(at, (unsigned char)text.data[done++]);
            json_end(json, at);
            at = buffer_reserve(json->out, text.size - done + STRING_ROOM);
            if (at == NULL) {
                return NULL;
            }
        }
    }
    *at++ = '"';
    return at;
}

void json_text(struct json_writer *json, struct slice text) {
    char *at = json_room(json, text.size + STRING_ROOM);
    at = at == NULL ? NULL : put_string(json, at, text);
    if (at != NULL) {
        json_end(json, at);
    }
}

void json_key_slice(struct json_writer *json, struct slice key) {
    char *at = json_room(json, key.size + STRING_ROOM);
    at = at == NULL ? NULL : put_string(json, at, key);
    if (at != NULL) {
        json_end(json, json_put_colon(json, at));
    }
}
