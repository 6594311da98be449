/// Numbers the distinct tests, fields, keys and expressions of a program and lays out their
/// literals.
struct AtomBuilder {
  private(set) var atoms: [Atom] = []
  private(set) var predicates: [Predicate] = []
  /// The keys that each atom needs; nil when it can hold without any.
  private(set) var witnesses: [Witness?] = []
  private(set) var expressions: [Expression] = []
  private(set) var fields: [FieldID] = []
  private(set) var keys: [IndexKey] = []
  private(set) var bytes: [UInt8] = []
  private(set) var characters: [UInt32] = []
  private(set) var elements: [PatternElement] = []
  private(set) var addresses: [Address] = []
  private(set) var networks: [Prefix] = []
  /// By atom: the numbers of the keys that decide it where they are indexed, as it holds exactly
  /// when one fires; nil when none do.
  private(set) var decidingKeys: [[UInt32]?] = []

  private var atomOf: [Predicate: Int] = [:]
  private var slotOf: [FieldID: UInt16] = [:]
  private var keyOf: [IndexKey: UInt32] = [:]
  private var placeOfBytes: [[UInt8]: UInt32] = [:]

  /// The slot of a field: its place among the fields that rules read.
  mutating func slot(of field: FieldID) -> UInt16 {
    if let slot = slotOf[field] { return slot }
    let slot = UInt16(fields.count)
    fields.append(field)
    slotOf[field] = slot
    return slot
  }

  mutating func slot(of subject: Predicate.Subject) -> UInt16 {
    switch subject {
    case .field(let field): slot(of: field)
    case .anywhere: Atom.anywhere
    }
  }

  mutating func number(of key: IndexKey) -> UInt32 {
    if let number = keyOf[key] { return number }
    let number = UInt32(keys.count)
    keys.append(key)
    keyOf[key] = number
    return number
  }

  /// Where `literal` stands in the bytes.
  mutating func place(of literal: [UInt8]) -> UInt32 {
    if let place = placeOfBytes[literal] { return place }
    let place = UInt32(bytes.count)
    bytes += literal
    placeOfBytes[literal] = place
    return place
  }

  mutating func atom(of predicate: Predicate) -> Int {
    if let atom = atomOf[predicate] { return atom }
    let slot = slot(of: predicate.subject)
    let witness = Witness(predicate, slot: slot)
    atoms.append(build(predicate.test, slot))
    if let witness, witness.decides {
      var numbers: [UInt32] = []
      for key in witness.keys { numbers.append(number(of: key)) }
      decidingKeys.append(numbers)
    } else {
      decidingKeys.append(nil)
    }
    predicates.append(predicate)
    witnesses.append(witness)
    atomOf[predicate] = atoms.count - 1
    return atoms.count - 1
  }

  private mutating func build(_ test: Test, _ slot: UInt16) -> Atom {
    switch test {
    case .text(let pattern): return build(pattern, slot)
    case .number(let literal):
      return numeric(literal, slot, whole: .wholeNumber, decimal: .decimalNumber)
    case .compare(let comparison, let literal):
      var atom = numeric(literal, slot, whole: .compareWhole, decimal: .compareDecimal)
      atom.comparison = comparison.ordinal
      return atom
    case .boolean(let flag): return Atom(slot: slot, operation: .boolean, flag: flag)
    case .null: return Atom(slot: slot, operation: .null)
    case .exists(let wanted): return Atom(slot: slot, operation: wanted ? .present : .absent)
    case .expression(let expression):
      expressions.append(expression)
      return Atom(slot: slot, operation: .expression, first: UInt32(expressions.count - 1))
    case .network(let network):
      networks.append(network)
      return Atom(slot: slot, operation: .network, first: UInt32(networks.count - 1))
    case .timePart(let part, let comparison, let number):
      return Atom(
        slot: slot, operation: .timePart, comparison: comparison.ordinal,
        part: UInt8(TimePart.allCases.firstIndex(of: part)!),
        number: UInt64(bitPattern: Int64(number)))
    case .field(let relation, let other):
      return Atom(
        slot: slot, operation: .relation, comparison: relation.ordinal,
        first: UInt32(self.slot(of: other)))
    }
  }

  private func numeric(
    _ literal: NumberLiteral, _ slot: UInt16, whole: Atom.Operation, decimal: Atom.Operation
  ) -> Atom {
    if let number = literal.asWhole {
      return Atom(
        slot: slot, operation: whole, number: number.bits, isNegative: number.isNegative)
    }
    guard case .decimal(let double) = literal else { return Atom(slot: slot, operation: decimal) }
    return Atom(slot: slot, operation: decimal, number: double.bitPattern)
  }

  private mutating func build(_ pattern: TextPattern, _ slot: UInt16) -> Atom {
    let operation: Atom.Operation? =
      switch (pattern.tokens.first, pattern.tokens.last, pattern.tokens.count) {
      case (nil, _, _): .equals
      case (.literal, _, 1): .equals
      case (.literal, .anyRun, 2): .startsWith
      case (.anyRun, .literal, 2): .endsWith
      case (.anyRun, .anyRun, 3): .contains
      default: nil
      }
    let literals = pattern.tokens.compactMap { token -> LiteralText? in
      guard case .literal(let bytes) = token else { return nil }
      return LiteralText(bytes, isCased: pattern.isCased)
    }
    let hasOneLiteral = literals.count == 1 || pattern.tokens.isEmpty
    guard let operation, hasOneLiteral, literals.allSatisfy(\.comparesAsBytes) else {
      return buildElements(pattern, slot)
    }
    let literal = literals.first?.bytes ?? []
    var atom = Atom(
      slot: slot, operation: operation, flag: pattern.isCased, first: place(of: literal),
      count: UInt32(literal.count))
    if operation == .equals, let address = Address(String(decoding: literal, as: UTF8.self)) {
      addresses.append(address)
      atom.number = UInt64(addresses.count)
    }
    return atom
  }

  private mutating func buildElements(_ pattern: TextPattern, _ slot: UInt16) -> Atom {
    let first = UInt32(elements.count)
    for token in pattern.tokens {
      switch token {
      case .anyRun: elements.append(PatternElement(kind: .anyRun))
      case .anyOne: elements.append(PatternElement(kind: .anyOne))
      case .dash: elements.append(PatternElement(kind: .dash))
      case .literal(let source):
        let literal = LiteralText(source, isCased: pattern.isCased)
        if literal.comparesAsBytes {
          elements.append(
            PatternElement(
              kind: .bytes, first: place(of: literal.bytes), count: UInt32(literal.bytes.count)))
        } else {
          elements.append(
            PatternElement(
              kind: .characters, first: UInt32(characters.count),
              count: UInt32(literal.characters.count)))
          characters += literal.characters
        }
      }
    }
    return Atom(
      slot: slot, operation: .pattern, flag: pattern.isCased, first: first,
      count: UInt32(elements.count) - first)
  }
}
