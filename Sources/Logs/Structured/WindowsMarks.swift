import Detect

/// What a record says by which a Windows event is known, gathered while its members are read.
struct WindowsMarks {
  private var channel = 0..<0
  private var provider = 0..<0
  private var eventID: UInt32?
  /// Winlogbeat and Elastic's agent also write the id there; other products use it for their own.
  private var eventCode: UInt32?
  private var registry = WindowsLogSource.RegistryChange.unknown

  /// Takes a member's value; `line` holds it.
  mutating func take(_ role: JSONEvidence.Role, _ text: Range<Int>, _ line: borrowing Line) {
    switch role {
    case .channel: channel = text
    case .provider: provider = text
    case .eventID: eventID = line.unsigned(in: text).flatMap(UInt32.init(exactly:)) ?? eventID
    case .eventCode: eventCode = line.unsigned(in: text).flatMap(UInt32.init(exactly:))
    case .registryChange: takeChange(text, line)
    default: break
    }
  }

  private mutating func takeChange(_ text: Range<Int>, _ line: borrowing Line) {
    if line.part(text).has("Create", at: text.lowerBound) {
      registry = .created
    } else if line.part(text).has("Delete", at: text.lowerBound) {
      registry = .deleted
    }
  }

  /// The number of the log source, or nil when the record is no Windows event: it has no event id,
  /// or neither a channel nor a provider.
  func logSource(_ line: borrowing Line) -> UInt16? {
    guard let eventID = eventID ?? eventCode, !channel.isEmpty || !provider.isEmpty else {
      return nil
    }
    let first = KnownLogSource.windowsStart
    for range in [channel, provider] where !range.isEmpty {
      if let place = WindowsLogSource.place(
        channel: range, in: line, eventID: eventID, registry: registry)
      {
        return UInt16(truncatingIfNeeded: first + place)
      }
    }
    return UInt16(truncatingIfNeeded: first + WindowsLogSource.anyWindows)
  }
}
