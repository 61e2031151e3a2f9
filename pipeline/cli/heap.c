/* The heap begins in two large pages where the system has such pages.
 *
 * An article of 5 KB touches between 2 and 3 MB of heap for the first time. In pages of 4
 * KB the kernel is asked 700 times for one, which took a tenth of the time from start to
 * exit; for two pages of 2 MB it is asked twice. The C library gives no way to say so, so
 * the break is moved to shortly before the next address at which such a page can lie, the
 * heap made to reach beyond it in one step, and the advice given before that part is
 * touched.
 *
 * The settings make the heap grow and shrink in large steps. Setting one of them fixes
 * the sizes beyond which blocks are mapped alone, which by themselves would adapt, so
 * that is set too: above the blocks of arenas, which come and go. */
#define _DEFAULT_SOURCE /* sbrk, madvise */
#include "cli/heap.h"

#include <stdint.h>
#include <stdlib.h>

#if defined(__GLIBC__) && defined(__linux__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    LARGE_PAGE = 2 << 20, /* of x86-64, and of arm64 with small pages of 4 KB */
    ADVISED = 2 * LARGE_PAGE,
    STEP = 6 << 20,
    TRIMMED = 8 << 20,
    BEFORE = 256 << 10,   /* what the C library touches when the heap is extended */
    EXTENDING = 160 << 10 /* more than the heap has at the start */
};

void heap_prepare(void) {
    uintptr_t now = (uintptr_t)sbrk(0);
    uintptr_t page = (now + BEFORE + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
    if (now == UINTPTR_MAX || sbrk((intptr_t)(page - now - BEFORE)) == (void *)-1) {
        return;
    }
    mallopt(M_TOP_PAD, STEP);
    mallopt(M_MMAP_THRESHOLD, STEP);
    mallopt(M_TRIM_THRESHOLD, TRIMMED);
    volatile char *extension = malloc(EXTENDING);
    if (extension != NULL) {
        *extension = 0; /* or the compiler would leave both calls out */
        (void)madvise((void *)page, ADVISED, MADV_HUGEPAGE);
    }
    free((void *)(uintptr_t)extension);
}
#else
void heap_prepare(void) {}
#endif
