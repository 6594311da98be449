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

  /// Takes a member whose name is a mark's.
  ///
  /// - Parameters:
  ///   - node: The name's node below node 0, not 0.
  ///   - body: Holds the member.
  mutating func take(
    _ node: UInt16, _ member: JSONTape.Entry, _ body: borrowing Line, _ tables: ProductTables
  ) {
    let start = Int(member.start)
    for place in tables.markValues[Int(node)] {
      let value = tables.values[place]
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
    // A copy, once: reading from an array in place would copy it at each use.
    let met = met
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
