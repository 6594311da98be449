/// A literal that stands in a text.
@frozen
package struct LiteralHit: Hashable, Sendable {
  /// The literal's place in the list that the search was made from.
  package let literal: UInt32
  /// The offset of its first byte in the buffer.
  package let start: UInt32

  @inlinable package init(literal: UInt32, start: UInt32) {
    self.literal = literal
    self.start = start
  }
}

/// The hits of one call of ``LiteralSearch/search(_:from:into:)``, and its scratch space.
@safe package struct LiteralHits: ~Copyable {
  private let hits: UnsafeMutablePointer<LiteralHit>
  /// Three masks of one chunk: windows, pairs, single bytes.
  let masks: UnsafeMutablePointer<UInt64>
  package let capacity: Int
  package private(set) var count = 0

  /// Bytes that are searched at a time, so that they and their masks stay in the nearest cache.
  static let chunkBytes = 8192
  /// Words of one mask: the prefilters also look at the three bytes after a chunk.
  static let maskWords = chunkBytes / 64 + 1

  /// - Parameter capacity: At least ``LiteralSearch/hitsAtOnePlaceMaximum`` of the searches it is
  ///   used with.
  package init(capacity: Int) {
    self.capacity = max(1, capacity)
    unsafe hits = .allocate(capacity: self.capacity)
    unsafe masks = .allocate(capacity: 3 * LiteralHits.maskWords)
    unsafe masks.initialize(repeating: 0, count: 3 * LiteralHits.maskWords)
  }

  deinit {
    unsafe hits.deallocate()
    unsafe masks.deallocate()
  }

  @inlinable package subscript(index: Int) -> LiteralHit { hit(index) }

  @usableFromInline func hit(_ index: Int) -> LiteralHit {
    precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "no such hit")
    // SAFETY: just checked; the first `count` are initialised.
    return unsafe hits[index]
  }

  @inline(__always) mutating func removeAll() { count = 0 }

  /// Takes back all hits after the first `kept`.
  @inline(__always) mutating func keep(_ kept: Int) { count = kept }

  /// Adds a hit. Returns false, and adds nothing, when there is no room.
  @inline(__always) mutating func append(_ literal: UInt32, _ start: Int) -> Bool {
    guard count < capacity else { return false }
    // SAFETY: the count is below the capacity.
    let hit = LiteralHit(literal: literal, start: UInt32(truncatingIfNeeded: start))
    unsafe (hits + count).initialize(to: hit)
    count &+= 1
    return true
  }
}
