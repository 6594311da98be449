// The same literals over the same log by Vectorscan (libvectorscan-dev), for compare.py:
//
//   vectorscan LITERALS LOG N
//
// LITERALS has one a line, as hexadecimal. Prints seconds of the processor for one of N searches,
// and how often literals end somewhere. Blocks of 256 KiB end at line ends, as detectd's do; each
// is one call, which suits the library better than one call a line.
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const size_t block_bytes = 256 << 10;

static void fail(const char *what) {
  fprintf(stderr, "vectorscan: %s\n", what);
  exit(2);
}

static char *read_all(const char *path, size_t *count) {
  FILE *file = fopen(path, "rb");
  if (!file) fail(path);
  fseek(file, 0, SEEK_END);
  *count = (size_t)ftell(file);
  rewind(file);
  char *bytes = malloc(*count + 1);
  if (!bytes || fread(bytes, 1, *count, file) != *count) fail(path);
  bytes[*count] = 0;
  fclose(file);
  return bytes;
}

static double processor_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int count_hit(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                     void *hits) {
  (void)id, (void)from, (void)to, (void)flags;
  ++*(unsigned long *)hits;
  return 0;
}

static unsigned long search(const hs_database_t *database, hs_scratch_t *scratch, const char *log,
                            size_t count) {
  unsigned long hits = 0;
  for (size_t start = 0; start < count;) {
    size_t end = start + block_bytes;
    if (end >= count) {
      end = count;
    } else {
      while (end > start && log[end - 1] != '\n') end--;
      if (end == start) fail("a line longer than a block");
    }
    if (hs_scan(database, log + start, (unsigned)(end - start), 0, scratch, count_hit, &hits))
      fail("hs_scan");
    start = end;
  }
  return hits;
}

int main(int argc, char **argv) {
  if (argc != 4) fail("usage: vectorscan LITERALS LOG TIMES");
  size_t list_bytes, log_bytes, literals = 0;
  char *list = read_all(argv[1], &list_bytes), *log = read_all(argv[2], &log_bytes);
  for (size_t i = 0; i < list_bytes; i++) literals += list[i] == '\n';
  const char **texts = calloc(literals, sizeof *texts);
  unsigned *flags = calloc(literals, sizeof *flags), *ids = calloc(literals, sizeof *ids);
  size_t *lengths = calloc(literals, sizeof *lengths), number = 0;
  for (char *line = strtok(list, "\n"); line && number < literals; line = strtok(NULL, "\n")) {
    size_t length = strlen(line) / 2;
    char *text = malloc(length + 1);
    for (size_t i = 0; i < length; i++) {
      char digits[3] = {line[2 * i], line[2 * i + 1], 0};
      text[i] = (char)strtoul(digits, NULL, 16);
    }
    texts[number] = text, lengths[number] = length, ids[number] = (unsigned)number;
    flags[number++] = HS_FLAG_CASELESS;
  }
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_lit_multi(texts, flags, ids, lengths, (unsigned)number, HS_MODE_BLOCK, NULL,
                           &database, &error))
    fail(error->message);
  hs_scratch_t *scratch = NULL;
  if (hs_alloc_scratch(database, &scratch)) fail("no memory");
  int times = atoi(argv[3]);
  if (times < 1) fail("TIMES must be 1 or more");
  unsigned long hits = search(database, scratch, log, log_bytes);
  double started = processor_seconds();
  for (int i = 0; i < times; i++) hits = search(database, scratch, log, log_bytes);
  printf("%f %lu\n", (processor_seconds() - started) / times, hits);
  return 0;
}
