/* A plain main for the fuzz targets: runs each file given, and each file of each folder
 * given, through the target once. So the seeds, and inputs that once failed, are tests
 * wherever there is no libFuzzer. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAXIMUM ((size_t)1 << 20)

static int run_file(const char *path) {
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAXIMUM);
    if (file == NULL || data == NULL) {
        fprintf(stderr, "cannot read %s\n", path);
        if (file != NULL)
            fclose(file);
        free(data);
        return 1;
    }
    size_t size = fread(data, 1, INPUT_MAXIMUM, file);
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 0;
}

static int run_folder(DIR *folder, const char *path) {
    int failed = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) < (int)sizeof name)
            failed |= run_file(name);
    }
    return failed;
}

int main(int count, char **arguments) {
    int failed = count < 2;
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(arguments[i]);
        if (folder == NULL) {
            failed |= run_file(arguments[i]);
            continue;
        }
        failed |= run_folder(folder, arguments[i]);
        closedir(folder);
    }
    return failed;
}
