/* 16 bytes a register, on ARM. */
#if defined(__aarch64__)
#include "kernels.h"
#include <arm_neon.h>

#define ALWAYS static inline __attribute__((always_inline))

typedef uint8x16x4_t step;

ALWAYS step step_load(const uint8_t *bytes) {
  step loaded;
  for (int i = 0; i < 4; i++) loaded.val[i] = vld1q_u8(bytes + 16 * i);
  return loaded;
}

/* One bit a byte from bytes that are all ones or zero: each keeps its own bit of eight, and
 * neighbours are added three times. */
ALWAYS uint64_t step_ones(step now) {
  uint8x16_t bits = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
  for (int i = 0; i < 4; i++) now.val[i] = vandq_u8(now.val[i], bits);
  uint8x16_t first = vpaddq_u8(now.val[0], now.val[1]);
  uint8x16_t second = vpaddq_u8(now.val[2], now.val[3]);
  uint8x16_t sums = vpaddq_u8(first, second);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)), 0);
}

ALWAYS uint64_t step_equal(step now, uint8_t wanted) {
  for (int i = 0; i < 4; i++) now.val[i] = vceqq_u8(now.val[i], vdupq_n_u8(wanted));
  return step_ones(now);
}

ALWAYS uint64_t step_high(step now) {
  for (int i = 0; i < 4; i++) now.val[i] = vcgeq_u8(now.val[i], vdupq_n_u8(0x80));
  return step_ones(now);
}

struct set_tables {
  uint8x16_t low, high, bits;
};

ALWAYS struct set_tables set_tables(const struct ckernels_set *set) {
  return (struct set_tables){
      vld1q_u8(set->rows[0]), vld1q_u8(set->rows[1]),
      vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201))};
}

/* A table look-up gives zero where the index is over 15, which chooses between the rows. */
ALWAYS uint64_t step_set(step now, const struct set_tables *tables) {
  for (int i = 0; i < 4; i++) {
    uint8x16_t index = vandq_u8(now.val[i], vdupq_n_u8(0x8f));
    uint8x16_t low = vqtbl1q_u8(tables->low, index);
    uint8x16_t high = vqtbl1q_u8(tables->high, veorq_u8(index, vdupq_n_u8(0x80)));
    uint8x16_t bit = vqtbl1q_u8(tables->bits, vshrq_n_u8(now.val[i], 4));
    now.val[i] = vtstq_u8(vorrq_u8(low, high), bit);
  }
  return step_ones(now);
}

ALWAYS void step_fold(step now, uint8_t *out) {
  for (int i = 0; i < 4; i++) {
    uint8x16_t is_upper = vcltq_u8(vsubq_u8(now.val[i], vdupq_n_u8('A')), vdupq_n_u8(26));
    uint8x16_t folded = vorrq_u8(now.val[i], vandq_u8(is_upper, vdupq_n_u8(0x20)));
    vst1q_u8(out + 16 * i, folded);
  }
}

struct group_tables {
  uint8x16_t low[4], high[4];
};

ALWAYS struct group_tables group_tables(const struct ckernels_groups *groups) {
  struct group_tables tables;
  for (int k = 0; k < 4; k++) {
    tables.low[k] = vld1q_u8(groups->low[k]);
    tables.high[k] = vld1q_u8(groups->high[k]);
  }
  return tables;
}

ALWAYS uint64_t step_groups(
    const uint8_t *bytes, const struct group_tables *tables, uint32_t width) {
  step left;
  for (int i = 0; i < 4; i++) {
    uint8x16_t groups = vdupq_n_u8(0xff);
    for (uint32_t k = 0; k < width; k++) {
      uint8x16_t now = vld1q_u8(bytes + 16 * i + k);
      uint8x16_t low = vqtbl1q_u8(tables->low[k], vandq_u8(now, vdupq_n_u8(15)));
      uint8x16_t high = vqtbl1q_u8(tables->high[k], vshrq_n_u8(now, 4));
      groups = vandq_u8(groups, vandq_u8(low, high));
    }
    left.val[i] = vtstq_u8(groups, groups);
  }
  return step_ones(left);
}

ALWAYS uint64_t step_windows(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  return windows_one_by_one(bytes, cells, bits, triples);
}

#define TEXT_BYTES 8
#define TEXT_PLACE(mask) ((size_t)__builtin_ctzll(mask) >> 3)
#define text_either either_of_eight

#define KERNELS ckernels_neon
#define NAME "neon"
#include "loops.h"
#endif
