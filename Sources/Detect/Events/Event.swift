/// One decoded record: where it stands, what it is, and which of the block's field spans are its.
@frozen
package struct Event: Sendable {
  /// The record in the block's buffer, without its line end.
  package var recordStart: UInt32 = 0
  package var recordEnd: UInt32 = 0
  /// The event's fields are `fields[firstField ..< firstField + fieldCount]` of its columns.
  package var firstField: UInt32 = 0
  package var fieldCount: UInt16 = 0
  /// Which decoder made it: a place in the table of decoders.
  package var decoder: UInt16 = 0
  /// Which log source it belongs to: a place in the table of log sources.
  package var logSource: UInt16 = 0
  package var flags: Flags = []
  /// How many equal events it stands for ("message repeated 3 times", hit counts); at least 1.
  package var repetitions: UInt32 = 1
  /// Nanoseconds since the Unix epoch; meaningless without ``Flags/hasTime``.
  package var timeNanoseconds: Int64 = 0
  /// The offset from UTC that the record stated or was given, in minutes.
  package var offsetMinutes: Int16 = 0
  /// Digits of the second's fraction in the record, 0 to 9.
  package var fractionDigits: UInt8 = 0

  @inlinable package init() {}

  @frozen
  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt16
    @inlinable package init(rawValue: UInt16) { self.rawValue = rawValue }
    /// The record has a time of its own.
    @inlinable package static var hasTime: Flags { Flags(rawValue: 1) }
    /// The record was longer than the limit and was cut.
    @inlinable package static var isCut: Flags { Flags(rawValue: 2) }
    /// No decoder recognised the record.
    @inlinable package static var unrecognised: Flags { Flags(rawValue: 4) }
    /// A decoder recognised the record and found it broken.
    @inlinable package static var malformed: Flags { Flags(rawValue: 8) }
    /// Fields were left out because the record had too many, or unescaped text had no room.
    @inlinable package static var limited: Flags { Flags(rawValue: 16) }
  }
}
