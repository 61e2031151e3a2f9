/* The system calls of the jail, by a seccomp filter: a list of those that annotating
 * needs, some of them only with certain arguments.
 *
 * What is not in the list does not exist for the process: sockets, other programs and
 * processes, what changes the owner, mode or times of files, and all that a kernel of the
 * future may have. Answering so, rather than with a signal, lets a C library fall back on
 * an older call. Which files may be opened is not decided here, but by Landlock. */
#define _GNU_SOURCE /* syscall, CLONE_THREAD */

#include "sandbox/sandbox_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
#define PROCESSOR AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define PROCESSOR AUDIT_ARCH_AARCH64
#elif defined __riscv && __riscv_xlen == 64
#define PROCESSOR AUDIT_ARCH_RISCV64
#else
#define PROCESSOR 0 /* its calls have not been tried */
#endif

/* A call is left where (argument & mask) == value: with a mask of 0, always. */
struct call {
    uint32_t number, argument, mask, value;
};

#define ANY(name)                                                                        \
    { SYS_##name, 0, 0, 0 }
#define ONLY(name, argument, mask, value)                                                \
    { SYS_##name, argument, mask, value }
#define WITH(name, argument, value) ONLY(name, argument, UINT32_MAX, value)

static const struct call calls[] = {
    /* Reading and writing what is open. */
    ANY(read),
    ANY(write),
    ANY(readv),
    ANY(writev),
    ANY(pread64),
    ANY(pwrite64),
    ANY(lseek),
    ANY(close),
    ANY(ppoll),
    ANY(ftruncate),
    ANY(fsync),
    ANY(fdatasync),
    ANY(pipe2),
    ANY(fadvise64),
    WITH(ioctl, 1, TCGETS), /* is it a terminal? */
    WITH(ioctl, 1, TIOCGWINSZ),
    WITH(fcntl, 1, F_GETFD),
    WITH(fcntl, 1, F_SETFD),
    WITH(fcntl, 1, F_GETFL),
    WITH(fcntl, 1, F_SETFL),
    WITH(fcntl, 1, F_SETLK),
    WITH(fcntl, 1, F_DUPFD_CLOEXEC),
    /* Files by name. O_TRUNC with reading alone would cut a file that older kernels'
     * Landlock lets nobody write. */
    ONLY(openat, 2, O_TRUNC, 0),
    ONLY(openat, 2, O_TRUNC | O_ACCMODE, O_TRUNC | O_WRONLY),
    ANY(newfstatat),
    ANY(fstat),
    ANY(statx),
    ANY(faccessat),
    ANY(readlinkat),
    ANY(getcwd),
    ANY(getdents64),
    ANY(mkdirat),
    ANY(unlinkat),
    ANY(renameat2),
    /* Memory. */
    ANY(brk),
    ANY(munmap),
    ANY(mremap),
    ANY(madvise),
    ANY(membarrier),
    /* Threads, but no other process. */
    ANY(futex),
    ONLY(clone, 0, CLONE_THREAD, CLONE_THREAD),
    ANY(set_robust_list),
    ANY(sched_yield),
    ANY(sched_getaffinity),
    ANY(gettid),
    ANY(getpid),
    ANY(exit),
    ANY(exit_group),
    ANY(restart_syscall),
    /* Signals. */
    ANY(rt_sigaction),
    ANY(rt_sigprocmask),
    ANY(rt_sigtimedwait),
    ANY(rt_sigreturn),
    ANY(sigaltstack),
    /* The time, and what the machine has. */
    ANY(clock_gettime),
    ANY(clock_getres),
    ANY(gettimeofday),
    ANY(clock_nanosleep),
    ANY(nanosleep),
    ANY(getrandom),
    ANY(sysinfo),
    ANY(uname),
    WITH(prlimit64, 0, 0),
    ANY(getuid),
    ANY(geteuid),
/* Calls that only some processors or libraries have. */
#ifdef SYS_rseq
    ANY(rseq),
#endif
#ifdef SYS_faccessat2
    ANY(faccessat2),
#endif
#ifdef SYS_renameat
    ANY(renameat),
#endif
#ifdef SYS_open
    ONLY(open, 1, O_TRUNC, 0),
    ONLY(open, 1, O_TRUNC | O_ACCMODE, O_TRUNC | O_WRONLY),
    ANY(stat),
    ANY(lstat),
    ANY(access),
    ANY(readlink),
    ANY(poll),
    ANY(pipe),
    ANY(mkdir),
    ANY(unlink),
    ANY(rename),
    ANY(time),
    ANY(getdents),
#endif
};

enum {
    CALL_COUNT = sizeof calls / sizeof *calls,
    STEPS_MAXIMUM = 6 * (CALL_COUNT + 3) + 8, /* six a call */
};

struct filter {
    struct sock_filter steps[STEPS_MAXIMUM];
    unsigned short count;
};

static void add_step(struct filter *filter, struct sock_filter step) {
    filter->steps[filter->count++] = step;
}

static void load(struct filter *filter, size_t at) {
    add_step(filter,
             (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)at));
}

/* Steps over `skipped` steps unless what is loaded is `value`. */
static void unless(struct filter *filter, uint32_t value, uint8_t skipped) {
    add_step(filter,
             (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped));
}

static void answer(struct filter *filter, uint32_t what) {
    add_step(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, what));
}

/* Arguments are 64 bits wide and, on these processors, begin with their lower half: where
 * all that is looked at stands. */
static void add_call(struct filter *filter, struct call call) {
    unless(filter, call.number, call.mask == 0 ? 1 : 5);
    if (call.mask != 0) {
        load(filter,
             offsetof(struct seccomp_data, args) + call.argument * sizeof(uint64_t));
        add_step(filter,
                 (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, call.mask));
        unless(filter, call.value, 1);
    }
    answer(filter, SECCOMP_RET_ALLOW);
    if (call.mask != 0) {
        load(filter, offsetof(struct seccomp_data, nr));
    }
}

static void build(struct filter *filter, bool makes_code) {
    uint32_t code = makes_code ? 0 : PROT_EXEC;
    load(filter, offsetof(struct seccomp_data, arch));
    add_step(filter,
             (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROCESSOR, 1, 0));
    answer(filter, SECCOMP_RET_KILL_PROCESS);
    load(filter, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < CALL_COUNT; i++) {
        add_call(filter, calls[i]);
    }
    add_call(filter, (struct call)ONLY(mmap, 2, code, 0));
    add_call(filter, (struct call)ONLY(mprotect, 2, code, 0));
    /* A signal to oneself: the second interrupt ends the process as it should. */
    add_call(filter, (struct call)WITH(tgkill, 0, (uint32_t)getpid()));
    answer(filter, SECCOMP_RET_ERRNO | ENOSYS);
}

bool sandbox_leave_calls(bool makes_code, struct assay_error *error) {
    struct filter filter = {.count = 0};
    if (PROCESSOR == 0) {
        error_set(error, ASSAY_IO, NULL, "there is no jail for this kind of processor");
        return false;
    }
    build(&filter, makes_code);
    struct sock_fprog program = {.len = filter.count, .filter = filter.steps};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) {
        error_set(error, ASSAY_IO, NULL, "this kernel cannot filter system calls: %s",
                  strerror(errno));
        return false;
    }
    return true;
}
