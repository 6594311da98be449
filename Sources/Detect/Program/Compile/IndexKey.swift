/// Something about the values of a field that the index sees in one look-up, for all rules at once.
struct IndexKey: Hashable {
  enum Test: Hashable {
    /// The text is these bytes, begins or ends with them, or has them; ASCII case aside.
    case equals([UInt8]), startsWith([UInt8]), endsWith([UInt8]), contains([UInt8])
    case number(Number)
    /// A value typed as this address.
    case address(Address)
    /// An address in the network, also as plain text.
    case network(Prefix)
    /// A value typed as this boolean.
    case boolean(Bool)
    /// There is a value that is not null.
    case value
    /// The field is there.
    case exists
  }

  /// The slot of the field, or ``Atom/anywhere``.
  let slot: UInt16
  let test: Test
}

extension IndexKey {
  /// How often the key may be expected to fire, against others; with how much a look-up costs, what
  /// a witness is chosen by. Without counts from real events, length and kind must tell.
  var cost: Int {
    let base =
      switch test {
      case .equals(let bytes): IndexKey.costOfEquals(bytes)
      case .startsWith(let bytes), .endsWith(let bytes):
        bytes.count >= 8 ? 2 : bytes.count >= 4 ? 6 : bytes.count >= 2 ? 30 : 100
      case .contains(let bytes): IndexKey.costOfContains(bytes.count)
      case .number: 24
      case .address: 3
      case .network(let network): network.isHost ? 3 : 40
      case .boolean: 60
      case .value, .exists: 400
      }
    return slot == Atom.anywhere ? base * 3 / 2 + 1 : base
  }

  /// The words of the lexicon, folded.
  private static let words = Set(Word.allCases.map { $0.text.utf8.map { CaseFolding.fold($0) } })

  private static func costOfEquals(_ bytes: [UInt8]) -> Int {
    // Words that decoders give to fields are what most events hold.
    if words.contains(bytes) { return 64 }
    return bytes.isEmpty ? 50 : bytes.count < 3 ? 20 : 2
  }

  private static func costOfContains(_ count: Int) -> Int {
    switch count {
    case 12...: 3
    case 8...: 4
    case 6...: 6
    case 4...: 12
    case 3: 30
    case 2: 80
    default: 200
    }
  }
}

extension IndexKey {
  /// A look-up that the index makes for each value of a field.
  struct LookUp: Hashable {
    let slot: UInt16
    let kind: Int
    var length = 0
  }

  /// The look-up that finds the key; nil when the key would be found so often that it is better
  /// asked for only where it matters.
  var lookUp: LookUp? {
    switch test {
    case .equals: LookUp(slot: slot, kind: 0)
    case .startsWith(let bytes): LookUp(slot: slot, kind: 1, length: min(bytes.count, 8))
    case .endsWith(let bytes): LookUp(slot: slot, kind: 2, length: min(bytes.count, 8))
    case .contains(let bytes):
      bytes.count < 3 ? nil : LookUp(slot: slot, kind: 3, length: min(bytes.count, 4))
    case .number: LookUp(slot: slot, kind: 4)
    case .address: LookUp(slot: slot, kind: 5)
    case .network(let network): LookUp(slot: slot, kind: 6, length: Int(network.bits))
    case .boolean: LookUp(slot: slot, kind: 7)
    case .value, .exists: nil
    }
  }
}

/// Keys of which one fires whenever something holds.
struct Witness {
  var keys: [IndexKey]
  /// Whether a key fires only when it holds, so that the keys decide it.
  var decides: Bool

  var cost: Int { keys.reduce(0) { $0 + $1.cost } }
}

extension Witness {
  /// The keys that a predicate needs, or nil: it can hold without any.
  ///
  /// - Parameter slot: The slot of the predicate's field.
  init?(_ predicate: Predicate, slot: UInt16) {
    func keys(_ tests: [IndexKey.Test], decides: Bool) -> Witness {
      Witness(keys: tests.map { IndexKey(slot: slot, test: $0) }, decides: decides)
    }
    // The record itself is a value, so that "some value" says nothing of the whole event.
    let someValue = slot == Atom.anywhere ? nil : keys([.value], decides: false)
    switch predicate.test {
    case .text(let pattern):
      let (tests, decides) = pattern.requiredKeys
      guard tests != [.value] || slot != Atom.anywhere else { return nil }
      self = keys(tests, decides: decides)
    case .number(let literal):
      guard let witness = literal.asWhole.map({ keys([.number($0)], decides: true) }) ?? someValue
      else { return nil }
      self = witness
    case .boolean(let flag):
      let text = Array((flag ? "true" : "false").utf8)
      self = keys([.boolean(flag), .equals(text)], decides: true)
    case .network(let network): self = keys([.network(network)], decides: true)
    case .exists(true):
      guard slot != Atom.anywhere else { return nil }
      self = keys([.exists], decides: true)
    case .expression(let expression):
      guard
        let witness = expression.requiredLiteral.map({ keys([.contains($0)], decides: false) })
          ?? someValue
      else { return nil }
      self = witness
    case .timePart where predicate.subject == .field(FieldID(.timestamp)): return nil
    case .compare, .field, .timePart:
      guard let someValue else { return nil }
      self = someValue
    case .exists, .null: return nil
    }
  }

  /// The keys that the negation of a predicate needs.
  init?(negationOf predicate: Predicate, slot: UInt16) {
    guard slot != Atom.anywhere else { return nil }
    switch predicate.test {
    case .null: self.init(keys: [IndexKey(slot: slot, test: .value)], decides: false)
    case .exists(false): self.init(keys: [IndexKey(slot: slot, test: .exists)], decides: true)
    default: return nil
    }
  }
}

extension TextPattern {
  /// The keys of which one fires whenever the pattern matches, and whether they decide it.
  var requiredKeys: (tests: [IndexKey.Test], decides: Bool) {
    switch tokens.count {
    case 0: return ([.equals([])], true)
    case 1:
      if case .literal(let bytes) = tokens[0] { return keysOfEquality(bytes) }
      return ([.value], tokens[0] == .anyRun)
    case 2, 3:
      if let simple = keysOfSimpleShape { return simple }
    default: break
    }
    let choices = tokens.indices.compactMap { requiredTests(ofTokenAt: $0) }
    let cheapest = choices.min { a, b in
      TextPattern.cost(a) < TextPattern.cost(b)
    }
    return (cheapest ?? [.value], false)
  }

  private func keysOfEquality(_ bytes: [UInt8]) -> (tests: [IndexKey.Test], decides: Bool) {
    let literal = LiteralText(bytes, isCased: isCased)
    var tests: [IndexKey.Test] =
      literal.comparesAsBytes
      ? [.equals(literal.foldedBytes)] : literal.requiredParts.map { .contains($0) }
    if let address = Address(String(decoding: bytes, as: UTF8.self)) {
      tests.append(.address(address))
    }
    return (tests, literal.isDecidedFolded)
  }

  /// The keys of `a*`, `*a` and `*a*`, when bytes can tell.
  private var keysOfSimpleShape: (tests: [IndexKey.Test], decides: Bool)? {
    let literals = tokens.compactMap { token -> LiteralText? in
      if case .literal(let bytes) = token { return LiteralText(bytes, isCased: isCased) }
      return nil
    }
    guard literals.count == 1, let literal = literals.first, literal.comparesAsBytes else {
      return nil
    }
    let bytes = literal.foldedBytes
    switch (tokens.first, tokens.last, tokens.count) {
    case (.literal, .anyRun, 2): return ([.startsWith(bytes)], literal.isDecidedFolded)
    case (.anyRun, .literal, 2): return ([.endsWith(bytes)], literal.isDecidedFolded)
    case (.anyRun, .anyRun, 3): return ([.contains(bytes)], literal.isDecidedFolded)
    default: return nil
    }
  }

  /// What a text must have because of one literal of the pattern.
  private func requiredTests(ofTokenAt place: Int) -> [IndexKey.Test]? {
    guard case .literal(let bytes) = tokens[place] else { return nil }
    let literal = LiteralText(bytes, isCased: isCased)
    if literal.comparesAsBytes, place == 0 { return [.startsWith(literal.foldedBytes)] }
    if literal.comparesAsBytes, place == tokens.count - 1 {
      return [.endsWith(literal.foldedBytes)]
    }
    return literal.requiredParts.map { .contains($0) }
  }

  private static func cost(_ tests: [IndexKey.Test]) -> Int {
    tests.reduce(0) { $0 + IndexKey(slot: 0, test: $1).cost }
  }
}
