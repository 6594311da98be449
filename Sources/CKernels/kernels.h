/* The versions, and the hashing that all share. Private to this module. */
#ifndef CKERNELS_KERNELS_H
#define CKERNELS_KERNELS_H

#include "CKernels.h"

extern const struct ckernels_functions ckernels_scalar;
#if defined(__x86_64__)
extern const struct ckernels_functions ckernels_sse, ckernels_avx2, ckernels_avx512;
#elif defined(__aarch64__)
extern const struct ckernels_functions ckernels_neon;
#endif

/* SHA-256 with the instructions for it. */
#if defined(__x86_64__)
int ckernels_has_sha(void);
void ckernels_sha256_x86(uint32_t state[8], const uint8_t *bytes, size_t blocks);
#endif

/* Hashing of windows. The top bits of the product choose a cell, and two bits of the cell must be
 * set: a Bloom filter whose two probes share one load. The bits come from the product too, mixed
 * with the window's last bytes, which the product's lower bits do not depend on.
 *
 * Where there are triples, cells are chosen by the first three bytes alone, so that one load serves
 * windows of three and of four bytes; the two bits then come from three bytes or from four. */
enum {
  WINDOW_FACTOR = (int)0x9e3779b1,
  SECOND_FACTOR = (int)0x85ebca6b,
  CASE_BITS = 0x20202020,
  BITS_SHIFT = 7,
  MIX_SHIFT = 20,
  MIX_THREE_SHIFT = 13,
};

struct probe {
  uint32_t cell;  /* index */
  uint32_t bits;  /* the two bit numbers: in bits 0 to 4 and 5 to 9 */
};

static inline __attribute__((always_inline)) struct probe probe_four(
    uint32_t window, uint32_t bits, uint32_t triples) {
  window |= CASE_BITS;
  uint32_t product = window * (uint32_t)(triples ? SECOND_FACTOR : WINDOW_FACTOR);
  uint32_t three = (window << 8) * (uint32_t)WINDOW_FACTOR;
  return (struct probe){
      (triples ? three : product) >> (32 - bits), product >> BITS_SHIFT ^ window >> MIX_SHIFT};
}

static inline __attribute__((always_inline)) struct probe probe_three(
    uint32_t window, uint32_t bits) {
  window |= CASE_BITS;
  uint32_t three = (window << 8) * (uint32_t)WINDOW_FACTOR;
  return (struct probe){three >> (32 - bits), three >> BITS_SHIFT ^ window >> MIX_THREE_SHIFT};
}

static inline __attribute__((always_inline)) uint32_t both_bits(uint32_t cell, uint32_t bits) {
  return cell >> (bits & 31) & cell >> (bits >> 5 & 31) & 1;
}

/* The places of 64 bytes whose window may be in the table, one by one; reads 67 bytes. */
static inline __attribute__((always_inline)) uint64_t windows_one_by_one(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  uint64_t mask = 0;
  for (int i = 63; i >= 0; i--) {
    uint32_t window;
    __builtin_memcpy(&window, bytes + i, 4);
    struct probe four = probe_four(window, bits, triples);
    uint32_t cell = cells[four.cell];
    uint32_t hit = both_bits(cell, four.bits);
    if (triples) hit |= both_bits(cell, probe_three(window, bits).bits);
    mask = mask << 1 | hit;
  }
  return mask;
}

/* For text_either by words of eight bytes, the first the lowest: the high bit of each byte that is
 * `a` or `b`; bits above the lowest one set may be wrong. */
static inline __attribute__((always_inline)) uint64_t either_of_eight(
    const uint8_t *bytes, uint8_t a, uint8_t b) {
  const uint64_t ones = 0x0101010101010101;
  uint64_t word;
  __builtin_memcpy(&word, bytes, 8);
  uint64_t first = word ^ ones * a, second = word ^ ones * b;
  return (((first - ones) & ~first) | ((second - ones) & ~second)) & ones << 7;
}

#endif
