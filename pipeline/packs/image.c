/* Finding, mapping and saving images. */
#define _DEFAULT_SOURCE /* madvise */
#include "packs/image_file.h"

#include "base/files.h"
#include "base/memory.h"
#include "packs/pattern.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE_BYTES = 256 << 10 }; /* of an image, written at once */

/* ---- Keys ---- */

static uint64_t mix(uint64_t value) {
    /* The finalizer of MurmurHash3 (Appleby). */
    value = (value ^ value >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    value = (value ^ value >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return value ^ value >> 33;
}

void image_key_init(struct image_key *key) {
    *key =
        (struct image_key){{UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xD1B54A32D192ED03)}};
}

static void add_word(struct image_key *key, uint64_t word) {
    uint64_t a = key->parts[0];
    uint64_t b = key->parts[1];
    a = (a ^ word) * UINT64_C(0x9FB21C651E98DF25);
    b = (b + word) * UINT64_C(0xD6E8FEB86659FD93);
    key->parts[0] = a ^ a >> 32;
    key->parts[1] = b ^ b >> 29;
}

void image_key_add(struct image_key *key, struct slice bytes) {
    size_t at = 0;
    for (; at + 8 <= bytes.size; at += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes.data + at, 8);
        add_word(key, word);
    }
    uint64_t rest = 0;
    if (at < bytes.size) {
        memcpy(&rest, bytes.data + at, bytes.size - at);
    }
    add_word(key, rest);
    add_word(key, bytes.size);
    key->parts[0] = mix(key->parts[0] + key->parts[1]);
    key->parts[1] = mix(key->parts[1] ^ key->parts[0]);
}

/* ---- The file ---- */

/* $XDG_CACHE_HOME/assay, else ~/.cache/assay. */
static bool image_folder(char path[IMAGE_PATH_BYTES]) {
    const char *cache = getenv("XDG_CACHE_HOME");
    const char *home = getenv("HOME");
    int size = -1;
    if (cache != NULL && cache[0] == '/') {
        size = snprintf(path, IMAGE_PATH_BYTES, "%s/assay", cache);
    } else if (home != NULL && home[0] == '/') {
        size = snprintf(path, IMAGE_PATH_BYTES, "%s/.cache/assay", home);
    }
    return size > 0 && size < IMAGE_PATH_BYTES - 64;
}

bool image_path(const struct image_key *key, const char *ending,
                char path[IMAGE_PATH_BYTES]) {
    char folder[IMAGE_PATH_BYTES];
    return image_folder(folder) &&
           snprintf(path, IMAGE_PATH_BYTES, "%s/%016llx%016llx%s", folder,
                    (unsigned long long)key->parts[0], (unsigned long long)key->parts[1],
                    ending) < IMAGE_PATH_BYTES;
}

bool image_is_ours(const struct stat *status) {
    return S_ISREG(status->st_mode) &&
           (status->st_uid == geteuid() || status->st_uid == 0) &&
           (status->st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static bool header_fits(const struct image_header *header, const struct image_key *key,
                        size_t size) {
    return memcmp(header->magic, image_magic, sizeof image_magic) == 0 &&
           image_key_equal(&header->key, key) && header->base == IMAGE_BASE &&
           header->size == size && header->rules <= size - sizeof(struct rules) &&
           header->pointers <= size && header->cold <= header->cold_end &&
           header->cold_end <= size &&
           header->pointer_count <= (size - header->pointers) / sizeof(uint32_t);
}

struct image_key image_check(struct slice image) {
    struct image_header header;
    struct image_key key;
    memcpy(&header, image.data, sizeof header);
    memset(&header.check, 0, sizeof header.check);
    image_key_init(&key);
    image_key_add(&key, slice_of((const char *)&header, sizeof header));
    image_key_add(&key, slice_after(image, sizeof header));
    return key;
}

static bool is_whole(const struct image_header *header, size_t size) {
    struct image_key check = image_check(slice_of((const char *)header, size));
    return image_key_equal(&check, &header->check);
}

/* Moves all pointers to where the image lies instead of where it was made for. */
static void move_pointers(char *image, const struct image_header *header) {
    const char *list = image + header->pointers;
    uintptr_t moved = (uintptr_t)image - (uintptr_t)header->base;
    for (uint64_t i = 0; i < header->pointer_count; i++) {
        uint32_t at = 0;
        uintptr_t address = 0;
        memcpy(&at, list + i * sizeof at, sizeof at);
        memcpy(&address, image + at, sizeof address);
        address += moved;
        memcpy(image + at, &address, sizeof address);
    }
}

static struct rules *adopt(char *image, size_t size) {
    const struct image_header *header = (const struct image_header *)(const void *)image;
    struct rules *rules = memory_alloc(sizeof *rules);
    if (rules == NULL) {
        return NULL;
    }
    if (image != (char *)(uintptr_t)IMAGE_BASE) {
        move_pointers(image, header);
    }
    memcpy(rules, image + header->rules, sizeof *rules);
    arena_init(&rules->arena);
    rules->image = image;
    rules->image_size = size;
    rules->image_cold = slice_of(image + header->cold, header->cold_end - header->cold);
    return rules;
}

/* The status of the image's file, and whether it is the one that is known to be whole;
 * zero where the file changed so lately that it could do so again unseen. */
static bool is_checked(const struct stat *status, struct image_note *note) {
    static const struct image_key unknown;
    struct image_files files;
    image_files_init(&files);
    image_files_add_status(&files, status);
    struct image_key now = files.settled ? files.key : unknown;
    bool same = files.settled && image_key_equal(&note->checked, &now);
    note->checked = now;
    return same;
}

static struct rules *map(int file, struct image_note *note) {
    struct stat status;
    if (fstat(file, &status) != 0 || !image_is_ours(&status) ||
        status.st_size < (off_t)(sizeof(struct image_header) + sizeof(struct rules))) {
        return NULL;
    }
    size_t size = (size_t)status.st_size;
    /* The address is a wish; writable and private, so that pointers can be moved where it
     * is not granted. */
    void *image = mmap((void *)(uintptr_t)IMAGE_BASE, size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE, file, 0);
    if (image == MAP_FAILED) {
        return NULL;
    }
    bool checked = is_checked(&status, note);
    bool good =
        header_fits(image, &note->image, size) && (checked || is_whole(image, size));
    struct rules *rules = good ? adopt(image, size) : NULL;
    if (rules == NULL) {
        munmap(image, size);
    }
    return rules;
}

struct rules *image_load(struct image_note *note) {
    char path[IMAGE_PATH_BYTES];
    int file =
        image_path(&note->image, IMAGE_ENDING, path) ? file_open(path, O_RDONLY) : -1;
    if (file < 0) {
        return NULL;
    }
    struct rules *rules = map(file, note);
    close(file);
    if (rules != NULL) {
        rules->cache = pattern_cache_new(rules);
        if (rules->cache == NULL) {
            image_unmap(rules);
            memory_free(rules);
            rules = NULL;
        }
    }
    return rules;
}

/* Pages whose pointers have been moved are no more those of the file. */
static bool is_as_in_file(const struct rules *rules) {
    return rules->image == (void *)(uintptr_t)IMAGE_BASE;
}

void image_forget_cold(const struct rules *rules) {
    struct slice cold = rules->image_cold;
    if (is_as_in_file(rules) && cold.size > 0) {
        (void)madvise((void *)(uintptr_t)cold.data, cold.size, MADV_DONTNEED);
    }
}

void image_forget(const struct rules *rules) {
    if (is_as_in_file(rules)) {
        (void)madvise(rules->image, rules->image_size, MADV_DONTNEED);
    }
}

void image_unmap(struct rules *rules) {
    if (rules->image != NULL) {
        munmap(rules->image, rules->image_size);
        rules->image = NULL;
    }
}

/* ---- Saving ---- */

/* Piece by piece: what is written at once the kernel keeps as one folio, all of which it
 * maps where a byte of it is read. Small folios cost page faults, large ones memory for
 * what nobody reads. */
static bool write_all(int file, struct slice bytes) {
    while (bytes.size > 0) {
        size_t size = bytes.size < PIECE_BYTES ? bytes.size : PIECE_BYTES;
        ssize_t written = write(file, bytes.data, size);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.data += written;
        bytes.size -= (size_t)written;
    }
    return true;
}

void image_write_file(const char *path, struct slice bytes) {
    char name[IMAGE_PATH_BYTES + 8];
    snprintf(name, sizeof name, "%s.XXXXXX", path);
    int file = mkstemp(name);
    if (file < 0) {
        return;
    }
    bool good = write_all(file, bytes);
    good = close(file) == 0 && good;
    if (!good || rename(name, path) != 0) {
        unlink(name);
    }
}

static void make_folder(void) {
    char folder[IMAGE_PATH_BYTES];
    if (!image_folder(folder)) {
        return;
    }
    char *slash = strrchr(folder, '/');
    *slash = '\0';
    mkdir(folder, 0700); /* ~/.cache, where there is none yet */
    *slash = '/';
    mkdir(folder, 0700);
}

/* ---- Pruning ---- */

struct kept_file {
    char name[64];
    time_t changed;
};

static bool ends_with(const char *name, const char *ending) {
    size_t size = strlen(name);
    size_t part = strlen(ending);
    return size > part && size < sizeof((struct kept_file *)0)->name &&
           strcmp(name + size - part, ending) == 0;
}

/* Removes one file: the oldest of those kept so far and this one. */
static void prune(int folder, struct kept_file *kept, const char *name, time_t changed) {
    struct kept_file *oldest = &kept[0];
    for (int i = 0; i < LIMIT_IMAGES; i++) {
        if (kept[i].name[0] == '\0' || kept[i].changed < oldest->changed) {
            oldest = &kept[i];
        }
        if (oldest->name[0] == '\0') {
            break;
        }
    }
    if (oldest->name[0] != '\0' && changed <= oldest->changed) {
        unlinkat(folder, name, 0);
        return;
    }
    if (oldest->name[0] != '\0') {
        unlinkat(folder, oldest->name, 0);
    }
    memcpy(oldest->name, name, strlen(name) + 1); /* ends_with has looked at its size */
    oldest->changed = changed;
}

/* Rules change often where they are written, and each change has an image of its own:
 * only the newest few stay. One that is in use stays mapped even so. */
static void prune_files(const char *ending) {
    char path[IMAGE_PATH_BYTES];
    struct kept_file kept[LIMIT_IMAGES] = {{{0}, 0}};
    DIR *folder = image_folder(path) ? file_folder(path) : NULL;
    if (folder == NULL) {
        return;
    }
    for (const struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        struct stat status;
        if (ends_with(entry->d_name, ending) &&
            fstatat(dirfd(folder), entry->d_name, &status, 0) == 0) {
            prune(dirfd(folder), kept, entry->d_name, status.st_mtime);
        }
    }
    closedir(folder);
}

void image_save(const struct image_key *key, const struct rules *rules) {
    char path[IMAGE_PATH_BYTES];
    struct buffer out;
    if (!image_path(key, IMAGE_ENDING, path)) {
        return;
    }
    make_folder();
    buffer_init(&out, (size_t)1 << 30);
    /* More than it will be, so that it is not copied while it grows; what is not written
     * costs nothing. */
    buffer_reserve(&out, rules->arena.allocated);
    if (image_write(key, rules, &out)) {
        image_write_file(path, buffer_slice(&out));
        prune_files(IMAGE_ENDING);
        prune_files(IMAGE_NOTE);
    }
    buffer_deinit(&out);
}
