/* How an image lies in its file. Private to packs/image*.c. */
#ifndef ASSAY_PACKS_IMAGE_FILE_H
#define ASSAY_PACKS_IMAGE_FILE_H

#include "packs/image.h"

#include "base/buffer.h"

#include <sys/stat.h>

enum { IMAGE_PATH_BYTES = 4096 };

#define IMAGE_ENDING ".image"
#define IMAGE_NOTE ".note"

/* The path of the file of that key and ending; false where there is no folder for it. */
bool image_path(const struct image_key *key, const char *ending,
                char path[IMAGE_PATH_BYTES]);

/* Only what this user wrote, or root, is trusted: an image is memory that is believed. */
bool image_is_ours(const struct stat *status);

/* Writes a file under another name first, so that a reader sees all of it or nothing. */
void image_write_file(const char *path, struct slice bytes);

/* Where images are made to lie: far from where systems put programs, heaps and libraries.
 */
#define IMAGE_BASE UINT64_C(0x200000000000)

/* Of memory, at most: the system lets go of whole pages. */
enum { IMAGE_PAGE = 1 << 16 };

struct image_header {
    char magic[8]; /* "assayimg" */
    struct image_key key;
    struct image_key check;           /* image_check of the whole, this being zero */
    uint64_t base, size;              /* the address it was made for; bytes of the file */
    uint64_t rules;                   /* offset of struct rules */
    uint64_t cold, cold_end;          /* what is read once or by tools, in whole pages */
    uint64_t pointers, pointer_count; /* offset and number of the list of offsets
                                         (uint32_t) of all pointers */
};

static const char image_magic[8] = {'a', 's', 's', 'a', 'y', 'i', 'm', 'g'};

/* A hash of all bytes of an image but its `check`. */
struct image_key image_check(struct slice image);

/* Adds what the system tells of an open file. */
void image_files_add_status(struct image_files *files, const struct stat *status);

/* Puts the rules into a buffer as an image. False when out of memory. */
bool image_write(const struct image_key *key, const struct rules *rules,
                 struct buffer *out);

#endif
