/* The files are those of pipeline/cli/skeleton, in which PACKNAME and PACKTYPE are
 * replaced. */
#include "cli/rules_new.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

extern const unsigned char skeleton_pack[], skeleton_rules[], skeleton_terms[];
extern const size_t skeleton_pack_size, skeleton_rules_size, skeleton_terms_size;

static struct slice name_of(const char *folder) {
    size_t end = strlen(folder);
    while (end > 0 && folder[end - 1] == '/') {
        end--;
    }
    size_t start = end;
    while (start > 0 && folder[start - 1] != '/') {
        start--;
    }
    return slice_of(folder + start, end - start);
}

static bool is_pack_name(struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        char byte = name.data[i];
        bool fits = (byte >= 'a' && byte <= 'z') ||
                    (i > 0 && (byte == '-' || (byte >= '0' && byte <= '9')));
        if (!fits) {
            return false;
        }
    }
    return name.size > 0 && name.size < 64;
}

/* A type is written with underscores, for it stands in patterns. */
static void append_type(struct buffer *out, struct slice name) {
    for (size_t i = 0; i < name.size; i++) {
        buffer_append_char(out, name.data[i] == '-' ? '_' : name.data[i]);
    }
}

static void fill(struct buffer *out, struct slice text, struct slice name) {
    static const struct slice pack = {"PACKNAME", 8};
    static const struct slice type = {"PACKTYPE", 8};
    for (size_t at = 0; at < text.size;) {
        struct slice rest = slice_after(text, at);
        if (slice_starts_with(rest, pack)) {
            buffer_append_slice(out, name);
            at += pack.size;
        } else if (slice_starts_with(rest, type)) {
            append_type(out, name);
            at += type.size;
        } else {
            buffer_append_char(out, text.data[at++]);
        }
    }
}

static bool write_file(const char *folder, const char *file, const unsigned char *bytes,
                       size_t size, struct slice name) {
    char path[4096];
    struct buffer out;
    buffer_init(&out, (size_t)1 << 20);
    fill(&out, slice_of((const char *)bytes, size), name);
    snprintf(path, sizeof path, "%s/%s", folder, file);
    FILE *stream = fopen(path, "wb");
    bool good = stream != NULL && buffer_status(&out) == ASSAY_OK &&
                fwrite(out.data, 1, out.size, stream) == out.size;
    if (stream != NULL && fclose(stream) != 0) {
        good = false;
    }
    if (!good) {
        fprintf(stderr, "assay: %s: %s\n", path, strerror(errno));
    }
    buffer_deinit(&out);
    return good;
}

bool rules_new(const char *folder) {
    struct slice name = name_of(folder);
    char rules[80];
    if (!is_pack_name(name)) {
        fprintf(
            stderr,
            "assay: %s: a pack's name has small letters, digits and hyphens and begins "
            "with a letter\n",
            folder);
        return false;
    }
    if (mkdir(folder, 0777) != 0) {
        fprintf(stderr, "assay: %s: %s\n", folder, strerror(errno));
        return false;
    }
    snprintf(rules, sizeof rules, "%.*s.yaml", (int)name.size, name.data);
    return write_file(folder, "pack.yaml", skeleton_pack, skeleton_pack_size, name) &&
           write_file(folder, rules, skeleton_rules, skeleton_rules_size, name) &&
           write_file(folder, "terms.tsv", skeleton_terms, skeleton_terms_size, name);
}
