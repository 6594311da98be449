import CZlib
import NIOCore

/// gzip files (RFC 1952) in memory.
enum Gzip {
  /// Fast rather than small: lists of addresses shrink to a third either way.
  private static let level: Int32 = 2

  /// Nil when zlib refuses, which it does only for want of memory.
  static func compress(_ buffer: ByteBuffer) -> ByteBuffer? {
    var stream = z_stream()
    guard czlib_deflate_begin(&stream, level) == Z_OK else { return nil }
    defer { deflateEnd(&stream) }
    let room = Int(deflateBound(&stream, UInt(buffer.readableBytes)))
    var out = ByteBuffer()
    var isDone = false
    out.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { target in
      buffer.withUnsafeReadableBytes { source in
        stream.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.avail_in = UInt32(clamping: source.count)
        stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.avail_out = UInt32(clamping: target.count)
        isDone = deflate(&stream, Z_FINISH) == Z_STREAM_END
        return Int(clamping: stream.total_out)
      }
    }
    return isDone ? out : nil
  }

  /// Unpacks a gzip or zlib body; nil when it is broken or larger than `limit` bytes.
  static func expand(_ buffer: ByteBuffer, limit: Int) -> [UInt8]? {
    var stream = z_stream()
    guard czlib_inflate_begin(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    return buffer.withUnsafeReadableBytes { source -> [UInt8]? in
      stream.next_in = UnsafeMutablePointer(
        mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.avail_in = UInt32(clamping: source.count)
      var out: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let status = chunk.withUnsafeMutableBufferPointer { target -> Int32 in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(target.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        let count = chunk.count - Int(stream.avail_out)
        guard out.count + count <= limit else { return nil }
        out.append(contentsOf: chunk[..<count])
        if status == Z_STREAM_END { return out }
        guard status == Z_OK, count > 0 || stream.avail_in > 0 else { return nil }
      }
    }
  }
}
