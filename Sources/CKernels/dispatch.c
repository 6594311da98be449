/* The choice of a version, and the public functions that pass on to it. */
#include "kernels.h"
#include <stdlib.h>
#include <string.h>

static const struct ckernels_functions *const versions[CKERNELS_LEVELS] = {
    [CKERNELS_SCALAR] = &ckernels_scalar,
#if defined(__x86_64__)
    [CKERNELS_SSE] = &ckernels_sse,
    [CKERNELS_AVX2] = &ckernels_avx2,
    [CKERNELS_AVX512] = &ckernels_avx512,
#elif defined(__aarch64__)
    [CKERNELS_NEON] = &ckernels_neon,
#endif
};

static const struct ckernels_functions *chosen = &ckernels_scalar;

/* Not one of a version's: processors have these instructions or not, whatever else they have. */
static void (*sha256)(uint32_t *, const uint8_t *, size_t) = ckernels_sha256_scalar;

static int has(enum ckernels_level level) {
  switch (level) {
    case CKERNELS_SCALAR: return 1;
#if defined(__x86_64__)
    case CKERNELS_SSE:
      return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1") &&
             __builtin_cpu_supports("popcnt");
    case CKERNELS_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
             __builtin_cpu_supports("bmi2");
    case CKERNELS_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl") && has(CKERNELS_AVX2);
#elif defined(__aarch64__)
    case CKERNELS_NEON: return 1;
#endif
    default: return 0;
  }
}

const struct ckernels_functions *ckernels_choose(const char *name) {
  const struct ckernels_functions *best = &ckernels_scalar;
  for (int level = CKERNELS_SCALAR; level < CKERNELS_LEVELS; level++) {
    if (!has((enum ckernels_level)level)) continue;
    best = versions[level];
    if (name && !strcmp(name, best->name)) return best;
  }
  return best;
}

__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  chosen = ckernels_choose(getenv("DETECTD_KERNELS"));
#if defined(__x86_64__)
  if (chosen != &ckernels_scalar && ckernels_has_sha()) sha256 = ckernels_sha256_x86;
#endif
}

const struct ckernels_functions *ckernels_at(enum ckernels_level level) {
  return has(level) ? versions[level] : NULL;
}

const struct ckernels_functions *ckernels_chosen(void) { return chosen; }

const char *ckernels_version(void) { return chosen->name; }

void ckernels_sha256(uint32_t state[8], const uint8_t *bytes, size_t blocks) {
  sha256(state, bytes, blocks);
}

size_t ckernels_count(const uint8_t *bytes, size_t count, uint8_t wanted) {
  return chosen->count(bytes, count, wanted);
}

/* The C library's memchr is dispatched by the dynamic linker already. */
size_t ckernels_find(const uint8_t *bytes, size_t count, uint8_t wanted) {
  const uint8_t *found = count ? memchr(bytes, wanted, count) : NULL;
  return found ? (size_t)(found - bytes) : count;
}

void ckernels_mask(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *mask) {
  chosen->mask(bytes, count, wanted, mask);
}

void ckernels_mask_set(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set, uint64_t *mask) {
  chosen->mask_set(bytes, count, set, mask);
}

void ckernels_classify(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set,
    const struct ckernels_planes *planes) {
  chosen->classify(bytes, count, set, planes);
}

void ckernels_fold(const uint8_t *bytes, size_t count, uint8_t *folded) {
  chosen->fold(bytes, count, folded);
}

size_t ckernels_find_either(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b) {
  return chosen->find_either(bytes, count, a, b);
}

struct ckernels_copied ckernels_unescape(
    const uint8_t *bytes, size_t count, uint8_t *text, size_t room) {
  return chosen->unescape(bytes, count, text, room);
}

int ckernels_is_ascii(const uint8_t *bytes, size_t count) {
  return chosen->is_ascii(bytes, count);
}

void ckernels_pairs(
    const uint8_t *bytes, size_t count, uint8_t separator, struct ckernels_pairs *pairs) {
  chosen->pairs(bytes, count, separator, pairs);
}

void ckernels_windows_insert(
    uint32_t *cells, uint32_t bits, uint32_t triples, uint32_t window, uint32_t width) {
  struct probe probe =
      width == 3 ? probe_three(window, bits) : probe_four(window, bits, triples);
  cells[probe.cell] |= (uint32_t)1 << (probe.bits & 31) | (uint32_t)1 << (probe.bits >> 5 & 31);
}

void ckernels_windows(
    const uint8_t *bytes, size_t count, const struct ckernels_windows *windows, uint64_t *mask) {
  chosen->windows(bytes, count, windows, mask);
}

void ckernels_groups(
    const uint8_t *bytes, size_t count, const struct ckernels_groups *groups, uint64_t *mask) {
  chosen->groups(bytes, count, groups, mask);
}
