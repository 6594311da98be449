import Detect

/// What a name in a JSON record means to all who read the record.
struct NameFacts: BitwiseCopyable {
  /// The number of the field, or ``FieldID/unnamed`` when nothing reads one of that name.
  var field = FieldID.unnamed
  /// ``JSONTime/rank(of:in:)``; 255 when it is not a time's.
  var timeRank: UInt8 = 255
  var role = JSONEvidence.Role.none
  /// What the name is evidence of by itself.
  var marks: JSONEvidence.Marks = []
  /// Its node among the marks of products, or 0.
  var markNode: UInt16 = 0
  var notice: Notice = []

  /// Top-level names by which services and wrapped log lines are known.
  struct Notice: OptionSet {
    let rawValue: UInt8

    static let service = Notice(rawValue: 1 << 0)
    static let journalTime = Notice(rawValue: 1 << 1)
    static let journalMessage = Notice(rawValue: 1 << 2)
    static let containerLog = Notice(rawValue: 1 << 3)
    static let containerStream = Notice(rawValue: 1 << 4)
    static let containerTime = Notice(rawValue: 1 << 5)

    static let journal: Notice = [.journalTime, .journalMessage]
    static let container: Notice = [.containerLog, .containerStream, .containerTime]
  }

  init() {}

  /// - Parameters:
  ///   - name: The whole name, dotted, in `line`, which covers all of the block's text.
  ///   - isTop: Whether it stands in the record's own object, without escapes.
  init(_ name: Range<Int>, isTop: Bool, _ line: borrowing Line, _ event: borrowing EventWriter) {
    let id = event.names.id(of: name, in: line)
    field = id ?? .unnamed
    let rank = JSONTime.rank(of: name, in: line)
    timeRank = rank < 255 ? UInt8(rank) : 255
    var evidence = JSONEvidence()
    role = evidence.role(id, name, line)
    marks = evidence.marks
    let tables = ProductTables.shared
    markNode = tables.mayMark(name, line) ? tables.child(0, name, line) : 0
    if isTop, name.count > 2 { notice = Notice(name, line) }
  }
}

extension NameFacts.Notice {
  fileprivate init(_ name: Range<Int>, _ line: borrowing Line) {
    self = ServiceJSON.isMark(name, in: line) ? .service : []
    if line.equals("__REALTIME_TIMESTAMP", in: name) { insert(.journalTime) }
    if line.equals("MESSAGE", in: name) { insert(.journalMessage) }
    if line.equals("log", in: name) { insert(.containerLog) }
    if line.equals("stream", in: name) { insert(.containerStream) }
    if line.equals("time", in: name) { insert(.containerTime) }
  }
}

/// The names that records had before, with what they mean, so that it is found out once.
///
/// A name is known below the name of the object that it stands in: a look-up takes the bytes of the
/// key alone, and no dotted name has to be made. It changes no result: a name that is not kept is
/// looked at anew. It belongs to a ``JSONMemory`` and copies like a pointer.
@safe struct NameMemory {
  /// The number of a name that is not kept.
  static let unknown = UInt32.max
  /// The number of the record's own object.
  static let root: UInt32 = 0
  static let namesMaximum = 4096
  /// Bytes of a whole name; longer ones are not kept.
  static let nameBytesMaximum = 128

  /// A name.
  struct Entry: BitwiseCopyable {
    var facts = NameFacts()
    /// Where the whole name stands in the letters.
    var start: UInt32 = 0
    var count: UInt16 = 0
    /// The last step that a walk over a product's table took by this key.
    var stepFrom = UInt16.max
    var stepTo: UInt16 = 0
  }

  /// Where a key is found: open addressing.
  private struct Slot: BitwiseCopyable {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    var parent: UInt32 = 0
    /// Zero for an empty slot.
    var length: UInt16 = 0
    var name: UInt16 = 0
  }

  private struct State {
    var count = 1
    var lettersCount = 0
  }

  private static let slotCount = 4 * namesMaximum
  private static let lettersMaximum = 32 * namesMaximum

  private let state: UnsafeMutablePointer<State>
  private let entries: UnsafeMutablePointer<Entry>
  private let slots: UnsafeMutablePointer<Slot>
  private let letters: UnsafeMutablePointer<UInt8>

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe entries = .allocate(capacity: NameMemory.namesMaximum)
    unsafe slots = .allocate(capacity: NameMemory.slotCount)
    unsafe letters = .allocate(capacity: NameMemory.lettersMaximum)
    // SAFETY: as many as were allocated.
    unsafe state.initialize(to: State())
    unsafe entries.initialize(repeating: Entry(), count: NameMemory.namesMaximum)
    unsafe slots.initialize(repeating: Slot(), count: NameMemory.slotCount)
    unsafe letters.initialize(repeating: 0, count: NameMemory.lettersMaximum)
  }

  /// Frees the memory, after which it is not used.
  func deallocate() {
    unsafe state.deallocate()
    unsafe entries.deallocate()
    unsafe slots.deallocate()
    unsafe letters.deallocate()
  }

  subscript(_ name: UInt32) -> Entry {
    @inline(__always) get {
      precondition(unsafe Int(name) < state.pointee.count, "no such name")
      // SAFETY: just checked.
      return unsafe entries[Int(name)]
    }
  }

  /// Remembers the step of a walk over a product's table.
  @inline(__always) func setStep(of name: UInt32, from: UInt16, to: UInt16) {
    precondition(unsafe Int(name) < state.pointee.count, "no such name")
    // SAFETY: just checked.
    unsafe entries[Int(name)].stepFrom = from
    unsafe entries[Int(name)].stepTo = to
  }

  /// Forgets all names when there is room for no more; between two blocks, as names under way must
  /// stay what they are.
  func makeRoom() {
    let isFull =
      unsafe state.pointee.count == NameMemory.namesMaximum
      || state.pointee.lettersCount + NameMemory.nameBytesMaximum > NameMemory.lettersMaximum
    guard isFull else { return }
    // SAFETY: as many as were allocated.
    unsafe slots.update(repeating: Slot(), count: NameMemory.slotCount)
    unsafe state.pointee = State()
  }

  /// The number of the name whose key in the object `parent` is `key`, or ``unknown``.
  ///
  /// - Complexity: O(length of the key).
  @inline(__always) func find(
    _ parent: UInt32, _ key: Range<Int>, _ line: borrowing Line
  ) -> UInt32 {
    let count = key.count
    guard count > 0, count <= NameMemory.nameBytesMaximum else { return NameMemory.unknown }
    let head = line.word(at: key.lowerBound, count: min(8, count))
    let tail = count > 8 ? line.word(at: key.upperBound &- 8) : 0
    var place = NameMemory.place(head, tail, parent, count)
    while true {
      // SAFETY: the place is below the number of slots.
      let slot = unsafe slots[place]
      if slot.length == 0 { return NameMemory.unknown }
      if slot.head == head, slot.tail == tail, slot.parent == parent, Int(slot.length) == count,
        count <= 16 || holds(slot.name, key, line)
      {
        return UInt32(slot.name)
      }
      place = (place &+ 1) & (NameMemory.slotCount &- 1)
    }
  }

  /// Whether a name ends with the bytes of `key`.
  private func holds(_ name: UInt16, _ key: Range<Int>, _ line: borrowing Line) -> Bool {
    let entry = self[UInt32(name)]
    let start = Int(entry.start) &+ Int(entry.count) &- key.count
    for place in 8..<key.count &- 8 {
      // SAFETY: the whole name, which is at least as long as its key, is among the letters.
      if unsafe letters[start &+ place] != line[key.lowerBound &+ place] { return false }
    }
    return true
  }

  /// Keeps a name that ``find(_:_:_:)`` does not know.
  ///
  /// - Parameter name: The whole name, dotted, that ends with the bytes of `key`; both in `line`.
  /// - Returns: Its number, or ``unknown`` when there is no room for it.
  func keep(
    _ facts: NameFacts, _ parent: UInt32, _ key: Range<Int>, name: Range<Int>,
    _ line: borrowing Line
  ) -> UInt32 {
    let number = unsafe state.pointee.count
    let start = unsafe state.pointee.lettersCount
    guard key.count > 0, name.count >= key.count, name.count <= NameMemory.nameBytesMaximum,
      number < NameMemory.namesMaximum, start + name.count <= NameMemory.lettersMaximum
    else { return NameMemory.unknown }
    for place in 0..<name.count {
      // SAFETY: there is room for the name.
      unsafe letters[start + place] = line[name.lowerBound + place]
    }
    let head = line.word(at: key.lowerBound, count: min(8, key.count))
    let tail = key.count > 8 ? line.word(at: key.upperBound &- 8) : 0
    var place = NameMemory.place(head, tail, parent, key.count)
    // SAFETY: the places are below the number of slots, of which a quarter is used at most.
    while unsafe slots[place].length > 0 { place = (place &+ 1) & (NameMemory.slotCount &- 1) }
    unsafe slots[place] = Slot(
      head: head, tail: tail, parent: parent, length: UInt16(key.count), name: UInt16(number))
    var entry = Entry()
    entry.facts = facts
    entry.start = UInt32(start)
    entry.count = UInt16(name.count)
    unsafe entries[number] = entry
    unsafe state.pointee.count = number + 1
    unsafe state.pointee.lettersCount = start + name.count
    return UInt32(number)
  }

  /// Appends a whole name to the arena; false when there is no room.
  func store(_ name: UInt32, in event: inout EventWriter) -> Bool {
    let entry = self[name]
    for place in 0..<Int(entry.count) {
      // SAFETY: the whole name is among the letters.
      guard event.storeByte(unsafe letters[Int(entry.start) + place]) else { return false }
    }
    return true
  }

  @inline(__always) private static func place(
    _ head: UInt64, _ tail: UInt64, _ parent: UInt32, _ count: Int
  ) -> Int {
    let extra = UInt64(parent) << 8 ^ UInt64(truncatingIfNeeded: count)
    let mixed =
      (head ^ extra &* 0xd134_2543_de82_ef95) &* 0x9e37_79b9_7f4a_7c15
      ^ (tail &+ extra) &* 0xff51_afd7_ed55_8ccd
    return Int(truncatingIfNeeded: mixed ^ mixed >> 32) & (slotCount &- 1)
  }
}
