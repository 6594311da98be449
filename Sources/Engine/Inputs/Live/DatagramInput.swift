private import CSockets
import Detect
import Glibc

/// Syslog over UDP (RFC 5426) or a local datagram socket, one message a datagram.
final class DatagramInput: LiveInput {
  let place: Int
  let lookMilliseconds: Int32 = 1000
  let isDone = false
  let isReplayable = false
  private let name: String
  private let descriptor: Int32
  /// The file of a local socket, removed at the end.
  private let socketPath: String?
  private let allowed: [Prefix]
  private let unit: LiveUnit
  private let counters: InputCounters
  private var position = StreamPosition()
  private var isReady = true
  private var droppedBefore: UInt32 = 0
  /// Datagrams that were received and stand in no block yet.
  private var next = 0
  private var held = 0
  private let buffer: UnsafeMutablePointer<UInt8>
  private var lengths = [UInt32](repeating: 0, count: DatagramInput.slots)
  private var senders = [csockets_sender](repeating: .init(), count: DatagramInput.slots)

  private static let slots = Int(CSOCKETS_SLOTS)
  /// A local datagram may be longer; the worker cuts it then.
  private static let slotBytes = RecordFiller.messageMaximum

  /// - Throws: ``RunError`` when the address is taken or not ours.
  init(
    udp settings: InputConfiguration.ListenSettings, _ configuration: InputConfiguration,
    place: Int, units: UnitTable, counters: InputCounters, log: RunLog, run: String
  ) throws(RunError) {
    descriptor = try ListenSocket.open(settings.address, .datagram, input: configuration.name)
    socketPath = nil
    allowed = settings.allowed
    self.place = place
    self.counters = counters
    name = configuration.name
    unit = units.make(
      place: place, name: name, naming: .identity("\(name)@\(run)"), texts: .memory)
    buffer = .allocate(capacity: DatagramInput.slots * DatagramInput.slotBytes)
    prepare(settings.receiveBytes, log)
  }

  /// A local socket at a path; what stands there from an earlier run is replaced.
  init(
    path: String, receiveBytes: Int, _ configuration: InputConfiguration, place: Int,
    units: UnitTable, counters: InputCounters, log: RunLog, run: String
  ) throws(RunError) {
    descriptor = try ListenSocket.openLocal(
      path, .datagram, mode: 0o666, input: configuration.name)
    socketPath = path
    allowed = []
    self.place = place
    self.counters = counters
    name = configuration.name
    unit = units.make(
      place: place, name: name, naming: .identity("\(name)@\(run)"), texts: .memory)
    buffer = .allocate(capacity: DatagramInput.slots * DatagramInput.slotBytes)
    prepare(receiveBytes, log)
  }

  deinit {
    Glibc.close(descriptor)
    if let socketPath { unlink(socketPath) }
    buffer.deallocate()
  }

  private func prepare(_ receiveBytes: Int, _ log: RunLog) {
    _ = csockets_count_drops(descriptor)
    let given = csockets_set_receive_buffer(descriptor, Int32(clamping: receiveBytes))
    // The kernel doubles what is asked for, for its own bookkeeping.
    if Int(given) < receiveBytes {
      log.warning(
        "the kernel gives a smaller receive buffer than asked for; bursts may be lost",
        [
          "input": name, "asked": "\(receiveBytes)", "given": "\(given)",
          "hint": "raise net.core.rmem_max",
        ])
    }
  }

  func addDescriptors(to list: inout [pollfd]) {
    list.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
  }

  func attend(_ ready: ArraySlice<pollfd>) {
    isReady = ready.first.map { $0.revents != 0 } ?? false
  }

  func close() { isReady = false }

  func fill(_ batch: Batch, atNanoseconds now: UInt64) -> LiveUnit? {
    guard isReady || next < held else { return nil }
    var filler = RecordFiller(batch.block)
    var refused = 0
    while true {
      if next == held, !receive() { break }
      let slot = UnsafeRawBufferPointer(
        start: buffer + next * DatagramInput.slotBytes, count: Int(lengths[next]))
      guard filler.hasRoom(for: slot.count) else { break }
      if isAllowed(senders[next]) { filler.append(slot) } else { refused += 1 }
      next += 1
    }
    count(filler, refused)
    guard filler.records > 0 else { return nil }
    filler.finish(&position)
    return unit
  }

  /// - Returns: False when there is none now.
  private func receive() -> Bool {
    next = 0
    held = 0
    guard isReady else { return false }
    var dropped = droppedBefore
    let count = csockets_receive(
      descriptor, buffer, Int32(DatagramInput.slots), Int32(DatagramInput.slotBytes), &lengths,
      &senders, &dropped)
    if dropped != droppedBefore {
      let more = Int(dropped &- droppedBefore)
      counters.change { $0.dropped += more }
      droppedBefore = dropped
    }
    // An error belongs to an earlier datagram or to the network; the next may come all the same.
    held = max(0, Int(count))
    if held < DatagramInput.slots { isReady = false }
    return held > 0
  }

  private func isAllowed(_ sender: csockets_sender) -> Bool {
    if allowed.isEmpty { return true }
    let address = withUnsafeBytes(of: sender.address) { Address(networkBytes: $0) }
    return allowed.contains { $0.contains(address) }
  }

  private func count(_ filler: RecordFiller, _ refused: Int) {
    guard filler.records > 0 || refused > 0 else { return }
    counters.change { counts in
      counts.records += filler.records
      counts.bytes += filler.count
      counts.refused += refused
      if filler.records > 0 { counts.lastRecordSeconds = RunClock.nowSeconds }
    }
  }
}

extension Address {
  /// Sixteen bytes in network order; an IPv4 address in ::ffff:0:0/96.
  init(networkBytes bytes: UnsafeRawBufferPointer) {
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }
}
