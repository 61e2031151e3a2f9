/* Only what cannot be the beginning of an article stands here: each has a byte that no
 * text has, or is longer than chance. */
#include "streams/foreign.h"

#define COMPRESSED(name, unpack)                                                         \
    "is compressed with " name ", which is not read; unpack it first, as with " unpack

static const char packed_twice[] = "is compressed twice; unpack it once first";
static const char media[] =
    "is a picture, sound or video; in a folder, --glob leaves such files out";
static const char wide_words[] = "is UTF-32; make UTF-8 of it first, as with iconv -f "
                                 "UTF-32 -t UTF-8";
static const char utf16_words[] =
    "is UTF-16, but JSONL is read as UTF-8; make that of it "
    "first, as with iconv -f UTF-16 -t UTF-8";

struct form {
    struct slice magic;
    const char *words;
};

static const struct form forms[] = {
    {{"\xFD"
      "7zXZ\0",
      6},
     COMPRESSED("xz", "xz -dc")},
    {{"\x04\x22\x4D\x18", 4}, COMPRESSED("lz4", "lz4 -dc")},
    {{"\x1F\x8B\x08", 3}, packed_twice},
    {{"\x28\xB5\x2F\xFD", 4}, packed_twice},
    {{"PK\x03\x04", 4},
     "is a zip archive, as .docx and .epub are too; take the text out of it first"},
    {{"7z\xBC\xAF\x27\x1C", 6}, "is a 7z archive; unpack it first"},
    {{"Rar!\x1A\x07", 6}, "is a rar archive; unpack it first"},
    {{"%PDF-", 5}, "is a PDF; take the text out of it first, as with pdftotext"},
    {{"{\\rtf", 5}, "is RTF; save it as plain text first"},
    {{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8},
     "is a document of Office; save it as plain text first"},
    {{"\xFF\xD8\xFF", 3}, media},
    {{"\x89PNG\r\n\x1A\n", 8}, media},
    {{"GIF89a", 6}, media},
    {{"ID3\x03", 4}, media},
    {{"ID3\x04", 4}, media},
    {{"OggS\0", 5}, media},
    {{"PAR1\x15", 5}, "is a Parquet file; make JSONL of it first, as with duckdb"},
    {{"SQLite format 3\0", 16}, "is a database of SQLite; make JSONL of it first"},
    {{"\xFF\xFE\0\0", 4}, wide_words},
    {{"\0\0\xFE\xFF", 4}, wide_words},
};

static const struct form wide_forms[] = {
    {{"\xFF\xFE", 2}, utf16_words},
    {{"\xFE\xFF", 2}, utf16_words},
    {{"{\0", 2}, utf16_words},
    {{"\0{", 2}, utf16_words},
};

/* Boxes of MP4, MOV and HEIC, and what RIFF holds, are named a few bytes further on. */
static bool is_media(struct slice start) {
    static const struct slice kinds[] = {{"WEBP", 4}, {"WAVE", 4}, {"AVI ", 4}};
    enum { BOX_AT = 4, KIND_AT = 8, ENOUGH = 12 };
    if (start.size < ENOUGH) {
        return false;
    }
    bool riff = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        riff |= slice_starts_with(slice_after(start, KIND_AT), kinds[i]);
    }
    return (riff && slice_starts_with(start, SLICE_LITERAL("RIFF"))) ||
           (start.data[0] == '\0' &&
            slice_starts_with(slice_after(start, BOX_AT), SLICE_LITERAL("ftyp")));
}

static const char *find(const struct form *all, size_t count, struct slice start,
                        bool *undecided) {
    for (size_t i = 0; i < count; i++) {
        if (slice_starts_with(start, all[i].magic)) {
            return all[i].words;
        }
        *undecided |= slice_starts_with(all[i].magic, start);
    }
    return NULL;
}

/* An archive begins with the name of its first file; what it is stands behind that. */
static bool is_tar(struct slice start) {
    const struct slice magic = SLICE_LITERAL("ustar");
    enum { MAGIC_AT = 257 };
    return start.size >= MAGIC_AT &&
           slice_starts_with(slice_after(start, MAGIC_AT), magic) &&
           memchr(start.data, '\0', MAGIC_AT) != NULL;
}

/* A digit for the size of its blocks stands in its magic. */
static bool is_bzip2(struct slice start, bool *undecided) {
    const struct slice first = SLICE_LITERAL("BZh");
    const struct slice second = SLICE_LITERAL("1AY&SY");
    if (!slice_starts_with(start, first)) {
        *undecided |= slice_starts_with(first, start);
        return false;
    }
    struct slice rest =
        slice_after(start, start.size > first.size ? first.size + 1 : first.size);
    *undecided |= slice_starts_with(second, rest);
    return slice_starts_with(rest, second);
}

const char *foreign_form(struct slice start, bool *undecided) {
    *undecided = false;
    if (is_tar(start)) {
        return "is a tar archive; unpack it first and name the folder";
    }
    if (is_media(start)) {
        return media;
    }
    if (is_bzip2(start, undecided)) {
        return COMPRESSED("bzip2", "bzip2 -dc");
    }
    return find(forms, sizeof forms / sizeof *forms, start, undecided);
}

const char *foreign_wide(struct slice start, bool *undecided) {
    *undecided = false;
    return find(wide_forms, sizeof wide_forms / sizeof *wide_forms, start, undecided);
}
