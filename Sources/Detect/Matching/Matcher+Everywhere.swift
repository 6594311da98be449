// Looking up what rules ask of all values of an event, and of its record.

/// Fires the keys that any value may fire.
func indexEverywhere(
  _ tables: ProgramTables, _ partition: Partition, _ text: BlockText,
  _ columns: borrowing EventColumns, _ index: Int, _ state: inout MatchState
) {
  let event = columns[event: index]
  let plan = partition.plans[tables.slotCount]
  let record = EventView(event).record
  if plan.looksAtValues {
    for place in columns.fields(of: event) {
      let span = columns[field: place]
      if span.field == .nameOfNext { continue }
      indexAnyValue(tables, partition, plan, text, columns, span, &state.fired)
    }
    indexAnyValue(tables, partition, plan, text, columns, record, &state.fired)
  }
  if plan.searcher == SlotPlan.none { return }
  let search = tables.searchers[plan.searcher]
  searchValues(search, text, columns, event, &state)
  if state.records.isDone(plan.searcher, before: record.range) {
    let end = endOfRecords(tables, plan.searcher, columns, from: index)
    state.records.begin(plan.searcher, from: record.range.lowerBound, to: end)
  }
  state.records.fire(search, text, record.range, into: &state.fired)
}

/// Fires the keys of a value, whatever its field, but for those that need a search.
private func indexAnyValue(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ text: BlockText,
  _ columns: borrowing EventColumns, _ span: FieldSpan, _ fired: inout StampedSet
) {
  let slot = tables.slotCount
  indexValue(tables, partition, plan, slot, text, columns, span, &fired)
  if plan.looksAtText, span.kind != .null {
    indexText(tables, partition, plan, slot, text, span.range, &fired)
  }
}

/// Where the records end that follow each other from an event on and have the same search.
private func endOfRecords(
  _ tables: ProgramTables, _ searcher: UInt32, _ columns: borrowing EventColumns, from index: Int
) -> Int {
  let unknownSource = tables.partitionOfSource.count &- 1
  var end = Int(columns[event: index].recordEnd)
  var next = index &+ 1
  while next < columns.eventCount {
    let event = columns[event: next]
    let partition = tables.partitionOfSource[min(Int(event.logSource), unknownSource)]
    let plans = tables.partitions[partition].plans
    if Int(event.recordStart) < end || plans[tables.slotCount].searcher != searcher { break }
    end = Int(event.recordEnd)
    next &+= 1
  }
  return end
}

/// Searches the values that do not stand in the record. What a part of the record has, the record
/// has.
private func searchValues(
  _ search: KeySearch, _ text: BlockText, _ columns: borrowing EventColumns, _ event: Event,
  _ state: inout MatchState
) {
  for place in columns.fields(of: event) {
    let span = columns[field: place]
    let isInRecord =
      span.offset >= event.recordStart && span.offset &+ span.length <= event.recordEnd
    if isInRecord || span.kind == .null || span.field == .nameOfNext { continue }
    search.fire(text, span.range, &state.valueHits, into: &state.fired)
  }
}
