/* Opening a file of a pack, wherever one is read. */
#ifndef ASSAY_PACKS_PACK_FILE_H
#define ASSAY_PACKS_PACK_FILE_H

/* A descriptor to read a plain file that lies in the folder that its path names. -1:
 * `*problem` says why there is none. */
int pack_file_open(const char *path, const char **problem);

#endif
