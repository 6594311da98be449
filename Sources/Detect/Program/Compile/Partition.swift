/// What the index looks up for the values of one field.
struct SlotPlan: BitwiseCopyable {
  /// Whether some rule reads the field at all.
  var isRead = false
  var hasEquals = false
  var hasNumbers = false
  var hasBooleans = false
  var hasAddresses = false
  /// Bit k − 1: keys of the first (last) k bytes are there.
  var startLengths: UInt8 = 0
  var endLengths: UInt8 = 0
  /// The distinct lengths of networks, in the partition's table.
  var firstLength: UInt32 = 0
  var lengthCount: UInt32 = 0
  /// A place in the table of searchers, or ``none``.
  var searcher = SlotPlan.none
  /// The number under which ``ValueMemo`` knows these look-ups, from 1; 0 when they are so few that
  /// making them is as quick.
  var memo: UInt32 = 0
  /// Keys of any value, and of the field being there.
  var valueKey = SlotPlan.none
  var existsKey = SlotPlan.none

  static let none: UInt32 = .max

  /// Whether there are more look-ups of a text than one or two.
  var looksFar: Bool {
    searcher != SlotPlan.none || startLengths.nonzeroBitCount + endLengths.nonzeroBitCount > 2
  }

  /// Whether looking at the text is of any use.
  var looksAtText: Bool { hasEquals || startLengths | endLengths != 0 }

  /// Whether a value fires anything but by a search.
  var looksAtValues: Bool {
    looksAtText || hasNumbers || hasBooleans || hasAddresses || lengthCount > 0
      || valueKey != SlotPlan.none || existsKey != SlotPlan.none
  }
}

/// The rules that events of one log source can fire, and the index of their witnesses.
struct Partition: BitwiseCopyable {
  let hasRules: Bool
  /// Whether some rule looks at all values and the record.
  let looksEverywhere: Bool
  /// By rule: its first step, ``Step/accept``, ``Step/reject`` or ``Step/absent``.
  let entries: Table<UInt32>
  let steps: Table<Step>
  /// Rules without a witness.
  let always: Table<UInt32>
  /// By slot; the last is for all values.
  let plans: Table<SlotPlan>
  let keys: KeyTable
  let networkLengths: Table<UInt8>
}

/// Builds partitions; searchers with the same literals are made once.
struct PartitionBuilder {
  let atoms: AtomBuilder
  /// Where the folded literals of keys stand in the table of bytes, by key.
  let literalPlaces: [UInt32]
  let networkPlaces: [Prefix: UInt32]
  let store: TableStore
  private(set) var searchers: [KeySearch] = []
  /// How many plans have a number for ``ValueMemo``.
  private(set) var memoCount: UInt32 = 0
  private var searcherOf: [[UInt32]: UInt32] = [:]

  init(
    _ atoms: AtomBuilder, literalPlaces: [UInt32], networkPlaces: [Prefix: UInt32],
    store: TableStore
  ) {
    self.atoms = atoms
    self.literalPlaces = literalPlaces
    self.networkPlaces = networkPlaces
    self.store = store
  }

  /// - Parameters:
  ///   - keys: The keys to index, ascending.
  ///   - readSlots: The slots that the rules read.
  mutating func build(
    rules: [CompiledRule], members: [Int], keys: [UInt32], readSlots: Set<UInt16>
  ) -> Partition {
    let everywhere = atoms.fields.count
    var plans = [SlotPlan](repeating: SlotPlan(), count: everywhere + 1)
    for slot in readSlots { plans[slot == Atom.anywhere ? everywhere : Int(slot)].isRead = true }
    var probes: [KeyProbe: [KeyEntry]] = [:]
    var literals: [Int: [UInt32]] = [:]
    var lengths: [Int: Set<UInt8>] = [:]
    for id in keys {
      let key = atoms.keys[Int(id)]
      let slot = key.slot == Atom.anywhere ? everywhere : Int(key.slot)
      switch key.test {
      case .contains: literals[slot, default: []].append(id)
      case .value: plans[slot].valueKey = id
      case .exists: plans[slot].existsKey = id
      case .network(let network):
        lengths[slot, default: []].insert(network.bits)
        add(id, key, slot, to: &probes, &plans[slot])
      default: add(id, key, slot, to: &probes, &plans[slot])
      }
    }
    for (slot, ids) in literals { plans[slot].searcher = searcher(ids) }
    for slot in 0..<everywhere where plans[slot].looksFar {
      memoCount += 1
      plans[slot].memo = memoCount
    }
    var networkLengths: [UInt8] = []
    for (slot, bits) in lengths {
      plans[slot].firstLength = UInt32(networkLengths.count)
      plans[slot].lengthCount = UInt32(bits.count)
      networkLengths += bits.sorted()
    }
    let (steps, entries) = code(rules, members, indexed: keys)
    return Partition(
      hasRules: !members.isEmpty, looksEverywhere: plans[everywhere].isRead,
      entries: store.freeze(entries), steps: store.freeze(steps),
      always: store.freeze(members.filter { rules[$0].witness == nil }.map { UInt32($0) }),
      plans: store.freeze(plans), keys: KeyTable(probes, in: store),
      networkLengths: store.freeze(networkLengths))
  }

  /// The steps of the rules, and where each begins.
  private func code(
    _ rules: [CompiledRule], _ members: [Int], indexed keys: [UInt32]
  ) -> (steps: [Step], entries: [UInt32]) {
    var indexed = [Bool](repeating: false, count: atoms.keys.count)
    for key in keys { indexed[Int(key)] = true }
    var writer = StepWriter(atoms, indexed: indexed)
    var entries = [UInt32](repeating: Step.absent, count: rules.count)
    for rule in members { entries[rule] = writer.write(rules[rule].formula) }
    return (writer.steps, entries)
  }

  private mutating func searcher(_ ids: [UInt32]) -> UInt32 {
    if let known = searcherOf[ids] { return known }
    let literals = ids.map { id -> (key: UInt32, bytes: [UInt8]) in
      guard case .contains(let literal) = atoms.keys[Int(id)].test else { return (id, []) }
      return (id, literal)
    }
    searchers.append(KeySearch(literals, in: store))
    searcherOf[ids] = UInt32(searchers.count - 1)
    return UInt32(searchers.count - 1)
  }

  private func add(
    _ id: UInt32, _ key: IndexKey, _ slot: Int, to entries: inout [KeyProbe: [KeyEntry]],
    _ plan: inout SlotPlan
  ) {
    let place = literalPlaces[Int(id)]
    switch key.test {
    case .equals(let literal):
      plan.hasEquals = true
      let probe = KeyProbe(.equals, slot: slot, length: literal.count, key: tail(literal, 8))
      entries[probe, default: []].append(
        KeyEntry(id: id, first: place, count: UInt32(literal.count)))
    case .startsWith(let literal):
      let length = min(literal.count, 8)
      plan.startLengths |= 1 << UInt8(length - 1)
      let probe = KeyProbe(
        .startsWith, slot: slot, length: length, key: word(literal.prefix(length)))
      entries[probe, default: []].append(
        KeyEntry(id: id, first: place, count: UInt32(literal.count)))
    case .endsWith(let literal):
      let length = min(literal.count, 8)
      plan.endLengths |= 1 << UInt8(length - 1)
      let probe = KeyProbe(.endsWith, slot: slot, length: length, key: tail(literal, length))
      entries[probe, default: []].append(
        KeyEntry(id: id, first: place, count: UInt32(literal.count)))
    case .number(let number):
      plan.hasNumbers = true
      let kind: KeyProbe.Kind = number.isNegative ? .negativeNumber : .number
      entries[KeyProbe(kind, slot: slot, key: number.bits), default: []].append(KeyEntry(id: id))
    case .address(let address):
      plan.hasAddresses = true
      let probe = KeyProbe(.address, slot: slot, key: KeyProbe.key(of: address))
      let place = networkPlaces[Prefix(host: address)] ?? 0
      entries[probe, default: []].append(KeyEntry(id: id, first: place))
    case .network(let network):
      let probe = KeyProbe(
        .network, slot: slot, length: Int(network.bits), key: KeyProbe.key(of: network.address))
      entries[probe, default: []].append(KeyEntry(id: id, first: networkPlaces[network] ?? 0))
    case .boolean(let flag):
      plan.hasBooleans = true
      entries[KeyProbe(.boolean, slot: slot, key: flag ? 1 : 0), default: []].append(
        KeyEntry(id: id))
    case .contains, .value, .exists: break
    }
  }

  /// Up to eight bytes, the first in the lowest bits.
  private func word(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func tail(_ bytes: [UInt8], _ count: Int) -> UInt64 { word(bytes.suffix(count)) }
}
