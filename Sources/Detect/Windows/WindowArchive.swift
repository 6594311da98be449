/// The windows of a shard as bytes, for a run that goes on after the end of its process.
///
/// Little-endian words of eight bytes: the version and the newest time of the shard; then of each
/// key its correlation, the two halves of its hash without what the correlation adds, its newest
/// time, the time from which it may fire again, and the count of its events; of each event its time,
/// its value and the two words of its evidence.
package struct WindowArchive: Sendable {
  static let version: UInt64 = 1
  private static let keyWords = 6
  private static let entryWords = 4
  private static let wordBytes = 8

  package private(set) var bytes: [UInt8] = []
  /// The inputs that the events' evidence names.
  package private(set) var inputs: Set<Int> = []

  init(newest: Int64) {
    append(WindowArchive.version)
    append(UInt64(bitPattern: newest))
  }

  /// One key and its events, by time and then by arrival.
  struct Key {
    var correlation: UInt32
    var high: UInt64
    var low: UInt64
    var newest: Int64
    /// `.min` when it has not fired.
    var rearm: Int64
    var entries: [WindowEntry]
  }

  mutating func append(_ key: Key) {
    append(UInt64(key.correlation))
    append(key.high)
    append(key.low)
    append(UInt64(bitPattern: key.newest))
    append(UInt64(bitPattern: key.rearm))
    append(UInt64(key.entries.count))
    for entry in key.entries {
      append(UInt64(bitPattern: entry.timeNanoseconds))
      append(entry.value)
      append(entry.evidence.place)
      append(entry.evidence.record)
      inputs.insert(entry.evidence.input)
    }
  }

  private mutating func append(_ word: UInt64) {
    for shift in Swift.stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
    }
  }

  /// Whether windows can be taken up from the bytes.
  package static func isReadable(_ bytes: [UInt8]) -> Bool { keys(in: bytes) != nil }

  /// Reads an archive.
  ///
  /// - Returns: Nil when the bytes are none, or end early.
  static func keys(in bytes: [UInt8]) -> (newest: Int64, keys: [Key])? {
    guard bytes.count % wordBytes == 0 else { return nil }
    let words = bytes.count / wordBytes
    var place = 0
    func next() -> UInt64 {
      var word: UInt64 = 0
      for index in 0..<wordBytes {
        word |= UInt64(bytes[place * wordBytes + index]) << UInt64(index * 8)
      }
      place += 1
      return word
    }
    guard words >= 2, next() == version else { return nil }
    let newest = clampedTime(Int64(bitPattern: next()))
    var keys: [Key] = []
    while place < words {
      guard words - place >= keyWords, let correlation = UInt32(exactly: next()) else { return nil }
      var key = Key(
        correlation: correlation, high: next(), low: next(),
        newest: clampedTime(Int64(bitPattern: next())), rearm: Int64(bitPattern: next()),
        entries: [])
      let count = next()
      guard count <= UInt64((words - place) / entryWords) else { return nil }
      key.entries.reserveCapacity(Int(count))
      for _ in 0..<count {
        key.entries.append(
          WindowEntry(
            timeNanoseconds: clampedTime(Int64(bitPattern: next())), value: next(),
            evidence: EvidenceReference(place: next(), record: next())))
      }
      keys.append(key)
    }
    return (newest, keys)
  }
}

// MARK: A shard

extension CorrelatorShard {
  /// All windows, to be given to ``restore(_:places:inputs:)`` later.
  ///
  /// - Complexity: O(events held).
  package func save() -> WindowArchive {
    var archive = WindowArchive(newest: newest)
    for index in 0..<table.capacity where !table[index].isFree {
      let slot = table[index]
      let plan = program.plans[Int(slot.correlation)]
      var key = WindowArchive.Key(
        correlation: slot.correlation, high: slot.keyHigh, low: slot.keyLow, newest: slot.newest,
        rearm: slot.isInline ? .min : slot.rearm,
        entries: windows.entries(slot, countsValues: plan.countsValues))
      change(&key)
      archive.append(key)
    }
    generals.forEach { correlation, high, low, window in
      var key = WindowArchive.Key(
        correlation: correlation, high: high, low: low, newest: window.newest,
        rearm: window.rearm, entries: window.events)
      change(&key)
      archive.append(key)
    }
    return archive
  }

  /// Takes what the correlation adds out of a key's hash, or puts it in.
  private func change(_ key: inout WindowArchive.Key) {
    let own = correlationKeys[Int(key.correlation)]
    key.high ^= own.high
    key.low ^= own.low
  }

  /// Goes on with the windows that a shard of the same seed saved, in place of none.
  ///
  /// - Parameters:
  ///   - places: By correlation of the shard that saved: the one that means the same now and is
  ///     routed alike, or nil; then its windows go.
  ///   - inputs: What stands now for the inputs of evidence; others become `unknownInput`.
  /// - Returns: False when the bytes are no archive; the shard is as it was.
  /// - Complexity: O(events held).
  package mutating func restore(
    _ bytes: [UInt8], places: [Int?], inputs: [Int: Int], unknownInput: Int
  ) -> Bool {
    guard let (newest, keys) = WindowArchive.keys(in: bytes) else { return false }
    self.newest = max(self.newest, newest)
    for var key in keys {
      guard Int(key.correlation) < places.count, let place = places[Int(key.correlation)],
        place < program.plans.count
      else { continue }
      key.correlation = UInt32(place)
      change(&key)
      key.entries = key.entries.map { entry in
        var entry = entry
        entry.evidence = entry.evidence.moved(
          to: inputs[entry.evidence.input] ?? unknownInput)
        return entry
      }
      restore(key)
    }
    return true
  }

  private mutating func restore(_ key: WindowArchive.Key) {
    let plan = program.plans[Int(key.correlation)]
    guard plan.general == CorrelationPlan.noGeneral else {
      return generals.restore(
        key, program.generals[Int(plan.general)], maximum: limits.entriesPerKey)
    }
    let index = table.find(key.high, key.low)
    guard table[index].isFree else { return }
    if table.isFull {
      windows.bytes += table.byteCount
      table.resize(to: table.capacity * 2)
    }
    table.insert(
      windows.restored(key, countsValues: plan.countsValues), at: table.find(key.high, key.low))
  }
}

extension EvidenceReference {
  /// The same record of another input.
  fileprivate func moved(to input: Int) -> EvidenceReference {
    EvidenceReference(
      place: UInt64(truncatingIfNeeded: input) << 44 | UInt64(offset), record: record)
  }
}

// MARK: Windows that count

extension WindowStore {
  /// The events of a key that count, by time.
  fileprivate func entries(_ slot: KeySlot, countsValues: Bool) -> [WindowEntry] {
    if slot.isInline { return [slot.entry] }
    guard !slot.isEmptied else { return [] }
    var entries: [WindowEntry] = []
    slot.list.forEach { entry in
      if isLive(entry, slot, countsValues) { entries.append(entry) }
      return true
    }
    return entries
  }

  fileprivate mutating func restored(_ key: WindowArchive.Key, countsValues: Bool) -> KeySlot {
    let first = key.entries.first
    var slot = KeySlot(
      CorrelationInput(
        keyHigh: key.high, keyLow: key.low, value: first?.value ?? 0,
        timeNanoseconds: first?.timeNanoseconds ?? key.newest, position: 0,
        evidence: first?.evidence ?? EvidenceReference(place: 0, record: 0),
        correlation: key.correlation))
    slot.newest = key.newest
    guard let first else {
      slot.setEmptied()
      slot.rearm = key.rearm
      return slot
    }
    if key.entries.count == 1, key.rearm == .min { return slot }
    let total =
      countsValues
      ? Int64(key.entries.count)
      : key.entries.reduce(0) { $0 &+ Int64(truncatingIfNeeded: $1.value) }
    slot.promote(
      time: first.timeNanoseconds, total: total,
      extra: countsValues ? KeySlot.noTimes : UInt32(truncatingIfNeeded: key.entries.count), &bytes)
    var list = slot.list
    for entry in key.entries.dropFirst() { _ = list.insert(entry, mergesRuns: false, &bytes) }
    slot.list = list
    slot.rearm = key.rearm
    if countsValues, total > WindowStore.searchedMaximum { makeTimes(for: &slot, list) }
    return slot
  }
}

// MARK: Windows that ask more

extension GeneralWindow {
  /// The events that what comes can still depend on, by time.
  fileprivate var events: [WindowEntry] { contributing }

  fileprivate init(_ key: WindowArchive.Key, _ plan: GeneralPlan, maximum: Int) {
    self.init()
    // Nothing fires while they are put back.
    rearm = .max
    for entry in key.entries where plan.canTake(entry) { _ = add(entry, plan, maximum: maximum) }
    newest = key.newest
    rearm = key.rearm
  }
}

extension GeneralPlan {
  /// Whether the value of an event is what the kind counts: a number that is one.
  fileprivate func canTake(_ entry: WindowEntry) -> Bool {
    switch kind {
    case .sum, .average, .percentile: Double(bitPattern: entry.value).isFinite
    case .feeds, .order: true
    }
  }
}

extension GeneralWindows {
  fileprivate mutating func restore(
    _ key: WindowArchive.Key, _ plan: GeneralPlan, maximum: Int
  ) {
    let window = GeneralWindow(key, plan, maximum: maximum)
    insert(window, high: key.high, low: key.low, correlation: key.correlation, plan)
  }
}
