/// The number of a field name: the ECS fields first, then names that only rules or records use.
@frozen @usableFromInline
package struct FieldID: Hashable, Sendable, Comparable {
  @usableFromInline package let rawValue: UInt16

  @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
  @inlinable package init(_ field: Field) { self.init(rawValue: field.ordinal) }

  /// A field whose name nothing was compiled for; its name stands in the span before it.
  @inlinable package static var unnamed: FieldID { FieldID(rawValue: .max) }
  /// Not a field: the name of the ``unnamed`` field that follows.
  @inlinable package static var nameOfNext: FieldID { FieldID(rawValue: .max - 1) }

  @inlinable package static func < (a: FieldID, b: FieldID) -> Bool { a.rawValue < b.rawValue }
}

/// Field names and their numbers: all of ``Field``, and the further names that rules read.
///
/// Built once; lookups by the bytes of a name take no allocation.
@usableFromInline package final class FieldNames: Sendable {
  private let names: [String]
  private let ids: [String: FieldID]
  /// Open addressing over the names' hashes: `slots[hash & mask]`, then the next.
  @usableFromInline let slots: [UInt16]
  @usableFromInline let texts: [[UInt8]]
  @usableFromInline let mask: Int

  /// The ECS names alone.
  package static let ecs = FieldNames(adding: [])

  /// - Parameter further: Names that are not in ``Field``; at most 60,000 are kept.
  package init(adding further: [String]) {
    var names = Field.allCases.map(\.rawValue)
    var ids = [String: FieldID]()
    for (index, name) in names.enumerated() { ids[name] = FieldID(rawValue: UInt16(index)) }
    for name in further where ids[name] == nil && names.count < 60_000 {
      ids[name] = FieldID(rawValue: UInt16(names.count))
      names.append(name)
    }
    self.names = names
    self.ids = ids
    var capacity = 1024
    while capacity < names.count * 4 { capacity *= 2 }
    var slots = [UInt16](repeating: .max, count: capacity)
    for (index, name) in names.enumerated() {
      var hash = FieldNames.seed
      for byte in name.utf8 { hash = FieldNames.step(hash, byte) }
      var slot = FieldNames.finish(hash) & (capacity - 1)
      while slots[slot] != .max { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = UInt16(index)
    }
    self.slots = slots
    texts = names.map { Array($0.utf8) }
    mask = capacity - 1
  }

  package var count: Int { names.count }
  package func id(of name: String) -> FieldID? { ids[name] }
  package func name(of id: FieldID) -> String {
    Int(id.rawValue) < names.count ? names[Int(id.rawValue)] : "?"
  }

  /// The number of the name in `range`, or nil when nothing reads a field of that name.
  ///
  /// - Complexity: O(length of the name).
  @inlinable package func id(of range: Range<Int>, in line: borrowing Line) -> FieldID? {
    var hash = FieldNames.seed
    for index in range { hash = FieldNames.step(hash, line[index]) }
    var slot = FieldNames.finish(hash) & mask
    while slots[slot] != .max {
      let candidate = slots[slot]
      if matches(Int(candidate), range, line) { return FieldID(rawValue: candidate) }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  @inlinable func matches(_ index: Int, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    guard texts[index].count == range.count else { return false }
    for place in 0..<range.count where texts[index][place] != line[range.lowerBound + place] {
      return false
    }
    return true
  }

  @inlinable static var seed: UInt64 { 0xcbf2_9ce4_8422_2325 }
  @inlinable static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }
  @inlinable static func finish(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: (hash ^ hash >> 29) & 0x7fff_ffff)
  }
}
