/* Byte classification: scalar twins, AVX2 and AVX-512 versions, and the choice between them. */
#include "CKernels.h"
#include "dispatch.h"
#include <string.h>

static size_t count_scalar(const uint8_t *bytes, size_t count, uint8_t wanted) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) found += bytes[i] == wanted;
  return found;
}

static void mask_scalar(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *masks) {
  for (size_t base = 0; base < count; base += 64) {
    size_t end = count - base < 64 ? count - base : 64;
    uint64_t word = 0;
    for (size_t i = 0; i < end; i++) word |= (uint64_t)(bytes[base + i] == wanted) << i;
    masks[base / 64] = word;
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2,popcnt"))) static uint64_t word_avx2(const uint8_t *bytes,
                                                                 __m256i wanted) {
  __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  uint64_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
  uint64_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
  return first | second << 32;
}

__attribute__((target("avx2,popcnt"))) static size_t count_avx2(
    const uint8_t *bytes, size_t count, uint8_t wanted) {
  __m256i all = _mm256_set1_epi8((char)wanted);
  size_t found = 0, i = 0;
  for (; i + 64 <= count; i += 64) found += (size_t)_mm_popcnt_u64(word_avx2(bytes + i, all));
  return found + count_scalar(bytes + i, count - i, wanted);
}

__attribute__((target("avx2,popcnt"))) static void mask_avx2(
    const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *masks) {
  __m256i all = _mm256_set1_epi8((char)wanted);
  size_t i = 0;
  for (; i + 64 <= count; i += 64) masks[i / 64] = word_avx2(bytes + i, all);
  if (i < count) mask_scalar(bytes + i, count - i, wanted, masks + i / 64);
}

__attribute__((target("avx512bw,popcnt"))) static size_t count_avx512(
    const uint8_t *bytes, size_t count, uint8_t wanted) {
  __m512i all = _mm512_set1_epi8((char)wanted);
  size_t found = 0, i = 0;
  for (; i + 64 <= count; i += 64)
    found += (size_t)_mm_popcnt_u64(_mm512_cmpeq_epi8_mask(_mm512_loadu_si512(bytes + i), all));
  return found + count_scalar(bytes + i, count - i, wanted);
}

__attribute__((target("avx512bw,popcnt"))) static void mask_avx512(
    const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *masks) {
  __m512i all = _mm512_set1_epi8((char)wanted);
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    masks[i / 64] = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(bytes + i), all);
  if (i < count) mask_scalar(bytes + i, count - i, wanted, masks + i / 64);
}
#endif

static size_t (*count_chosen)(const uint8_t *, size_t, uint8_t) = count_scalar;
static void (*mask_chosen)(const uint8_t *, size_t, uint8_t, uint64_t *) = mask_scalar;

__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
  switch (ckernels_level()) {
    case CKERNELS_AVX512: count_chosen = count_avx512; mask_chosen = mask_avx512; break;
    case CKERNELS_AVX2: count_chosen = count_avx2; mask_chosen = mask_avx2; break;
    default: break;
  }
#endif
}

size_t ckernels_count(const uint8_t *bytes, size_t count, uint8_t wanted) {
  return count_chosen(bytes, count, wanted);
}

void ckernels_mask(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *masks) {
  mask_chosen(bytes, count, wanted, masks);
}

/* The C library's memchr is dispatched by the dynamic linker already. */
size_t ckernels_find(const uint8_t *bytes, size_t count, uint8_t wanted) {
  const uint8_t *found = count ? memchr(bytes, wanted, count) : NULL;
  return found ? (size_t)(found - bytes) : count;
}
