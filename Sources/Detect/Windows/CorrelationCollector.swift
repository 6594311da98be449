/// Turns the rule hits of a block into inputs of correlations. A worker owns one.
package struct CorrelationCollector: ~Copyable {
  /// What was left out, and why.
  package struct Statistics: Hashable, Sendable {
    /// Hits that lack a group-by field, counted once a correlation: they are in no group.
    package var withoutGroup = 0
    /// Hits that lack a field whose values are read, or where it is no number.
    package var withoutValue = 0
    package init() {}
  }

  private let program: CorrelationProgram
  private let key: (UInt64, UInt64)
  /// What each correlation adds to the hash of its group, so that equal groups do not meet.
  private let correlationKeys: [(high: UInt64, low: UInt64)]
  /// The hash of each field list for the event under way, so that correlations share it.
  private var memos: [Memo]
  private var stamp: UInt64 = 0
  private var fields: FirstFields
  private var sorted: [RuleHit] = []
  package private(set) var statistics = Statistics()
  /// The time of the last event with one in the block last collected; what the caller carries to
  /// the next block of the same input.
  package private(set) var lastNanoseconds: Int64?

  private struct Memo {
    var stamp: UInt64 = 0
    var isComplete = false
    var hash: (high: UInt64, low: UInt64) = (0, 0)
  }

  /// - Parameter seed: Random, and the same for all collectors of a run. Results do not depend on
  ///   it.
  package init(_ program: CorrelationProgram, seed: UInt64) {
    self.program = program
    key = KeyHasher.key(seed: seed)
    correlationKeys = KeyHasher.correlationKeys(program.correlationCount, key)
    memos = Array(repeating: Memo(), count: program.fieldLists.count)
    fields = FirstFields(program.fieldLists)
  }

  /// Appends the inputs that the hits of a block make, in the order of their events.
  ///
  /// The first value of a field counts when it has several. An event that reaches a correlation
  /// through several rules with one key and value is counted once. An event without a time takes
  /// that of the latest event before it in its input; while that stands in an earlier block the
  /// input ``CorrelationInput/needsTime``.
  package mutating func collect(
    _ hits: [RuleHit], _ block: Block, _ columns: borrowing EventColumns,
    into inputs: inout [CorrelationInput]
  ) {
    let line = block.line(start: 0, end: block.bufferBytes)
    var times = TimeCursor()
    sorted.removeAll(keepingCapacity: true)
    let isOrdered = zip(hits, hits.dropFirst()).allSatisfy { $0.event <= $1.event }
    if !isOrdered { sorted = hits.sorted { ($0.event, $0.rule) < ($1.event, $1.rule) } }
    let ordered = isOrdered ? hits : sorted
    var latest = UInt32.max
    var firstOfEvent = inputs.count
    for hit in ordered {
      let feeds = program.feedStarts[Int(hit.rule)]..<program.feedStarts[Int(hit.rule) + 1]
      if feeds.isEmpty { continue }
      if hit.event != latest {
        latest = hit.event
        firstOfEvent = inputs.count
        stamp &+= 1
      }
      let event = columns[event: Int(hit.event)]
      for place in feeds {
        add(
          program.feeds[Int(place)], event, Int(hit.event), block, columns, line, &times,
          firstOfEvent, &inputs)
      }
    }
    lastNanoseconds = times.last(columns)
  }

  private mutating func add(
    _ feed: FeedPlan, _ event: Event, _ index: Int, _ block: Block,
    _ columns: borrowing EventColumns, _ line: borrowing Line, _ times: inout TimeCursor,
    _ firstOfEvent: Int, _ inputs: inout [CorrelationInput]
  ) {
    guard let group = hash(Int(feed.group), event, columns, line) else {
      statistics.withoutGroup += 1
      return
    }
    var value = UInt64(event.repetitions)
    if feed.readsNumber {
      guard let number = number(Int(feed.values), event, columns, block) else {
        statistics.withoutValue += 1
        return
      }
      value = number.bitPattern
    } else if feed.values != FeedPlan.noValues {
      guard let hash = hash(Int(feed.values), event, columns, line) else {
        statistics.withoutValue += 1
        return
      }
      value = hash.low
    }
    if feed.ordinal != FeedPlan.noOrdinal { value = CorrelationPlan.value(ofFeed: feed.ordinal) }
    let own = correlationKeys[Int(feed.correlation)]
    let input = CorrelationInput(
      keyHigh: group.high ^ own.0, keyLow: group.low ^ own.1, value: value,
      timeNanoseconds: times.time(of: event, index, columns),
      position: CorrelationInput.position(sequence: block.sequence, event: index),
      evidence: EvidenceReference(
        input: block.input, record: block.firstRecordNumber + index,
        offset: block.firstByteOffset + Int(event.recordStart) - Block.recordsStart,
        length: Int(event.recordEnd &- event.recordStart)),
      correlation: feed.correlation, group: hash(Int(feed.route), event, columns, line)?.high)
    if program.plans[Int(feed.correlation)].hasManyFeeds,
      inputs[firstOfEvent...].contains(input)
    {
      return
    }
    inputs.append(input)
    if !feed.carriers.isEmpty { carry(feed, input, event, columns, line, &inputs) }
  }

  /// Appends what the firing of `head` would give to other correlations.
  private mutating func carry(
    _ feed: FeedPlan, _ head: CorrelationInput, _ event: Event, _ columns: borrowing EventColumns,
    _ line: borrowing Line, _ inputs: inout [CorrelationInput]
  ) {
    for place in feed.carriers {
      let plan = program.carriers[Int(place)]
      var value = plan.value
      if plan.values != FeedPlan.noValues {
        value = hash(Int(plan.values), event, columns, line)?.low ?? value
      }
      // Its fields are among those of the group of `head`, which are there.
      let group = hash(Int(plan.group), event, columns, line) ?? (0, 0)
      let own = correlationKeys[Int(plan.correlation)]
      inputs.append(
        CorrelationInput(
          carriedBy: head, plan, high: group.high ^ own.high, low: group.low ^ own.low,
          value: value))
    }
  }

  /// The first value of the first field of a list as a number, or nil when it is none.
  private mutating func number(
    _ list: Int, _ event: Event, _ columns: borrowing EventColumns, _ block: Block
  ) -> Double? {
    fields.find(in: event, columns, stamp)
    guard let member = fields.members(of: list).first, let place = fields.place(of: member, stamp)
    else { return nil }
    switch BlockText(block).quantity(columns[field: place], columns) {
    case nil: return nil
    case .whole(let number): return number.asDouble
    case .decimal(_, let range):
      let line = block.line(start: range.lowerBound, end: range.upperBound)
      return Double(line.string(in: range)).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// The hash of the first values of a list of fields, or nil when one is missing.
  private mutating func hash(
    _ list: Int, _ event: Event, _ columns: borrowing EventColumns, _ line: borrowing Line
  ) -> (high: UInt64, low: UInt64)? {
    if memos[list].stamp == stamp { return memos[list].isComplete ? memos[list].hash : nil }
    memos[list].stamp = stamp
    memos[list].isComplete = false
    fields.find(in: event, columns, stamp)
    var hasher = KeyHasher(key)
    for member in fields.members(of: list) {
      guard let place = fields.place(of: member, stamp),
        hasher.absorb(columns[field: place], columns, line)
      else { return nil }
    }
    memos[list].hash = hasher.finish()
    memos[list].isComplete = true
    return memos[list].hash
  }
}

/// Where the first field of each name stands that some list asks for, found by one walk an event.
private struct FirstFields {
  /// The members of list `l` are `listMembers[listStarts[l] ..< listStarts[l + 1]]`.
  private var listStarts: [Int] = [0]
  private var listMembers: [Int] = []
  /// The member that a field number is, or −1.
  private var memberOf: [Int] = []
  private var places: [(stamp: UInt64, place: Int)] = []
  private var stamp: UInt64 = 0

  init(_ lists: [[FieldID]]) {
    let all = Set(lists.joined()).sorted()
    memberOf = Array(repeating: -1, count: Int(all.last?.rawValue ?? 0) + 1)
    for (member, field) in all.enumerated() { memberOf[Int(field.rawValue)] = member }
    for list in lists {
      listMembers += list.map { memberOf[Int($0.rawValue)] }
      listStarts.append(listMembers.count)
    }
    places = Array(repeating: (0, 0), count: all.count)
  }

  func members(of list: Int) -> ArraySlice<Int> {
    listMembers[listStarts[list]..<listStarts[list + 1]]
  }

  /// - Parameter stamp: Tells events apart; never 0.
  mutating func find(
    in event: Event, _ columns: borrowing EventColumns, _ stamp: UInt64
  ) {
    if self.stamp == stamp { return }
    self.stamp = stamp
    for place in columns.fields(of: event) {
      let field = Int(columns[field: place].field.rawValue)
      guard field < memberOf.count, memberOf[field] >= 0 else { continue }
      if places[memberOf[field]].stamp != stamp { places[memberOf[field]] = (stamp, place) }
    }
  }

  func place(of member: Int, _ stamp: UInt64) -> Int? {
    places[member].stamp == stamp ? places[member].place : nil
  }
}

/// Finds the time before an event that has none, walking each event at most once a block.
private struct TimeCursor {
  private var next = 0
  private var latest: Int64?

  mutating func time(
    of event: Event, _ index: Int, _ columns: borrowing EventColumns
  ) -> Int64? {
    if event.flags.contains(.hasTime) { return clampedTime(event.timeNanoseconds) }
    while next < index {
      let earlier = columns[event: next]
      if earlier.flags.contains(.hasTime) { latest = clampedTime(earlier.timeNanoseconds) }
      next += 1
    }
    return latest
  }

  /// The time of the last event of all that has one.
  func last(_ columns: borrowing EventColumns) -> Int64? {
    var index = columns.eventCount
    while index > 0 {
      index -= 1
      let event = columns[event: index]
      if event.flags.contains(.hasTime) { return event.timeNanoseconds }
    }
    return nil
  }
}
