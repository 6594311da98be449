// Matching with a look at the clock around each rule, for `rules bench` and for samples of a run.

/// What each rule of a program did, and what it cost by the caller's clock.
package struct RuleProfile: Sendable {
  package struct Rule: Sendable {
    /// Events for which a key fired that the rule needs.
    package var candidates = 0
    package var hits = 0
    /// Time of its evaluations.
    package var ticks: UInt64 = 0
  }

  package fileprivate(set) var rules: [Rule]
  package fileprivate(set) var events = 0
  /// Time of looking the values of events up, which serves all rules at once.
  package fileprivate(set) var indexTicks: UInt64 = 0
  fileprivate var eventsOfPartition: [Int]
  fileprivate let clock: @Sendable () -> UInt64
  /// What reading the clock twice takes by itself.
  private let overhead: UInt64

  /// - Parameter clock: Any steady clock. It is read twice a candidate.
  package init(_ program: Program, clock: @escaping @Sendable () -> UInt64) {
    rules = Array(repeating: Rule(), count: program.rules.count)
    eventsOfPartition = Array(repeating: 0, count: program.tables.partitions.count)
    self.clock = clock
    overhead =
      (0..<101).map { _ in
        let start = clock()
        return clock() &- start
      }.sorted()[50]
  }

  fileprivate func ticks(since start: UInt64) -> UInt64 {
    let passed = clock() &- start
    return passed > overhead ? passed - overhead : 0
  }

  /// Adds what was seen of the same program elsewhere.
  package mutating func add(_ other: RuleProfile) {
    events += other.events
    indexTicks &+= other.indexTicks
    for place in other.rules.indices {
      rules[place].candidates += other.rules[place].candidates
      rules[place].hits += other.rules[place].hits
      rules[place].ticks &+= other.rules[place].ticks
    }
    for place in other.eventsOfPartition.indices {
      eventsOfPartition[place] += other.eventsOfPartition[place]
    }
  }

  /// The events whose log source the rule is for.
  package func considered(_ rule: Int, in program: Program) -> Int {
    eventsOfPartition.indices.reduce(0) { sum, place in
      let partition = program.tables.partitions[place]
      let isThere = partition.hasRules && partition.entries[UInt32(rule)] != Step.absent
      return sum + (isThere ? eventsOfPartition[place] : 0)
    }
  }
}

extension Matcher {
  /// Does what ``match(_:_:into:)`` does and notes the cost of each rule. A test that several rules
  /// share is the cost of the rule that came first.
  package mutating func profile(
    _ block: Block, _ columns: borrowing EventColumns, into profile: inout RuleProfile
  ) {
    let limits = state.expressions.limitsReached
    profileBlock(
      program.tables, program.expressions, BlockText(block), columns, &state, &profile)
    // Those of a block are counted when it is matched.
    state.expressions.limitsReached = limits
    withExtendedLifetime(block) {}
  }
}

private func profileBlock(
  _ tables: ProgramTables, _ expressions: [RegularExpression], _ text: BlockText,
  _ columns: borrowing EventColumns, _ state: inout MatchState, _ profile: inout RuleProfile
) {
  let unknownSource = tables.partitionOfSource.count &- 1
  profile.events += columns.eventCount
  state.records.begin()
  for index in 0..<columns.eventCount {
    let event = columns[event: index]
    let place = Int(tables.partitionOfSource[min(Int(event.logSource), unknownSource)])
    let partition = tables.partitions[place]
    profile.eventsOfPartition[place] += 1
    if !partition.hasRules { continue }
    let start = profile.clock()
    state.beginEvent()
    indexEvent(tables, partition, text, columns, index, &state)
    collectCandidates(tables, partition, &state)
    profile.indexTicks += profile.ticks(since: start)
    let view = EventView(event)
    for place in 0..<state.candidates.count {
      let rule = state.candidates[place]
      let start = profile.clock()
      let holds = ruleHolds(
        tables, partition, expressions, rule, text, columns, view, &state)
      profile.rules[Int(rule)].ticks += profile.ticks(since: start)
      profile.rules[Int(rule)].candidates += 1
      if holds { profile.rules[Int(rule)].hits += 1 }
    }
  }
}
