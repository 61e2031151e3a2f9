/* What image_structs.c asks of image_write.c: to copy what pointers lead to. Private to
 * these two.
 *
 * `at` is always the offset in the image of the copy of something. */
#ifndef ASSAY_PACKS_IMAGE_WRITER_H
#define ASSAY_PACKS_IMAGE_WRITER_H

#include "packs/image_file.h"

struct image_writer;

/* Looks at the copy of an item and follows its pointers. */
typedef void image_follow_item(struct image_writer *writer, uint32_t at);

/* Reads a copy. Zeros once writing has failed: nothing further to follow. */
void image_read(const struct image_writer *writer, uint32_t at, void *value, size_t size);

/* Follows the pointer of a slice, and one to an array: `size` of an item, `follow` its
 * pointers (NULL where it has none). */
void image_follow_slice(struct image_writer *writer, uint32_t at);
void image_follow_array(struct image_writer *writer, uint32_t at, size_t count,
                        size_t size, image_follow_item *follow);

/* The same once all else lies: for what is read once or by tools alone. */
void image_leave_slice(struct image_writer *writer, uint32_t at);
void image_leave_array(struct image_writer *writer, uint32_t at, size_t count,
                       size_t size, image_follow_item *follow);
/* A slice of bytes that must be aligned; behind the rest of that. */
void image_leave_block(struct image_writer *writer, uint32_t at);

/* Follows all pointers of a struct rules. (image_structs.c) */
void image_follow_rules(struct image_writer *writer, uint32_t at);

#endif
