/* An image of loaded packs, so that a start does not read and compile a thousand lines of
 * rules again.
 *
 * The image is the memory of struct rules as one block. It is mapped at the address it
 * was made for, where that is free, and then needs no work at all; elsewhere its pointers
 * are moved, which their list at the end of the file allows. Its name is the hash of
 * everything it was made of (the packs' files, the options, this program's own source),
 * so it cannot be stale: what has changed has another name.
 *
 * Whether the file is still what was written, a checksum tells. It takes longer than the
 * whole start without it (35 MB, of which a start touches a tenth), so it is made when
 * the status of the file is not the one that it had when it was last found right: nobody
 * can write, cut or replace a file without its change time. What a disk alters behind the
 * file system's back is not seen; it could alter this program as well. */
#ifndef ASSAY_PACKS_IMAGE_H
#define ASSAY_PACKS_IMAGE_H

#include "packs/rules.h"

struct image_key {
    uint64_t parts[2];
};

/* Hashes, one call after another; not cryptographic, 128 bits. */
void image_key_init(struct image_key *key);
void image_key_add(struct image_key *key, struct slice bytes);

static inline bool image_key_equal(const struct image_key *a, const struct image_key *b) {
    return a->parts[0] == b->parts[0] && a->parts[1] == b->parts[1];
}

/* The status of files, one after another: what is asked of the system before they are
 * read. */
struct image_files {
    struct image_key key;
    int64_t now;  /* seconds, when the first was asked */
    bool settled; /* all could be asked, and none changed only just before */
};

void image_files_init(struct image_files *files);
void image_files_add(struct image_files *files, const char *path);

/* What is known of an image. */
struct image_note {
    struct image_key image;   /* its key */
    struct image_key checked; /* the status its file had when its checksum was right */
};

/* What image the files had when they last had this status; false where that is not known.
 * `configuration` is the key of all else that the image depends on. */
bool image_note_read(const struct image_key *configuration,
                     const struct image_files *files, struct image_note *note);

/* Notes it, unless a file changed so lately that it could do so again unseen. */
void image_note_write(const struct image_key *configuration,
                      const struct image_files *files, const struct image_note *note);

/* Loads the image of note->image from the folder for images (see image_folder); NULL
 * where there is none that is whole. Its checksum is made unless its file has the status
 * note->checked, which then becomes what it is now; zero where that may change unseen. To
 * be freed with rules_free. */
struct rules *image_load(struct image_note *note);

/* Writes the image, atomically. Failing is no error: the next start is as slow as this
 * one. */
void image_save(const struct image_key *key, const struct rules *rules);

/* Takes the pages of the image that are read once or by tools alone, or all of them, out
 * of this program's memory: they are of the file, and come again when they are read.
 * Nothing where there is no image. */
void image_forget_cold(const struct rules *rules);
void image_forget(const struct rules *rules);

/* Gives the mapped memory of an image back. */
void image_unmap(struct rules *rules);

#endif
