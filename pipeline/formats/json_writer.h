/* Writes JSON straight into a buffer: no tree, no copies. The caller sees to it that keys
 * and values alternate.
 *
 * A record is some ten times as long as its article and made of pieces of a few bytes, so
 * what writes a piece is inline: it makes room once, and keys of known length are copied
 * as such. Only `pretty` costs a call. */
#ifndef ASSAY_FORMATS_JSON_WRITER_H
#define ASSAY_FORMATS_JSON_WRITER_H

#include "base/buffer.h"
#include "base/digits.h"

struct json_writer {
    struct buffer *out; /* borrowed; its status tells of failure */
    bool pretty;        /* two spaces a level, else one line */
    uint32_t depth;
    uint32_t flat; /* the depth from which all stands on one line, or 0 */
    bool comma;    /* before the next value or key */
    bool after_key;
};

void json_begin(struct json_writer *json, struct buffer *out, bool pretty);

/* ---- Pieces: room is made, bytes are put at it, the end is told ---- */

/* When pretty: the comma, line break and indent before a value or a key. */
void json_lay_out(struct json_writer *json);

/* Room for a value or key of `size` bytes, behind the comma where one is due; NULL on
 * error. json_end says where it ends. */
static inline char *json_room(struct json_writer *json, size_t size) {
    if (json->pretty) {
        json_lay_out(json);
    }
    char *at = buffer_reserve(json->out, size + 1);
    if (at != NULL && json->comma) {
        *at++ = ',';
    }
    json->comma = true;
    return at;
}

static inline void json_end(struct json_writer *json, const char *end) {
    json->out->size = (size_t)(end - json->out->data);
}

/* The colon behind a key. */
static inline char *json_put_colon(struct json_writer *json, char *at) {
    *at++ = ':';
    *at = ' ';
    json->comma = false;
    json->after_key = true;
    return at + (json->pretty ? 1 : 0);
}

/* ---- Containers and keys ---- */

static inline void json_open(struct json_writer *json, char bracket) { /* '{' or '[' */
    char *at = json_room(json, 1);
    if (at != NULL) {
        *at = bracket;
        json_end(json, at + 1);
    }
    json->depth++;
    json->comma = false;
}

/* As json_open; what is inside stays on one line also when pretty. */
static inline void json_open_flat(struct json_writer *json, char bracket) {
    json_open(json, bracket);
    if (json->flat == 0) {
        json->flat = json->depth;
    }
}

/* When pretty: the line break and indent before a closing bracket. */
void json_lay_out_end(struct json_writer *json);

static inline void json_close(struct json_writer *json, char bracket) { /* '}' or ']' */
    json->depth--;
    if (json->pretty) {
        json_lay_out_end(json);
    }
    if (json->depth < json->flat) {
        json->flat = 0;
    }
    buffer_append_char(json->out, bracket);
    json->comma = true;
}

/* A key that needs no escapes. */
static inline void json_key(struct json_writer *json, const char *key) {
    size_t size = strlen(key);
    char *at = json_room(json, size + 4);
    if (at != NULL) {
        *at++ = '"';
        memcpy(at, key, size);
        at[size] = '"';
        json_end(json, json_put_colon(json, at + size + 1));
    }
}

/* A key of data, escaped. */
void json_key_slice(struct json_writer *json, struct slice key);

/* ---- Values ---- */

/* Valid UTF-8 as a string: quote, backslash and control characters are escaped, all else
 * stands as it is. */
void json_text(struct json_writer *json, struct slice text);

static inline void json_word(struct json_writer *json, const char *text) {
    json_text(json, slice_from_string(text));
}

/* Bytes that are JSON already. */
static inline void json_verbatim(struct json_writer *json, struct slice text) {
    char *at = json_room(json, text.size);
    if (at != NULL) {
        memcpy(at, text.data, text.size);
        json_end(json, at + text.size);
    }
}

static inline void json_nothing(struct json_writer *json) {
    json_verbatim(json, SLICE_LITERAL("null"));
}

static inline void json_flag(struct json_writer *json, bool flag) {
    json_verbatim(json, flag ? SLICE_LITERAL("true") : SLICE_LITERAL("false"));
}

/* null where empty */
static inline void json_string_or_null(struct json_writer *json, struct slice text) {
    if (text.size == 0) {
        json_nothing(json);
    } else {
        json_text(json, text);
    }
}

static inline void json_number(struct json_writer *json, int64_t number) {
    char *at = json_room(json, 1 + DIGITS_MAXIMUM);
    if (at != NULL) {
        /* Unsigned, since the magnitude of INT64_MIN is no int64_t. */
        uint64_t magnitude = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
        *at = '-';
        at += number < 0 ? 1 : 0;
        json_end(json, digits_write(at, magnitude));
    }
}

/* 90 -> 0.90, -20 -> -0.20 */
static inline void json_hundredths(struct json_writer *json, int64_t hundredths) {
    char *at = json_room(json, 1 + DIGITS_MAXIMUM + 3);
    if (at != NULL) {
        uint64_t size = (uint64_t)(hundredths < 0 ? -hundredths : hundredths);
        *at = '-';
        at = digits_write(at + (hundredths < 0 ? 1 : 0), size / 100);
        *at++ = '.';
        json_end(json, digits_write_pair(at, size % 100));
    }
}

#endif
