import Detect
import Glibc

/// Syslog over TCP (RFC 6587), with TLS (RFC 5425) or without. Senders that come faster than records are worked off are slowed down
/// by TCP itself.
final class StreamInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 1000
  let isDone = false
  let isReplayable = false
  private let name: String
  private let settings: InputConfiguration.ListenSettings
  /// Nil without TLS.
  let secured: SecuredStreams?
  private let listener: Int32
  private let unit: LiveUnit
  private let counters: InputCounters
  private let log: RunLog
  private var connections: [Connection] = []
  private var position = StreamPosition()
  private var hasNewcomers = false
  private var turn = 0
  private var polled = 0
  private var idleNanoseconds: UInt64 = 0

  /// - Throws: ``RunError`` when the address is taken or not ours.
  init(
    _ settings: InputConfiguration.ListenSettings, _ configuration: InputConfiguration, place: Int,
    units: UnitTable, counters: InputCounters, secure: SecureStart?, log: RunLog, run: String
  ) throws(RunError) {
    secured = try StreamInput.secured(settings, configuration, counters, secure, log)
    listener = try ListenSocket.open(settings.address, .stream, input: configuration.name)
    self.settings = settings
    self.place = place
    self.counters = counters
    self.log = log
    name = configuration.name
    unit = units.make(
      place: place, name: name, naming: .identity("\(name)@\(run)"), texts: .memory)
  }

  deinit { Glibc.close(listener) }

  private static func secured(
    _ settings: InputConfiguration.ListenSettings, _ configuration: InputConfiguration,
    _ counters: InputCounters, _ secure: SecureStart?, _ log: RunLog
  ) throws(RunError) -> SecuredStreams? {
    guard let files = settings.tls else { return nil }
    do throws(ServeError) {
      guard let secure else { throw ServeError("there is nothing to speak TLS with") }
      let security = try secure(files, settings.connections)
      return SecuredStreams(configuration.name, security, counters: counters, log: log)
    } catch {
      throw .cannotListen(
        input: configuration.name, address: settings.address.description,
        reason: error.description)
    }
  }

  func addDescriptors(to list: inout [pollfd]) {
    list.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0))
    polled = connections.count
    for connection in connections {
      list.append(pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0))
    }
  }

  func attend(_ ready: ArraySlice<pollfd>) {
    hasNewcomers = ready.first.map { $0.revents != 0 } ?? false
    for (connection, poll) in zip(connections.prefix(polled), ready.dropFirst())
    where poll.revents != 0 { connection.isReadable = true }
  }

  func close() { connections.removeAll() }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    if hasNewcomers { accept(now) }
    var filler = RecordFiller(batch.block)
    var left = connections.count
    while left > 0, filler.hasRoom(for: RecordFiller.messageMaximum) {
      turn = (turn + 1) % connections.count
      let connection = connections[turn]
      if connection.isReadable || connection.isAtEnd {
        _ = connection.fill(&filler, atNanoseconds: now)
      }
      left -= 1
    }
    dropFinished(now)
    count(filler)
    guard filler.records > 0 else { return nil }
    filler.finish(&position)
    return unit
  }

  private func accept(_ now: UInt64) {
    while true {
      var from = sockaddr_storage()
      var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let descriptor = withUnsafeMutablePointer(to: &from) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          Glibc.accept(listener, $0, &size)
        }
      }
      guard descriptor >= 0 else {
        hasNewcomers = false
        return
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      guard isAllowed(from) else {
        Glibc.close(descriptor)
        counters.change { $0.refused += 1 }
        continue
      }
      if connections.count >= settings.connections { dropIdlest() }
      guard let readable = readable(descriptor, from) else { continue }
      connections.append(
        Connection(readable, messageBytes: settings.messageBytes, atNanoseconds: now))
    }
  }

  /// What the bytes of a new connection are read from; nil when it is closed already.
  private func readable(_ descriptor: Int32, _ from: sockaddr_storage) -> Int32? {
    guard let secured else { return descriptor }
    return secured.secure(descriptor, from: Address(from)?.description ?? "")
  }

  private func isAllowed(_ from: sockaddr_storage) -> Bool {
    if settings.allowed.isEmpty { return true }
    guard let address = Address(from) else { return false }
    return settings.allowed.contains { $0.contains(address) }
  }

  /// Room for a newcomer: whoever has been silent longest goes.
  private func dropIdlest() {
    guard
      let place = connections.indices.min(by: {
        connections[$0].messageNanoseconds < connections[$1].messageNanoseconds
      })
    else { return }
    connections.remove(at: place)
    polled = 0
    counters.change { $0.closed += 1 }
    log.debug("too many connections; the idlest was closed", ["input": name])
  }

  private func dropFinished(_ now: UInt64) {
    let before = connections.count
    connections.removeAll(where: \.isFinished)
    if now - idleNanoseconds > 1_000_000_000 {
      idleNanoseconds = now
      let limit = UInt64(settings.idleNanoseconds)
      let kept = connections.filter { now - $0.messageNanoseconds < limit }
      let idle = connections.count - kept.count
      if idle > 0 {
        connections = kept
        counters.change { $0.closed += idle }
      }
    }
    if connections.count != before { polled = 0 }
  }

  private func count(_ filler: RecordFiller) {
    let open = connections.count
    counters.change { counts in
      counts.connections = open
      guard filler.records > 0 else { return }
      counts.records += filler.records
      counts.bytes += filler.count
      counts.cut += filler.cut
      counts.lastRecordSeconds = RunClock.nowSeconds
    }
  }
}

extension Address {
  /// Nil for what is no internet address.
  init?(_ storage: sockaddr_storage) {
    var storage = storage
    switch Int32(storage.ss_family) {
    case AF_INET:
      let number = withUnsafeBytes(of: &storage) {
        UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
      }
      self.init(ipv4: number)
    case AF_INET6:
      self = withUnsafeBytes(of: &storage) {
        Address(networkBytes: UnsafeRawBufferPointer(rebasing: $0[8..<24]))
      }
    default: return nil
    }
  }
}
