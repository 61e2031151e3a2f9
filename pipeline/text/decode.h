/* Bytes of unknown encoding to valid UTF-8: the text that all spans of a record index.
 *
 * UTF-8 with or without BOM, UTF-16 by BOM, Windows-1252 when the bytes say so; what
 * remains invalid becomes U+FFFD, one for each maximal invalid subpart, and is counted.
 */
#ifndef ASSAY_TEXT_DECODE_H
#define ASSAY_TEXT_DECODE_H

#include "base/arena.h"
#include "base/status.h"

enum encoding {
    ENCODING_UTF8,
    ENCODING_UTF8_BOM,
    ENCODING_UTF16LE,
    ENCODING_UTF16BE,
    ENCODING_WINDOWS_1252
};

/* "utf-8", "utf-8-bom", "utf-16le", "utf-16be" or "windows-1252"; a constant string. */
const char *encoding_word(enum encoding encoding);

struct decoded {
    struct slice text; /* valid UTF-8, in the arena */
    enum encoding encoding;
    uint32_t replaced;          /* how many U+FFFD stand for invalid input */
    struct span first_replaced; /* in `text`; meaningful when `replaced` > 0 */
};

/* Decodes the bytes of one article. A BOM decides and is removed. Without one the bytes
 * are UTF-8, unless they are invalid and hold no valid multibyte sequence: then they are
 * Windows-1252, whose five unassigned bytes become the C1 controls of the same number, as
 * browsers do. Fails with NO_MEMORY or TOO_LARGE. */
enum assay_status decode_bytes(struct arena *arena, struct slice bytes,
                               struct decoded *decoded);

/* The same without looking for a BOM, for a piece of text such as a JSON string. */
enum assay_status decode_string(struct arena *arena, struct slice bytes,
                                struct decoded *decoded);

/* Length of the valid UTF-8 character at `at`, or of the maximal invalid subpart there,
 * `valid` telling which. `left` > 0 bytes may be read. */
size_t utf8_check(const unsigned char *at, size_t left, bool *valid);

/* How many bytes from the start are valid UTF-8; all of them when the result is
 * `text.size`. */
size_t utf8_valid_prefix(struct slice text);

#endif
