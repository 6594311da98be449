/// The windows of a shard that do not fit in their key's slot, and what they do with an event.
struct WindowStore {
  /// Bytes of the shard's keys, windows and value times.
  var bytes = 0
  /// Entries that left their window early because it was full.
  private(set) var forgotten = 0
  private var times: [ValueTimes] = []
  private var freePlaces: [UInt32] = []

  /// Windows of more values than this find them by hash.
  static let searchedMaximum = Int64(WindowChunk.medium)

  /// Counts from now on what is forgotten.
  mutating func resetForgotten() { forgotten = 0 }

  /// Counts an event.
  ///
  /// - Parameters:
  ///   - limit: What is this old or older has left the window; the event has not.
  ///   - maximum: The most entries the window may hold.
  /// - Returns: The events in the window.
  mutating func addEvent(
    _ input: CorrelationInput, to slot: inout KeySlot, limit: Int64, maximum: Int
  ) -> Int64 {
    let before = slot.newest
    slot.newest = max(before, input.timeNanoseconds)
    if slot.isInline {
      if before <= limit {
        slot.setEntry(input)
        return Int64(truncatingIfNeeded: input.value)
      }
      slot.promote(
        time: before, total: Int64(truncatingIfNeeded: slot.entry.value), extra: 1, &bytes)
    }
    slot.reopen(countsValues: false)
    var list = slot.list
    while let entry = list.popFirst(upTo: limit, &bytes) {
      slot.total &-= Int64(truncatingIfNeeded: entry.value)
      slot.extra &-= 1
    }
    // An entry that stands inline has the key's newest time.
    if list.isEmpty && slot.rearm <= slot.newest && input.timeNanoseconds == slot.newest {
      slot.setEntry(input)
      return Int64(truncatingIfNeeded: input.value)
    }
    if list.insert(WindowEntry(input), mergesRuns: true, &bytes) { slot.extra &+= 1 }
    slot.total &+= Int64(truncatingIfNeeded: input.value)
    if Int(slot.extra) > maximum, let entry = list.popFirst(upTo: .max, &bytes) {
      slot.total &-= Int64(truncatingIfNeeded: entry.value)
      slot.extra &-= 1
      forgotten += 1
    }
    slot.list = list
    return slot.total
  }

  /// Counts a value. Of each value the window keeps the latest event.
  ///
  /// - Returns: The distinct values in the window.
  mutating func addValue(
    _ input: CorrelationInput, to slot: inout KeySlot, limit: Int64, maximum: Int
  ) -> Int64 {
    let before = slot.newest
    slot.newest = max(before, input.timeNanoseconds)
    if slot.isInline {
      let isSame = slot.entry.value == input.value
      if before <= limit || isSame && input.timeNanoseconds > before { slot.setEntry(input) }
      if before <= limit || isSame { return 1 }
      slot.promote(time: before, total: 1, extra: KeySlot.noTimes, &bytes)
    }
    slot.reopen(countsValues: true)
    var list = slot.list
    while let entry = list.popFirst(upTo: limit, &bytes) { leave(entry, &slot) }
    if list.isEmpty {
      freeTimes(of: &slot)
      if slot.rearm <= slot.newest && input.timeNanoseconds == slot.newest {
        slot.setEntry(input)
        return 1
      }
    }
    if slot.extra == KeySlot.noTimes {
      addSearched(input, &slot, &list)
    } else {
      addHashed(input, &slot, &list)
    }
    while Int(slot.total) > maximum, let entry = list.popFirst(upTo: .max, &bytes) {
      leave(entry, &slot)
      forgotten += 1
    }
    slot.list = list
    return slot.total
  }

  private mutating func addSearched(
    _ input: CorrelationInput, _ slot: inout KeySlot, _ list: inout EntryList
  ) {
    if list.renewLast(WindowEntry(input)) { return }
    if let time = list.time(ofValue: input.value) {
      if time >= input.timeNanoseconds { return }
      list.filter(&bytes) { $0.value != input.value }
    } else {
      slot.total &+= 1
    }
    _ = list.insert(WindowEntry(input), mergesRuns: false, &bytes)
    if slot.total > WindowStore.searchedMaximum { makeTimes(for: &slot, list) }
  }

  private mutating func addHashed(
    _ input: CorrelationInput, _ slot: inout KeySlot, _ list: inout EntryList
  ) {
    let place = Int(slot.extra)
    let time = times[place].time(of: input.value)
    if let time, time >= input.timeNanoseconds { return }
    if time == nil { slot.total &+= 1 }
    times[place].set(input.value, input.timeNanoseconds, &bytes)
    _ = list.insert(WindowEntry(input), mergesRuns: false, &bytes)
    times[place].entryCount += 1
    if times[place].entryCount > Int(slot.total) * 2 + WindowChunk.large {
      let latest = times[place]
      list.filter(&bytes) { latest.time(of: $0.value) == $0.timeNanoseconds }
      times[place].entryCount = Int(slot.total)
    }
  }

  /// An entry has left the list of a window that counts values.
  private mutating func leave(_ entry: WindowEntry, _ slot: inout KeySlot) {
    guard slot.extra != KeySlot.noTimes else {
      slot.total &-= 1
      return
    }
    let place = Int(slot.extra)
    times[place].entryCount -= 1
    guard times[place].time(of: entry.value) == entry.timeNanoseconds else { return }
    times[place].remove(entry.value)
    slot.total &-= 1
  }
}

// MARK: Firing

extension WindowStore {
  /// Records of the front and of the back that a firing names.
  static let evidenceHalf = 5

  /// What a key says that fires at `input`, and from when it may fire again.
  mutating func fire(
    _ input: CorrelationInput, _ slot: inout KeySlot, _ count: Int64, _ plan: CorrelationPlan
  ) -> CorrelationFiring {
    if slot.isInline {
      let extra = plan.countsValues ? KeySlot.noTimes : 1
      slot.promote(time: slot.newest, total: count, extra: extra, &bytes)
    }
    slot.rearm = slot.newest &+ plan.silenceNanoseconds
    let (evidence, first, last) = evidence(slot, plan.countsValues)
    if plan.resets { empty(&slot, countsValues: plan.countsValues) }
    return CorrelationFiring(
      correlation: Int(slot.correlation), keyHigh: slot.keyHigh, keyLow: slot.keyLow,
      count: count, firstNanoseconds: first, lastNanoseconds: last, position: input.position,
      completing: input.evidence, evidence: evidence)
  }

  /// Frees the entries of a key; its newest time and from when it may fire again stay.
  private mutating func empty(_ slot: inout KeySlot, countsValues: Bool) {
    release(slot, countsValues: countsValues)
    slot.setEmptied()
  }

  private func evidence(
    _ slot: KeySlot, _ countsValues: Bool
  ) -> (references: [EvidenceReference], first: Int64, last: Int64) {
    let half = WindowStore.evidenceHalf
    var front: [WindowEntry] = []
    slot.list.forEach { entry in
      if isLive(entry, slot, countsValues) { front.append(entry) }
      return front.count <= half * 2
    }
    var back: [WindowEntry] = []
    if front.count > half * 2 {
      front.removeLast(half + 1)
      slot.list.forEachReversed { entry in
        if isLive(entry, slot, countsValues) { back.append(entry) }
        return back.count < half
      }
    }
    let entries = front + back.reversed()
    return (
      entries.map(\.evidence), entries.first?.timeNanoseconds ?? slot.newest,
      entries.last?.timeNanoseconds ?? slot.newest
    )
  }

  /// Whether no later entry has the same value.
  func isLive(_ entry: WindowEntry, _ slot: KeySlot, _ countsValues: Bool) -> Bool {
    guard countsValues, slot.extra != KeySlot.noTimes else { return true }
    return times[Int(slot.extra)].time(of: entry.value) == entry.timeNanoseconds
  }
}

// MARK: Value times

extension WindowStore {
  mutating func makeTimes(for slot: inout KeySlot, _ list: EntryList) {
    var latest = ValueTimes(&bytes)
    list.forEach { entry in
      latest.set(entry.value, entry.timeNanoseconds, &bytes)
      return true
    }
    latest.entryCount = latest.count
    if let place = freePlaces.popLast() {
      slot.extra = place
      times[Int(place)] = latest
    } else {
      slot.extra = UInt32(times.count)
      times.append(latest)
    }
  }

  private mutating func freeTimes(of slot: inout KeySlot) {
    guard slot.extra != KeySlot.noTimes else { return }
    times[Int(slot.extra)].free(&bytes)
    freePlaces.append(slot.extra)
    slot.extra = KeySlot.noTimes
    slot.total = 0
  }

  /// Frees what a key holds.
  mutating func release(_ slot: KeySlot, countsValues: Bool) {
    guard !slot.isInline, !slot.isEmptied else { return }
    var slot = slot
    var list = slot.list
    list.removeAll(&bytes)
    if countsValues { freeTimes(of: &slot) }
  }
}

extension WindowEntry {
  init(_ input: CorrelationInput) {
    self.init(
      timeNanoseconds: input.timeNanoseconds, value: input.value, evidence: input.evidence)
  }
}
