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
  private let documentNames: [DocumentName]
  private let ids: [String: FieldID]
  /// Open addressing over the names' hashes: `slots[hash & mask]`, then the next.
  @usableFromInline let slots: [Slot]
  /// What the slots leave out of names of more than 16 bytes, in words of eight bytes.
  @usableFromInline let words: [UInt64]
  @usableFromInline let mask: Int

  /// A name. Nearly all are told by one look: a loop over their words would be as often wrong as
  /// right about where they end.
  @frozen @usableFromInline struct Slot {
    /// The first eight bytes, zeros after the end; the last eight, or zero when there are no more
    /// than eight.
    @usableFromInline let head: UInt64
    @usableFromInline let tail: UInt64
    /// Where the words between them begin.
    @usableFromInline let start: UInt32
    /// Zero for an empty slot.
    @usableFromInline let length: UInt16
    @usableFromInline let field: UInt16

    @inlinable init(head: UInt64, tail: UInt64, start: UInt32, length: UInt16, field: UInt16) {
      self.head = head
      self.tail = tail
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
    let empty = Slot(head: 0, tail: 0, start: 0, length: 0, field: .max)
    var slots = [Slot](repeating: empty, count: capacity)
    var words: [UInt64] = []
    for (name, id) in ids.sorted(by: { $0.key < $1.key })
    where (1...FieldNames.longest).contains(name.utf8.count) {
      let bytes = Array(name.utf8)
      let slot = Slot(
        head: FieldNames.word(bytes.prefix(8)),
        tail: bytes.count > 8 ? FieldNames.word(bytes.suffix(8)) : 0, start: UInt32(words.count),
        length: UInt16(bytes.count), field: id.rawValue)
      var start = 8
      while start < bytes.count - 8 {
        words.append(FieldNames.word(bytes[start..<start + 8]))
        start += 8
      }
      var place = FieldNames.hash(slot.head, slot.tail, bytes.count) & (capacity - 1)
      while slots[place].length > 0 { place = (place + 1) & (capacity - 1) }
      slots[place] = slot
    }
    self.names = names
    documentNames =
      Field.documentNames + names[Field.documentNames.count...].map { DocumentName($0) }
    self.ids = ids
    self.slots = slots
    self.words = words
    mask = capacity - 1
  }

  /// The longest name that a lookup finds, in bytes.
  private static let longest = 4096

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// How many numbers there are; other names do not count.
  package var count: Int { names.count }
  /// The number of a name, also of another name.
  package func id(of name: String) -> FieldID? { ids[name] }
  /// The name of a number: the ECS name, where there is one.
  package func name(of id: FieldID) -> String {
    Int(id.rawValue) < names.count ? names[Int(id.rawValue)] : "?"
  }

  /// The same for a document.
  package func documentName(of id: FieldID) -> DocumentName {
    Int(id.rawValue) < names.count ? documentNames[Int(id.rawValue)] : "?"
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
    let count = range.count
    if count == 0 { return nil }
    let head = line.word(at: range.lowerBound, count: min(8, count))
    let tail = count > 8 ? line.word(at: range.upperBound &- 8) : 0
    var place = FieldNames.hash(head, tail, count) & mask
    while true {
      let slot = slots[place]
      if slot.length == 0 { return nil }
      if slot.head == head, slot.tail == tail, Int(slot.length) == count,
        count <= 16 || matches(slot, range, line)
      {
        return FieldID(rawValue: slot.field)
      }
      place = (place &+ 1) & mask
    }
  }

  /// Whether the words between the first and the last eight bytes are the same.
  @usableFromInline func matches(
    _ slot: Slot, _ range: Range<Int>, _ line: borrowing Line
  ) -> Bool {
    var offset = range.lowerBound &+ 8
    var word = Int(slot.start)
    while offset < range.upperBound &- 8 {
      if words[word] != line.word(at: offset) { return false }
      offset &+= 8
      word &+= 1
    }
    return true
  }

  @inlinable static func hash(_ head: UInt64, _ tail: UInt64, _ count: Int) -> Int {
    let length = UInt64(truncatingIfNeeded: count)
    let mixed =
      (head ^ length) &* 0x9e37_79b9_7f4a_7c15 ^ (tail &+ length) &* 0xff51_afd7_ed55_8ccd
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) & 0x7fff_ffff)
  }
}
