/* The new state is written beside the old one and renamed over it. */
#include "batch/state.h"

#include "base/files.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { STATE_BYTES = 1024, STATE_VERSION = 2 };

#define STATE_FORM                                                                       \
    "assay state %d\nprogram %64s\nrules %64s\noptions %64s\ninputs %64s\n"              \
    "position %llu %llu %llu\narticles %llu\nfailed %llu\noutput %llu\nsum %llx\n"       \
    "missed %d\ncomplete %d\n"

static void checksum(const char *text, size_t size, char hex[65]) {
    struct sha256 hash;
    unsigned char digest[32];
    sha256_init(&hash);
    sha256_update(&hash, text, size);
    sha256_finish(&hash, digest);
    sha256_hex(digest, hex);
}

static size_t put(const struct state *state, char text[STATE_BYTES]) {
    const struct state_hashes *hashes = &state->hashes;
    char hex[65];
    int size = snprintf(
        text, STATE_BYTES, STATE_FORM, STATE_VERSION, hashes->hex[0], hashes->hex[1],
        hashes->hex[2], hashes->hex[3], (unsigned long long)state->position.path,
        (unsigned long long)state->position.offset,
        (unsigned long long)state->position.line, (unsigned long long)state->articles,
        (unsigned long long)state->failed, (unsigned long long)state->output,
        (unsigned long long)state->sum, state->missed ? 1 : 0, state->complete ? 1 : 0);
    checksum(text, (size_t)size, hex);
    size += snprintf(text + size, STATE_BYTES - (size_t)size, "check %s\n", hex);
    return (size_t)size;
}

static bool write_all(int file, const char *text, size_t size) {
    while (size > 0) {
        ssize_t written = write(file, text, size);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        text += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

bool state_write(const char *path, const struct state *state) {
    char text[STATE_BYTES];
    char fresh[4096 + 8];
    size_t size = put(state, text);
    if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh) {
        errno = ENAMETOOLONG;
        return false;
    }
    int file = file_open(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (file < 0) {
        return false;
    }
    bool written = write_all(file, text, size);
    int code = errno;
    if (close(file) != 0 || !written) {
        errno = written ? errno : code;
        unlink(fresh);
        return false;
    }
    return rename(fresh, path) == 0;
}

static bool parse(const char *text, struct state *state) {
    unsigned long long numbers[7];
    int version = 0;
    int missed = 0;
    int complete = 0;
    struct state_hashes *hashes = &state->hashes;
    int count =
        sscanf(text, STATE_FORM, &version, hashes->hex[0], hashes->hex[1], hashes->hex[2],
               hashes->hex[3], &numbers[0], &numbers[1], &numbers[2], &numbers[3],
               &numbers[4], &numbers[5], &numbers[6], &missed, &complete);
    if (count != 14 || version != STATE_VERSION) {
        return false;
    }
    state->position = (struct position){numbers[0], numbers[1], numbers[2]};
    state->articles = numbers[3];
    state->failed = numbers[4];
    state->output = numbers[5];
    state->sum = numbers[6];
    state->missed = missed != 0;
    state->complete = complete != 0;
    return true;
}

enum state_result state_read(const char *path, struct state *state,
                             struct assay_error *error) {
    char text[STATE_BYTES + 1];
    char again[STATE_BYTES];
    *state = (struct state){0};
    int file = file_open(path, O_RDONLY);
    if (file < 0 && errno == ENOENT) {
        return STATE_NONE;
    }
    ssize_t size = file < 0 ? -1 : file_read(file, text, STATE_BYTES);
    int code = errno;
    if (file >= 0) {
        close(file);
    }
    if (size < 0) {
        error_set(error, ASSAY_IO, NULL, "%s: %s", path, strerror(code));
        return STATE_BAD;
    }
    text[size] = '\0';
    if (!parse(text, state) || put(state, again) != (size_t)size ||
        memcmp(text, again, (size_t)size) != 0) {
        error_set(
            error, ASSAY_IO, NULL,
            "%s: is no state that this version wrote; without --resume all is begun "
            "anew",
            path);
        return STATE_BAD;
    }
    return STATE_READ;
}

const char *state_changed(const struct state_hashes *now,
                          const struct state_hashes *then) {
    static const char *const words[STATE_HASHES] = {
        "another version of the program or of PCRE2, or one without its JIT, began this",
        "the rules have changed since this was begun",
        "the options have changed since this was begun",
        "the inputs have changed since this was begun"};
    for (int i = 0; i < STATE_HASHES; i++) {
        if (strcmp(now->hex[i], then->hex[i]) != 0) {
            return words[i];
        }
    }
    return NULL;
}
