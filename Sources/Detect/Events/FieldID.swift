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
/// One number may have several names: those of ``FieldAliases``, and of further names those given
/// with them. So a rule reads one field, in whichever shape a record spells it.
///
/// Built once; lookups by the bytes of a name take no allocation.
@usableFromInline package final class FieldNames: Sendable {
  private let names: [String]
  private let ids: [String: FieldID]
  /// Open addressing over the names' hashes: `slots[hash & mask]`, then the next.
  @usableFromInline let slots: [UInt32]
  /// All names, also the other ones.
  @usableFromInline let texts: [[UInt8]]
  /// The number of each of ``texts``.
  @usableFromInline let owners: [UInt16]
  @usableFromInline let mask: Int

  /// The ECS names and their other names alone.
  package static let ecs = FieldNames(adding: [])

  /// - Parameters:
  ///   - further: Names that are not in ``Field``; at most 60,000 are kept.
  ///   - aliases: Other names of fields; one that is a name already stays what it is.
  package init(adding further: [String], aliases: [FieldAlias] = []) {
    var names = Field.allCases.map(\.rawValue)
    var ids = [String: FieldID]()
    for (index, name) in names.enumerated() { ids[name] = FieldID(rawValue: UInt16(index)) }
    func add(_ alias: FieldAlias) {
      guard let id = ids[alias.field], ids[alias.name] == nil else { return }
      ids[alias.name] = id
    }
    FieldAliases.ofECS.forEach(add)
    for name in further where ids[name] == nil && names.count < 60_000 {
      ids[name] = FieldID(rawValue: UInt16(names.count))
      names.append(name)
    }
    aliases.forEach(add)
    let others = ids.filter { names[Int($0.value.rawValue)] != $0.key }.sorted { $0.key < $1.key }
    let all = names + others.map(\.key)
    var capacity = 1024
    while capacity < all.count * 4 { capacity *= 2 }
    var slots = [UInt32](repeating: .max, count: capacity)
    for (index, name) in all.enumerated() {
      var hash = FieldNames.seed
      for byte in name.utf8 { hash = FieldNames.step(hash, byte) }
      var slot = FieldNames.finish(hash) & (capacity - 1)
      while slots[slot] != .max { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = UInt32(index)
    }
    self.names = names
    self.ids = ids
    self.slots = slots
    texts = all.map { Array($0.utf8) }
    owners = names.indices.map(UInt16.init) + others.map(\.value.rawValue)
    mask = capacity - 1
  }

  /// How many numbers there are; other names do not count.
  package var count: Int { names.count }
  /// The number of a name, also of another name.
  package func id(of name: String) -> FieldID? { ids[name] }
  /// The name of a number: the ECS name, where there is one.
  package func name(of id: FieldID) -> String {
    Int(id.rawValue) < names.count ? names[Int(id.rawValue)] : "?"
  }

  /// The number of the name in `range`, or nil when nothing reads a field of that name.
  ///
  /// - Complexity: O(length of the name).
  @inlinable package func id(of range: Range<Int>, in line: borrowing Line) -> FieldID? {
    if let id = exact(range, line) { return id }
    guard let inner = FieldAliases.userData(range, line) else { return nil }
    return exact(inner, line)
  }

  @inlinable func exact(_ range: Range<Int>, _ line: borrowing Line) -> FieldID? {
    var hash = FieldNames.seed
    for index in range { hash = FieldNames.step(hash, line[index]) }
    var slot = FieldNames.finish(hash) & mask
    while slots[slot] != .max {
      let candidate = Int(slots[slot])
      if matches(candidate, range, line) { return FieldID(rawValue: owners[candidate]) }
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
