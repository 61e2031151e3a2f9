/* Files of their own in a folder, each written under another name and then renamed. */
#ifndef ASSAY_BATCH_SINK_FOLDER_H
#define ASSAY_BATCH_SINK_FOLDER_H

#include "base/span.h"

struct folder_file {
    int folder;         /* open */
    const char *part;   /* the name below it to write under */
    const char *target; /* the path below it to have in the end */
    struct slice header, record, trailer;
};

/* False: errno says why. */
bool folder_write(const struct folder_file *file);

/* Makes all folders of a path that are missing, seen from the folder `at`. */
bool make_folders(int at, const char *path, size_t size);

#endif
