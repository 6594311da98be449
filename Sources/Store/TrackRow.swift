import Foundation
import Detect
import GRDB
import Response

/// What a book remembers of a target, as two columns of bytes: a million rows are read in seconds.
///
/// The key is one byte each for action, origin and kind, then an address and its bits, or a name.
/// The state is numbers in LEB128 (signed ones zigzag): version, time of a withdrawal, and the
/// sightings; what many sightings share stands in the table `grounds`.
enum TrackRow {
  private static let version: UInt8 = 1
  private static let actions: [Decision.Action] = [.block, .watch, .simulated]
  private static let origins: [Decision.Origin] = [.policy, .operator, .feed]

  // MARK: Keys

  static func key(_ key: TrackRecord.Key) -> Data {
    var out = ByteWriter()
    out.bytes.append(UInt8(actions.firstIndex(of: key.action) ?? 0))
    out.bytes.append(UInt8(origins.firstIndex(of: key.origin) ?? 0))
    switch key.target {
    case .network(let network):
      out.bytes.append(0)
      for word in [network.address.high, network.address.low] {
        withUnsafeBytes(of: word.bigEndian) { out.bytes.append(contentsOf: $0) }
      }
      out.bytes.append(network.bits)
    case .domain(let name):
      out.bytes.append(1)
      out.bytes.append(contentsOf: name.utf8)
    case .user(let name):
      out.bytes.append(2)
      out.bytes.append(contentsOf: name.utf8)
    }
    return Data(out.bytes)
  }

  /// Nil when the bytes are not what ``key(_:)`` writes.
  static func key(_ bytes: UnsafeRawBufferPointer) -> TrackRecord.Key? {
    guard bytes.count > 3, Int(bytes[0]) < actions.count, Int(bytes[1]) < origins.count else {
      return nil
    }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[3...])
    let target: Decision.Target
    switch bytes[2] {
    case 0:
      guard rest.count == 17, let network = network(rest) else { return nil }
      target = .network(network)
    case 1: target = .domain(String(decoding: rest, as: UTF8.self))
    case 2: target = .user(String(decoding: rest, as: UTF8.self))
    default: return nil
    }
    return TrackRecord.Key(
      action: actions[Int(bytes[0])], origin: origins[Int(bytes[1])], target: target)
  }

  private static func network(_ bytes: UnsafeRawBufferPointer) -> Prefix? {
    let high = UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
    let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let address = Address(high: high, low: low)
    let bits = Int(bytes[16])
    let network = Prefix(address, length: address.isIPv4 ? bits - 96 : bits)
    // A network of IPv4 inside of IPv6 (`::/64`) has fewer bits than the form of IPv4 allows.
    guard let network, network.address == address else { return nil }
    return network
  }

  // MARK: States

  /// - Parameter number: Gives what sightings share the number that it has in its table.
  static func state(_ record: TrackRecord, number: (SharedGrounds) throws -> Int64) rethrows -> Data
  {
    var out = ByteWriter()
    out.bytes.append(version)
    out.put(record.clearedSeconds == nil ? UInt64(0) : 1)
    if let cleared = record.clearedSeconds { out.put(signed: cleared) }
    out.put(UInt64(record.sightings.count))
    for sighting in record.sightings {
      let cause = sighting.grounds.cause
      out.put(UInt64(bitPattern: try number(SharedGrounds(sighting.grounds))))
      out.put(text: cause.indicator)
      out.put(signed: sighting.seconds)
      out.put(UInt64(sighting.alertCount))
      out.put(UInt64(sighting.alerts.count))
      for alert in sighting.alerts {
        out.put(signed: alert.seconds &- sighting.seconds)
        out.put(text: alert.id)
      }
    }
    return Data(out.bytes)
  }

  /// Nil when the bytes are not what ``state(_:number:)`` writes.
  ///
  /// - Parameter grounds: What a number of the table stands for.
  static func record(
    _ key: TrackRecord.Key, _ bytes: UnsafeRawBufferPointer,
    grounds: (Int64, _ indicator: String?) -> Grounds?
  ) -> TrackRecord? {
    var reader = ByteReader(bytes)
    guard reader.byte() == version, let isCleared = reader.number() else { return nil }
    var cleared: Int64?
    if isCleared == 1 {
      guard let seconds = reader.signed() else { return nil }
      cleared = seconds
    }
    guard let count = reader.number(), count <= 4096 else { return nil }
    var sightings: [Sighting] = []
    sightings.reserveCapacity(Int(count))
    for _ in 0..<count {
      guard let sighting = sighting(&reader, grounds) else { return nil }
      sightings.append(sighting)
    }
    guard reader.isAtEnd else { return nil }
    return TrackRecord(key: key, clearedSeconds: cleared, sightings: sightings)
  }

  private static func sighting(
    _ reader: inout ByteReader, _ grounds: (Int64, String?) -> Grounds?
  ) -> Sighting? {
    guard let number = reader.number(), let indicator = reader.text(),
      let grounds = grounds(Int64(bitPattern: number), indicator), let seconds = reader.signed(),
      let total = reader.number(), total <= UInt64(Int32.max) << 16, let count = reader.number(),
      count <= Reason.alertLimit
    else { return nil }
    var alerts: [Sighting.AlertPlace] = []
    for _ in 0..<count {
      guard let offset = reader.signed(), let id = reader.text(), let id else { return nil }
      alerts.append(Sighting.AlertPlace(seconds: seconds &+ offset, id: id))
    }
    return Sighting(seconds: seconds, grounds: grounds, alerts: alerts, alertCount: Int(total))
  }
}

/// Numbers and texts, one after another.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func put(signed number: Int64) {
    put(UInt64(bitPattern: number << 1 ^ number >> 63))
  }

  /// Nil and the empty text are told apart.
  mutating func put(text: String?) {
    guard let text else { return put(0) }
    put(UInt64(text.utf8.count) + 1)
    bytes.append(contentsOf: text.utf8)
  }
}

/// Reads what ``ByteWriter`` wrote; nil wherever the bytes are something else.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  mutating func byte() -> UInt8? {
    guard place < bytes.count else { return nil }
    place += 1
    return bytes[place - 1]
  }

  mutating func number() -> UInt64? {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = byte(), shift < 64 {
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
    return nil
  }

  mutating func signed() -> Int64? {
    number().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
  }

  /// The inner nil is a text that was nil.
  mutating func text() -> String?? {
    guard let number = number() else { return nil }
    guard number > 0 else { return .some(nil) }
    guard let count = Int(exactly: number - 1), count <= bytes.count - place else { return nil }
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }
}
