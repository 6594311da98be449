/// A condition with its negations pushed down to the tests, its nesting flattened and its constants
/// gone.
indirect enum Formula: Sendable {
  case constant(Bool)
  case test(atom: Int, isNegated: Bool)
  /// Keys of which one fires exactly when it holds: a long list of values as one test.
  case group(Int)
  case all([Formula])
  case any([Formula])
}

/// One instruction of a rule: a test and where to go on.
struct Step: BitwiseCopyable {
  /// An atom; or ``firedBit`` and the id of a key or group, which holds when that fired.
  let operand: UInt32
  let onTrue: UInt32
  let onFalse: UInt32

  static let firedBit: UInt32 = 1 << 31
  /// Not a step: the rule holds.
  static let accept: UInt32 = .max
  /// Not a step: it does not.
  static let reject: UInt32 = .max - 1
  /// Where a rule of another log source begins.
  static let absent: UInt32 = .max - 2
}

extension Formula {
  /// The conjunction (or disjunction) of `parts`, flat and without constants.
  static func join(_ parts: [Formula], isAll: Bool) -> Formula {
    var flat: [Formula] = []
    for part in parts {
      switch part {
      case .constant(let value): if value != isAll { return part }
      case .all(let inner) where isAll: flat += inner
      case .any(let inner) where !isAll: flat += inner
      default: flat.append(part)
      }
    }
    if flat.isEmpty { return .constant(isAll) }
    return flat.count == 1 ? flat[0] : isAll ? .all(flat) : .any(flat)
  }

  /// All atoms and groups, in order and with repetitions.
  var operands: (atoms: [Int], groups: [Int]) {
    switch self {
    case .constant: return ([], [])
    case .test(let atom, _): return ([atom], [])
    case .group(let group): return ([], [group])
    case .all(let parts), .any(let parts):
      let inner = parts.map(\.operands)
      return (inner.flatMap(\.atoms), inner.flatMap(\.groups))
    }
  }
}

/// Writes the steps of the rules of one log source.
struct StepWriter {
  let atoms: AtomBuilder
  /// By key: whether it is indexed here.
  let indexed: [Bool]
  private(set) var steps: [Step] = []

  init(_ atoms: AtomBuilder, indexed: [Bool]) {
    self.atoms = atoms
    self.indexed = indexed
  }

  /// The keys that decide an atom here, or nil when it must be tested.
  private func decidingKeys(_ atom: Int) -> [UInt32]? {
    guard let keys = atoms.decidingKeys[atom], keys.allSatisfy({ indexed[Int($0)] }) else {
      return nil
    }
    return keys
  }

  /// Appends the steps of a rule and returns where to begin.
  mutating func write(_ formula: Formula) -> UInt32 {
    emit(ordered(formula), onTrue: Step.accept, onFalse: Step.reject)
  }

  /// How much the formula costs to evaluate, by the dearest of its tests.
  private func expense(_ formula: Formula) -> Int {
    switch formula {
    case .constant, .group: 0
    case .test(let atom, let isNegated):
      (decidingKeys(atom) == nil ? 4 + atoms.atoms[atom].expense : 0) + (isNegated ? 1 : 0)
    case .all(let parts), .any(let parts): 2 + (parts.map { expense($0) }.max() ?? 0)
    }
  }

  /// The same with the cheap tests before the dear ones, so that expressions and negations are
  /// tried only where the rest leaves the answer open.
  private func ordered(_ formula: Formula) -> Formula {
    func sort(_ parts: [Formula]) -> [Formula] {
      parts.map { (formula: ordered($0), expense: expense($0)) }.enumerated()
        .sorted { ($0.element.expense, $0.offset) < ($1.element.expense, $1.offset) }
        .map(\.element.formula)
    }
    switch formula {
    case .all(let parts): return .all(sort(parts))
    case .any(let parts): return .any(sort(parts))
    default: return formula
    }
  }

  /// Appends the steps, last first.
  private mutating func emit(_ formula: Formula, onTrue: UInt32, onFalse: UInt32) -> UInt32 {
    switch formula {
    case .constant(let value): return value ? onTrue : onFalse
    case .group(let group):
      return append(UInt32(atoms.keys.count + group) | Step.firedBit, onTrue, onFalse)
    case .test(let atom, let isNegated):
      let (onTrue, onFalse) = isNegated ? (onFalse, onTrue) : (onTrue, onFalse)
      guard let keys = decidingKeys(atom) else { return append(UInt32(atom), onTrue, onFalse) }
      return keys.reversed().reduce(onFalse) { append($1 | Step.firedBit, onTrue, $0) }
    case .all(let parts):
      return parts.reversed().reduce(onTrue) { emit($1, onTrue: $0, onFalse: onFalse) }
    case .any(let parts):
      return parts.reversed().reduce(onFalse) { emit($1, onTrue: onTrue, onFalse: $0) }
    }
  }

  private mutating func append(_ operand: UInt32, _ onTrue: UInt32, _ onFalse: UInt32) -> UInt32 {
    steps.append(Step(operand: operand, onTrue: onTrue, onFalse: onFalse))
    return UInt32(steps.count - 1)
  }
}

extension Atom {
  /// What a direct test costs, against others.
  var expense: Int {
    switch operation {
    case .null, .present, .absent, .boolean: 1
    case .equals, .startsWith, .endsWith, .wholeNumber, .compareWhole: 2
    case .decimalNumber, .compareDecimal, .network, .timePart: 3
    case .contains: 5
    case .relation: 6
    case .pattern: 8
    case .expression: 100
    }
  }
}
