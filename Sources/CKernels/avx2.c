/* 32 bytes a register. */
#if defined(__x86_64__)
#include "kernels.h"
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)

#define ALWAYS static inline __attribute__((always_inline))

typedef struct {
  __m256i parts[2];
} step;

ALWAYS __m256i load32(const void *bytes) { return _mm256_loadu_si256((const __m256i *)bytes); }

ALWAYS __m256i all32(int byte) { return _mm256_set1_epi8((char)byte); }

/* 16 bytes in both halves, for shuffles. */
ALWAYS __m256i twice16(const void *bytes) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes));
}

ALWAYS step step_load(const uint8_t *bytes) {
  return (step){{load32(bytes), load32(bytes + 32)}};
}

/* The high bits of all bytes. */
ALWAYS uint64_t step_high(step now) {
  uint64_t first = (uint32_t)_mm256_movemask_epi8(now.parts[0]);
  return first | (uint64_t)(uint32_t)_mm256_movemask_epi8(now.parts[1]) << 32;
}

ALWAYS uint64_t step_equal(step now, uint8_t wanted) {
  for (int i = 0; i < 2; i++) now.parts[i] = _mm256_cmpeq_epi8(now.parts[i], all32(wanted));
  return step_high(now);
}

/* The bytes that are not zero. */
ALWAYS uint64_t step_nonzero(step now) {
  for (int i = 0; i < 2; i++)
    now.parts[i] = _mm256_cmpeq_epi8(now.parts[i], _mm256_setzero_si256());
  return ~step_high(now);
}

ALWAYS __m256i high_nibbles(__m256i bytes) {
  return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), all32(15));
}

struct set_tables {
  __m256i low, high, bits;
};

ALWAYS struct set_tables set_tables(const struct ckernels_set *set) {
  return (struct set_tables){
      twice16(set->rows[0]), twice16(set->rows[1]),
      _mm256_set1_epi64x((long long)0x8040201008040201)};
}

/* A shuffle gives zero where the index has its high bit set, which chooses between the rows. */
ALWAYS uint64_t step_set(step now, const struct set_tables *tables) {
  for (int i = 0; i < 2; i++) {
    __m256i bytes = now.parts[i];
    __m256i index = _mm256_and_si256(bytes, all32(0x8f));
    __m256i low = _mm256_shuffle_epi8(tables->low, index);
    __m256i high = _mm256_shuffle_epi8(tables->high, _mm256_xor_si256(index, all32(0x80)));
    __m256i bit = _mm256_shuffle_epi8(tables->bits, high_nibbles(bytes));
    now.parts[i] = _mm256_and_si256(_mm256_or_si256(low, high), bit);
  }
  return step_nonzero(now);
}

ALWAYS void step_fold(step now, uint8_t *out) {
  for (int i = 0; i < 2; i++) {
    __m256i from_a = _mm256_sub_epi8(now.parts[i], all32('A'));
    __m256i is_upper = _mm256_cmpeq_epi8(_mm256_min_epu8(from_a, all32(25)), from_a);
    __m256i folded = _mm256_or_si256(now.parts[i], _mm256_and_si256(is_upper, all32(0x20)));
    _mm256_storeu_si256((__m256i *)(out + 32 * i), folded);
  }
}

struct group_tables {
  __m256i low[4], high[4];
};

ALWAYS struct group_tables group_tables(const struct ckernels_groups *groups) {
  struct group_tables tables;
  for (int k = 0; k < 4; k++) {
    tables.low[k] = twice16(groups->low[k]);
    tables.high[k] = twice16(groups->high[k]);
  }
  return tables;
}

ALWAYS uint64_t step_groups(
    const uint8_t *bytes, const struct group_tables *tables, uint32_t width) {
  step left;
  for (int i = 0; i < 2; i++) {
    __m256i groups = all32(0xff);
    for (uint32_t k = 0; k < width; k++) {
      __m256i now = load32(bytes + 32 * i + k);
      __m256i low = _mm256_shuffle_epi8(tables->low[k], _mm256_and_si256(now, all32(15)));
      __m256i high = _mm256_shuffle_epi8(tables->high[k], high_nibbles(now));
      groups = _mm256_and_si256(groups, _mm256_and_si256(low, high));
    }
    left.parts[i] = groups;
  }
  return step_nonzero(left);
}

/* The lower bit of each lane: whether both bits of the lane's cell are set. */
ALWAYS __m256i both_bits_of(__m256i cell, __m256i bits) {
  __m256i five = _mm256_set1_epi32(31);
  __m256i first = _mm256_srlv_epi32(cell, _mm256_and_si256(bits, five));
  __m256i second = _mm256_srlv_epi32(cell, _mm256_and_si256(_mm256_srli_epi32(bits, 5), five));
  return _mm256_and_si256(first, second);
}

/* Eight windows that stand four bytes apart. */
ALWAYS __m256i windows_apart(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  __m128i shift = _mm_cvtsi32_si128((int)(32 - bits));
  __m256i window = _mm256_or_si256(load32(bytes), _mm256_set1_epi32(CASE_BITS));
  __m256i factor = _mm256_set1_epi32(triples ? SECOND_FACTOR : WINDOW_FACTOR);
  __m256i product = _mm256_mullo_epi32(window, factor), chosen = product;
  if (triples)
    chosen = _mm256_mullo_epi32(_mm256_slli_epi32(window, 8), _mm256_set1_epi32(WINDOW_FACTOR));
  __m256i index = _mm256_srl_epi32(chosen, shift);
  __m256i cell = _mm256_i32gather_epi32((const int *)cells, index, 4);
  __m256i four = _mm256_xor_si256(
      _mm256_srli_epi32(product, BITS_SHIFT), _mm256_srli_epi32(window, MIX_SHIFT));
  __m256i hit = both_bits_of(cell, four);
  if (!triples) return hit;
  __m256i three = _mm256_xor_si256(
      _mm256_srli_epi32(chosen, BITS_SHIFT), _mm256_srli_epi32(window, MIX_THREE_SHIFT));
  return _mm256_or_si256(hit, both_bits_of(cell, three));
}

ALWAYS uint64_t step_windows(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  step hits;
  for (int i = 0; i < 2; i++) {
    __m256i merged = _mm256_setzero_si256();
    for (int k = 3; k >= 0; k--) {
      __m256i hit = windows_apart(bytes + 32 * i + k, cells, bits, triples);
      /* The lane's lower bit to the high bit of its byte k. */
      __m256i placed = _mm256_srli_epi32(_mm256_slli_epi32(hit, 31), 24 - 8 * k);
      merged = _mm256_or_si256(merged, placed);
    }
    hits.parts[i] = merged;
  }
  return step_high(hits);
}

#define TEXT_BYTES 32
#define TEXT_PLACE(mask) ((size_t)__builtin_ctzll(mask))

ALWAYS uint64_t text_either(const uint8_t *bytes, uint8_t a, uint8_t b) {
  __m256i now = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i first = _mm256_cmpeq_epi8(now, _mm256_set1_epi8((char)a));
  __m256i second = _mm256_cmpeq_epi8(now, _mm256_set1_epi8((char)b));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(first, second));
}

#define KERNELS ckernels_avx2
#define NAME "avx2"
#include "loops.h"

#pragma clang attribute pop
#endif
