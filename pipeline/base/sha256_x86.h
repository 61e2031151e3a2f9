/* SHA-256 by the instructions that newer x86 processors have for it: some six times as
 * fast, and every article is hashed. */
#ifndef ASSAY_BASE_SHA256_X86_H
#define ASSAY_BASE_SHA256_X86_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of the rounds (sha256.c). */
extern const uint32_t sha256_constants[64];

/* Does this processor have them (and was this file compiled for them)? */
bool sha256_x86_available(void);

/* Takes `count` blocks of 64 bytes into the state; only where they are available. */
void sha256_x86_compress(uint32_t state[8], const unsigned char *blocks, size_t count);

#endif
