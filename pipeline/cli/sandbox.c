/* What stays allowed in the jail: reading the inputs that were named (with all below a
 * folder), and what the output still needs. Standard input and output are open, and so
 * need no leave. */
#include "cli/sandbox.h"

#include "base/memory.h"
#include "batch/paths.h"
#include "cli/inputs.h"
#include "sandbox/sandbox.h"

#include <sys/stat.h>

struct leave {
    struct sandbox *sandbox;
    struct assay_error *error;
};

static bool allow_reading(void *context, const char *name) {
    const struct leave *leave = context;
    return sandbox_allow(leave->sandbox, name, SANDBOX_READ, leave->error);
}

/* What a list names must be known before the jail is entered, and be read again in it. */
static bool allow_inputs(struct leave *leave, const struct options *options) {
    struct stat status;
    struct paths_options paths = inputs_paths(options);
    if (options->list != NULL &&
        (strcmp(options->list, "-") == 0 ||
         (stat(options->list, &status) == 0 && !S_ISREG(status.st_mode)))) {
        error_set(leave->error, ASSAY_IO, NULL,
                  "all inputs must be known beforehand; keep the list of --files-from in "
                  "a file");
        return false;
    }
    return (options->list == NULL || allow_reading(leave, options->list)) &&
           paths_each_named(&paths, allow_reading, leave, leave->error);
}

/* FILE.part is open; beside it stands its state, and in the end it is named FILE. */
static bool allow_output(const struct leave *leave, const struct sink *sink) {
    struct sandbox *sandbox = leave->sandbox;
    if (sink->form == SINK_STREAM) {
        return true;
    }
    if (!sandbox_allow(sandbox, sink->state, SANDBOX_READ, leave->error)) {
        return false;
    }
    if (sink->form == SINK_FOLDER) {
        return sandbox_allow(sandbox, sink->name, SANDBOX_MAKE_FOLDERS, leave->error);
    }
    const char *slash = strrchr(sink->path, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - sink->path) + 1;
    char *folder = memory_alloc(size + 2);
    if (folder == NULL) {
        error_set(leave->error, ASSAY_NO_MEMORY, NULL, "out of memory");
        return false;
    }
    memcpy(folder, sink->path, size);
    memcpy(folder + size, ".", 2);
    bool good = sandbox_allow(sandbox, folder, SANDBOX_REPLACE, leave->error);
    memory_free(folder);
    return good;
}

bool sandbox_around(const struct options *options, const struct sink *sink) {
    struct sandbox sandbox = {.makes_code = !options->without_jit};
    struct assay_error error;
    struct leave leave = {&sandbox, &error};
    error_clear(&error);
    bool good = sandbox_begin(&sandbox, &error) && allow_inputs(&leave, options) &&
                allow_output(&leave, sink) && sandbox_enter(&sandbox, &error);
    sandbox_end(&sandbox);
    if (!good) {
        fprintf(stderr, "assay: --sandbox: %s\n", error.message);
    }
    return good;
}
