/// The last bytes of an input that cannot be read again (standard input, gzip), so that an alert
/// can show records that came before the one that completed it.
struct History {
  /// How far back of the completing record text is shown. Fixed, so that the block size, which
  /// decides how much happens to be held, decides nothing.
  let reachBytes: Int
  private let capacity: Int

  /// That of a run over files, one input after the other.
  init() { self.init(reachBytes: 12 << 20, capacity: 16 << 20) }

  /// That of a run without end, one for each stream.
  static var live: History { History(reachBytes: 2 << 20, capacity: 3 << 20) }

  private init(reachBytes: Int, capacity: Int) {
    self.reachBytes = reachBytes
    self.capacity = capacity
  }

  private var ring: [UInt8] = []
  /// The input's bytes in `start..<end` are held, each at its offset modulo the capacity.
  private var start = 0
  private(set) var end = 0

  /// Holds bytes that stand at `offset` of the input. A gap since the last bytes (the rest of a
  /// cut record) is never asked for.
  mutating func append(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    if ring.isEmpty { ring = [UInt8](repeating: 0, count: capacity) }
    var place = offset % capacity
    var rest = bytes[...]
    ring.withUnsafeMutableBytes { ring in
      while !rest.isEmpty {
        let part = rest.prefix(capacity - place)
        UnsafeMutableRawBufferPointer(rebasing: ring[place...]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: part))
        rest = rest.dropFirst(part.count)
        place = 0
      }
    }
    end = offset + bytes.count
    start = max(start, end - capacity)
  }

  /// The bytes of a record, or nil when they are further back than ``reachBytes``.
  ///
  /// - Parameter completedAt: The offset after the record that completed the alert.
  func bytes(offset: Int, count: Int, completedAt: Int) -> [UInt8]? {
    guard offset >= completedAt - reachBytes, offset >= start, offset + count <= end else {
      return nil
    }
    let place = offset % capacity
    let first = min(count, capacity - place)
    return Array(ring[place..<place + first]) + ring[..<(count - first)]
  }
}
