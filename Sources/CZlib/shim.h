#include <zlib.h>

/* inflateInit2 is a macro, which Swift does not import. windowBits 15 + 32: zlib or gzip, by
   header. */
static inline int czlib_inflate_begin(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

/* deflateInit2 with a gzip header: windowBits 15 + 16, the default memory level and strategy. */
static inline int czlib_deflate_begin(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
