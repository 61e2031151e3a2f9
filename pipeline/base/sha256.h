/* SHA-256 (FIPS 180-4), for ids of articles and versions of packs. */
#ifndef ASSAY_BASE_SHA256_H
#define ASSAY_BASE_SHA256_H

#include "base/span.h"

struct sha256 {
    uint32_t state[8];
    uint64_t size; /* bytes so far */
    unsigned char block[64];
};

void sha256_init(struct sha256 *hash);
void sha256_update(struct sha256 *hash, const void *data, size_t size);
void sha256_finish(struct sha256 *hash, unsigned char digest[32]);

/* Takes `count` blocks of 64 bytes into the state, without the instructions that some
 * processors have for it: so that a test can hold the two against each other. */
void sha256_compress_plainly(uint32_t state[8], const unsigned char *blocks,
                             size_t count);

/* 64 lower-case hex digits and a NUL. */
void sha256_hex(const unsigned char digest[32], char hex[65]);

#endif
