/* Notes of which image goes with the files at hand, so that a start need not read and
 * hash them all.
 *
 * A note tells for one configuration (folder, options, program) what the status of each
 * file was (device, inode, size, times) and which key their contents had then. A file
 * cannot change without its change time, which no program can set, unless that happens
 * twice within one tick of the file system's clock; so, as in git's index, nothing is
 * noted of files that changed only just now. */
#include "packs/image_file.h"

#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Coarser than the clock of any file system in use (FAT counts every other second). */
enum { SETTLED_SECONDS = 3 };

struct note {
    char magic[8];
    struct image_key files;
    struct image_note image;
    struct image_key check; /* of what stands before it */
};

static const char note_magic[8] = {'a', 's', 's', 'a', 'y', 'n', 'o', 't'};

/* ---- Status ---- */

static void add_number(struct image_key *key, int64_t number) {
    image_key_add(key, slice_of((const char *)&number, sizeof number));
}

void image_files_init(struct image_files *files) {
    struct timespec now = {0};
    *files = (struct image_files){.settled = timespec_get(&now, TIME_UTC) == TIME_UTC};
    files->now = now.tv_sec;
    image_key_init(&files->key);
}

void image_files_add_status(struct image_files *files, const struct stat *status) {
    add_number(&files->key, (int64_t)status->st_dev);
    add_number(&files->key, (int64_t)status->st_ino);
    add_number(&files->key, (int64_t)status->st_size);
    add_number(&files->key, (int64_t)status->st_mtim.tv_sec);
    add_number(&files->key, (int64_t)status->st_mtim.tv_nsec);
    add_number(&files->key, (int64_t)status->st_ctim.tv_sec);
    add_number(&files->key, (int64_t)status->st_ctim.tv_nsec);
    files->settled &= status->st_ctim.tv_sec + SETTLED_SECONDS < files->now;
}

void image_files_add(struct image_files *files, const char *path) {
    struct stat status;
    image_key_add(&files->key, slice_from_string(path));
    if (stat(path, &status) == 0) {
        image_files_add_status(files, &status);
    } else {
        files->settled = false;
    }
}

/* ---- Notes ---- */

static struct image_key check_of(const struct note *note) {
    struct image_key key;
    image_key_init(&key);
    image_key_add(&key, slice_of((const char *)note, offsetof(struct note, check)));
    return key;
}

bool image_note_read(const struct image_key *configuration,
                     const struct image_files *files, struct image_note *image) {
    char path[IMAGE_PATH_BYTES];
    struct note note;
    struct stat status;
    int file =
        image_path(configuration, IMAGE_NOTE, path) ? file_open(path, O_RDONLY) : -1;
    if (file < 0) {
        return false;
    }
    bool good = fstat(file, &status) == 0 && image_is_ours(&status) &&
                read(file, &note, sizeof note) == (ssize_t)sizeof note &&
                memcmp(note.magic, note_magic, sizeof note_magic) == 0 &&
                image_key_equal(&note.files, &files->key);
    if (good) {
        struct image_key check = check_of(&note);
        good = image_key_equal(&note.check, &check);
    }
    close(file);
    *image = good ? note.image : *image;
    return good;
}

void image_note_write(const struct image_key *configuration,
                      const struct image_files *files, const struct image_note *image) {
    char path[IMAGE_PATH_BYTES];
    struct note note = {.files = files->key, .image = *image};
    memcpy(note.magic, note_magic, sizeof note_magic);
    note.check = check_of(&note);
    if (files->settled && image_path(configuration, IMAGE_NOTE, path)) {
        image_write_file(path, slice_of((const char *)&note, sizeof note));
    }
}
