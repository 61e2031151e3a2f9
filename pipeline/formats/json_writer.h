/* Writes JSON straight into a buffer: no tree, no copies. The caller sees to it that keys
 * and values alternate. */
#ifndef ASSAY_FORMATS_JSON_WRITER_H
#define ASSAY_FORMATS_JSON_WRITER_H

#include "base/buffer.h"

struct json_writer {
    struct buffer *out; /* borrowed; its status tells of failure */
    bool pretty;        /* two spaces a level, else one line */
    uint32_t depth;
    uint32_t flat; /* the depth from which all stands on one line, or 0 */
    bool first;    /* nothing stands yet in the object or list at hand */
    bool after_key;
};

void json_begin(struct json_writer *json, struct buffer *out, bool pretty);

void json_open(struct json_writer *json, char bracket);  /* '{' or '[' */
void json_close(struct json_writer *json, char bracket); /* '}' or ']' */

/* As json_open; what is inside stays on one line also when pretty. */
void json_open_flat(struct json_writer *json, char bracket);
void json_key(struct json_writer *json, const char *key);

/* A key of data, escaped. */
void json_key_slice(struct json_writer *json, struct slice key);

/* Valid UTF-8 as a string: quote, backslash and control characters are escaped, all else
 * stands as it is. */
void json_text(struct json_writer *json, struct slice text);
void json_word(struct json_writer *json, const char *text); /* a string of plain ASCII */
void json_string_or_null(struct json_writer *json,
                         struct slice text); /* null where empty */
void json_number(struct json_writer *json, int64_t number);
void json_hundredths(struct json_writer *json, uint32_t hundredths); /* 90 -> 0.90 */
void json_points(struct json_writer *json, int32_t hundredths);      /* -20 -> -0.20 */
void json_flag(struct json_writer *json, bool flag);
void json_nothing(struct json_writer *json);

/* Bytes that are JSON already. */
void json_verbatim(struct json_writer *json, struct slice text);

#endif
