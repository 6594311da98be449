#include <zlib.h>

/* inflateInit2 is a macro, which Swift does not import. windowBits 15 + 32: zlib or gzip, by
   header. */
static inline int czlib_inflate_begin(z_stream *stream) { return inflateInit2(stream, 15 + 32); }
