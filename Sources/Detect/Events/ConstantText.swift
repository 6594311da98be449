/// Texts that stand in no record and not in the lexicon, such as the constant fields of a
/// user-defined decoder and the names of its own fields.
///
/// A writer copies each into the arena when it is first used in a block, so that a thousand events
/// share one copy.
package struct ConstantText: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []
  private var numbers: [String: Int] = [:]

  package init() {}

  package var count: Int { ends.count }

  /// The number of a text, which is added when it is new.
  package mutating func number(of text: String) -> Int {
    if let number = numbers[text] { return number }
    numbers[text] = ends.count
    bytes += Array(text.utf8)
    ends.append(UInt32(bytes.count))
    return ends.count - 1
  }

  /// The bytes of a text.
  func bytes(of number: Int) -> ArraySlice<UInt8> {
    bytes[(number == 0 ? 0 : Int(ends[number &- 1]))..<Int(ends[number])]
  }
}

/// Where the constants of one block stand, as far as they were used, and which fields those name.
struct ConstantPlaces {
  struct Entry {
    var start: UInt32 = 0
    var length: UInt32 = 0
    /// The field of this name, ``FieldID/unnamed`` when nothing reads one.
    var field = FieldID.unnamed
    var isSet = false
  }

  var entries: [Entry] = []
  /// The arena's offset after the last of them.
  var end = 0
}

extension EventWriter {
  /// Where the constant stands in this block's arena; nil (and the event is marked) when there is no
  /// room. Between two calls of ``begin(_:)`` all constants are of one ``ConstantText``.
  ///
  /// - Complexity: O(1) but for the first use in a block.
  package mutating func constant(_ number: Int, of texts: borrowing ConstantText) -> Range<Int>? {
    guard let entry = entry(number, of: texts) else { return nil }
    return Int(entry.start)..<Int(entry.start) &+ Int(entry.length)
  }

  /// The field whose name the constant is, or nil when nothing reads one.
  package mutating func field(
    named number: Int, of texts: borrowing ConstantText
  ) -> FieldID? {
    guard let entry = entry(number, of: texts), entry.field != .unnamed else { return nil }
    return entry.field
  }

  private mutating func entry(
    _ number: Int, of texts: borrowing ConstantText
  ) -> ConstantPlaces.Entry? {
    if number < constants.entries.count, constants.entries[number].isSet {
      return constants.entries[number]
    }
    let missing = texts.count - constants.entries.count
    if missing > 0 {
      constants.entries.append(contentsOf: repeatElement(ConstantPlaces.Entry(), count: missing))
    }
    guard let range = store(texts.bytes(of: number)) else { return nil }
    var entry = ConstantPlaces.Entry()
    entry.start = UInt32(truncatingIfNeeded: range.lowerBound)
    entry.length = UInt32(truncatingIfNeeded: range.count)
    entry.field = names.id(of: range, in: arenaLine(range)) ?? .unnamed
    entry.isSet = true
    constants.entries[number] = entry
    constants.end = range.upperBound
    return entry
  }

  /// Gives back what was stored since `position` and after the last constant, when nothing points
  /// at it.
  package mutating func forgetStoredAfterConstants(from position: Int) {
    forgetStored(from: max(position, constants.end))
  }
}
