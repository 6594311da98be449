/// One decoded record: where it stands, what it is, and which of the block's field spans are its.
@frozen @usableFromInline
package struct Event: Sendable {
  /// The record in the block's buffer, without its line end.
  @usableFromInline package var recordStart: UInt32 = 0
  @usableFromInline package var recordEnd: UInt32 = 0
  /// The event's fields are `fields[firstField ..< firstField + fieldCount]` of its columns.
  @usableFromInline package var firstField: UInt32 = 0
  @usableFromInline package var fieldCount: UInt16 = 0
  /// Which decoder made it: a place in the table of decoders.
  @usableFromInline package var decoder: UInt16 = 0
  /// Which log source it belongs to: a place in the table of log sources.
  @usableFromInline package var logSource: UInt16 = 0
  @usableFromInline package var flags: Flags = []
  /// How many equal events it stands for ("message repeated 3 times", hit counts); at least 1.
  @usableFromInline package var repetitions: UInt32 = 1
  /// Nanoseconds since the Unix epoch; meaningless without ``Flags/hasTime``.
  @usableFromInline package var timeNanoseconds: Int64 = 0
  /// The offset from UTC that the record stated or was given, in minutes.
  @usableFromInline package var offsetMinutes: Int16 = 0
  /// Digits of the second's fraction in the record, 0 to 9.
  @usableFromInline package var fractionDigits: UInt8 = 0

  @inlinable package init() {}

  @frozen @usableFromInline
  package struct Flags: OptionSet, Sendable {
    @usableFromInline package let rawValue: UInt16
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
