/* 64 bytes a register, and masks as the processor has them. */
#if defined(__x86_64__)
#include "kernels.h"
#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt"))), apply_to = function)

#define ALWAYS static inline __attribute__((always_inline))

typedef __m512i step;

ALWAYS __m512i all64(int byte) { return _mm512_set1_epi8((char)byte); }

/* 16 bytes in all quarters, for shuffles. */
ALWAYS __m512i four_times16(const void *bytes) {
  return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)bytes));
}

ALWAYS step step_load(const uint8_t *bytes) { return _mm512_loadu_si512(bytes); }

ALWAYS uint64_t step_high(step now) { return _mm512_movepi8_mask(now); }

ALWAYS uint64_t step_equal(step now, uint8_t wanted) {
  return _mm512_cmpeq_epi8_mask(now, all64(wanted));
}

ALWAYS __m512i high_nibbles(__m512i bytes) {
  return _mm512_and_si512(_mm512_srli_epi16(bytes, 4), all64(15));
}

struct set_tables {
  __m512i low, high, bits;
};

ALWAYS struct set_tables set_tables(const struct ckernels_set *set) {
  return (struct set_tables){
      four_times16(set->rows[0]), four_times16(set->rows[1]),
      _mm512_set1_epi64((long long)0x8040201008040201)};
}

/* A shuffle gives zero where the index has its high bit set, which chooses between the rows. */
ALWAYS uint64_t step_set(step now, const struct set_tables *tables) {
  __m512i low = _mm512_shuffle_epi8(tables->low, now);
  __m512i high = _mm512_shuffle_epi8(tables->high, _mm512_xor_si512(now, all64(0x80)));
  __m512i bit = _mm512_shuffle_epi8(tables->bits, high_nibbles(now));
  return _mm512_test_epi8_mask(_mm512_or_si512(low, high), bit);
}

ALWAYS void step_fold(step now, uint8_t *out) {
  __mmask64 is_upper = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(now, all64('A')), all64(26));
  _mm512_storeu_si512(out, _mm512_mask_add_epi8(now, is_upper, now, all64(0x20)));
}

struct group_tables {
  __m512i low[4], high[4];
};

ALWAYS struct group_tables group_tables(const struct ckernels_groups *groups) {
  struct group_tables tables;
  for (int k = 0; k < 4; k++) {
    tables.low[k] = four_times16(groups->low[k]);
    tables.high[k] = four_times16(groups->high[k]);
  }
  return tables;
}

ALWAYS uint64_t step_groups(
    const uint8_t *bytes, const struct group_tables *tables, uint32_t width) {
  __m512i groups = all64(0xff);
  for (uint32_t k = 0; k < width; k++) {
    __m512i now = _mm512_loadu_si512(bytes + k);
    __m512i low = _mm512_shuffle_epi8(tables->low[k], _mm512_and_si512(now, all64(15)));
    __m512i high = _mm512_shuffle_epi8(tables->high[k], high_nibbles(now));
    groups = _mm512_ternarylogic_epi64(groups, low, high, 0x80);
  }
  return _mm512_test_epi8_mask(groups, groups);
}

/* The lower bit of each lane: whether both bits of the lane's cell are set. */
ALWAYS __m512i both_bits_of(__m512i cell, __m512i bits) {
  __m512i second = _mm512_rorv_epi32(cell, _mm512_srli_epi32(bits, 5));
  return _mm512_and_si512(_mm512_rorv_epi32(cell, bits), second);
}

/* Sixteen windows that stand four bytes apart: the high bits of each lane's bytes. */
ALWAYS __m512i windows_apart(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  __m128i shift = _mm_cvtsi32_si128((int)(32 - bits));
  __m512i window = _mm512_or_si512(_mm512_loadu_si512(bytes), _mm512_set1_epi32(CASE_BITS));
  __m512i factor = _mm512_set1_epi32(triples ? SECOND_FACTOR : WINDOW_FACTOR);
  __m512i product = _mm512_mullo_epi32(window, factor), chosen = product;
  if (triples)
    chosen = _mm512_mullo_epi32(_mm512_slli_epi32(window, 8), _mm512_set1_epi32(WINDOW_FACTOR));
  __m512i cell = _mm512_i32gather_epi32(_mm512_srl_epi32(chosen, shift), cells, 4);
  __m512i four = _mm512_xor_si512(
      _mm512_srli_epi32(product, BITS_SHIFT), _mm512_srli_epi32(window, MIX_SHIFT));
  __m512i hit = both_bits_of(cell, four);
  if (triples) {
    __m512i three = _mm512_xor_si512(
        _mm512_srli_epi32(chosen, BITS_SHIFT), _mm512_srli_epi32(window, MIX_THREE_SHIFT));
    hit = _mm512_or_si512(hit, both_bits_of(cell, three));
  }
  return _mm512_srai_epi32(_mm512_slli_epi32(hit, 31), 31);
}

ALWAYS uint64_t step_windows(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  __m512i hits = windows_apart(bytes, cells, bits, triples);
  __m512i second = windows_apart(bytes + 1, cells, bits, triples);
  __m512i third = windows_apart(bytes + 2, cells, bits, triples);
  __m512i fourth = windows_apart(bytes + 3, cells, bits, triples);
  hits = _mm512_mask_mov_epi8(hits, 0x2222222222222222, second);
  hits = _mm512_mask_mov_epi8(hits, 0x4444444444444444, third);
  hits = _mm512_mask_mov_epi8(hits, 0x8888888888888888, fourth);
  return _mm512_movepi8_mask(hits);
}

#define TEXT_BYTES 32
#define TEXT_PLACE(mask) ((size_t)__builtin_ctzll(mask))

ALWAYS uint64_t text_either(const uint8_t *bytes, uint8_t a, uint8_t b) {
  __m256i now = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i first = _mm256_cmpeq_epi8(now, _mm256_set1_epi8((char)a));
  __m256i second = _mm256_cmpeq_epi8(now, _mm256_set1_epi8((char)b));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(first, second));
}

#define KERNELS ckernels_avx512
#define NAME "avx512"
#include "loops.h"

#pragma clang attribute pop
#endif
