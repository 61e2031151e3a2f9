/* JSON (RFC 8259) into a buffer. */
#include "formats/json_writer.h"

void json_begin(struct json_writer *json, struct buffer *out, bool pretty) {
    *json = (struct json_writer){.out = out, .pretty = pretty, .first = true};
}

static void new_line(struct json_writer *json) {
    if (json->pretty && json->depth > 0 && json->flat == 0) {
        buffer_append_char(json->out, '\n');
        for (uint32_t i = 0; i < json->depth; i++) {
            buffer_append(json->out, "  ", 2);
        }
    }
}

/* What stands before a value or a key: a comma, a new line, or nothing behind a key. */
static void before(struct json_writer *json) {
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (!json->first) {
        buffer_append_char(json->out, ',');
        if (json->pretty && json->flat > 0) {
            buffer_append_char(json->out, ' ');
        }
    }
    new_line(json);
    json->first = false;
}

void json_open(struct json_writer *json, char bracket) {
    before(json);
    buffer_append_char(json->out, bracket);
    json->depth++;
    json->first = true;
}

void json_open_flat(struct json_writer *json, char bracket) {
    json_open(json, bracket);
    if (json->flat == 0) {
        json->flat = json->depth;
    }
}

void json_close(struct json_writer *json, char bracket) {
    json->depth--;
    if (!json->first) {
        if (json->pretty && json->depth == 0) {
            buffer_append_char(json->out, '\n');
        }
        new_line(json);
    }
    if (json->depth < json->flat) {
        json->flat = 0;
    }
    buffer_append_char(json->out, bracket);
    json->first = false;
}

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

static void append_escape(struct buffer *out, unsigned char byte, char escape) {
    static const char digits[] = "0123456789abcdef";
    char text[6] = {'\\', escape, '0', '0', digits[byte >> 4], digits[byte & 15]};
    buffer_append(out, text, escape == 'u' ? 6 : 2);
}

static void append_string(struct buffer *out, struct slice text) {
    size_t start = 0;
    buffer_append_char(out, '"');
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        char escape = escape_of(byte);
        if (escape != '\0') {
            buffer_append(out, text.data + start, i - start);
            append_escape(out, byte, escape);
            start = i + 1;
        }
    }
    buffer_append(out, text.data + start, text.size - start);
    buffer_append_char(out, '"');
}

static void end_key(struct json_writer *json) {
    buffer_append_char(json->out, ':');
    if (json->pretty) {
        buffer_append_char(json->out, ' ');
    }
    json->after_key = true;
}

void json_key(struct json_writer *json, const char *key) {
    before(json);
    buffer_append_char(json->out, '"');
    buffer_append_string(json->out, key);
    buffer_append_char(json->out, '"');
    end_key(json);
}

void json_key_slice(struct json_writer *json, struct slice key) {
    before(json);
    append_string(json->out, key);
    end_key(json);
}

void json_text(struct json_writer *json, struct slice text) {
    before(json);
    append_string(json->out, text.data == NULL ? (struct slice){"", 0} : text);
}

void json_word(struct json_writer *json, const char *text) {
    json_text(json, slice_from_string(text));
}

void json_string_or_null(struct json_writer *json, struct slice text) {
    if (text.size == 0) {
        json_nothing(json);
    } else {
        json_text(json, text);
    }
}

void json_number(struct json_writer *json, int64_t number) {
    before(json);
    buffer_append_number(json->out, number);
}

void json_hundredths(struct json_writer *json, uint32_t hundredths) {
    before(json);
    buffer_append_number(json->out, hundredths / 100);
    buffer_append_char(json->out, '.');
    buffer_append_char(json->out, (char)('0' + hundredths / 10 % 10));
    buffer_append_char(json->out, (char)('0' + hundredths % 10));
}

void json_points(struct json_writer *json, int32_t hundredths) {
    char text[8] = "-0.00";
    uint32_t size = (uint32_t)(hundredths < 0 ? -hundredths : hundredths);
    text[1] = (char)('0' + size / 100 % 10);
    text[3] = (char)('0' + size / 10 % 10);
    text[4] = (char)('0' + size % 10);
    json_verbatim(json, hundredths < 0 ? slice_of(text, 5) : slice_of(text + 1, 4));
}

void json_flag(struct json_writer *json, bool flag) {
    before(json);
    buffer_append_string(json->out, flag ? "true" : "false");
}

void json_nothing(struct json_writer *json) {
    before(json);
    buffer_append(json->out, "null", 4);
}

void json_verbatim(struct json_writer *json, struct slice text) {
    before(json);
    buffer_append_slice(json->out, text);
}
