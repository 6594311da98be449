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
  @usableFromInline let slots: [Slot]
  /// All names, also the other ones, in words of eight bytes, the last filled with zeros.
  @usableFromInline let words: [UInt64]
  @usableFromInline let mask: Int

  /// A name by the upper half of its hash, its length, and where its words begin.
  @frozen @usableFromInline struct Slot {
    @usableFromInline let hash: UInt32
    @usableFromInline let start: UInt32
    /// Zero for an empty slot.
    @usableFromInline let length: UInt16
    @usableFromInline let field: UInt16

    @inlinable init(hash: UInt32, start: UInt32, length: UInt16, field: UInt16) {
      self.hash = hash
      self.start = start
      self.length = length
      self.field = field
    }
  }

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
    var capacity = 1024
    while capacity < ids.count * 4 { capacity *= 2 }
    let empty = Slot(hash: 0, start: 0, length: 0, field: .max)
    var slots = [Slot](repeating: empty, count: capacity)
    var words: [UInt64] = []
    for (name, id) in ids.sorted(by: { $0.key < $1.key })
    where (1...FieldNames.longest).contains(name.utf8.count) {
      let start = words.count
      words += FieldNames.words(of: Array(name.utf8))
      let hash = words[start...].reduce(FieldNames.seed(name.utf8.count), FieldNames.step)
      var slot = FieldNames.place(hash) & (capacity - 1)
      while slots[slot].length > 0 { slot = (slot + 1) & (capacity - 1) }
      slots[slot] = Slot(
        hash: UInt32(truncatingIfNeeded: hash >> 32), start: UInt32(start),
        length: UInt16(name.utf8.count), field: id.rawValue)
    }
    self.names = names
    self.ids = ids
    self.slots = slots
    self.words = words
    mask = capacity - 1
  }

  /// The longest name that a lookup finds, in bytes.
  private static let longest = 4096

  private static func words(of bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<min(start + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
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
    let end = range.upperBound
    var hash = FieldNames.seed(range.count)
    var offset = range.lowerBound
    while offset < end {
      hash = FieldNames.step(hash, line.word(at: offset, count: min(8, end &- offset)))
      offset &+= 8
    }
    let upper = UInt32(truncatingIfNeeded: hash &>> 32)
    var place = FieldNames.place(hash) & mask
    while slots[place].length > 0 {
      let slot = slots[place]
      if slot.hash == upper, matches(slot, range, line) { return FieldID(rawValue: slot.field) }
      place = (place &+ 1) & mask
    }
    return nil
  }

  @inlinable func matches(_ slot: Slot, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    guard Int(slot.length) == range.count else { return false }
    var offset = range.lowerBound
    var word = Int(slot.start)
    while offset < range.upperBound {
      let count = min(8, range.upperBound &- offset)
      if words[word] != line.word(at: offset, count: count) { return false }
      offset &+= 8
      word &+= 1
    }
    return true
  }

  @inlinable static func seed(_ length: Int) -> UInt64 {
    0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: length)
  }
  @inlinable static func step(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
    return mixed ^ mixed &>> 32
  }
  @inlinable static func place(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash & 0x7fff_ffff)
  }
}
