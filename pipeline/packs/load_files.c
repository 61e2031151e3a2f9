/* The bytes of the packs' files: hashed piece by piece to find an image of them, kept
 * only where there is none. A start with an image so touches little memory, which is what
 * a start costs. */
#include "packs/loader.h"

#include "base/files.h"
#include "base/memory.h"
#include "packs/pack_file.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

static bool cannot_read(struct loader *loader, struct slice path) {
    pack_error_add(loader->errors, (struct place){path, 0, 0}, "cannot be read: %s",
                   strerror(errno));
    return false;
}

static bool read_whole(struct loader *loader, struct slice path, int file,
                       struct slice *bytes) {
    struct stat status;
    if (fstat(file, &status) != 0) {
        return cannot_read(loader, path);
    }
    if (status.st_size > (off_t)LIMIT_PACK_FILE_BYTES) {
        pack_error_add(loader->errors, (struct place){path, 0, 0},
                       "is larger than %u bytes; split it", LIMIT_PACK_FILE_BYTES);
        return false;
    }
    char *room = loader_need(loader, arena_alloc(loader->arena, (size_t)status.st_size));
    ssize_t size = room == NULL ? 0 : file_read(file, room, (size_t)status.st_size);
    if (size < 0) {
        return cannot_read(loader, path);
    }
    *bytes = slice_of(room, (size_t)size);
    return room != NULL;
}

bool loader_read(struct loader *loader, struct slice path, struct slice *bytes) {
    const char *problem = NULL;
    int file = pack_file_open(path.data, &problem);
    if (file < 0) {
        pack_error_add(loader->errors, (struct place){path, 0, 0}, "cannot be read: %s",
                       problem);
        return false;
    }
    bool good = read_whole(loader, path, file, bytes);
    close(file);
    return good;
}

/* ---- Keys ---- */

/* Bytes are hashed in pieces of one size, however they came to hand. */
static void add_pieces(struct image_key *key, struct slice bytes) {
    for (size_t at = 0; at < bytes.size; at += PIECE) {
        size_t size = bytes.size - at < PIECE ? bytes.size - at : PIECE;
        image_key_add(key, slice_of(bytes.data + at, size));
    }
}

/* A file that cannot be read is found out when it is loaded. */
static void add_unread(struct image_key *key, struct slice path, char *room) {
    const char *problem = NULL;
    int file = pack_file_open(path.data, &problem);
    ssize_t size = file < 0 ? -1 : PIECE;
    while (size == PIECE) {
        size = file_read(file, room, PIECE);
        if (size > 0) {
            image_key_add(key, slice_of(room, (size_t)size));
        }
    }
    if (file >= 0) {
        close(file);
    }
    if (size < 0) {
        image_key_add(key, SLICE_LITERAL("unreadable"));
    }
}

static void add_file(struct image_key *key, struct slice path, struct slice bytes,
                     char *room) {
    image_key_add(key, path);
    if (bytes.data != NULL) {
        add_pieces(key, bytes);
    } else if (path.size > 0) {
        add_unread(key, path, room);
    }
}

void load_status_files(const struct loader *loader, struct image_files *files) {
    image_files_init(files);
    if (loader->inflections_path.size > 0) {
        image_files_add(files, loader->inflections_path.data);
    }
    for (size_t i = 0; i < loader->sources.count; i++) {
        const struct pack_source *source = &loader->sources.items[i];
        for (size_t j = 0; j < source->files.count; j++) {
            image_files_add(files, source->files.items[j].path.data);
        }
    }
}

static void add_source(struct image_key *key, const struct pack_source *source,
                       char *room) {
    for (size_t i = 0; i < source->files.count; i++) {
        add_file(key, source->files.items[i].path, source->files.items[i].bytes, room);
    }
}

bool load_key_files(const struct loader *loader, struct image_key *key) {
    char *room = memory_alloc(PIECE);
    if (room == NULL) {
        return false;
    }
    add_file(key, loader->inflections_path, loader->inflections_bytes, room);
    for (size_t listed = 0; listed < loader->sources.count; listed++) {
        for (size_t i = 0; i < loader->sources.count; i++) {
            if (loader->sources.items[i].listed == listed) {
                add_source(key, &loader->sources.items[i], room);
            }
        }
    }
    memory_free(room);
    return true;
}
