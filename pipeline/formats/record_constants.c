/* Written by the same writer as the rest of the record, and kept. */
#include "formats/record_constants.h"

#include "base/limits.h"
#include "packs/pattern.h"
#include "text/unicode.h"

void record_constants_init(struct record_constants *constants) {
    *constants = (struct record_constants){.made = false};
    arena_init(&constants->arena);
}

void record_constants_deinit(struct record_constants *constants) {
    arena_deinit(&constants->arena);
}

/* ---- Provenance ---- */

static void write_provenance(struct json_writer *json, const struct rules *rules,
                             bool jit) {
    char pcre2[SCANNER_VERSION_SIZE];
    scanner_pcre2_version(pcre2);
    json_key(json, "provenance");
    json_open(json, '{');
    json_key(json, "assay");
    json_word(json, ASSAY_VERSION);
    json_key(json, "pcre2");
    json_word(json, pcre2);
    json_key(json, "jit");
    json_flag(json, jit);
    json_key(json, "unicode");
    json_word(json, unicode_version());
    json_key(json, "packs");
    json_open(json, '[');
    for (uint32_t i = 0; i < rules->pack_count; i++) {
        json_open_flat(json, '{');
        json_key(json, "name");
        json_text(json, rules->packs[i].name);
        json_key(json, "version");
        json_text(json, rules->packs[i].version);
        json_key(json, "sha256");
        json_word(json, rules->packs[i].sha256);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

/* As a member that stands in the record behind others. */
static bool make_provenance(struct record_constants *constants, const struct rules *rules,
                            bool pretty, bool jit) {
    struct buffer text;
    struct json_writer json;
    bool copied = false;
    buffer_init(&text, LIMIT_RECORD_BYTES);
    json_begin(&json, &text, pretty);
    json.depth = 1;
    json.after_key = true; /* what stands before a member, the record puts there */
    write_provenance(&json, rules, jit);
    if (buffer_status(&text) == ASSAY_OK) {
        constants->provenance =
            arena_copy(&constants->arena, buffer_slice(&text), &copied);
    }
    buffer_deinit(&text);
    return copied;
}

/* ---- Scores ---- */

void record_write_parts(struct json_writer *json, const struct score *score,
                        const int32_t *points, uint32_t *places) {
    size_t start = json->out->size;
    json_open_flat(json, '{');
    for (uint32_t i = 0; i < score->part_count; i++) {
        json_key_slice(json, score->parts[i].name);
        if (places != NULL) {
            places[i] = (uint32_t)(json->out->size - start);
        }
        json_hundredths(json, points == NULL ? 0 : points[i]);
    }
    json_close(json, '}');
}

static bool make_frame(struct record_constants *constants, const struct score *score,
                       bool pretty, struct parts_frame *frame) {
    struct buffer text;
    struct json_writer json;
    bool copied = false;
    uint32_t *places =
        arena_alloc_array(&constants->arena, score->part_count + 1, sizeof *places);
    buffer_init(&text, LIMIT_RECORD_BYTES);
    json_begin(&json, &text, pretty);
    json.depth = json.flat = 1;
    if (places != NULL) {
        record_write_parts(&json, score, NULL, places);
    }
    if (places != NULL && buffer_status(&text) == ASSAY_OK) {
        frame->text = arena_copy(&constants->arena, buffer_slice(&text), &copied);
        frame->places = places;
    }
    buffer_deinit(&text);
    return copied;
}

/* ---- All ---- */

bool record_constants_make(struct record_constants *constants, const struct rules *rules,
                           bool pretty, bool jit) {
    if (constants->made) {
        return true;
    }
    struct parts_frame *frames =
        arena_alloc_array(&constants->arena, rules->score_count + 1, sizeof *frames);
    bool good = frames != NULL && make_provenance(constants, rules, pretty, jit);
    for (uint32_t i = 0; good && i < rules->score_count; i++) {
        good = make_frame(constants, &rules->scores[i], pretty, &frames[i]);
    }
    constants->parts = frames;
    constants->made = good;
    return good;
}
