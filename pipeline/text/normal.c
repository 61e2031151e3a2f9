/* Normalization in one pass over the source.
 *
 * The way through the text alternates between two steps. `find_plain_end` finds the
 * longest stretch in which nothing can change (for ASCII, eight bytes at a step), copied
 * as one run of the offset map. Where it stops, `take_cluster` gathers one grapheme
 * cluster of folded characters, composes it, and adds one rewritten run. Characters are
 * read through `read_atom`, which settles all that depends on what follows: CRLF, dashes
 * between spaces, hyphens at a line end. */
#include "text/normal.h"

#include "base/limits.h"
#include "text/atoms.h"
#include "text/compose.h"
#include "text/unicode.h"

#include <utf8proc.h>

/* All precomposed letters below it are in NFC as they are, and none combines with what is
 * before. */
#define FIRST_COMBINING 0x300

struct normalizer {
    struct arena *arena;
    struct slice source;
    bool fold; /* false: NFC only */
    struct normal *out;
    size_t capacity;
    struct code_points cluster; /* folded, not yet composed */
    struct composer composer;
};

/* ---- Writing ---- */

static bool reserve(struct normalizer *normalizer, size_t size) {
    struct normal *out = normalizer->out;
    if (out->size + size < normalizer->capacity)
        return true;
    while (normalizer->capacity <= out->size + size) {
        if (!arena_grow(normalizer->arena, (void *)&out->text, &normalizer->capacity, 1))
            return false;
    }
    return true;
}

static bool add_run(struct normalizer *normalizer, uint32_t size, uint32_t source_size,
                    bool copied) {
    normalizer->out->size += size;
    return offsets_append(&normalizer->out->offsets, normalizer->arena, size, source_size,
                          copied);
}

static bool write_copied(struct normalizer *normalizer, uint32_t start, uint32_t end) {
    if (start == end)
        return true;
    if (!reserve(normalizer, end - start))
        return false;
    memcpy(normalizer->out->text + normalizer->out->size, normalizer->source.data + start,
           end - start);
    return add_run(normalizer, end - start, end - start, true);
}

/* Writes code points as the rewritten form of a piece of the source. */
static bool write_changed(struct normalizer *normalizer, const struct code_points *text,
                          uint32_t source_size) {
    if (!reserve(normalizer, text->count * 4))
        return false;
    char *at = normalizer->out->text + normalizer->out->size;
    uint32_t size = 0;
    for (size_t i = 0; i < text->count; i++)
        size += utf8_encode((uint32_t)text->items[i], at + size);
    return add_run(normalizer, size, source_size, false);
}

static struct atom read_atom(const struct normalizer *normalizer, uint32_t at) {
    if (!normalizer->fold)
        return atom_read_verbatim(normalizer->source, at);
    const struct normal *out = normalizer->out;
    char before = out->size == 0 ? '\n' : out->text[out->size - 1];
    return atom_read(normalizer->source, at, before == ' ' || before == '\n');
}

/* ---- Plain stretches ---- */

#define EACH_BYTE(value) (0x0101010101010101u * (value))

/* From `at` over bytes 0x20 to 0x7F. */
static uint32_t skip_printable(struct slice source, uint32_t at) {
    const unsigned char *data = (const unsigned char *)source.data;
    for (; source.size - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, data + at, sizeof word);
        if ((word | (word - EACH_BYTE(0x20))) & EACH_BYTE(0x80))
            break;
    }
    while (at < source.size && data[at] >= 0x20 && data[at] < 0x80)
        at++;
    return at;
}

/* Classes of the grapheme rules whose characters stand alone unless something else
 * attaches to them: neither marks nor characters that attach to what follows are among
 * these. */
static bool stands_alone(int boundary) {
    return boundary == UTF8PROC_BOUNDCLASS_OTHER || boundary == UTF8PROC_BOUNDCLASS_LV ||
           boundary == UTF8PROC_BOUNDCLASS_LVT ||
           boundary == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

/* Is this character, alone, the same after folding and composing, and no part of a
 * cluster unless its neighbour makes one? Wrong guesses to the safe side only cost time.
 */
static bool is_plain(const struct normalizer *normalizer, uint32_t code_point) {
    bool removed;
    if (normalizer->fold && atom_changes(code_point, &removed))
        return false;
    const utf8proc_property_t *property = utf8proc_get_property((int32_t)code_point);
    if (!stands_alone(property->boundclass) || property->combining_class != 0)
        return false;
    return code_point < FIRST_COMBINING || property->decomp_seqindex == UINT16_MAX ||
           property->decomp_type != 0;
}

/* May this character belong to a cluster with the one before it? */
static bool may_attach(const struct normalizer *normalizer, uint32_t code_point) {
    bool removed;
    return !normalizer->fold || !atom_changes(code_point, &removed) || removed;
}

/* Where the plain stretch that begins at `start` ends. */
static uint32_t find_plain_end(const struct normalizer *normalizer, uint32_t start) {
    struct slice source = normalizer->source;
    uint32_t at = start;
    while ((at = skip_printable(source, at)) < source.size) {
        unsigned char byte = (unsigned char)source.data[at];
        bool line_break = byte == '\n' || byte == '\r';
        if (normalizer->fold && line_break) {
            uint32_t hyphen = atom_dividing_hyphen(source, start, at);
            if (hyphen < at || byte == '\r')
                return hyphen;
            at++;
        } else if (byte < 0x80) {
            if (normalizer->fold && byte >= '\t' && byte <= '\f')
                return at;
            at++;
        } else {
            uint32_t length;
            uint32_t code_point = utf8_decode(source.data + at, &length);
            if (!is_plain(normalizer, code_point))
                return at > start && may_attach(normalizer, code_point)
                           ? utf8_before(source.data, at)
                           : at;
            at += length;
        }
    }
    return at;
}

/* ---- Clusters ---- */

/* What take_cluster knows of the cluster so far. */
struct gathered {
    uint32_t end;       /* of the source taken into the cluster */
    uint32_t end_seen;  /* of the removed characters seen after it */
    uint32_t last;      /* last code point kept */
    uint32_t last_seen; /* last code point seen that counts for grapheme breaks */
    int32_t state;      /* of the grapheme rules */
    bool changed;       /* not simply one character as it stood */
};

static bool keep(struct normalizer *normalizer, struct gathered *gathered,
                 const struct atom *atom) {
    for (uint32_t i = 0; i < atom->form.count; i++) {
        int32_t *item = LIST_PUSH(normalizer->arena, &normalizer->cluster);
        if (item == NULL)
            return false;
        *item = (int32_t)atom->form.code_points[i];
        gathered->last = gathered->last_seen = atom->form.code_points[i];
    }
    gathered->end = gathered->end_seen = atom->end;
    return true;
}

/* Removed characters that join others into a cluster (the joiner in emoji, variation
 * selectors) still count for the grapheme rules; controls are as if they had never been
 * there. */
static void look_at_removed(struct gathered *gathered, const struct atom *atom) {
    int boundary = utf8proc_get_property((int32_t)atom->code_point)->boundclass;
    if (boundary == UTF8PROC_BOUNDCLASS_EXTEND || boundary == UTF8PROC_BOUNDCLASS_ZWJ) {
        utf8proc_grapheme_break_stateful((int32_t)gathered->last_seen,
                                         (int32_t)atom->code_point, &gathered->state);
        gathered->last_seen = atom->code_point;
    }
    gathered->end_seen = atom->end;
}

static bool breaks_before(struct gathered *gathered, uint32_t code_point) {
    int32_t next = (int32_t)code_point;
    if (!utf8proc_grapheme_break_stateful((int32_t)gathered->last_seen, next,
                                          &gathered->state))
        return false;
    return gathered->end == gathered->end_seen ||
           utf8proc_grapheme_break((int32_t)gathered->last, next);
}

/* ASCII attaches to nothing before it, but to the few prefixing characters of other
 * scripts. */
static bool surely_breaks(const struct normalizer *normalizer,
                          const struct gathered *gathered) {
    bool common = gathered->last < FIRST_COMBINING ||
                  (gathered->last >= 0x2000 && gathered->last < 0x2C00);
    return common && gathered->end == gathered->end_seen &&
           (unsigned char)normalizer->source.data[gathered->end] < 0x80;
}

static bool gather(struct normalizer *normalizer, struct gathered *gathered) {
    while (gathered->end_seen < normalizer->source.size &&
           !surely_breaks(normalizer, gathered)) {
        struct atom atom = read_atom(normalizer, gathered->end_seen);
        if (atom.form.count == 0) {
            look_at_removed(gathered, &atom);
            continue;
        }
        if (breaks_before(gathered, atom.form.code_points[0]))
            break;
        gathered->changed = true;
        if (!keep(normalizer, gathered, &atom))
            return false;
    }
    return true;
}

static bool write_cluster(struct normalizer *normalizer, uint32_t start,
                          const struct gathered *gathered) {
    const struct code_points *cluster = &normalizer->cluster;
    bool long_run = false;
    if (cluster->count == 1 && gathered->last < FIRST_COMBINING)
        return gathered->changed
                   ? write_changed(normalizer, cluster, gathered->end - start)
                   : write_copied(normalizer, start, gathered->end);
    if (!compose(&normalizer->composer, normalizer->arena, cluster, &long_run))
        return false;
    if (long_run) {
        if (normalizer->out->mark_runs++ == 0)
            normalizer->out->first_mark_run = (struct span){start, gathered->end};
    }
    const struct code_points *composed = &normalizer->composer.work;
    if (!gathered->changed && composed->count == 1 &&
        composed->items[0] == (int32_t)gathered->last)
        return write_copied(normalizer, start, gathered->end);
    return write_changed(normalizer, composed, gathered->end - start);
}

/* Takes the cluster at `start`, and removed characters after it; gives where the rest
 * starts, or `start` when out of memory. */
static uint32_t take_cluster(struct normalizer *normalizer, uint32_t start) {
    struct atom atom = read_atom(normalizer, start);
    if (atom.form.count == 0)
        return add_run(normalizer, 0, atom.end - start, false) ? atom.end : start;
    struct gathered gathered = {.changed = atom.changed};
    normalizer->cluster.count = 0;
    if (!keep(normalizer, &gathered, &atom) || !gather(normalizer, &gathered) ||
        !write_cluster(normalizer, start, &gathered) ||
        !add_run(normalizer, 0, gathered.end_seen - gathered.end, false))
        return start;
    return gathered.end_seen;
}

/* ---- The whole ---- */

static enum assay_status run(struct arena *arena, struct slice source, bool fold,
                             struct normal *normal) {
    *normal = (struct normal){0};
    if (source.size > LIMIT_ARTICLE_MAXIMUM)
        return ASSAY_TOO_LARGE;
    struct normalizer normalizer = {.arena = arena,
                                    .source = source,
                                    .fold = fold,
                                    .out = normal,
                                    .capacity = source.size + 64};
    normal->text = arena_alloc(arena, normalizer.capacity);
    if (normal->text == NULL)
        return ASSAY_NO_MEMORY;
    uint32_t at = 0;
    while (at < source.size) {
        uint32_t end = find_plain_end(&normalizer, at);
        if (!write_copied(&normalizer, at, end))
            return ASSAY_NO_MEMORY;
        at = end;
        if (at < source.size) {
            end = take_cluster(&normalizer, at);
            if (end == at)
                return ASSAY_NO_MEMORY;
            at = end;
        }
    }
    normal->text[normal->size] = '\0';
    return ASSAY_OK;
}

enum assay_status normal_text(struct arena *arena, struct slice source,
                              struct normal *normal) {
    return run(arena, source, true, normal);
}

enum assay_status normal_nfc(struct arena *arena, struct slice source,
                             struct normal *normal) {
    return run(arena, source, false, normal);
}
