/* The jail from inside: each test puts a child into it, which tries what it must and must
 * not be able to do. */
#define _GNU_SOURCE /* syscall, mkdtemp, MAP_ANONYMOUS */

#include "support.h"

#include "sandbox/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char base[] = "/tmp/assay-sandbox-XXXXXX";

/* One thing that was not as it should be, as the line of this file. */
#define WANT(condition)                                                                  \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            return __LINE__;                                                             \
        }                                                                                \
    } while (0)

#define REFUSED(call, code) WANT((errno = 0, (call) < 0) && errno == (code))

struct setting {
    enum sandbox_use use;
    bool makes_code;
};

/* Jails itself around ./allowed, and reports what `inside` found through a pipe: exit
 * statuses are too small for lines. */
static void child(int report, const struct setting *setting, int inside(void)) {
    struct sandbox sandbox = {.makes_code = setting->makes_code};
    struct assay_error error;
    int line = -1;
    error_clear(&error);
    if (sandbox_begin(&sandbox, &error) &&
        sandbox_allow(&sandbox, "allowed", setting->use, &error) &&
        sandbox_allow(&sandbox, "missing", SANDBOX_READ, &error) &&
        sandbox_enter(&sandbox, &error)) {
        sandbox_end(&sandbox);
        line = inside();
    }
    ssize_t written = write(report, &line, sizeof line);
    _exit(written == (ssize_t)sizeof line ? 0 : 1);
}

static void try_inside(struct setting setting, int inside(void)) {
    int ends[2];
    int line = 0;
    int status = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        child(ends[1], &setting, inside);
    }
    close(ends[1]);
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(read(ends[0], &line, sizeof line), sizeof line);
    close(ends[0]);
    if (line != 0) {
        fail_msg("inside the jail line %d was not as it should be", line);
    }
}

/* ---- Files ---- */

static bool opens(const char *name, int how) {
    int file = open(name, how, 0600);
    if (file >= 0) {
        close(file);
    }
    return file >= 0;
}

static int inside_reading(void) {
    char byte = 0;
    int file = open("allowed/file", O_RDONLY);
    WANT(file >= 0 && read(file, &byte, 1) == 1 && byte == 'x');
    close(file);
    WANT(opens("allowed", O_RDONLY | O_DIRECTORY));
    REFUSED(open("other/file", O_RDONLY), EACCES);
    REFUSED(open("other", O_RDONLY | O_DIRECTORY), EACCES);
    REFUSED(open("/etc/passwd", O_RDONLY), EACCES);
    REFUSED(open("allowed/../other/file", O_RDONLY), EACCES);
    REFUSED(open("allowed/link", O_RDONLY), EACCES); /* it leads to other/file */
    REFUSED(open("allowed/file", O_WRONLY), EACCES);
    WANT(!opens("allowed/file", O_RDONLY | O_TRUNC));
    REFUSED(open("allowed/new", O_WRONLY | O_CREAT, 0600), EACCES);
    REFUSED(unlink("allowed/file"), EACCES);
    REFUSED(rename("allowed/file", "allowed/moved"), EACCES);
    REFUSED(mkdir("allowed/folder", 0700), EACCES);
    return 0;
}

static int inside_replacing(void) {
    WANT(opens("allowed/new.part", O_WRONLY | O_CREAT));
    WANT(rename("allowed/new.part", "allowed/new") == 0);
    WANT(unlink("allowed/new") == 0);
    REFUSED(open("allowed/file", O_RDONLY), EACCES);
    REFUSED(mkdir("allowed/folder", 0700), EACCES);
    WANT(rename("allowed/file", "other/file") < 0);
    REFUSED(open("other/file", O_WRONLY), EACCES);
    return 0;
}

static int inside_making_folders(void) {
    WANT(mkdir("allowed/folder", 0700) == 0);
    WANT(opens("allowed/part", O_WRONLY | O_CREAT));
    WANT(rename("allowed/part", "allowed/folder/file") == 0);
    WANT(rename("allowed/folder/file", "other/moved") < 0);
    return 0;
}

/* ---- All else ---- */

static int inside_alone(void) {
    char *const words[] = {NULL};
    REFUSED(socket(AF_INET, SOCK_STREAM, 0), ENOSYS);
    REFUSED(socket(AF_UNIX, SOCK_STREAM, 0), ENOSYS);
    REFUSED(execve("/bin/true", words, words), ENOSYS);
    REFUSED(fork(), ENOSYS);
    REFUSED(kill(getppid(), 0), ENOSYS);
    REFUSED(chmod("allowed/file", 0777), ENOSYS);
    REFUSED(truncate("allowed/file", 0), ENOSYS);
    REFUSED(symlink("/etc/passwd", "allowed/second"), ENOSYS);
    REFUSED(link("allowed/file", "allowed/second"), ENOSYS);
    REFUSED(fcntl(0, F_SETOWN, getppid()), ENOSYS);
    return 0;
}

/* There is no second jail, since its calls are not there any more: what a kernel without
 * Landlock answers, too. */
static int inside_again(void) {
    struct sandbox sandbox;
    struct assay_error error;
    error_clear(&error);
    WANT(!sandbox_begin(&sandbox, &error));
    WANT(strstr(error.message, "this kernel cannot jail a process") != NULL);
    sandbox_end(&sandbox);
    return 0;
}

static void *open_other(void *context) {
    *(bool *)context = opens("other/file", O_RDONLY);
    return NULL;
}

static int inside_threads(void) {
    bool opened = true;
    pthread_t thread;
    WANT(pthread_create(&thread, NULL, open_other, &opened) == 0);
    WANT(pthread_join(thread, NULL) == 0 && !opened);
    return 0;
}

static void *code_page(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int inside_with_code(void) {
    WANT(code_page() != MAP_FAILED);
    return 0;
}

static int inside_without_code(void) {
    void *memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    WANT(memory != MAP_FAILED);
    WANT(code_page() == MAP_FAILED && errno == ENOSYS);
    REFUSED(mprotect(memory, 4096, PROT_READ | PROT_EXEC), ENOSYS);
    return 0;
}

static void test_reading(void **state) {
    (void)state;
    try_inside((struct setting){SANDBOX_READ, false}, inside_reading);
}

static void test_writing(void **state) {
    (void)state;
    try_inside((struct setting){SANDBOX_REPLACE, false}, inside_replacing);
    try_inside((struct setting){SANDBOX_MAKE_FOLDERS, false}, inside_making_folders);
}

static void test_no_network_and_no_others(void **state) {
    (void)state;
    try_inside((struct setting){SANDBOX_READ, false}, inside_alone);
    try_inside((struct setting){SANDBOX_READ, false}, inside_again);
}

static void test_threads(void **state) {
    (void)state;
    try_inside((struct setting){SANDBOX_READ, false}, inside_threads);
}

static void test_code(void **state) {
    (void)state;
    try_inside((struct setting){SANDBOX_READ, true}, inside_with_code);
    try_inside((struct setting){SANDBOX_READ, false}, inside_without_code);
}

/* ---- The folder that the tests stand in ---- */

static void put(const char *name) {
    int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_int_equal(write(file, "x", 1), 1);
    close(file);
}

static int make_base(void **state) {
    (void)state;
    struct sandbox sandbox;
    struct assay_error error;
    error_clear(&error);
    if (!sandbox_begin(&sandbox, &error)) {
        fprintf(stderr, "skipped: %s\n", error.message);
        _exit(77);
    }
    sandbox_end(&sandbox);
    assert_non_null(mkdtemp(base));
    assert_int_equal(chdir(base), 0);
    assert_int_equal(mkdir("allowed", 0700) | mkdir("other", 0700), 0);
    put("allowed/file");
    put("other/file");
    assert_int_equal(symlink("../other/file", "allowed/link"), 0);
    return 0;
}

/* That all can be removed shows that nothing else was made. */
static int remove_base(void **state) {
    static const char *const files[] = {"allowed/file", "allowed/link",
                                        "allowed/folder/file", "other/file"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_int_equal(unlink(files[i]), 0);
    }
    assert_int_equal(rmdir("allowed/folder") | rmdir("allowed") | rmdir("other"), 0);
    return chdir("/") | rmdir(base);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading), cmocka_unit_test(test_writing),
        cmocka_unit_test(test_no_network_and_no_others), cmocka_unit_test(test_threads),
        cmocka_unit_test(test_code)};
    return cmocka_run_group_tests(tests, make_base, remove_base);
}
