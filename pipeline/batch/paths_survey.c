/* A look at all inputs before they are read: what a run that goes on must find again, and
 * how much there is to do. */
#include "batch/paths.h"

#include <stdio.h>
#include <unistd.h>

const char paths_mixed[] = "--out-dir: name all inputs by absolute paths, or none, so "
                           "that no two have one name there";

static void hash_path(struct sha256 *hash, const struct path *path,
                      const struct stat *status) {
    char numbers[128];
    int size = snprintf(numbers, sizeof numbers, "%d %lld %lld.%09ld", (int)path->kind,
                        (long long)status->st_size, (long long)status->st_mtim.tv_sec,
                        status->st_mtim.tv_nsec);
    sha256_update(hash, path->name, strlen(path->name) + 1);
    sha256_update(hash, numbers, (size_t)size + 1);
}

/* Of standard input that is a file, from where it stands. */
static void survey_input(struct survey *survey) {
    struct stat status;
    off_t at = lseek(STDIN_FILENO, 0, SEEK_CUR);
    survey->unrepeatable = "standard input cannot be read twice";
    if (at >= 0 && fstat(STDIN_FILENO, &status) == 0 && S_ISREG(status.st_mode)) {
        survey->bytes += status.st_size > at ? (uint64_t)(status.st_size - at) : 0;
    } else {
        survey->unsized = true;
    }
}

static bool survey_all(struct paths *paths, const struct paths_options *options,
                       struct survey *survey, struct sha256 *hash,
                       struct assay_error *error) {
    bool absolute = false;
    for (;;) {
        struct stat status = {0};
        struct path path = paths_next(paths);
        if (path.kind == PATH_END) {
            return true;
        }
        if (path.kind == PATH_BROKEN) {
            error_set(error, ASSAY_IO, NULL, "%s%s%s", path.name == NULL ? "" : path.name,
                      path.name == NULL ? "" : ": ", path.problem);
            return false;
        }
        if (path.kind == PATH_WAITS) {
            paths_wait(paths, -1);
            continue;
        }
        if (path.name == NULL) {
            survey_input(survey);
            continue;
        }
        bool is_absolute = path.name[0] == '/';
        if (options->folder != NULL && survey->files > 0 && is_absolute != absolute) {
            error_set(error, ASSAY_IO, NULL, "%s", paths_mixed);
            return false;
        }
        absolute = is_absolute;
        if (path.kind == PATH_FILE && stat(path.name, &status) == 0) {
            if (!S_ISREG(status.st_mode)) {
                survey->unrepeatable = "an input is a pipe or a device";
                survey->unsized = true;
            }
            survey->bytes += (uint64_t)status.st_size;
        }
        survey->files++;
        hash_path(hash, &path, &status);
    }
}

/* Why the list can be read only once: to look at it would be to lose it. */
static const char *once_only(const char *list) {
    struct stat status;
    if (list == NULL) {
        return NULL;
    }
    if (strcmp(list, "-") == 0) {
        return "the list on standard input cannot be read twice; keep it in a file";
    }
    return stat(list, &status) == 0 && !S_ISREG(status.st_mode)
               ? "a list that comes through a pipe cannot be read twice; keep it in a "
                 "file"
               : NULL;
}

bool paths_survey(const struct paths_options *options, struct survey *survey,
                  struct assay_error *error) {
    struct sha256 hash;
    unsigned char digest[32];
    *survey = (struct survey){.unrepeatable = once_only(options->list)};
    if (survey->unrepeatable != NULL) {
        return true;
    }
    struct paths *paths = paths_new(options, error);
    if (paths == NULL) {
        return false;
    }
    sha256_init(&hash);
    bool good = survey_all(paths, options, survey, &hash, error);
    sha256_finish(&hash, digest);
    sha256_hex(digest, survey->hash);
    paths_free(paths);
    return good;
}
