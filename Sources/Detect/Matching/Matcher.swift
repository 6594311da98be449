/// Matches the events of blocks against a program. Each worker owns one.
///
/// An event goes through three steps. Its values are looked up in the index of its log source's
/// rules, which fires keys. The keys name the rules that can hold. Those are evaluated, test by
/// test; a test is decided by a key, or made on the values now, once for all rules of the event.
package struct Matcher: ~Copyable {
  package let program: Program
  var state: MatchState
  /// What was done since the matcher was made.
  package private(set) var counters = MatchCounters()

  package init(
    _ program: Program, limits: RegularExpressionLimits = RegularExpressionLimits()
  ) {
    self.program = program
    state = MatchState(program.tables, rules: program.rules.count, limits: limits)
  }

  /// Appends each pair of an event and a rule that holds for it, by event, then by rule.
  ///
  /// - Parameters:
  ///   - columns: The events of `block`.
  ///   - hits: Grows only as needed; nothing else is allocated.
  /// - Complexity: O(bytes of the fields that rules read), and the rules whose witness fired.
  package mutating func match(
    _ block: Block, _ columns: borrowing EventColumns, into hits: inout [RuleHit]
  ) {
    matchBlock(
      program.tables, program.expressions, BlockText(block), columns, &state, &counters, &hits)
    counters.expressionLimits = state.expressions.limitsReached
    withExtendedLifetime(block) {}
  }
}

/// What matching did, for measurements and reports.
package struct MatchCounters: Hashable, Sendable {
  package var events = 0
  /// Rules that were evaluated because of a key or for want of a witness.
  package var candidates = 0
  package var hits = 0
  /// Matches of regular expressions that a limit ended.
  package var expressionLimits = 0
}

/// The scratch space of a matcher.
struct MatchState: ~Copyable {
  /// Keys, then groups.
  var fired: StampedSet
  var candidates: StampedSet
  /// By atom: the generation in which it was decided, doubled, + whether it holds.
  var memo: Scratch<UInt32>
  /// By slot: the generation in which it was met in the upper half, 1 + its last span in the lower.
  var heads: Scratch<UInt64>
  /// By place in the event: 1 + the span before of the same field, or 0.
  var previous: Scratch<UInt32>
  /// The rules that hold for the event.
  var holding: Scratch<UInt32>
  var expressions: RegularExpressionScratch
  /// The hits of a search in one value, or in a few.
  var valueHits: LiteralHits
  var records: RecordSearch
  var values: ValueMemo
  /// The number of the event, from 1; begins anew after 2^31.
  var generation: UInt32 = 0

  init(_ tables: ProgramTables, rules: Int, limits: RegularExpressionLimits) {
    fired = StampedSet(capacity: tables.keyCount + tables.groupCount)
    candidates = StampedSet(capacity: rules)
    memo = Scratch(repeating: 0, count: tables.atoms.count)
    heads = Scratch(repeating: 0, count: tables.slotCount)
    previous = Scratch(repeating: 0, count: EventColumns.fieldsPerEventMaximum)
    holding = Scratch(repeating: 0, count: rules)
    expressions = RegularExpressionScratch(limits: limits)
    var mostHits = 1024
    for place in 0..<tables.searchers.count {
      mostHits = max(mostHits, tables.searchers[place].search.hitsAtOnePlaceMaximum)
    }
    valueHits = LiteralHits(capacity: mostHits)
    records = RecordSearch(capacity: mostHits)
    values = ValueMemo(isUsed: tables.hasMemo)
  }

  @inline(__always) mutating func beginEvent() {
    fired.removeAll()
    candidates.removeAll()
    generation &+= 1
    if generation == 1 << 31 {
      memo.fill(0)
      heads.fill(0)
      generation = 1
    }
  }

  /// Puts the span at a place of the event before those of the same slot.
  @inline(__always) mutating func link(_ place: Int, slot: Int) {
    let head = heads[slot]
    let isFirst = head >> 32 != UInt64(generation)
    previous[place] = isFirst ? 0 : UInt32(truncatingIfNeeded: head)
    heads[slot] = UInt64(generation) << 32 | UInt64(truncatingIfNeeded: place &+ 1)
  }

  /// 1 + the place in the event of a span of the slot, or 0.
  @inline(__always) func head(_ slot: Int) -> Int {
    let head = heads[slot]
    return head >> 32 == UInt64(generation) ? Int(head & 0xffff_ffff) : 0
  }
}

private func matchBlock(
  _ tables: ProgramTables, _ expressions: [RegularExpression], _ text: BlockText,
  _ columns: borrowing EventColumns, _ state: inout MatchState, _ counters: inout MatchCounters,
  _ hits: inout [RuleHit]
) {
  let unknownSource = tables.partitionOfSource.count &- 1
  var current = tables.partitionOfSource[unknownSource]
  var partition = tables.partitions[current]
  var candidates = 0
  let before = hits.count
  state.records.begin()
  for index in 0..<columns.eventCount {
    let event = columns[event: index]
    let wanted = tables.partitionOfSource[min(Int(event.logSource), unknownSource)]
    if wanted != current {
      current = wanted
      partition = tables.partitions[wanted]
    }
    if !partition.hasRules { continue }
    state.beginEvent()
    indexEvent(tables, partition, text, columns, index, &state)
    collectCandidates(tables, partition, &state)
    candidates &+= state.candidates.count
    let view = EventView(event)
    var holding = 0
    for place in 0..<state.candidates.count {
      let rule = state.candidates[place]
      if ruleHolds(tables, partition, expressions, rule, text, columns, view, &state) {
        state.holding[holding] = rule
        holding &+= 1
      }
    }
    if holding > 0 { append(event: index, holding, &state, to: &hits) }
  }
  counters.events &+= columns.eventCount
  counters.candidates &+= candidates
  counters.hits &+= hits.count &- before
}

/// Makes the rules that the fired keys name candidates, with those that have no witness.
@inline(__always)
func collectCandidates(
  _ tables: ProgramTables, _ partition: Partition, _ state: inout MatchState
) {
  var place = 0
  while place < state.fired.count {
    let id = Int(state.fired[place])
    place &+= 1
    var posting = tables.postingStarts[id]
    let end = tables.postingStarts[id &+ 1]
    while posting < end {
      let target = tables.postings[posting]
      posting &+= 1
      if target & Step.firedBit != 0 {
        state.fired.insert(target & ~Step.firedBit &+ UInt32(tables.keyCount))
      } else if partition.entries[target] != Step.absent {
        state.candidates.insert(target)
      }
    }
  }
  for place in 0..<partition.always.count { state.candidates.insert(partition.always[place]) }
}

/// Appends the event's hits in the order of their rules. They are few.
private func append(
  event: Int, _ count: Int, _ state: inout MatchState, to hits: inout [RuleHit]
) {
  for place in 1..<max(count, 1) {
    let rule = state.holding[place]
    var hole = place
    while hole > 0, state.holding[hole &- 1] > rule {
      state.holding[hole] = state.holding[hole &- 1]
      hole &-= 1
    }
    state.holding[hole] = rule
  }
  for place in 0..<count {
    hits.append(RuleHit(event: UInt32(truncatingIfNeeded: event), rule: state.holding[place]))
  }
}
