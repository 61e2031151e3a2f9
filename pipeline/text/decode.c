/* Decoding to UTF-8.
 *
 * Nearly every input is valid UTF-8, most of it ASCII, so validity is decided first,
 * eight bytes at a step, and a valid text is copied whole. Only then are the rarer
 * encodings looked at. */
#include "text/decode.h"

#include "base/limits.h"
#include "text/unicode.h"

#define REPLACEMENT 0xFFFDu
#define HIGH_BITS 0x8080808080808080u

/* The characters of the bytes 0x80 to 0x9F in Windows-1252, by the WHATWG index. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

const char *encoding_word(enum encoding encoding) {
    switch (encoding) {
    case ENCODING_UTF8:
        return "utf-8";
    case ENCODING_UTF8_BOM:
        return "utf-8-bom";
    case ENCODING_UTF16LE:
        return "utf-16le";
    case ENCODING_UTF16BE:
        return "utf-16be";
    case ENCODING_WINDOWS_1252:
        return "windows-1252";
    }
    return "unknown";
}

/* ---- Checking UTF-8 ---- */

/* Bytes of the character that a lead byte announces, 0 for a byte that can lead none, and
 * the range of the second byte (Unicode, table 3-7), which keeps out overlong forms and
 * surrogates. */
static size_t announced_length(unsigned char lead, unsigned char *low,
                               unsigned char *high) {
    *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2 || lead > 0xF4)
        return 0;
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t utf8_check(const unsigned char *at, size_t left, bool *valid) {
    unsigned char low, high;
    size_t length = announced_length(at[0], &low, &high);
    *valid = length > 0;
    if (length < 2)
        return 1;
    for (size_t i = 1; i < length; i++) {
        if (i == left || at[i] < low || at[i] > high) {
            *valid = false;
            return i;
        }
        low = 0x80;
        high = 0xBF;
    }
    return length;
}

static size_t skip_ascii(const unsigned char *data, size_t at, size_t size) {
    for (; size - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, data + at, sizeof word);
        if (word & HIGH_BITS)
            break;
    }
    while (at < size && data[at] < 0x80)
        at++;
    return at;
}

size_t utf8_valid_prefix(struct slice text) {
    const unsigned char *data = (const unsigned char *)text.data;
    size_t at = 0;
    while ((at = skip_ascii(data, at, text.size)) < text.size) {
        bool valid;
        size_t length = utf8_check(data + at, text.size - at, &valid);
        if (!valid)
            break;
        at += length;
    }
    return at;
}

static bool holds_multibyte(struct slice bytes) {
    const unsigned char *data = (const unsigned char *)bytes.data;
    size_t at = 0;
    while ((at = skip_ascii(data, at, bytes.size)) < bytes.size) {
        bool valid;
        at += utf8_check(data + at, bytes.size - at, &valid);
        if (valid)
            return true;
    }
    return false;
}

/* ---- Writing ---- */

/* Each decoder below runs twice: once to measure (`out` NULL), once to write. */
struct writer {
    char *out;
    size_t size;
    struct decoded *decoded;
};

static void put(struct writer *writer, uint32_t code_point) {
    char bytes[4];
    uint32_t length = utf8_encode(code_point, bytes);
    if (writer->out != NULL)
        memcpy(writer->out + writer->size, bytes, length);
    writer->size += length;
}

static void put_bytes(struct writer *writer, const unsigned char *bytes, size_t size) {
    if (writer->out != NULL && size > 0)
        memcpy(writer->out + writer->size, bytes, size);
    writer->size += size;
}

static void put_replacement(struct writer *writer) {
    if (writer->out != NULL) {
        if (writer->decoded->replaced == 0)
            writer->decoded->first_replaced =
                (struct span){(uint32_t)writer->size, (uint32_t)writer->size + 3};
        writer->decoded->replaced++;
    }
    put(writer, REPLACEMENT);
}

static void write_repaired(struct writer *writer, struct slice bytes) {
    const unsigned char *data = (const unsigned char *)bytes.data;
    size_t at = 0;
    while (at < bytes.size) {
        bool valid;
        size_t good = utf8_valid_prefix(slice_after(bytes, at));
        put_bytes(writer, data + at, good);
        at += good;
        if (at == bytes.size)
            break;
        at += utf8_check(data + at, bytes.size - at, &valid);
        put_replacement(writer);
    }
}

static void write_windows_1252(struct writer *writer, struct slice bytes) {
    const unsigned char *data = (const unsigned char *)bytes.data;
    size_t at = 0;
    while (at < bytes.size) {
        size_t end = skip_ascii(data, at, bytes.size);
        put_bytes(writer, data + at, end - at);
        for (at = end; at < bytes.size && data[at] >= 0x80; at++)
            put(writer, data[at] < 0xA0 ? windows_1252[data[at] - 0x80] : data[at]);
    }
}

static uint32_t read_unit(const unsigned char *at, bool big) {
    return big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static void write_utf16(struct writer *writer, struct slice bytes, bool big) {
    const unsigned char *data = (const unsigned char *)bytes.data;
    size_t at = 0;
    while (bytes.size - at >= 2) {
        uint32_t unit = read_unit(data + at, big);
        at += 2;
        if (unit < 0xD800 || unit > 0xDFFF) {
            put(writer, unit);
            continue;
        }
        uint32_t next = bytes.size - at >= 2 ? read_unit(data + at, big) : 0;
        if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF) {
            put(writer, 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00));
            at += 2;
        } else {
            put_replacement(writer);
        }
    }
    if (at < bytes.size) /* half a unit at the end */
        put_replacement(writer);
}

static void write_as(struct writer *writer, struct slice bytes, enum encoding encoding) {
    writer->size = 0;
    switch (encoding) {
    case ENCODING_UTF8:
    case ENCODING_UTF8_BOM:
        write_repaired(writer, bytes);
        break;
    case ENCODING_UTF16LE:
    case ENCODING_UTF16BE:
        write_utf16(writer, bytes, encoding == ENCODING_UTF16BE);
        break;
    case ENCODING_WINDOWS_1252:
        write_windows_1252(writer, bytes);
        break;
    }
}

/* ---- Deciding ---- */

static enum assay_status decode_as(struct arena *arena, struct slice bytes,
                                   struct decoded *decoded) {
    struct writer writer = {.decoded = decoded};
    write_as(&writer, bytes, decoded->encoding);
    if (writer.size > LIMIT_ARTICLE_MAXIMUM)
        return ASSAY_TOO_LARGE;
    writer.out = arena_alloc(arena, writer.size + 1);
    if (writer.out == NULL)
        return ASSAY_NO_MEMORY;
    write_as(&writer, bytes, decoded->encoding);
    decoded->text = slice_of(writer.out, writer.size);
    return ASSAY_OK;
}

enum assay_status decode_string(struct arena *arena, struct slice bytes,
                                struct decoded *decoded) {
    *decoded = (struct decoded){.encoding = ENCODING_UTF8};
    if (utf8_valid_prefix(bytes) == bytes.size) {
        bool copied;
        if (bytes.size > LIMIT_ARTICLE_MAXIMUM)
            return ASSAY_TOO_LARGE;
        decoded->text = arena_copy(arena, bytes, &copied);
        return copied ? ASSAY_OK : ASSAY_NO_MEMORY;
    }
    if (!holds_multibyte(bytes))
        decoded->encoding = ENCODING_WINDOWS_1252;
    return decode_as(arena, bytes, decoded);
}

static bool starts_with(struct slice bytes, const char *mark, size_t size) {
    return bytes.size >= size && memcmp(bytes.data, mark, size) == 0;
}

enum assay_status decode_bytes(struct arena *arena, struct slice bytes,
                               struct decoded *decoded) {
    size_t mark = 2;
    *decoded = (struct decoded){.encoding = ENCODING_UTF8};
    if (starts_with(bytes, "\xEF\xBB\xBF", 3)) {
        decoded->encoding = ENCODING_UTF8_BOM;
        mark = 3;
    } else if (starts_with(bytes, "\xFF\xFE", 2)) {
        decoded->encoding = ENCODING_UTF16LE;
    } else if (starts_with(bytes, "\xFE\xFF", 2)) {
        decoded->encoding = ENCODING_UTF16BE;
    } else {
        return decode_string(arena, bytes, decoded);
    }
    return decode_as(arena, slice_after(bytes, mark), decoded);
}
