import Detect

/// What a record says by which a Windows event is known, gathered while its members are read.
struct WindowsMarks {
  private var channel = 0..<0
  private var provider = 0..<0
  private var eventID: UInt32?
  private var registry = WindowsLogSource.RegistryChange.unknown

  /// Notes a member's text.
  ///
  /// - Parameters:
  ///   - id: The field of the member's name.
  ///   - line: Holds the name and the text.
  mutating func note(_ id: FieldID?, _ name: Range<Int>, _ text: Range<Int>, _ line: borrowing Line)
  {
    switch id {
    case FieldID(.winlogChannel): channel = text
    case FieldID(.winlogProviderName): provider = text
    case FieldID(.winlogEventID):
      if let number = line.unsigned(in: text) { note(eventID: number) }
    default:
      if WindowsMarks.isEventType(name, line) { noteChange(text, line) }
    }
  }

  mutating func note(eventID number: UInt64) { eventID = UInt32(exactly: number) }

  /// Whether a name is `EventType`, in whichever object: Sysmon's word for what became of a
  /// registry key, in which no field but it holds that.
  static func isEventType(_ name: Range<Int>, _ line: borrowing Line) -> Bool {
    guard name.count >= 9, line[name.upperBound &- 1] == UInt8(ascii: "e") else { return false }
    let start = name.upperBound &- 9
    return line.has("EventType", at: start) || line.has("eventType", at: start)
  }

  private mutating func noteChange(_ text: Range<Int>, _ line: borrowing Line) {
    if line.part(text).has("Create", at: text.lowerBound) {
      registry = .created
    } else if line.part(text).has("Delete", at: text.lowerBound) {
      registry = .deleted
    }
  }

  /// The number of the log source, or nil when the record is no Windows event: it has no event id,
  /// or neither a channel nor a provider.
  func logSource(_ line: borrowing Line) -> UInt16? {
    guard let eventID, !channel.isEmpty || !provider.isEmpty else { return nil }
    let first = UInt16(KnownLogSource.allCases.count)
    for range in [channel, provider] where !range.isEmpty {
      if let place = WindowsLogSource.place(
        channel: range, in: line, eventID: eventID, registry: registry)
      {
        return first + UInt16(place)
      }
    }
    return first + UInt16(WindowsLogSource.anyWindows)
  }
}
