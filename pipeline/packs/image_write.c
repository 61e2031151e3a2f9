/* Putting rules together as an image: every struct is copied, and each pointer in the
 * copy is followed, its target copied too, and the pointer set to where that will lie.
 * Equal strings are copied once.
 *
 * A page is in memory once something in it is read, so what articles need again and
 * again lies together, and behind it what is read once or by tools alone: patterns,
 * compiled or not, notes and tests. Their pages can be let go of. */
#include "packs/image_writer.h"

enum { FIRST_BUCKETS = 1 << 14 };

struct placed_string {
    struct slice text; /* in the rules, not in the image */
    uint32_t hash, offset, next;
};

/* A pointer that is followed later. */
struct pointer_left {
    uint32_t at;
    size_t count, size; /* of the array */
    image_follow_item *follow;
};

struct image_writer {
    struct buffer *out;
    struct arena arena;
    LIST_OF(uint32_t) pointers;
    LIST_OF(struct placed_string) strings;
    LIST_OF(struct pointer_left) cold;
    LIST_OF(uint32_t) blocks; /* slices of compiled patterns */
    uint32_t *buckets;        /* index plus 1 */
    uint32_t bucket_count;
    bool failed;
};

/* ---- Placing ---- */

static uint32_t place(struct image_writer *writer, const void *data, size_t size,
                      size_t alignment) {
    static const char zeros[IMAGE_PAGE];
    size_t gap = (alignment - writer->out->size % alignment) % alignment;
    buffer_append(writer->out, zeros, gap);
    uint32_t offset = (uint32_t)writer->out->size;
    buffer_append(writer->out, data, size);
    writer->failed |= buffer_status(writer->out) != ASSAY_OK;
    return offset;
}

static void set_pointer(struct image_writer *writer, uint32_t at, uint32_t target) {
    uint32_t *slot = LIST_PUSH(&writer->arena, &writer->pointers);
    if (slot == NULL || writer->failed) {
        writer->failed = true;
        return;
    }
    uintptr_t address = (uintptr_t)(IMAGE_BASE + target);
    memcpy(writer->out->data + at, &address, sizeof address);
    *slot = at;
}

void image_read(const struct image_writer *writer, uint32_t at, void *value,
                size_t size) {
    memset(value, 0, size);
    if (!writer->failed) {
        memcpy(value, writer->out->data + at, size);
    }
}

static uint32_t hash_text(struct slice text) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.size; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    }
    return hash;
}

/* As many buckets as there are strings, so that each holds few. */
static void widen_buckets(struct image_writer *writer) {
    uint32_t count = writer->bucket_count == 0 ? FIRST_BUCKETS : 4 * writer->bucket_count;
    writer->buckets = arena_alloc_array(&writer->arena, count, sizeof *writer->buckets);
    writer->bucket_count = count;
    writer->failed |= writer->buckets == NULL;
    for (size_t i = 0; !writer->failed && i < writer->strings.count; i++) {
        struct placed_string *placed = &writer->strings.items[i];
        placed->next = writer->buckets[placed->hash % count];
        writer->buckets[placed->hash % count] = (uint32_t)i + 1;
    }
}

static uint32_t place_string(struct image_writer *writer, struct slice text) {
    uint32_t hash = hash_text(text);
    if (writer->strings.count >= writer->bucket_count) {
        widen_buckets(writer);
    }
    if (writer->failed) {
        return 0;
    }
    uint32_t *bucket = &writer->buckets[hash % writer->bucket_count];
    for (uint32_t at = *bucket; at != 0; at = writer->strings.items[at - 1].next) {
        const struct placed_string *other = &writer->strings.items[at - 1];
        if (other->hash == hash && slice_equal(other->text, text)) {
            return other->offset;
        }
    }
    struct placed_string *placed = LIST_PUSH(&writer->arena, &writer->strings);
    if (placed == NULL) {
        writer->failed = true;
        return 0;
    }
    *placed = (struct placed_string){text, hash, place(writer, text.data, text.size, 1),
                                     *bucket};
    *bucket = (uint32_t)writer->strings.count;
    return placed->offset;
}

void image_follow_slice(struct image_writer *writer, uint32_t at) {
    struct slice text;
    if (writer->failed) {
        return;
    }
    image_read(writer, at, &text, sizeof text);
    if (text.data != NULL) {
        set_pointer(writer, at + (uint32_t)offsetof(struct slice, data),
                    place_string(writer, text));
    }
}

void image_follow_array(struct image_writer *writer, uint32_t at, size_t count,
                        size_t size, image_follow_item *follow) {
    const void *items = NULL;
    if (writer->failed) {
        return;
    }
    image_read(writer, at, &items, sizeof items);
    if (items == NULL || count == 0) {
        memset(writer->out->data + at, 0, sizeof items);
        return;
    }
    uint32_t first = place(writer, items, count * size, 16);
    set_pointer(writer, at, first);
    for (size_t i = 0; follow != NULL && !writer->failed && i < count; i++) {
        follow(writer, first + (uint32_t)(i * size));
    }
}

/* ---- Later ---- */

static void leave(struct image_writer *writer, struct pointer_left left) {
    struct pointer_left *slot = LIST_PUSH(&writer->arena, &writer->cold);
    writer->failed |= slot == NULL;
    if (slot != NULL) {
        *slot = left;
    }
}

void image_leave_slice(struct image_writer *writer, uint32_t at) {
    leave(writer, (struct pointer_left){.at = at});
}

void image_leave_array(struct image_writer *writer, uint32_t at, size_t count,
                       size_t size, image_follow_item *follow) {
    leave(writer, (struct pointer_left){at, count, size, follow});
}

static void place_what_was_left(struct image_writer *writer) {
    for (size_t i = 0; !writer->failed && i < writer->cold.count; i++) {
        struct pointer_left left = writer->cold.items[i];
        if (left.size == 0) {
            image_follow_slice(writer, left.at);
        } else {
            image_follow_array(writer, left.at, left.count, left.size, left.follow);
        }
    }
}

void image_leave_block(struct image_writer *writer, uint32_t at) {
    uint32_t *slot = LIST_PUSH(&writer->arena, &writer->blocks);
    writer->failed |= slot == NULL;
    if (slot != NULL) {
        *slot = at;
    }
}

static void place_blocks(struct image_writer *writer) {
    for (size_t i = 0; !writer->failed && i < writer->blocks.count; i++) {
        struct slice block;
        uint32_t at = writer->blocks.items[i];
        image_read(writer, at, &block, sizeof block);
        if (block.data != NULL) {
            set_pointer(writer, at + (uint32_t)offsetof(struct slice, data),
                        place(writer, block.data, block.size, 16));
        }
    }
}

/* ---- The whole ---- */

static void write_all(struct image_writer *writer, const struct image_key *key,
                      const struct rules *rules) {
    struct image_header header = {.key = *key, .base = IMAGE_BASE};
    struct rules copy = *rules;
    memcpy(header.magic, image_magic, sizeof header.magic);
    place(writer, &header, sizeof header, 16);
    memset(&copy.arena, 0, sizeof copy.arena);
    copy.cache = NULL;
    header.rules = place(writer, &copy, sizeof copy, 16);
    image_follow_rules(writer, (uint32_t)header.rules);
    header.cold = place(writer, "", 0, IMAGE_PAGE);
    place_what_was_left(writer);
    place_blocks(writer);
    header.cold_end = place(writer, "", 0, IMAGE_PAGE);
    header.pointer_count = writer->pointers.count;
    header.pointers = place(writer, writer->pointers.items,
                            writer->pointers.count * sizeof(uint32_t), 16);
    header.size = writer->out->size;
    if (!writer->failed) {
        memcpy(writer->out->data, &header, sizeof header);
        header.check = image_check(buffer_slice(writer->out));
        memcpy(writer->out->data, &header, sizeof header);
    }
}

bool image_write(const struct image_key *key, const struct rules *rules,
                 struct buffer *out) {
    struct image_writer writer = {.out = out};
    arena_init(&writer.arena);
    write_all(&writer, key, rules);
    arena_deinit(&writer.arena);
    return !writer.failed;
}
