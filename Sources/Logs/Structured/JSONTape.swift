import Detect

/// The members of a JSON text in the order in which they stand, each with the place after all that
/// is in it: read once, then walked by all who look for something.
///
/// It belongs to a ``JSONMemory`` and copies like a pointer. A text that breaks off keeps what was
/// read up to there.
@safe struct JSONTape {
  /// A value, with its name when it is a member of an object.
  struct Entry: BitwiseCopyable {
    /// The name between its quotes; empty for an element of an array.
    var keyStart: UInt32 = 0
    var keyEnd: UInt32 = 0
    /// The value: of a string, what is between its quotes.
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// The place after this value and all that is in it.
    var after: UInt32 = 0
    /// What ``NameMemory`` knows of the name.
    var name = NameMemory.unknown
    var kind = Kind.null
    var keyHasEscapes = false

    var key: Range<Int> { Int(keyStart) ..| Int(keyEnd) }
    var value: Range<Int> { Int(start) ..| Int(end) }
  }

  enum Kind: UInt8 {
    case object, array
    /// `escaped` has escapes still; `unescaped` stands in the arena without them.
    case string, escaped, unescaped
    case whole, decimal, `true`, `false`, null
    /// No value of JSON. The text breaks off behind it.
    case word
    /// What lies too deep to be followed.
    case passedOver
  }

  /// How a reading ended.
  struct Reading {
    /// Where the text was left.
    var next: Int
    /// Whether all brackets and quotes were closed, and nothing was but JSON.
    var isWhole: Bool
    /// Whether something lay deeper than is followed.
    var isLimited: Bool
  }

  @safe private struct State {
    var entries: UnsafeMutablePointer<Entry>
    var capacity: Int
    var count: Int
  }

  private let state: UnsafeMutablePointer<State>

  init() {
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    // SAFETY: just allocated, for one.
    unsafe state.initialize(
      to: State(entries: .allocate(capacity: 1024), capacity: 1024, count: 0))
    unsafe self.state = state
  }

  /// Frees the memory, after which the tape is not used.
  func deallocate() {
    unsafe state.pointee.entries.deallocate()
    unsafe state.deallocate()
  }

  var count: Int { unsafe state.pointee.count }

  /// Forgets the entries from `count` on.
  func truncate(to count: Int) {
    precondition(count >= 0 && count <= self.count)
    unsafe state.pointee.count = count
  }

  subscript(_ place: Int) -> Entry {
    @inline(__always) get {
      precondition(place >= 0 && place < count, "no such entry")
      // SAFETY: just checked; all below the count are initialised.
      return unsafe state.pointee.entries[place]
    }
    nonmutating set {
      precondition(place >= 0 && place < count, "no such entry")
      // SAFETY: as above.
      unsafe state.pointee.entries[place] = newValue
    }
  }

  @inline(__always) private func append(_ entry: Entry) {
    if unsafe state.pointee.count == state.pointee.capacity { grow() }
    // SAFETY: there is room for it.
    unsafe (state.pointee.entries + state.pointee.count).initialize(to: entry)
    unsafe state.pointee.count &+= 1
  }

  private func grow() {
    let capacity = unsafe state.pointee.capacity * 2
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    // SAFETY: the first `count` of the old entries are initialised, and there is room for them.
    unsafe larger.moveInitialize(from: state.pointee.entries, count: state.pointee.count)
    unsafe state.pointee.entries.deallocate()
    unsafe state.pointee.entries = larger
    unsafe state.pointee.capacity = capacity
  }
}

extension JSONTape {
  /// Appends the value that begins at `offset`, with all that is in it.
  ///
  /// - Complexity: O(length of the value); at most an entry for two bytes.
  func read(_ text: borrowing Line, at offset: Int) -> Reading {
    var reader = JSONReader(tape: self, next: offset)
    let isWhole = reader.value(text, Entry(), depth: 0)
    return Reading(next: reader.next, isWhole: isWhole, isLimited: reader.isLimited)
  }

  fileprivate func close(_ place: Int, end: Int) {
    // SAFETY: the entry was appended by the reader.
    precondition(place < count)
    unsafe state.pointee.entries[place].end = UInt32(truncatingIfNeeded: end)
    unsafe state.pointee.entries[place].after = UInt32(truncatingIfNeeded: count)
  }

  fileprivate func open(_ entry: Entry) -> Int {
    append(entry)
    return count &- 1
  }

  @inline(__always) fileprivate func leaf(_ entry: Entry, _ kind: Kind, _ range: Range<Int>) {
    var entry = entry
    entry.kind = kind
    entry.start = UInt32(truncatingIfNeeded: range.lowerBound)
    entry.end = UInt32(truncatingIfNeeded: range.upperBound)
    entry.after = UInt32(truncatingIfNeeded: count &+ 1)
    append(entry)
  }
}

/// Reads JSON onto a tape.
private struct JSONReader {
  let tape: JSONTape
  var next: Int
  var isLimited = false

  /// Reads the value here; false when it is broken.
  mutating func value(_ text: borrowing Line, _ entry: JSONTape.Entry, depth: Int) -> Bool {
    guard next < text.end else { return false }
    switch text[next] {
    case UInt8(ascii: "\""):
      let string = text.jsonString(at: next)
      next = string.next
      tape.leaf(entry, string.hasEscapes ? .escaped : .string, string.text)
      return string.isClosed
    case UInt8(ascii: "{"): return container(text, entry, .object, depth: depth)
    case UInt8(ascii: "["): return container(text, entry, .array, depth: depth)
    default: return word(text, entry)
    }
  }

  private mutating func container(
    _ text: borrowing Line, _ entry: JSONTape.Entry, _ kind: JSONTape.Kind, depth: Int
  ) -> Bool {
    guard depth <= JSONRecord.depthMaximum else { return passOver(text, entry) }
    var entry = entry
    entry.kind = kind
    entry.start = UInt32(truncatingIfNeeded: next)
    let place = tape.open(entry)
    let isWhole =
      kind == .object ? members(text, depth: depth &+ 1) : elements(text, depth: depth &+ 1)
    tape.close(place, end: next)
    return isWhole
  }

  private mutating func passOver(_ text: borrowing Line, _ entry: JSONTape.Entry) -> Bool {
    isLimited = true
    let after = text.afterJSONValue(at: next)
    tape.leaf(entry, .passedOver, next ..| (after ?? text.end))
    next = after ?? text.end
    return after != nil
  }

  private mutating func members(_ text: borrowing Line, depth: Int) -> Bool {
    next = text.afterJSONBlanks(next &+ 1)
    if next < text.end, text[next] == UInt8(ascii: "}") {
      next &+= 1
      return true
    }
    while next < text.end {
      guard text[next] == UInt8(ascii: "\"") else { return false }
      let key = text.jsonString(at: next)
      next = text.afterJSONBlanks(key.next)
      guard key.isClosed, next < text.end, text[next] == UInt8(ascii: ":") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
      var entry = JSONTape.Entry()
      entry.keyStart = UInt32(truncatingIfNeeded: key.text.lowerBound)
      entry.keyEnd = UInt32(truncatingIfNeeded: key.text.upperBound)
      entry.keyHasEscapes = key.hasEscapes
      guard value(text, entry, depth: depth) else { return false }
      next = text.afterJSONBlanks(next)
      guard next < text.end else { return false }
      if text[next] == UInt8(ascii: "}") {
        next &+= 1
        return true
      }
      guard text[next] == UInt8(ascii: ",") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  private mutating func elements(_ text: borrowing Line, depth: Int) -> Bool {
    next = text.afterJSONBlanks(next &+ 1)
    if next < text.end, text[next] == UInt8(ascii: "]") {
      next &+= 1
      return true
    }
    while next < text.end {
      guard value(text, JSONTape.Entry(), depth: depth) else { return false }
      next = text.afterJSONBlanks(next)
      guard next < text.end else { return false }
      if text[next] == UInt8(ascii: "]") {
        next &+= 1
        return true
      }
      guard text[next] == UInt8(ascii: ",") else { return false }
      next = text.afterJSONBlanks(next &+ 1)
    }
    return false
  }

  private mutating func word(_ text: borrowing Line, _ entry: JSONTape.Entry) -> Bool {
    let range = next ..| text.afterJSONWord(at: next)
    next = range.upperBound
    let kind = JSONReader.kind(of: range, text)
    tape.leaf(entry, kind, range)
    return kind != .word
  }

  private static func kind(of word: Range<Int>, _ text: borrowing Line) -> JSONTape.Kind {
    if text.equals("true", in: word) { return .true }
    if text.equals("false", in: word) { return .false }
    if text.equals("null", in: word) { return .null }
    let number = text.jsonNumber(in: word)
    return !number.isNumber ? .word : number.isWhole ? .whole : .decimal
  }
}
