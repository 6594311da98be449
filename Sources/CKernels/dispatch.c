/* The processor check, and the environment variable that overrides it. */
#include "dispatch.h"
#include "CKernels.h"
#include <stdlib.h>
#include <string.h>

static enum ckernels_level best(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    return CKERNELS_AVX512;
  if (__builtin_cpu_supports("avx2")) return CKERNELS_AVX2;
#endif
  return CKERNELS_SCALAR;
}

enum ckernels_level ckernels_level(void) {
  enum ckernels_level most = best();
  const char *forced = getenv("DETECTD_KERNELS");
  if (!forced) return most;
  if (!strcmp(forced, "scalar")) return CKERNELS_SCALAR;
  if (!strcmp(forced, "avx2") && most >= CKERNELS_AVX2) return CKERNELS_AVX2;
  return most;
}

const char *ckernels_version(void) {
  static const char *const names[] = {"scalar", "avx2", "avx512"};
  return names[ckernels_level()];
}
