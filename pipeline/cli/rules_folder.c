/* Finding and loading the rules. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* PREFIX/bin/assay -> PREFIX/share/assay/rules, so that an installation may be moved. */
static bool beside_program(char *path, size_t size) {
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0) {
        return false;
    }
    program[length] = '\0';
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(program, '/');
        if (slash == NULL) {
            return false;
        }
        *slash = '\0';
    }
    return snprintf(path, size, "%s/share/assay/rules", program) < (int)size &&
           is_folder(path);
}

void find_rules(const struct options *options, char *path, size_t size) {
    const char *named = options->rules != NULL ? options->rules : getenv("ASSAY_RULES");
    if (named != NULL && named[0] != '\0') {
        snprintf(path, size, "%s", named);
    } else if (!beside_program(path, size)) {
        snprintf(path, size, "%s",
                 is_folder(ASSAY_SOURCE_RULES) ? ASSAY_SOURCE_RULES
                                               : ASSAY_INSTALLED_RULES);
    }
}

static void print_errors(void *context, const char *errors) {
    (void)context;
    fputs(errors, stderr);
}

struct assay_rules *load_rules(const struct options *options) {
    char path[4096];
    struct assay_error error;
    struct assay_rules_options own = {
        .pack_folders = options->packs,
        .pack_folder_count = options->pack_count,
        .only = options->only,
        .only_count = options->only_count,
        .disable = options->disable,
        .disable_count = options->disable_count,
        .report = print_errors,
    };
    find_rules(options, path, sizeof path);
    struct assay_rules *rules = assay_rules_load(path, &own, &error);
    if (rules == NULL && error.status != ASSAY_RULES) {
        fprintf(stderr, "assay: %s\n", error.message);
    }
    return rules;
}
