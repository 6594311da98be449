/// A rule as a formula, and what it needs to be looked at.
struct CompiledRule: Sendable {
  let formula: Formula
  /// Ids (keys, then groups) of which one fires whenever the rule holds; nil without a witness.
  let witness: [UInt32]?
  /// The atoms and groups it reads.
  let atoms: Set<Int>
  let groups: Set<Int>
}

/// Turns rules into formulas and witnesses.
struct RuleCompiler {
  private(set) var atoms = AtomBuilder()
  private(set) var rules: [CompiledRule] = []
  /// The keys of each group, ascending.
  private(set) var groups: [[UInt32]] = []
  private var groupOf: [[UInt32]: Int] = [:]
  /// By key: in how many rules it stands.
  private var popularity: [IndexKey: Int] = [:]

  /// Lists of at least so many values become groups.
  static let groupMinimum = 8

  /// What a formula needs: keys and groups, and how often they may fire.
  private struct Need {
    var keys: [IndexKey] = []
    var groups: [Int] = []
    var cost = 0
  }

  init(_ sources: [DetectionRule]) {
    var formulas: [Formula] = []
    for source in sources {
      formulas.append(lower(source.condition, isNegated: false))
      countKeys(formulas[formulas.count - 1])
    }
    for formula in formulas {
      let need = need(of: formula)
      var witness = need.map { _ in [UInt32]() }
      for key in need?.keys ?? [] { witness?.append(atoms.number(of: key)) }
      // Groups are numbered after all keys, once those are known.
      for group in need?.groups ?? [] { witness?.append(UInt32(group) | Step.firedBit) }
      if case .constant(false) = formula { witness = [] }
      let operands = formula.operands
      rules.append(
        CompiledRule(
          formula: formula, witness: witness.map { Set($0).sorted() },
          atoms: Set(operands.atoms), groups: Set(operands.groups)))
    }
  }

  private mutating func countKeys(_ formula: Formula) {
    let operands = formula.operands
    var used: Set<IndexKey> = []
    for atom in operands.atoms { used.formUnion(atoms.witnesses[atom]?.keys ?? []) }
    for group in operands.groups { used.formUnion(groups[group].map { atoms.keys[Int($0)] }) }
    for key in used { popularity[key, default: 0] += 1 }
  }

  /// The cost of a key. What stands in many rules is common in what they watch (`\cmd.exe`), and
  /// sets off as many of them.
  private func cost(_ key: IndexKey) -> Int {
    let users = max(1, popularity[key] ?? 1)
    return key.cost * (users.bitWidth - users.leadingZeroBitCount)
  }

  private mutating func lower(_ condition: Condition, isNegated: Bool) -> Formula {
    switch condition {
    case .test(let predicate): return .test(atom: atoms.atom(of: predicate), isNegated: isNegated)
    case .not(let part): return lower(part, isNegated: !isNegated)
    case .all(let parts), .any(let parts):
      var isAll = isNegated
      if case .all = condition { isAll = !isNegated }
      var lowered: [Formula] = []
      for part in parts { lowered.append(lower(part, isNegated: isNegated)) }
      let joined = Formula.join(lowered, isAll: isAll)
      guard case .any(let choices) = joined else { return joined }
      return grouped(choices)
    }
  }

  /// A disjunction with its long list of decided tests, if it has one, as one group.
  private mutating func grouped(_ parts: [Formula]) -> Formula {
    var keys: Set<UInt32> = []
    var count = 0
    var rest: [Formula] = []
    for part in parts {
      if case .test(let atom, false) = part, let deciding = atoms.decidingKeys[atom] {
        keys.formUnion(deciding)
        count += 1
      } else {
        rest.append(part)
      }
    }
    guard count >= RuleCompiler.groupMinimum else { return .any(parts) }
    let sorted = keys.sorted()
    let group = groupOf[sorted] ?? groups.count
    if group == groups.count {
      groups.append(sorted)
      groupOf[sorted] = group
    }
    return Formula.join([.group(group)] + rest, isAll: false)
  }

  /// The witness of a formula: of a conjunction the cheapest one, of a disjunction all of them, of
  /// a negation none.
  private func need(of formula: Formula) -> Need? {
    switch formula {
    case .constant: return nil
    case .group(let group):
      let cost = groups[group].reduce(0) { $0 + self.cost(atoms.keys[Int($1)]) }
      return Need(groups: [group], cost: cost)
    case .test(let atom, let isNegated):
      let witness =
        isNegated
        ? Witness(negationOf: atoms.predicates[atom], slot: atoms.atoms[atom].slot)
        : atoms.witnesses[atom]
      return witness.map { witness in
        Need(keys: witness.keys, cost: witness.keys.reduce(0) { $0 + cost($1) })
      }
    case .all(let parts):
      return parts.compactMap { need(of: $0) }.min { $0.cost < $1.cost }
    case .any(let parts):
      var union = Need()
      for part in parts {
        guard let need = need(of: part) else { return nil }
        union.keys += need.keys
        union.groups += need.groups
        union.cost += need.cost
      }
      return union
    }
  }
}

extension RuleCompiler {
  /// Where the literal of each key stands in the bytes, which it may add to.
  mutating func placesOfLiterals() -> [UInt32] {
    var places: [UInt32] = []
    for key in atoms.keys {
      switch key.test {
      case .equals(let literal), .startsWith(let literal), .endsWith(let literal),
        .contains(let literal):
        places.append(atoms.place(of: literal))
      default: places.append(0)
      }
    }
    return places
  }

  /// The networks of atoms in their order, then those that only keys need, and where each stands.
  func allNetworks() -> ([Prefix], [Prefix: UInt32]) {
    var all = atoms.networks
    var places: [Prefix: UInt32] = [:]
    for (place, network) in all.enumerated() { places[network] = UInt32(place) }
    for key in atoms.keys {
      let network: Prefix
      switch key.test {
      case .network(let prefix): network = prefix
      case .address(let address): network = Prefix(host: address)
      default: continue
      }
      if places[network] == nil {
        places[network] = UInt32(all.count)
        all.append(network)
      }
    }
    return (all, places)
  }

  /// What each key, and then each group, sets off.
  func postings() -> (starts: [UInt32], targets: [UInt32]) {
    let keyCount = atoms.keys.count
    var targets = [[UInt32]](repeating: [], count: keyCount + groups.count)
    for (group, keys) in groups.enumerated() {
      for key in keys { targets[Int(key)].append(UInt32(group) | Step.firedBit) }
    }
    for (rule, compiled) in rules.enumerated() {
      for id in compiled.witness ?? [] {
        let place =
          id & Step.firedBit == 0 ? Int(id) : keyCount + Int(id & ~Step.firedBit)
        targets[place].append(UInt32(rule))
      }
    }
    var starts: [UInt32] = [0]
    for list in targets { starts.append(starts.last! + UInt32(list.count)) }
    return (starts, targets.flatMap { $0 })
  }

  /// A partition for each distinct set of rules, and which one each log source (and none) has.
  func partitions(
    _ sources: [DetectionRule], logSources: [LogSource], builder: inout PartitionBuilder
  ) -> (partitions: [Partition], ofSource: [UInt32]) {
    var partitions: [Partition] = []
    var known: [[Int]: UInt32] = [:]
    var ofSource: [UInt32] = []
    let bySelector = Dictionary(grouping: sources.indices) { sources[$0].logSource }
    for source in logSources + [LogSource()] {
      let members = bySelector.filter { $0.key.matches(source) }.flatMap(\.value).sorted()
      if let partition = known[members] {
        ofSource.append(partition)
        continue
      }
      known[members] = UInt32(partitions.count)
      ofSource.append(UInt32(partitions.count))
      partitions.append(
        builder.build(
          rules: rules, members: members, keys: keys(of: members),
          readSlots: slots(readBy: members)))
    }
    return (partitions, ofSource)
  }

  /// The keys to index for these rules: their witnesses, all of their groups, and those of other
  /// tests that ride along, since their look-up is made anyway.
  private func keys(of members: [Int]) -> [UInt32] {
    var keys: Set<UInt32> = []
    for rule in members {
      keys.formUnion((rules[rule].witness ?? []).filter { $0 & Step.firedBit == 0 })
      for group in rules[rule].groups { keys.formUnion(groups[group]) }
    }
    let lookUps = Set(keys.compactMap { atoms.keys[Int($0)].lookUp })
    for rule in members {
      for place in rules[rule].atoms {
        guard let needed = atoms.decidingKeys[place] else { continue }
        let ridesAlong = needed.allSatisfy { id in
          atoms.keys[Int(id)].lookUp.map(lookUps.contains) ?? false
        }
        if ridesAlong { keys.formUnion(needed) }
      }
    }
    return keys.sorted()
  }

  private func slots(readBy members: [Int]) -> Set<UInt16> {
    var slots: Set<UInt16> = []
    for rule in members {
      for place in rules[rule].atoms {
        let atom = atoms.atoms[place]
        slots.insert(atom.slot)
        if atom.operation == .relation { slots.insert(UInt16(atom.first)) }
      }
      for group in rules[rule].groups {
        for key in groups[group] { slots.insert(atoms.keys[Int(key)].slot) }
      }
      for id in rules[rule].witness ?? [] where id & Step.firedBit == 0 {
        slots.insert(atoms.keys[Int(id)].slot)
      }
    }
    return slots
  }
}
