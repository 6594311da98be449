import Detect

/// The marks that a record has shown so far.
struct ProductMarks: Sendable {
  private var bits: [12 of UInt64] = .init(repeating: 0)
  private var met: [48 of UInt16] = .init(repeating: 0)
  private var count = 0

  static let capacity = 12 * 64

  private mutating func insert(_ mark: Int) {
    let bit = UInt64(1) << UInt64(truncatingIfNeeded: mark & 63)
    guard mark < ProductMarks.capacity, bits[mark >> 6] & bit == 0, count < 48 else { return }
    bits[mark >> 6] |= bit
    met[count] = UInt16(truncatingIfNeeded: mark)
    count &+= 1
  }

  private func has(_ mark: UInt16) -> Bool {
    bits[Int(mark) >> 6] >> UInt64(mark & 63) & 1 != 0
  }

  /// Takes the member named by `name` whose value begins at `offset` of `body`.
  ///
  /// - Parameter line: Holds the name: the record or the arena.
  /// - Complexity: A comparison or two for most names.
  mutating func take(
    _ name: Range<Int>, _ line: borrowing Line, valueAt offset: Int, _ body: borrowing Line,
    _ tables: ProductTables
  ) {
    guard tables.mayMark(name, line) else { return }
    let node = Int(tables.child(0, name, line))
    guard node > 0 else { return }
    for place in tables.markValues[node] {
      let value = tables.values[place]
      let start = offset &+ 1
      if value.text.isEmpty {
        insert(value.bit)
      } else if start &+ value.text.count <= body.end,
        tables.equals(value.text, start..<start &+ value.text.count, body)
      {
        insert(value.bit)
      }
    }
  }

  /// The place of the first product whose marks are all here.
  ///
  /// - Complexity: O(number of marks that were met).
  func product(in tables: ProductTables) -> Int? {
    var best = Int.max
    for place in 0..<count {
      for watch in tables.watches[Int(met[place])] {
        let sign = Int(tables.watching[watch])
        if sign < best, holds(tables.signs[sign], tables) { best = sign }
      }
    }
    return best == .max ? nil : tables.signs[best].product
  }

  private func holds(_ sign: ProductTables.Sign, _ tables: ProductTables) -> Bool {
    for place in sign.marks where !has(tables.signMarks[place]) { return false }
    return true
  }
}
