private import CZlib

/// A gzip file (RFC 1952), also of several members one after the other, as its decompressed bytes.
package final class GzipSource: ByteSource {
  private let source: any ByteSource
  private let path: String
  private var stream = z_stream()
  private var input: UnsafeMutableRawBufferPointer
  private var produced = 0
  private var isDone = false
  private var isBetweenMembers = false

  /// - Parameter leading: Bytes of the source that were read already to recognise it.
  package init(_ source: any ByteSource, path: String, leading: [UInt8]) {
    self.source = source
    self.path = path
    input = .allocate(byteCount: max(1 << 17, leading.count), alignment: 64)
    input.copyBytes(from: leading)
    stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(leading.count)
    _ = czlib_inflate_begin(&stream)
  }

  deinit {
    inflateEnd(&stream)
    input.deallocate()
  }

  package var bytesTaken: Int { source.bytesTaken }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    stream.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(clamping: buffer.count)
    let room = stream.avail_out
    while !isDone, stream.avail_out == room {
      if stream.avail_in == 0 { try refill() }
      if !isDone { try step() }
    }
    let count = Int(room - stream.avail_out)
    produced += count
    return count
  }

  private func refill() throws(InputError) {
    let count = try source.read(into: input)
    stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = UInt32(count)
    guard count == 0 else { return }
    isDone = true
    if !isBetweenMembers { throw .compressedCutShort(path: path, afterBytes: produced) }
  }

  private func step() throws(InputError) {
    if isBetweenMembers {
      // What follows a member is another member, or padding that gzip ignores.
      guard stream.next_in.pointee == 0x1f else {
        isDone = true
        return
      }
      inflateReset(&stream)
      isBetweenMembers = false
    }
    switch inflate(&stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    default:
      isDone = true
      let reason = stream.msg.map { String(cString: $0) } ?? "unknown error"
      throw .compressedDamaged(path: path, reason: reason, afterBytes: produced)
    }
  }
}
