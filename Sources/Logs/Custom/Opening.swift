/// The two bytes with which a decoder's messages may begin: what keeps most records from being
/// shown to it.
struct Opening: Sendable {
  /// First bytes after which anything may come.
  private var free = ByteSet()
  /// By further first bytes, what may come after them.
  private var bound: [UInt8: ByteSet] = [:]

  /// Any bytes at all.
  static let any = Opening(.all)

  init() {}

  /// One of these bytes, then one of those; anything, when that is nil.
  init(_ first: ByteSet, then second: ByteSet? = nil) {
    guard let second else {
      free = first
      return
    }
    for byte in first.bytes { bound[byte] = second }
  }

  /// A text; of a longer one only the beginning counts. The empty text is any.
  init(_ text: some Sequence<UInt8>) {
    let bytes = Array(text.prefix(2))
    switch bytes.count {
    case 0: self.init(.all)
    case 1: self.init(ByteSet(bytes))
    default: self.init(ByteSet(bytes[..<1]), then: ByteSet(bytes[1...]))
    }
  }

  /// One of several texts; nil of none.
  init?(texts: [String]) {
    if texts.isEmpty { return nil }
    for text in texts { formUnion(Opening(text.utf8)) }
  }

  mutating func formUnion(_ other: Opening) {
    free = free.union(other.free)
    bound.merge(other.bound) { $0.union($1) }
  }

  /// What may come after `first`; nothing where it begins no message.
  func second(after first: UInt8) -> ByteSet {
    free.contains(first) ? .all : bound[first] ?? ByteSet()
  }
}

/// A set of bytes.
struct ByteSet: Hashable, Sendable {
  private var bits = SIMD4<UInt64>()

  static let all = ByteSet(bits: SIMD4(repeating: .max))

  private init(bits: SIMD4<UInt64>) { self.bits = bits }

  init(_ bytes: some Sequence<UInt8> = []) {
    for byte in bytes { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
  }

  var isEmpty: Bool { bits == .zero }
  var bytes: [UInt8] { (UInt8.min ... .max).filter(contains) }

  func contains(_ byte: UInt8) -> Bool { bits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 != 0 }

  func union(_ other: ByteSet) -> ByteSet { ByteSet(bits: bits | other.bits) }
}

/// For each two bytes that begin a message, the number of the list of decoders that may know it.
struct OpeningTable: Sendable {
  /// By first byte, where its row begins in ``lists``.
  private var rows: [UInt32] = []
  /// Rows of 256, by second byte.
  private var lists: [UInt16] = []

  private struct Candidate: Hashable {
    let place: Int
    let second: ByteSet
  }

  /// - Parameter list: Makes the number of a list of places among `openings`.
  init(_ openings: [(place: Int, opening: Opening)], list: (_ places: [Int]) -> Int) {
    // Most first bytes begin the messages of the same decoders.
    var known: [[Candidate]: UInt32] = [:]
    for first in UInt8.min ... .max {
      let candidates = openings.compactMap { place, opening in
        let second = opening.second(after: first)
        return second.isEmpty ? nil : Candidate(place: place, second: second)
      }
      if let row = known[candidates] {
        rows.append(row)
        continue
      }
      known[candidates] = UInt32(lists.count)
      rows.append(UInt32(lists.count))
      let always = candidates.filter { $0.second == .all }
      var row = [UInt16](repeating: UInt16(list(always.map(\.place))), count: 256)
      let bound = candidates.filter { $0.second != .all }
      for second in bound.reduce(ByteSet(), { $0.union($1.second) }).bytes {
        row[Int(second)] = UInt16(
          list(candidates.filter { $0.second.contains(second) }.map(\.place)))
      }
      lists += row
    }
  }

  /// The list of a message that is not empty.
  @inline(__always) func list(first: UInt8, second: UInt8) -> Int {
    Int(lists[Int(rows[Int(first)]) &+ Int(second)])
  }
}
