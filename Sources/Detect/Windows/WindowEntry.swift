/// One contributing event of a window: 32 bytes.
struct WindowEntry {
  var timeNanoseconds: Int64
  /// The events it stands for, or the hash of its value.
  var value: UInt64
  var evidence: EvidenceReference
}

/// A part of a window: a header, then room for entries, of which `start ..< end` are filled.
@safe struct WindowChunk {
  var next: UnsafeMutablePointer<WindowChunk>?
  var previous: UnsafeMutablePointer<WindowChunk>?
  var start: UInt16 = 0
  var end: UInt16 = 0
  let capacity: UInt16

  /// Entries of the first, second and every further chunk of a window.
  static let small = 3
  static let medium = 15
  static let large = 63

  static func byteCount(_ capacity: Int) -> Int { (capacity + 1) * 32 }

  static func make(_ capacity: Int, _ bytes: inout Int) -> UnsafeMutablePointer<WindowChunk> {
    bytes += byteCount(capacity)
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount(capacity), alignment: 16)
    // SAFETY: the header fits in the first 32 bytes, and the entries behind it are bound once.
    let chunk = unsafe memory.bindMemory(to: WindowChunk.self, capacity: 1)
    _ = unsafe (memory + 32).bindMemory(to: WindowEntry.self, capacity: capacity)
    unsafe chunk.initialize(
      to: WindowChunk(next: nil, previous: nil, capacity: UInt16(capacity)))
    return unsafe chunk
  }

  static func free(_ chunk: UnsafeMutablePointer<WindowChunk>, _ bytes: inout Int) {
    // SAFETY: made by `make`, and its owner gives it up; entries need no deinitialisation.
    bytes -= unsafe byteCount(Int(chunk.pointee.capacity))
    unsafe UnsafeMutableRawPointer(chunk).deallocate()
  }
}

extension UnsafeMutablePointer<WindowChunk> {
  /// The entries behind the header.
  @inline(__always) var entries: UnsafeMutablePointer<WindowEntry> {
    // SAFETY: `make` bound them there.
    unsafe (UnsafeMutableRawPointer(self) + 32).assumingMemoryBound(to: WindowEntry.self)
  }
  @inline(__always) var start: Int { unsafe Int(pointee.start) }
  @inline(__always) var end: Int { unsafe Int(pointee.end) }
}
