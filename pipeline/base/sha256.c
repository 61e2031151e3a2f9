/* SHA-256 as FIPS 180-4 writes it: 64 rounds over each block of 64 bytes. */
#include "base/sha256.h"

#include "base/sha256_x86.h"

const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

static uint32_t rotate(uint32_t word, unsigned bits) {
    return (word >> bits) | (word << (32 - bits));
}

static uint32_t read_word(const unsigned char *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void expand(const unsigned char *block, uint32_t words[64]) {
    for (size_t i = 0; i < 16; i++)
        words[i] = read_word(block + 4 * i);
    for (size_t i = 16; i < 64; i++) {
        uint32_t early = words[i - 15], late = words[i - 2];
        uint32_t small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >> 3);
        uint32_t small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >> 10);
        words[i] = words[i - 16] + small0 + words[i - 7] + small1;
    }
}

static void compress_block(uint32_t state[8], const unsigned char *block) {
    uint32_t words[64];
    expand(block, words);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (size_t i = 0; i < 64; i++) {
        uint32_t big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        uint32_t choice = (e & f) ^ (~e & g);
        uint32_t first = h + big1 + choice + sha256_constants[i] + words[i];
        uint32_t big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        uint32_t majority = (a & b) ^ (a & c) ^ (b & c);
        h = g, g = f, f = e, e = d + first;
        d = c, c = b, b = a, a = first + big0 + majority;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void sha256_compress_plainly(uint32_t state[8], const unsigned char *blocks,
                             size_t count) {
    for (size_t i = 0; i < count; i++)
        compress_block(state, blocks + 64 * i);
}

static void compress(uint32_t state[8], const unsigned char *blocks, size_t count) {
    if (sha256_x86_available())
        sha256_x86_compress(state, blocks, count);
    else
        sha256_compress_plainly(state, blocks, count);
}

void sha256_init(struct sha256 *hash) {
    *hash = (struct sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void sha256_update(struct sha256 *hash, const void *data, size_t size) {
    if (size == 0)
        return;
    const unsigned char *bytes = data;
    size_t filled = (size_t)(hash->size % 64);
    hash->size += size;
    if (filled > 0) {
        size_t taken = size < 64 - filled ? size : 64 - filled;
        memcpy(hash->block + filled, bytes, taken);
        bytes += taken, size -= taken;
        if (filled + taken < 64)
            return;
        compress(hash->state, hash->block, 1);
    }
    compress(hash->state, bytes, size / 64);
    memcpy(hash->block, bytes + size / 64 * 64, size % 64);
}

void sha256_finish(struct sha256 *hash, unsigned char digest[32]) {
    static const unsigned char padding[64] = {0x80};
    uint64_t bits = hash->size * 8;
    size_t filled = (size_t)(hash->size % 64);
    sha256_update(hash, padding, filled < 56 ? 56 - filled : 120 - filled);
    unsigned char length[8];
    for (unsigned i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    sha256_update(hash, length, sizeof length);
    for (unsigned i = 0; i < 32; i++)
        digest[i] = (unsigned char)(hash->state[i / 4] >> (24 - 8 * (i % 4)));
}

void sha256_hex(const unsigned char digest[32], char hex[65]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < 32; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}
