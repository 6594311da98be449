/* 16 bytes a register: SSSE3 for the shuffles, SSE4.1 for the rest. */
#if defined(__x86_64__)
#include "kernels.h"
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("ssse3,sse4.1,popcnt"))), apply_to = function)

#define ALWAYS static inline __attribute__((always_inline))

typedef struct {
  __m128i parts[4];
} step;

ALWAYS __m128i load16(const void *bytes) { return _mm_loadu_si128((const __m128i *)bytes); }

ALWAYS __m128i all16(int byte) { return _mm_set1_epi8((char)byte); }

ALWAYS step step_load(const uint8_t *bytes) {
  return (step){{load16(bytes), load16(bytes + 16), load16(bytes + 32), load16(bytes + 48)}};
}

/* The high bits of all bytes. */
ALWAYS uint64_t step_high(step now) {
  uint64_t mask = 0;
  for (int i = 0; i < 4; i++)
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(now.parts[i]) << (16 * i);
  return mask;
}

ALWAYS uint64_t step_equal(step now, uint8_t wanted) {
  for (int i = 0; i < 4; i++) now.parts[i] = _mm_cmpeq_epi8(now.parts[i], all16(wanted));
  return step_high(now);
}

/* The bytes that are not zero. */
ALWAYS uint64_t step_nonzero(step now) {
  for (int i = 0; i < 4; i++) now.parts[i] = _mm_cmpeq_epi8(now.parts[i], _mm_setzero_si128());
  return ~step_high(now);
}

ALWAYS __m128i high_nibbles(__m128i bytes) {
  return _mm_and_si128(_mm_srli_epi16(bytes, 4), all16(15));
}

struct set_tables {
  __m128i low, high, bits;
};

ALWAYS struct set_tables set_tables(const struct ckernels_set *set) {
  return (struct set_tables){
      load16(set->rows[0]), load16(set->rows[1]),
      _mm_set1_epi64x((long long)0x8040201008040201)};
}

/* A shuffle gives zero where the index has its high bit set, which chooses between the rows. */
ALWAYS uint64_t step_set(step now, const struct set_tables *tables) {
  for (int i = 0; i < 4; i++) {
    __m128i bytes = now.parts[i];
    __m128i index = _mm_and_si128(bytes, all16(0x8f));
    __m128i low = _mm_shuffle_epi8(tables->low, index);
    __m128i high = _mm_shuffle_epi8(tables->high, _mm_xor_si128(index, all16(0x80)));
    __m128i bit = _mm_shuffle_epi8(tables->bits, high_nibbles(bytes));
    now.parts[i] = _mm_and_si128(_mm_or_si128(low, high), bit);
  }
  return step_nonzero(now);
}

ALWAYS void step_fold(step now, uint8_t *out) {
  for (int i = 0; i < 4; i++) {
    __m128i from_a = _mm_sub_epi8(now.parts[i], all16('A'));
    __m128i is_upper = _mm_cmpeq_epi8(_mm_min_epu8(from_a, all16(25)), from_a);
    __m128i folded = _mm_or_si128(now.parts[i], _mm_and_si128(is_upper, all16(0x20)));
    _mm_storeu_si128((__m128i *)(out + 16 * i), folded);
  }
}

struct group_tables {
  __m128i low[4], high[4];
};

ALWAYS struct group_tables group_tables(const struct ckernels_groups *groups) {
  struct group_tables tables;
  for (int k = 0; k < 4; k++) {
    tables.low[k] = load16(groups->low[k]);
    tables.high[k] = load16(groups->high[k]);
  }
  return tables;
}

ALWAYS uint64_t step_groups(
    const uint8_t *bytes, const struct group_tables *tables, uint32_t width) {
  step left;
  for (int i = 0; i < 4; i++) {
    __m128i groups = all16(0xff);
    for (uint32_t k = 0; k < width; k++) {
      __m128i now = load16(bytes + 16 * i + k);
      __m128i low = _mm_shuffle_epi8(tables->low[k], _mm_and_si128(now, all16(15)));
      __m128i high = _mm_shuffle_epi8(tables->high[k], high_nibbles(now));
      groups = _mm_and_si128(groups, _mm_and_si128(low, high));
    }
    left.parts[i] = groups;
  }
  return step_nonzero(left);
}

/* There is no gather; hashing four windows at once and then loading one by one gained nothing. */
ALWAYS uint64_t step_windows(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  return windows_one_by_one(bytes, cells, bits, triples);
}

#define TEXT_BYTES 16
#define TEXT_PLACE(mask) ((size_t)__builtin_ctzll(mask))

ALWAYS uint64_t text_either(const uint8_t *bytes, uint8_t a, uint8_t b) {
  __m128i now = load16(bytes);
  __m128i found = _mm_or_si128(_mm_cmpeq_epi8(now, all16(a)), _mm_cmpeq_epi8(now, all16(b)));
  return (uint32_t)_mm_movemask_epi8(found);
}

#define KERNELS ckernels_sse
#define NAME "sse"
#include "loops.h"

#pragma clang attribute pop
#endif
