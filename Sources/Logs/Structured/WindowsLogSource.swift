package import Detect

/// The log source of a Windows event, from its channel (or its provider, where a record names no
/// channel) and its event id.
///
/// Services are those of the Sigma taxonomy
/// (https://github.com/SigmaHQ/sigma-specification/blob/main/appendix/sigma-taxonomy-appendix.md);
/// categories follow from Sysmon's event ids
/// (https://learn.microsoft.com/sysinternals/downloads/sysmon#events), process creation also from
/// event 4688 of the security log, PowerShell's from its own ids.
package enum WindowsLogSource {
  /// What an event of the registry says in its `EventType`, which decides whether event 12 of
  /// Sysmon is `registry_add` or `registry_delete`.
  package enum RegistryChange: Sendable {
    case created, deleted
    /// The record does not say: it may be either.
    case unknown
  }

  /// All of them. A decoder writes the number of the first plus the place in this list.
  package static var all: [LogSource] { WindowsLogSourceTable.shared.sources }

  /// The place in ``all`` of the event's log source, or nil when the channel is not known; then it
  /// is ``anyWindows``.
  ///
  /// - Parameters:
  ///   - channel: The text of the channel or the provider; case is ignored.
  ///   - eventID: The event id; zero when the record has none.
  /// - Complexity: O(length of the channel).
  package static func place(
    channel: Range<Int>, in line: borrowing Line, eventID: UInt32,
    registry: RegistryChange = .unknown
  ) -> Int? {
    let table = WindowsLogSourceTable.shared
    guard let service = table.service(channel, line) else { return nil }
    return table.place(service, eventID, registry)
  }

  /// The place in ``all`` of events of Windows whose channel is not known.
  package static let anyWindows = 0
}

/// The channels and event ids, flattened for lookups.
struct WindowsLogSourceTable: Sendable {
  struct Entry: Sendable {
    let service: Int
    let eventID: UInt32
    let registry: WindowsLogSource.RegistryChange
    let place: Int
  }

  static let shared = WindowsLogSourceTable()

  let sources: [LogSource]
  /// Open addressing over the hashes of the channels.
  private let slots: [UInt8]
  private let channels: [[UInt8]]
  private let services: [Int]
  /// By service: where its entries begin and end.
  private let ranges: [Range<Int>]
  private let entries: [Entry]
  private static let mask = 255

  private init() {
    var sources = [LogSource(products: ["windows"])]
    var channels: [[UInt8]] = []
    var services: [Int] = []
    var ranges: [Range<Int>] = []
    var entries: [Entry] = []
    for (number, service) in WindowsChannels.all.enumerated() {
      sources.append(service.source(categories: []))
      for channel in service.channels {
        channels.append(Array(channel.utf8).map(WindowsLogSourceTable.lower))
        services.append(number)
      }
    }
    for (number, service) in WindowsChannels.all.enumerated() {
      let start = entries.count
      for (ids, registry, categories) in service.categories {
        for id in ids {
          entries.append(
            Entry(service: number, eventID: id, registry: registry, place: sources.count))
        }
        sources.append(service.source(categories: categories))
      }
      ranges.append(start..<entries.count)
    }
    var slots = [UInt8](repeating: .max, count: WindowsLogSourceTable.mask + 1)
    for (number, channel) in channels.enumerated() {
      var slot = WindowsLogSourceTable.slot(of: channel)
      while slots[slot] != .max { slot = (slot + 1) & WindowsLogSourceTable.mask }
      slots[slot] = UInt8(number)
    }
    (self.sources, self.channels, self.services) = (sources, channels, services)
    (self.ranges, self.entries, self.slots) = (ranges, entries, slots)
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  private static func step(_ hash: UInt32, _ byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 0x0100_0193
  }

  private static func slot(of channel: [UInt8]) -> Int {
    Int(channel.reduce(0x811c_9dc5) { step($0, $1) } >> 8) & mask
  }

  func service(_ range: Range<Int>, _ line: borrowing Line) -> Int? {
    var hash: UInt32 = 0x811c_9dc5
    for index in range {
      hash = WindowsLogSourceTable.step(hash, WindowsLogSourceTable.lower(line[index]))
    }
    var slot = Int(hash >> 8) & WindowsLogSourceTable.mask
    while slots[slot] != .max {
      let candidate = Int(slots[slot])
      if isChannel(candidate, range, line) { return services[candidate] }
      slot = (slot + 1) & WindowsLogSourceTable.mask
    }
    return nil
  }

  private func isChannel(_ number: Int, _ range: Range<Int>, _ line: borrowing Line) -> Bool {
    guard channels[number].count == range.count else { return false }
    for place in 0..<range.count {
      let byte = WindowsLogSourceTable.lower(line[range.lowerBound + place])
      if channels[number][place] != byte { return false }
    }
    return true
  }

  func place(
    _ service: Int, _ eventID: UInt32, _ registry: WindowsLogSource.RegistryChange
  ) -> Int {
    var any: Int?
    for index in ranges[service] where entries[index].eventID == eventID {
      if entries[index].registry == registry { return entries[index].place }
      if entries[index].registry == .unknown { any = entries[index].place }
    }
    return any ?? service + 1
  }
}
