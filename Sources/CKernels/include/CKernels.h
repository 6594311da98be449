/* Byte loops that Swift cannot express: one scalar twin and one version an instruction set.
 *
 * Every kernel reads only [bytes, bytes + count) and writes only what its contract names. None
 * allocates, sets errno or keeps state. All versions of a kernel give the same result. The version
 * is chosen once, when the library loads: the best that the processor has, or the one that
 * DETECTD_KERNELS=scalar|sse|avx2|avx512|neon names (a name that is unknown, or that this processor
 * lacks, means the best).
 *
 * A mask holds one bit a byte: bit i % 64 of word i / 64 stands for bytes[i]. Kernels write
 * (count + 63) / 64 words, and the bits after the last byte are clear.
 */
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

/* ---- Versions ---- */

/* sse needs SSSE3 and SSE4.1; avx512 needs F, BW and VL. */
enum ckernels_level {
  CKERNELS_SCALAR,
  CKERNELS_SSE,
  CKERNELS_AVX2,
  CKERNELS_AVX512,
  CKERNELS_NEON,
  CKERNELS_LEVELS
};

/* The name of the version in use: "scalar", "sse", "avx2", "avx512" or "neon". */
const char *ckernels_version(void);

struct ckernels_copied;
struct ckernels_set;
struct ckernels_planes;
struct ckernels_windows;
struct ckernels_groups;
struct ckernels_pairs;

/* The kernels of one version; each is described below with the function of its name. */
struct ckernels_functions {
  const char *name;
  size_t (*count)(const uint8_t *, size_t, uint8_t);
  void (*mask)(const uint8_t *, size_t, uint8_t, uint64_t *);
  void (*mask_set)(const uint8_t *, size_t, const struct ckernels_set *, uint64_t *);
  void (*classify)(
      const uint8_t *, size_t, const struct ckernels_set *, const struct ckernels_planes *);
  void (*fold)(const uint8_t *, size_t, uint8_t *);
  size_t (*find_either)(const uint8_t *, size_t, uint8_t, uint8_t);
  struct ckernels_copied (*unescape)(const uint8_t *, size_t, uint8_t *, size_t);
  int (*is_ascii)(const uint8_t *, size_t);
  void (*windows)(const uint8_t *, size_t, const struct ckernels_windows *, uint64_t *);
  void (*groups)(const uint8_t *, size_t, const struct ckernels_groups *, uint64_t *);
  void (*pairs)(const uint8_t *, size_t, uint8_t, struct ckernels_pairs *);
};

/* The version that `name`, a value of DETECTD_KERNELS or NULL, chooses. */
const struct ckernels_functions *ckernels_choose(const char *name);

/* The version in use. */
const struct ckernels_functions *ckernels_chosen(void);

/* One version, so that a test can compare them all, or NULL when this processor cannot run it. */
const struct ckernels_functions *ckernels_at(enum ckernels_level level);

/* ---- Single bytes ---- */

/* The bytes equal to `wanted`. */
size_t ckernels_count(const uint8_t *bytes, size_t count, uint8_t wanted);

/* The offset of the first byte equal to `wanted`, or `count` when there is none. */
size_t ckernels_find(const uint8_t *bytes, size_t count, uint8_t wanted);

/* The mask of the bytes equal to `wanted`. */
void ckernels_mask(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *mask);

/* Asks for the cache line of `address`, which may be any; a hint without effect on results. */
static inline void ckernels_prefetch(const void *address) { __builtin_prefetch(address); }

/* ---- Classes of bytes ---- */

/* A set of byte values, as nibble tables. Byte h:l (high and low nibble) is in the set when bit
 * h % 8 of rows[h / 8][l] is set. Start from zeros. */
struct ckernels_set {
  uint8_t rows[2][16];
};

static inline void ckernels_set_insert(struct ckernels_set *set, uint8_t byte) {
  set->rows[byte >> 7][byte & 15] |= (uint8_t)(1 << (byte >> 4 & 7));
}

static inline int ckernels_set_contains(const struct ckernels_set *set, uint8_t byte) {
  return set->rows[byte >> 7][byte & 15] >> (byte >> 4 & 7) & 1;
}

/* The mask of the bytes in `set`. */
void ckernels_mask_set(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set, uint64_t *mask);

/* Masks of the bytes that give a text its structure. Each points at (count + 63) / 64 words. */
struct ckernels_planes {
  uint64_t *newline, *quote, *backslash, *set;
};

/* The masks of '\n', '"', '\\' and the bytes in `set`, in one pass. */
void ckernels_classify(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set,
    const struct ckernels_planes *planes);

/* Where names and values may end among 64 bytes of `key=value` pairs, a bit a byte. */
struct ckernels_pairs {
  uint64_t names;  /* '=' and the separator */
  uint64_t values; /* ' ' and the separator */
  uint64_t quotes; /* '"' and '\\' */
};

/* The masks of the first 64 bytes, or of all when there are fewer; later bits are clear. */
void ckernels_pairs(
    const uint8_t *bytes, size_t count, uint8_t separator, struct ckernels_pairs *pairs);

/* ---- Text ---- */

/* Copies `count` bytes with 'A' to 'Z' turned to 'a' to 'z'. `folded` may be `bytes`, and must not
 * overlap it otherwise. */
void ckernels_fold(const uint8_t *bytes, size_t count, uint8_t *folded);

/* The offset of the first byte equal to `a` or to `b`, or `count` when there is none. */
size_t ckernels_find_either(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b);

/* How far a text was read, and how much was written. */
struct ckernels_copied {
  size_t read, written;
};

/* Copies text of a JSON string and undoes its escapes of one letter (\" \\ \/ \b \f \n \r \t). Stops
 * before a quote, any other escape and a backslash at the end, and when fewer than 64 of the `room`
 * bytes of `text` may be left. What of `room` lies after the bytes written is undefined then. */
struct ckernels_copied ckernels_unescape(
    const uint8_t *bytes, size_t count, uint8_t *text, size_t room);

/* Whether all bytes are below 0x80. */
int ckernels_is_ascii(const uint8_t *bytes, size_t count);

/* ---- Digests ---- */

/* The compression function of SHA-256 over blocks of 64 bytes. */
void ckernels_sha256(uint32_t state[8], const uint8_t *bytes, size_t blocks);

/* The same without special instructions, so that a test can compare. */
void ckernels_sha256_scalar(uint32_t state[8], const uint8_t *bytes, size_t blocks);

/* ---- Prefilters of the literal search ----
 *
 * Both look at the few bytes from each place on and set its bit when a literal may have its window
 * there. They never miss one, and now and then report a place where none is. ASCII letters are
 * taken as the same in both cases. Bytes after the end count as zeros.
 */

/* A table of hashed windows of four bytes and, when `triples` is not 0, of three. `cells` has
 * 1 << bits elements, bits from 8 to 15. */
struct ckernels_windows {
  const uint32_t *cells;
  uint32_t bits;
  uint32_t triples;
};

/* Adds the window of `width` bytes (4, or 3 where `triples` is not 0) to cells. The first byte is
 * the lowest of `window`. `cells` starts as zeros and has 1 << bits elements. */
void ckernels_windows_insert(
    uint32_t *cells, uint32_t bits, uint32_t triples, uint32_t window, uint32_t width);

/* The mask of the places whose window may be in the table. */
void ckernels_windows(
    const uint8_t *bytes, size_t count, const struct ckernels_windows *windows, uint64_t *mask);

/* Eight groups of windows, one bit each, as nibble tables: the byte at place k of a window of group
 * g has bit g set in low[k][byte & 15] and high[k][byte >> 4]. `width` is 2 or 4, and is how many
 * places there are. */
struct ckernels_groups {
  uint8_t low[4][16], high[4][16];
  uint32_t width;
};

/* Allows `byte` at place `at` of the windows of `group` (0 to 7). Start from zeros. */
static inline void ckernels_groups_insert(
    struct ckernels_groups *groups, uint32_t group, uint32_t at, uint8_t byte) {
  groups->low[at & 3][byte & 15] |= (uint8_t)(1 << (group & 7));
  groups->high[at & 3][byte >> 4] |= (uint8_t)(1 << (group & 7));
}

/* The mask of the places where all bytes of a window are allowed by one group. */
void ckernels_groups(
    const uint8_t *bytes, size_t count, const struct ckernels_groups *groups, uint64_t *mask);

#endif
