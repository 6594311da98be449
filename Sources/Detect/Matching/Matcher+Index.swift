// Looking up the values of an event in the index of its partition.

/// Fires the keys of all values of the event, and links the spans of each field that is read.
@inline(__always)
func indexEvent(
  _ tables: ProgramTables, _ partition: Partition, _ text: BlockText,
  _ columns: borrowing EventColumns, _ index: Int, _ state: inout MatchState
) {
  let event = columns[event: index]
  let first = Int(event.firstField)
  let slots = tables.slots
  for place in 0..<Int(event.fieldCount) {
    let span = columns[field: first &+ place]
    let field = Int(span.field.rawValue)
    if field >= slots.count { continue }
    let slot = Int(slots[field])
    if slot == Int(Atom.anywhere) { continue }
    let plan = partition.plans[slot]
    if !plan.isRead { continue }
    let isFirst = state.head(slot) == 0
    state.link(place, slot: slot)
    indexValue(tables, partition, plan, slot, text, columns, span, &state.fired)
    if span.kind == .null { continue }
    if isFirst, plan.memo != 0, 1...ValueMemo.bytesMaximum ~= Int(span.length) {
      indexRemembered(tables, partition, plan, slot, text, span.range, &state)
    } else {
      indexAnew(tables, partition, plan, slot, text, span.range, &state)
    }
  }
  if partition.looksEverywhere {
    indexEverywhere(tables, partition, text, columns, index, &state)
  }
}

/// Fires the keys of a text as they were found before, or else finds and remembers them. Keys of the
/// field that fired already would be missed: so it must be the first value of the field.
@inline(__always)
private func indexRemembered(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ slot: Int,
  _ text: BlockText, _ range: Range<Int>, _ state: inout MatchState
) {
  let place = state.values.place(plan.memo, text, range)
  if state.values.fire(at: place, plan.memo, text, range, into: &state.fired) { return }
  let first = state.fired.count
  indexAnew(tables, partition, plan, slot, text, range, &state)
  state.values.remember(
    at: place, plan.memo, text, range, fired: state.fired, from: first)
}

/// Fires the keys of a text.
private func indexAnew(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ slot: Int,
  _ text: BlockText, _ range: Range<Int>, _ state: inout MatchState
) {
  if plan.looksAtText { indexText(tables, partition, plan, slot, text, range, &state.fired) }
  if plan.searcher != SlotPlan.none {
    tables.searchers[plan.searcher].fire(text, range, &state.valueHits, into: &state.fired)
  }
}

/// Fires the keys of one value that its text alone does not fire.
@inline(__always)
func indexValue(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ slot: Int,
  _ text: BlockText, _ columns: borrowing EventColumns, _ span: FieldSpan,
  _ fired: inout StampedSet
) {
  if plan.existsKey != SlotPlan.none { fired.insert(plan.existsKey) }
  if span.kind == .null { return }
  if plan.valueKey != SlotPlan.none { fired.insert(plan.valueKey) }
  if plan.hasNumbers, case .whole(let number)? = text.quantity(span, columns) {
    let kind: KeyProbe.Kind = number.isNegative ? .negativeNumber : .number
    fire(partition, KeyProbe(kind, slot: slot, key: number.bits), &fired)
  }
  if plan.hasBooleans, span.kind == .boolean {
    fire(partition, KeyProbe(.boolean, slot: slot, key: span.value == 0 ? 0 : 1), &fired)
  }
  if plan.hasAddresses || plan.lengthCount > 0 {
    indexAddress(tables, partition, plan, slot, text, columns, span, &fired)
  }
}

/// Fires the keys of a probe that need no comparison.
@inline(__always)
private func fire(_ partition: Partition, _ probe: KeyProbe, _ fired: inout StampedSet) {
  for place in partition.keys.find(probe) { fired.insert(partition.keys.entries[place].id) }
}

/// Fires the keys of equal texts, beginnings and ends.
func indexText(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ slot: Int,
  _ text: BlockText, _ range: Range<Int>, _ fired: inout StampedSet
) {
  let tail = CaseFolding.fold(text.tail(of: range))
  if plan.hasEquals {
    let probe = KeyProbe(.equals, slot: slot, length: range.count, key: tail)
    fireLiterals(tables, partition, probe, text, range, &fired)
  }
  var lengths = plan.endLengths
  while lengths != 0 {
    let length = lengths.trailingZeroBitCount &+ 1
    lengths &= lengths &- 1
    if length > range.count { break }
    let key = tail &>> UInt64(truncatingIfNeeded: (min(range.count, 8) &- length) &* 8)
    let probe = KeyProbe(.endsWith, slot: slot, length: length, key: key)
    fireLiterals(tables, partition, probe, text, range, &fired)
  }
  lengths = plan.startLengths
  if lengths == 0 { return }
  let head = CaseFolding.fold(text.head(of: range))
  while lengths != 0 {
    let length = lengths.trailingZeroBitCount &+ 1
    lengths &= lengths &- 1
    if length > range.count { break }
    let key = length == 8 ? head : head & BlockText.mask(length)
    let probe = KeyProbe(.startsWith, slot: slot, length: length, key: key)
    fireLiterals(tables, partition, probe, text, range, &fired)
  }
}

/// Fires the keys of a probe whose literals stand where they should.
@inline(__always)
private func fireLiterals(
  _ tables: ProgramTables, _ partition: Partition, _ probe: KeyProbe, _ text: BlockText,
  _ range: Range<Int>, _ fired: inout StampedSet
) {
  if !partition.keys.mayHave(probe) { return }
  let isAtEnd = probe.tag & 0xff == KeyProbe.Kind.endsWith.rawValue
  let isWhole = probe.tag & 0xff == KeyProbe.Kind.equals.rawValue
  for place in partition.keys.find(probe) {
    let entry = partition.keys.entries[place]
    let count = Int(entry.count)
    guard isWhole ? count == range.count : count <= range.count else { continue }
    let first = Int(entry.first)
    let start = isAtEnd ? range.upperBound &- count : range.lowerBound
    let literal = first..<first &+ count
    // The probe itself holds up to eight bytes.
    if count <= 8 || hasFoldedLiteral(tables.patterns.bytes, literal, text, at: start) {
      fired.insert(entry.id)
    }
  }
}

/// Fires the keys of the value's address and of the networks that hold it.
private func indexAddress(
  _ tables: ProgramTables, _ partition: Partition, _ plan: SlotPlan, _ slot: Int,
  _ text: BlockText, _ columns: borrowing EventColumns, _ span: FieldSpan,
  _ fired: inout StampedSet
) {
  let typed = columns.address(of: span)
  if plan.hasAddresses, let typed {
    let probe = KeyProbe(.address, slot: slot, key: KeyProbe.key(of: typed))
    fireNetworks(tables, partition, probe, typed, &fired)
  }
  if plan.lengthCount == 0 { return }
  guard let address = typed ?? text.line().address(in: span.range) else { return }
  for place in plan.firstLength..<plan.firstLength &+ plan.lengthCount {
    let bits = partition.networkLengths[place]
    let mask = Prefix.mask(bits: bits)
    let lowest = Address(high: address.high & mask.high, low: address.low & mask.low)
    let probe = KeyProbe(
      .network, slot: slot, length: Int(bits), key: KeyProbe.key(of: lowest))
    fireNetworks(tables, partition, probe, address, &fired)
  }
}

@inline(__always)
private func fireNetworks(
  _ tables: ProgramTables, _ partition: Partition, _ probe: KeyProbe, _ address: Address,
  _ fired: inout StampedSet
) {
  for place in partition.keys.find(probe) {
    let entry = partition.keys.entries[place]
    if tables.networks[entry.first].contains(address) { fired.insert(entry.id) }
  }
}
