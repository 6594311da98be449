/// Why rules do not become a program.
package enum ProgramError: Error, Equatable, Sendable {
  /// A regular expression of the rule at this place does not compile.
  case expression(rule: Int, pattern: String, RegularExpressionError)
}

extension ProgramError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .expression(let rule, let pattern, let error):
      "rule \(rule): the regular expression '\(pattern)' does not compile: \(error)"
    }
  }
}

/// Detection rules in the form that the matcher runs: immutable, and shared by all workers.
///
/// Each distinct test is one atom. Each rule has a witness: keys of which one fires for every event
/// that the rule holds for. The index fires keys from the values of an event, by look-ups that
/// serve all rules at once; only rules of which a key fired are evaluated.
package final class Program: Sendable {
  package let rules: [DetectionRule]
  package let names: FieldNames
  /// The fields that rules read, for decoders that can leave others out.
  package let fieldsRead: Set<FieldID>
  /// Whether some rule looks at all values, of fields with any name.
  package let readsEveryField: Bool

  /// The rules without a witness, which are looked at for each event of their log source.
  package var openRules: [Int] { compiled.indices.filter { compiled[$0].witness == nil } }

  let tables: ProgramTables
  let expressions: [RegularExpression]
  let compiled: [CompiledRule]
  let predicates: [Predicate]
  let keys: [IndexKey]
  let groups: [[UInt32]]
  /// The fields by slot.
  let fields: [FieldID]
  // Keeps what the tables point at.
  private let store: TableStore

  /// - Parameters:
  ///   - logSources: What events carry the place of. Events with a place beyond are asked only by
  ///     rules that ask nothing of the log source.
  ///   - names: For descriptions.
  /// - Throws: ``ProgramError``. A rule set that was checked before throws nothing.
  /// - Complexity: Some 10 µs a rule and log source kind, 100 µs an expression.
  package init(
    rules: [DetectionRule], logSources: [LogSource], names: FieldNames = .ecs
  ) throws(ProgramError) {
    var compiler = RuleCompiler(rules)
    let store = TableStore()
    self.store = store
    self.rules = rules
    self.names = names
    compiled = compiler.rules
    predicates = compiler.atoms.predicates
    keys = compiler.atoms.keys
    groups = compiler.groups
    fields = compiler.atoms.fields
    fieldsRead = Set(fields)
    readsEveryField = compiler.atoms.atoms.contains { $0.slot == Atom.anywhere }
    expressions = try Program.compile(compiler)
    tables = ProgramTables(&compiler, rules: rules, logSources: logSources, in: store)
  }

  private static func compile(
    _ compiler: RuleCompiler
  ) throws(ProgramError) -> [RegularExpression] {
    var compiled: [RegularExpression] = []
    for expression in compiler.atoms.expressions {
      do {
        compiled.append(try RegularExpression(expression))
      } catch {
        let atom = compiler.atoms.predicates.firstIndex { $0.test == .expression(expression) } ?? 0
        let rule = compiler.rules.firstIndex { $0.atoms.contains(atom) } ?? 0
        throw .expression(rule: rule, pattern: expression.pattern, error)
      }
    }
    return compiled
  }
}

/// All that the matcher reads, in flat tables.
struct ProgramTables {
  let patterns: PatternTables
  let addresses: Table<Address>
  let networks: Table<Prefix>
  let atoms: Table<Atom>
  /// What each key and group sets off: `postings[starts[id] ..< starts[id + 1]]`, rules, and groups
  /// with ``Step/firedBit``.
  let postingStarts: Table<UInt32>
  let postings: Table<UInt32>
  /// Slots by field number; ``Atom/anywhere`` for fields that no rule reads.
  let slots: Table<UInt16>
  let slotCount: Int
  let keyCount: Int
  let groupCount: Int
  /// The slot of the event's time, or ``Atom/anywhere``.
  let timeSlot: UInt16
  let searchers: Table<KeySearch>
  /// Whether ``ValueMemo`` is of use.
  let hasMemo: Bool
  let partitions: Table<Partition>
  /// By log source; the last for events of none.
  let partitionOfSource: Table<UInt32>

  init(
    _ compiler: inout RuleCompiler, rules: [DetectionRule], logSources: [LogSource],
    in store: TableStore
  ) {
    let places = compiler.placesOfLiterals()
    let (allNetworks, placeOfNetwork) = compiler.allNetworks()
    let atoms = compiler.atoms
    patterns = PatternTables(
      bytes: store.freeze(atoms.bytes), characters: store.freeze(atoms.characters),
      elements: store.freeze(atoms.elements))
    addresses = store.freeze(atoms.addresses)
    networks = store.freeze(allNetworks)
    self.atoms = store.freeze(atoms.atoms)
    keyCount = atoms.keys.count
    groupCount = compiler.groups.count
    let (starts, targets) = compiler.postings()
    postingStarts = store.freeze(starts)
    postings = store.freeze(targets)
    slotCount = atoms.fields.count
    var slots = [UInt16](
      repeating: Atom.anywhere, count: Int(atoms.fields.max()?.rawValue ?? 0) + 1)
    for (slot, field) in atoms.fields.enumerated() {
      slots[Int(field.rawValue)] = UInt16(slot)
    }
    self.slots = store.freeze(slots)
    timeSlot =
      atoms.fields.firstIndex(of: FieldID(.timestamp)).map { UInt16($0) } ?? Atom.anywhere
    var builder = PartitionBuilder(
      atoms, literalPlaces: places, networkPlaces: placeOfNetwork, store: store)
    let (partitions, ofSource) = compiler.partitions(
      rules, logSources: logSources, builder: &builder)
    self.partitions = store.freeze(partitions)
    partitionOfSource = store.freeze(ofSource)
    searchers = store.freeze(builder.searchers)
    hasMemo = builder.memoCount > 0
  }
}
