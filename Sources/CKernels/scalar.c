/* The version without vectors: what the others must agree with, and what any processor can run. */
#include "kernels.h"

typedef struct {
  uint8_t bytes[64];
} step;

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS step step_load(const uint8_t *bytes) {
  step loaded;
  __builtin_memcpy(&loaded, bytes, 64);
  return loaded;
}

ALWAYS uint64_t step_equal(step now, uint8_t wanted) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(now.bytes[i] == wanted) << i;
  return mask;
}

ALWAYS uint64_t step_high(step now) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(now.bytes[i] >> 7) << i;
  return mask;
}

struct set_tables {
  const struct ckernels_set *set;
};

ALWAYS struct set_tables set_tables(const struct ckernels_set *set) {
  return (struct set_tables){set};
}

ALWAYS uint64_t step_set(step now, const struct set_tables *tables) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++)
    mask |= (uint64_t)ckernels_set_contains(tables->set, now.bytes[i]) << i;
  return mask;
}

ALWAYS void step_fold(step now, uint8_t *out) {
  for (int i = 0; i < 64; i++) {
    uint8_t byte = now.bytes[i];
    out[i] = (uint8_t)(byte | (uint8_t)((uint8_t)(byte - 'A') < 26) << 5);
  }
}

struct group_tables {
  const struct ckernels_groups *groups;
};

ALWAYS struct group_tables group_tables(const struct ckernels_groups *groups) {
  return (struct group_tables){groups};
}

ALWAYS uint64_t step_groups(
    const uint8_t *bytes, const struct group_tables *tables, uint32_t width) {
  const struct ckernels_groups *groups = tables->groups;
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) {
    uint8_t left = 0xff;
    for (uint32_t k = 0; k < width; k++)
      left &= groups->low[k][bytes[i + k] & 15] & groups->high[k][bytes[i + k] >> 4];
    mask |= (uint64_t)(left != 0) << i;
  }
  return mask;
}

ALWAYS uint64_t step_windows(
    const uint8_t *bytes, const uint32_t *cells, uint32_t bits, uint32_t triples) {
  return windows_one_by_one(bytes, cells, bits, triples);
}

#define TEXT_BYTES 8
#define TEXT_PLACE(mask) ((size_t)__builtin_ctzll(mask) >> 3)
#define text_either either_of_eight

#define KERNELS ckernels_scalar
#define NAME "scalar"
#include "loops.h"
