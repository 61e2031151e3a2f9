/* Opening files and folders: a signal that comes meanwhile is no reason to fail.
 *
 * That happens where opening takes its time (network file systems, pipes) and the program
 * that uses the library has handlers without SA_RESTART. */
#ifndef ASSAY_BASE_FILES_H
#define ASSAY_BASE_FILES_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>

/* As open(), with O_CLOEXEC; what is made may be read and written as the umask allows. */
int file_open(const char *path, int flags);

/* The same of a path that begins in an open folder. */
int file_open_in(int folder, const char *path, int flags);

/* Takes the numbers of standard input, output and error where these are closed, so that
 * no file that is opened later gets one, and with it what is written there. Reading and
 * writing there go on to fail. */
void files_hold_standard(void);

/* After write() has failed: waits until it can be tried again, where it did because a
 * signal came, or because whoever shares the file with us has made it give up when it is
 * full rather than wait. False where it failed otherwise; errno says how. */
bool file_wait_to_write(int file);

/* Reads so many bytes, fewer only at the end of the file; gives how many, or -1 with
 * errno. */
ssize_t file_read(int file, char *room, size_t size);

/* As fopen(path, "rb"). */
FILE *file_stream(const char *path);

/* As opendir(). */
DIR *file_folder(const char *path);

#endif
