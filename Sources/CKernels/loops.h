/* The loops of all kernels over steps of 64 bytes, included once by each version.
 *
 * A version defines `step` (64 bytes in registers) and, as always_inline functions:
 *   step_load(bytes)            64 bytes
 *   step_equal(step, byte)      mask of the bytes equal to one
 *   step_high(step)             mask of the bytes from 0x80
 *   step_set(step, tables)      mask of the bytes in a set; `tables` by set_tables(set)
 *   step_fold(step, out)        writes 64 folded bytes
 *   step_groups(bytes, tables, width)    mask of 64 places; reads 64 + width - 1 bytes;
 *                                        `tables` by group_tables(groups)
 *   step_windows(bytes, cells, bits, triples)   mask of 64 places; reads 67 bytes
 *   text_either(bytes, a, b)    whose lowest bit set is in the first of TEXT_BYTES bytes that is `a`
 *                               or `b`: TEXT_PLACE(mask) is its number; 0 when there is none
 * and `KERNELS`, the name of the table to define, and `NAME`, the version's name.
 */
#define INLINE static inline __attribute__((always_inline))

/* The last bytes, fewer than a step, with zeros after them. */
INLINE step load_rest(const uint8_t *bytes, size_t count) {
  uint8_t rest[64] = {0};
  __builtin_memcpy(rest, bytes, count);
  return step_load(rest);
}

INLINE uint64_t low_bits(size_t count) { return ((uint64_t)1 << count) - 1; }

static size_t count_bytes(const uint8_t *bytes, size_t count, uint8_t wanted) {
  size_t found = 0, i = 0;
  for (; i + 64 <= count; i += 64)
    found += (size_t)__builtin_popcountll(step_equal(step_load(bytes + i), wanted));
  if (i == count) return found;
  uint64_t last = step_equal(load_rest(bytes + i, count - i), wanted) & low_bits(count - i);
  return found + (size_t)__builtin_popcountll(last);
}

static void mask_byte(const uint8_t *bytes, size_t count, uint8_t wanted, uint64_t *mask) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64) mask[i / 64] = step_equal(step_load(bytes + i), wanted);
  if (i == count) return;
  mask[i / 64] = step_equal(load_rest(bytes + i, count - i), wanted) & low_bits(count - i);
}

static void mask_set(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set, uint64_t *mask) {
  struct set_tables tables = set_tables(set);
  size_t i = 0;
  for (; i + 64 <= count; i += 64) mask[i / 64] = step_set(step_load(bytes + i), &tables);
  if (i == count) return;
  mask[i / 64] = step_set(load_rest(bytes + i, count - i), &tables) & low_bits(count - i);
}

INLINE void classify_step(
    step now, const struct set_tables *tables, const struct ckernels_planes *planes, size_t word,
    uint64_t kept) {
  planes->newline[word] = step_equal(now, '\n') & kept;
  planes->quote[word] = step_equal(now, '"') & kept;
  planes->backslash[word] = step_equal(now, '\\') & kept;
  planes->set[word] = step_set(now, tables) & kept;
}

static void classify(
    const uint8_t *bytes, size_t count, const struct ckernels_set *set,
    const struct ckernels_planes *planes) {
  struct set_tables tables = set_tables(set);
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    classify_step(step_load(bytes + i), &tables, planes, i / 64, ~(uint64_t)0);
  if (i == count) return;
  step last = load_rest(bytes + i, count - i);
  classify_step(last, &tables, planes, i / 64, low_bits(count - i));
}

static void pairs(
    const uint8_t *bytes, size_t count, uint8_t separator, struct ckernels_pairs *pairs) {
  step now = count >= 64 ? step_load(bytes) : load_rest(bytes, count);
  uint64_t kept = count >= 64 ? ~(uint64_t)0 : low_bits(count);
  uint64_t separators = step_equal(now, separator);
  pairs->names = (step_equal(now, '=') | separators) & kept;
  pairs->values = (step_equal(now, ' ') | separators) & kept;
  pairs->quotes = (step_equal(now, '"') | step_equal(now, '\\')) & kept;
}

static void fold(const uint8_t *bytes, size_t count, uint8_t *folded) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64) step_fold(step_load(bytes + i), folded + i);
  uint8_t last[64];
  step_fold(load_rest(bytes + i, count - i), last);
  __builtin_memcpy(folded + i, last, count - i);
}

static size_t find_either(const uint8_t *bytes, size_t count, uint8_t a, uint8_t b) {
  size_t i = 0;
  for (; i + TEXT_BYTES <= count; i += TEXT_BYTES) {
    uint64_t found = text_either(bytes + i, a, b);
    if (found) return i + TEXT_PLACE(found);
  }
  while (i < count && bytes[i] != a && bytes[i] != b) i++;
  return i;
}

static const uint8_t unescaped[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

/* Each turn copies a whole chunk and goes on from the first byte in it that must not be copied. */
static struct ckernels_copied unescape(
    const uint8_t *bytes, size_t count, uint8_t *text, size_t room) {
  size_t read = 0, written = 0;
  while (read < count && room - written >= 64) {
    size_t left = count - read;
    uint8_t rest[TEXT_BYTES] = {0};
    const uint8_t *chunk = bytes + read;
    if (left < TEXT_BYTES) {
      __builtin_memcpy(rest, chunk, left);
      chunk = rest;
    } else {
      left = TEXT_BYTES;
    }
    __builtin_memcpy(text + written, chunk, TEXT_BYTES);
    uint64_t found = text_either(chunk, '"', '\\');
    size_t plain = found ? TEXT_PLACE(found) : left;
    read += plain;
    written += plain;
    if (!found) continue;
    if (bytes[read] == '"' || read + 1 >= count) break;
    uint8_t byte = unescaped[bytes[read + 1]];
    if (!byte) break;
    text[written++] = byte;
    read += 2;
  }
  return (struct ckernels_copied){read, written};
}

static int is_ascii(const uint8_t *bytes, size_t count) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64)
    if (step_high(step_load(bytes + i))) return 0;
  return !step_high(load_rest(bytes + i, count - i));
}

/* Both prefilters: steps while the bytes after a step's last place are there, then the rest (at most
 * 66 bytes, so two steps) from a copy with zeros after it. */
#define PREFILTER(STEP)                                                         \
  size_t i = 0;                                                                 \
  for (; i + 67 <= count; i += 64) mask[i / 64] = STEP(bytes + i);              \
  if (i == count) return;                                                       \
  uint8_t rest[192] = {0};                                                      \
  __builtin_memcpy(rest, bytes + i, count - i);                                 \
  for (const uint8_t *at = rest; i < count; i += 64, at += 64) {                \
    uint64_t places = STEP(at);                                                 \
    mask[i / 64] = count - i < 64 ? places & low_bits(count - i) : places;      \
  }

INLINE void windows_either(
    const uint8_t *bytes, size_t count, const uint32_t *cells, uint32_t bits, uint32_t triples,
    uint64_t *mask) {
#define STEP(at) step_windows(at, cells, bits, triples)
  PREFILTER(STEP)
#undef STEP
}

static void windows(
    const uint8_t *bytes, size_t count, const struct ckernels_windows *windows, uint64_t *mask) {
  if (windows->triples)
    windows_either(bytes, count, windows->cells, windows->bits, 1, mask);
  else
    windows_either(bytes, count, windows->cells, windows->bits, 0, mask);
}

INLINE void groups_either(
    const uint8_t *bytes, size_t count, const struct group_tables *tables, uint32_t width,
    uint64_t *mask) {
#define STEP(at) step_groups(at, tables, width)
  PREFILTER(STEP)
#undef STEP
}

static void groups(
    const uint8_t *bytes, size_t count, const struct ckernels_groups *groups, uint64_t *mask) {
  struct group_tables tables = group_tables(groups);
  if (groups->width == 4)
    groups_either(bytes, count, &tables, 4, mask);
  else
    groups_either(bytes, count, &tables, 2, mask);
}

const struct ckernels_functions KERNELS = {
    NAME, count_bytes, mask_byte, mask_set, classify, fold, find_either, unescape, is_ascii,
    windows, groups, pairs};
