/* Byte loops that Swift cannot express: one scalar twin and one version an instruction set.
 *
 * Every kernel reads only [bytes, bytes + count) and writes only what its contract names. None
 * allocates, sets errno or keeps state. The version is chosen once, when the library loads;
 * DETECTD_KERNELS=scalar|avx2|avx512 forces one (an unsupported name falls back to the best).
 */
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/* The bytes equal to `wanted`. */
size_t ckernels_count(const uint8_t *bytes, size_t count, uint8_t wanted);

/* The offset of the first byte equal to `wanted`, or `count` when there is none. */
size_t ckernels_find(const uint8_t *bytes, size_t count, uint8_t wanted);

/* Bit i of masks[i / 64] is set when bytes[i] == wanted; the tail of the last word is clear.
 * Writes (count + 63) / 64 words. */
void ckernels_mask(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *masks);

/* Asks for the cache line of `address`, which may be any; a hint without effect on results. */
static inline void ckernels_prefetch(const void *address) { __builtin_prefetch(address); }

/* The name of the version in use: "scalar", "avx2" or "avx512". */
const char *ckernels_version(void);

#endif
