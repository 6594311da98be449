/// The windows of the keys that one owner has.
///
/// Windows slide on event time and are open on the left: an event exactly one span older than the
/// newest of its key has left. An event that comes late but inside the window takes its place.
/// Conditions are judged at each event. While the budget lasts, what a key gives depends only on
/// its own inputs in their order.
package struct CorrelatorShard: ~Copyable, @unchecked Sendable {
  let program: CorrelationProgram
  private let shard: Int
  private let shardCount: Int
  let limits: CorrelatorLimits
  let correlationKeys: [(high: UInt64, low: UInt64)]
  var table: WindowKeys
  var windows = WindowStore()
  var generals = GeneralWindows()
  /// The newest time of all keys.
  var newest = Int64.min
  /// Times after this are yet to come.
  private var present = Int64.max
  private var counts = CorrelatorStatistics()

  private static let smallestCapacity = 16
  /// How far clocks may differ.
  static let skewNanoseconds: Int64 = 3_600_000_000_000

  /// - Parameters:
  ///   - shard: Which of `shards` this is: it takes the inputs whose
  ///     ``CorrelationInput/shard(of:)`` is it.
  ///   - seed: That of the collectors of the run.
  package init(
    _ program: CorrelationProgram, shard: Int = 0, of shards: Int = 1,
    seed: UInt64 = 0, limits: CorrelatorLimits = CorrelatorLimits()
  ) {
    precondition(shard >= 0 && shard < shards, "no such shard")
    self.program = program
    self.shard = shard
    shardCount = shards
    self.limits = limits
    correlationKeys = KeyHasher.correlationKeys(
      program.correlationCount, KeyHasher.key(seed: seed))
    table = WindowKeys(capacity: CorrelatorShard.smallestCapacity)
    windows.bytes = table.byteCount
  }

  /// A shard of another program that takes over the windows of `earlier`, which is empty after it.
  ///
  /// - Parameters:
  ///   - places: By correlation of the earlier program: the one that means the same in `program`,
  ///     or nil; then its windows go.
  ///   - seed: The same as the earlier shard's.
  /// - Complexity: O(keys).
  package init(
    _ program: CorrelationProgram, seed: UInt64, adopting earlier: inout CorrelatorShard,
    places: [Int?]
  ) {
    self.init(
      program, shard: earlier.shard, of: earlier.shardCount, seed: seed, limits: earlier.limits)
    let moves = places.enumerated().map { place, target in
      // What another shard would have now cannot be given to it.
      target.flatMap { target in
        program.routes[target] != earlier.program.routes[place]
          ? nil
          : CorrelationMove(
            to: UInt32(target), from: earlier.correlationKeys[place], correlationKeys[target])
      }
    }
    newest = earlier.newest
    swap(&windows, &earlier.windows)
    swap(&table, &earlier.table)
    swap(&generals, &earlier.generals)
    windows.resetForgotten()
    generals.move(moves)
    rekey(moves, earlier.program)
  }

  /// Puts each key where its new correlation has it.
  private mutating func rekey(_ moves: [CorrelationMove?], _ before: CorrelationProgram) {
    var moved: [KeySlot] = []
    for index in 0..<table.capacity where !table[index].isFree {
      var slot = table[index]
      if let move = moves[Int(slot.correlation)] {
        slot.move(to: move.correlation, change: (move.high, move.low))
        moved.append(slot)
      } else {
        windows.release(
          slot, countsValues: before.plans[Int(slot.correlation)].countsValues)
      }
    }
    table = WindowKeys(capacity: table.capacity)
    for slot in moved { table.insert(slot, at: table.find(slot.keyHigh, slot.keyLow)) }
  }

  deinit {
    var windows = windows
    for index in 0..<table.capacity where !table[index].isFree && !table[index].isInline {
      windows.release(
        table[index], countsValues: program.plans[Int(table[index].correlation)].countsValues)
    }
  }

  package var statistics: CorrelatorStatistics {
    var statistics = counts
    statistics.keys = table.count + generals.count
    statistics.bytes = windows.bytes + generals.bytes
    statistics.forgottenEntries = windows.forgotten + generals.forgotten
    return statistics
  }

  /// The keys that each correlation has now.
  ///
  /// - Complexity: O(keys).
  package var keysByCorrelation: [Int] {
    var counts = [Int](repeating: 0, count: program.correlationCount)
    for index in 0..<table.capacity where !table[index].isFree {
      counts[Int(table[index].correlation)] += 1
    }
    generals.count(into: &counts)
    return counts
  }

  /// Counts the inputs that belong to this shard, in their order, and appends what fires.
  ///
  /// One record must not move a key's window to a time that is yet to come, where all the true ones
  /// after it would be late. Where it is known what time it is, a time beyond an hour from now
  /// counts for a key without others, and for one whose times are like that (a device with a wrong
  /// clock); a key that has times of both sorts goes by the true ones.
  ///
  /// - Parameters:
  ///   - inputs: In record order, their times set. Those of other shards are passed over.
  ///   - now: Unix nanoseconds; nil for records of the past, whose order is all that is known.
  /// - Complexity: Amortised O(1) an input; O(entries / 63) for one that comes late.
  package mutating func process(
    _ inputs: [CorrelationInput], now: Int64? = nil, into firings: inout [CorrelationFiring]
  ) {
    present = now.map { $0 &+ CorrelatorShard.skewNanoseconds } ?? .max
    let plans = program.plans
    for index in inputs.indices {
      prefetch(inputs, index)
      let input = inputs[index]
      guard !input.isCarrier, input.shard(of: shardCount) == shard else { continue }
      counts.inputs &+= 1
      if table.isFull || windows.bytes > limits.budgetBytes { makeRoom() }
      newest = max(newest, min(input.timeNanoseconds, present))
      if apply(input, plans[Int(input.correlation)], &firings) {
        feedOthers(inputs, index, index, &firings)
      }
    }
  }

  /// Gives the firing of the input at `index` to the correlations that it feeds: the carriers after
  /// it, of the next depth. They belong to this shard too.
  private mutating func feedOthers(
    _ inputs: [CorrelationInput], _ head: Int, _ index: Int, _ firings: inout [CorrelationFiring]
  ) {
    let depth = inputs[index].depth
    var next = index &+ 1
    while next < inputs.count, inputs[next].depth > depth {
      if inputs[next].depth == depth &+ 1 {
        if table.isFull || windows.bytes > limits.budgetBytes { makeRoom() }
        let input = inputs[next].released(by: inputs[head])
        if apply(input, program.plans[Int(input.correlation)], &firings) {
          feedOthers(inputs, head, next, &firings)
        }
      }
      next &+= 1
    }
  }

  /// Asks in three steps for what the next inputs will touch, so that their cache misses overlap:
  /// the slot, then the ends of its window, then the entries there.
  @inline(__always) private func prefetch(_ inputs: [CorrelationInput], _ index: Int) {
    let distance = 6
    guard index &+ 3 &* distance < inputs.count else { return }
    table.prefetch(inputs[index &+ 3 &* distance].keyLow)
    let second = inputs[index &+ 2 &* distance]
    table.prefetchWindow(second.keyHigh, second.keyLow, entries: false)
    let third = inputs[index &+ distance]
    table.prefetchWindow(third.keyHigh, third.keyLow, entries: true)
  }

  /// Counts one input.
  ///
  /// - Returns: Whether its correlation fires.
  @inline(__always) private mutating func apply(
    _ input: CorrelationInput, _ plan: CorrelationPlan, _ firings: inout [CorrelationFiring]
  ) -> Bool {
    if plan.general != CorrelationPlan.noGeneral {
      return applyGeneral(input, program.generals[Int(plan.general)], &firings)
    }
    var index = table.find(input.keyHigh, input.keyLow)
    var slot = table[index]
    var count: Int64
    let isMisled =
      !slot.isFree && max(slot.newest, input.timeNanoseconds) > present
      && differ(slot.newest, input.timeNanoseconds, plan.spanNanoseconds)
    if isMisled, input.timeNanoseconds > present {
      counts.ahead &+= 1
      return false
    }
    if isMisled {
      release(index)
      index = table.find(input.keyHigh, input.keyLow)
    }
    if slot.isFree || isMisled {
      slot = KeySlot(input)
      table.insert(slot, at: index)
      count = plan.countsValues ? 1 : Int64(truncatingIfNeeded: input.value)
    } else {
      let limit = max(slot.newest, input.timeNanoseconds) &- plan.spanNanoseconds
      if input.timeNanoseconds <= limit {
        counts.late &+= 1
        return false
      }
      let maximum = entryMaximum(plan)
      count =
        plan.countsValues
        ? windows.addValue(input, to: &slot, limit: limit, maximum: maximum)
        : windows.addEvent(input, to: &slot, limit: limit, maximum: maximum)
      table[index] = slot
    }
    guard plan.holds(count, program.excluded), slot.isInline || slot.newest >= slot.rearm,
      completes(input, plan, slot)
    else { return false }
    firings.append(windows.fire(input, &slot, count, plan))
    table[index] = slot
    counts.firings &+= 1
    return true
  }

  /// Whether two times of a key are further apart than its window and than clocks may be.
  private func differ(_ a: Int64, _ b: Int64, _ span: Int64) -> Bool {
    max(a, b) &- min(a, b) > max(span, CorrelatorShard.skewNanoseconds)
  }

  /// Windows of this kind take at most half of the budget beside the others'.
  private mutating func applyGeneral(
    _ input: CorrelationInput, _ plan: GeneralPlan, _ firings: inout [CorrelationFiring]
  ) -> Bool {
    if let last = generals.newest(of: input), max(last, input.timeNanoseconds) > present,
      differ(last, input.timeNanoseconds, plan.spanNanoseconds)
    {
      guard input.timeNanoseconds <= present else {
        counts.ahead &+= 1
        return false
      }
      generals.remove(input)
    }
    var fires = false
    switch generals.add(input, plan, maximum: limits.entriesPerKey) {
    case .late: counts.late &+= 1
    case .counted: break
    case .fires(let events):
      firings.append(CorrelationFiring(input, events))
      counts.firings &+= 1
      fires = true
    }
    while generals.bytes > limits.budgetBytes / 2, let end = generals.removeStale() {
      if end <= newest { counts.expiredKeys += 1 } else { counts.evictedKeys += 1 }
    }
    return fires
  }

  @inline(__always) private func completes(
    _ input: CorrelationInput, _ plan: CorrelationPlan, _ slot: KeySlot
  ) -> Bool {
    guard let last = plan.completingValue else { return true }
    return input.value == last && input.timeNanoseconds >= slot.newest
  }

  @inline(__always) private func entryMaximum(_ plan: CorrelationPlan) -> Int {
    guard plan.lowest > limits.entriesPerKey / 2 else { return limits.entriesPerKey }
    return Int(min(plan.lowest, 1 << 24)) * 2
  }
}

// MARK: Room

extension CorrelatorShard {
  /// Grows the table, or lets the stalest keys go until there is room for one more.
  private mutating func makeRoom() {
    if table.isFull { sweepOrGrow() }
    while (table.isFull || windows.bytes > limits.budgetBytes) && table.count > 0 {
      let index = table.stalest(program.plans)
      let hasEnded = WindowKeys.end(table[index], program.plans) <= newest
      if hasEnded { counts.expiredKeys += 1 } else { counts.evictedKeys += 1 }
      release(index)
    }
  }

  private mutating func sweepOrGrow() {
    if let lateness = limits.latenessNanoseconds {
      sweep(before: newest &- lateness)
      if table.count < table.capacity / 2 { return }
    }
    let added = table.byteCount
    guard added * 2 <= limits.budgetBytes / 2, windows.bytes + added <= limits.budgetBytes else {
      return
    }
    table.resize(to: table.capacity * 2)
    windows.bytes += added
  }

  /// Lets all keys go whose window ended at or before a time.
  private mutating func sweep(before time: Int64) {
    var index = 0
    while index < table.capacity {
      if !table[index].isFree, WindowKeys.end(table[index], program.plans) <= time {
        counts.expiredKeys += 1
        release(index)
      } else {
        index += 1
      }
    }
  }

  private mutating func release(_ index: Int) {
    let slot = table[index]
    windows.release(slot, countsValues: program.plans[Int(slot.correlation)].countsValues)
    table.remove(at: index)
  }
}
