import CKernels

extension LiteralSearch {
  /// - Parameters:
  ///   - literals: Of one byte or more; a literal's id is its place. The same may come more than
  ///     once. ASCII letters match both cases, other bytes only themselves.
  ///   - store: Owns the tables.
  ///   - version: Of the kernels: one of ``KernelVersion/available``, or nil for the one in use.
  /// - Complexity: O(bytes of all literals); some 10 ms for 20,000.
  init(_ literals: [[UInt8]], in store: TableStore, version: KernelVersion? = nil) {
    // SAFETY: both functions give tables that live as long as the process.
    if let version, let table = unsafe ckernels_at(ckernels_level(version.rawValue)) {
      unsafe kernels = table
    } else {
      unsafe kernels = ckernels_chosen()
    }
    var long: [WindowIndex.Literal] = []
    var short: [Int: [UInt32: [UInt32]]] = [:]
    for (id, literal) in literals.enumerated() {
      precondition(!literal.isEmpty, "an empty literal stands everywhere")
      let folded = literal.map(CaseFolding.fold)
      if folded.count >= 4 {
        long.append(WindowIndex.Literal(id: UInt32(id), bytes: folded))
      } else {
        let window = WindowIndex.window(folded[...])
        short[folded.count, default: [:]][window, default: []].append(UInt32(id))
      }
    }
    let bytes = LogBytes.shared
    windows = WindowIndex(&long, bytes, in: store)
    triples = ShortIndex(short[3] ?? [:], in: store)
    pairs = ShortIndex(short[2] ?? [:], in: store)
    let single = short[1] ?? [:]
    singles = SingleIndex(
      Dictionary(uniqueKeysWithValues: single.map { (UInt8($0.key), $0.value) }), in: store)
    let used = Dictionary(long.map { ($0.window, 1) }, uniquingKeysWith: +)
    filter = WindowFilter(
      fours: used.keys.sorted(), triples: (short[3] ?? [:]).keys.sorted(),
      pairs: (short[2] ?? [:]).keys.sorted(), singles: single.keys.sorted().map { UInt8($0) },
      bytes: bytes, in: store)
    let mostShort = short.values.reduce(0) { $0 + ($1.values.map(\.count).max() ?? 0) }
    hitsAtOnePlaceMaximum = mostShort + (used.values.max() ?? 0)
  }
}

extension WindowIndex {
  /// A literal while the index is built.
  struct Literal {
    let id: UInt32
    /// Folded, four or more.
    let bytes: [UInt8]
    var windowAt = 0
    var window: UInt32 = 0

    init(id: UInt32, bytes: [UInt8]) {
      self.id = id
      self.bytes = bytes
    }

    /// Where the check word begins: at the window, or as near to it as the literal allows, so that
    /// the literals of a window fall into few groups.
    var checkAt: Int {
      if bytes.count <= 8 { return 0 }
      if windowAt + 8 <= bytes.count { return windowAt }
      return windowAt >= 4 && windowAt + 4 == bytes.count ? windowAt - 4 : bytes.count - 8
    }

    var check: UInt64 {
      bytes[checkAt..<min(checkAt + 8, bytes.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    var delta: Int32 { Int32(checkAt - windowAt) }
    var mask: UInt64 { bytes.count >= 8 ? .max : BlockText.mask(bytes.count) }
  }

  /// The bytes as a number, the first in the lowest bits.
  static func window(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Chooses the windows of `literals`, sorts them and builds the tables.
  init(_ literals: inout [Literal], _ bytes: LogBytes, in store: TableStore) {
    WindowIndex.choose(&literals, bytes)
    literals.sort {
      ($0.window, $0.delta, $0.mask, $0.check, $0.id)
        < ($1.window, $1.delta, $1.mask, $1.check, $1.id)
    }
    var entries: [Entry] = []
    var text: [UInt8] = []
    var groups: [Group] = []
    var members: [UInt32: (first: UInt32, count: UInt32)] = [:]
    for (place, literal) in literals.enumerated() {
      entries.append(
        Entry(
          check: literal.check, windowAt: UInt32(literal.windowAt), first: UInt32(text.count),
          count: UInt32(literal.bytes.count), id: literal.id))
      text += literal.bytes
      let before = place > 0 ? literals[place - 1] : nil
      if let before, before.window == literal.window, before.delta == literal.delta,
        before.mask == literal.mask
      {
        let last = groups.removeLast()
        groups.append(
          Group(
            mask: last.mask, delta: last.delta, first: last.first, count: last.count + 1))
      } else {
        members[literal.window, default: (UInt32(groups.count), 0)].count += 1
        groups.append(
          Group(mask: literal.mask, delta: literal.delta, first: UInt32(place), count: 1))
      }
    }
    var bits: UInt32 = 3
    while 1 << bits < members.count * 2 { bits += 1 }
    var slots = [Slot](repeating: Slot.empty, count: 1 << bits)
    for (window, range) in members.sorted(by: { $0.key < $1.key }) {
      var place = Int(WindowIndex.hash(window) >> (32 - bits))
      while slots[place].count != 0 { place = (place + 1) & (slots.count - 1) }
      slots[place] = Slot(window: window, first: range.first, count: range.count, groups, entries)
    }
    self.slots = store.freeze(slots)
    shift = 32 - bits
    self.groups = store.freeze(groups)
    self.entries = store.freeze(entries)
    self.bytes = store.freeze(text)
  }

  /// Gives each literal the window that is rarest in logs and that few other literals have too.
  private static func choose(_ literals: inout [Literal], _ bytes: LogBytes) {
    var users: [UInt32: Int] = [:]
    for literal in literals {
      for start in 0...literal.bytes.count - 4 {
        users[window(literal.bytes[start..<start + 4]), default: 0] += 1
      }
    }
    for index in literals.indices {
      let literal = literals[index].bytes
      var least = Float.infinity
      for start in 0...literal.count - 4 {
        let slice = literal[start..<start + 4]
        let key = window(slice)
        let shared = users[key] ?? 1
        var cost = bytes.window(slice) + Float(Int.bitWidth - shared.leadingZeroBitCount)
        // A window of one byte repeated is found at every place of a run of it.
        if slice.allSatisfy({ $0 == slice[start] }) { cost += 8 }
        if cost < least {
          least = cost
          literals[index].windowAt = start
          literals[index].window = key
        }
      }
    }
  }
}

extension WindowIndex.Slot {
  fileprivate static let empty = Self(window: 0, first: 0, count: 0, delta: 0, mask: 0, check: 0)

  fileprivate init(
    window: UInt32, first: UInt32, count: UInt32, _ groups: [WindowIndex.Group],
    _ entries: [WindowIndex.Entry]
  ) {
    let group = groups[Int(first)]
    let isOne = count == 1 && group.count == 1
    self.init(
      window: window, first: first, count: count, delta: group.delta,
      mask: isOne ? group.mask : Self.several, check: entries[Int(group.first)].check)
  }
}
