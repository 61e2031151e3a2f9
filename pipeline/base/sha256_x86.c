/* The instructions do two rounds at a step on the words a b e f and c d g h; the message
 * schedule is made four words at a step. CMakeLists.txt compiles this file, and no other,
 * for processors that have them. */
#include "base/sha256_x86.h"

#if defined(__SHA__) && defined(__SSE4_1__)

#include <cpuid.h>
#include <immintrin.h>
#include <stdatomic.h>

bool sha256_x86_available(void) {
    enum { UNKNOWN, NO, YES };
    static atomic_int known = UNKNOWN; /* asking is slow in a virtual machine */
    int answer = atomic_load_explicit(&known, memory_order_relaxed);
    if (answer == UNKNOWN) {
        unsigned a = 0, b = 0, c = 0, d = 0;
        bool sse41 = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSE4_1) != 0;
        bool sha = __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
        answer = sse41 && sha ? YES : NO;
        atomic_store_explicit(&known, answer, memory_order_relaxed);
    }
    return answer == YES;
}

static __m128i load(const void *at) { return _mm_loadu_si128((const __m128i *)at); }

static void compress_block(__m128i *abef, __m128i *cdgh, const unsigned char *block) {
    const __m128i big_endian = _mm_set_epi64x(0x0C0D0E0F08090A0B, 0x0405060700010203);
    const __m128i abef_before = *abef, cdgh_before = *cdgh;
    __m128i words[4];
    for (int i = 0; i < 4; i++)
        words[i] = _mm_shuffle_epi8(load(block + 16 * i), big_endian);
    for (int i = 0; i < 16; i++) {
        __m128i last = words[(i + 3) % 4];
        __m128i sums = _mm_add_epi32(words[i % 4], load(sha256_constants + 4 * i));
        *cdgh = _mm_sha256rnds2_epu32(*cdgh, *abef, sums);
        *abef = _mm_sha256rnds2_epu32(*abef, *cdgh, _mm_shuffle_epi32(sums, 0x0E));
        /* The last four of these are not needed, and cost less than to ask. */
        __m128i next = _mm_sha256msg1_epu32(words[i % 4], words[(i + 1) % 4]);
        next = _mm_add_epi32(next, _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
        words[i % 4] = _mm_sha256msg2_epu32(next, last);
    }
    *abef = _mm_add_epi32(*abef, abef_before);
    *cdgh = _mm_add_epi32(*cdgh, cdgh_before);
}

void sha256_x86_compress(uint32_t state[8], const unsigned char *blocks, size_t count) {
    __m128i cdab = _mm_shuffle_epi32(load(state), 0xB1);
    __m128i efgh = _mm_shuffle_epi32(load(state + 4), 0x1B);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xF0);
    for (size_t i = 0; i < count; i++)
        compress_block(&abef, &cdgh, blocks + 64 * i);
    __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

#else

bool sha256_x86_available(void) { return false; }

void sha256_x86_compress(uint32_t state[8], const unsigned char *blocks, size_t count) {
    (void)state, (void)blocks, (void)count;
}

#endif
