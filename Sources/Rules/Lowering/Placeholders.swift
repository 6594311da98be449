/// `%name%` in values with `|expand`.
enum Placeholders {
  /// The text cut at its placeholders, once for each combination of their values.
  ///
  /// - Throws: When a placeholder has no values, or there are more than 10,000 combinations.
  static func expand<Part>(
    _ text: String, _ values: [String: [String]], literal: (String) -> [Part],
    value: (String) -> [Part]
  ) throws(ModifierFailure) -> [[Part]] {
    var variants: [[Part]] = [[]]
    for piece in pieces(of: text) {
      switch piece {
      case .literal(let text): variants = try product(variants, [literal(text)])
      case .placeholder(let name):
        guard let known = values[name], !known.isEmpty else {
          throw ModifierFailure(
            code: "placeholder", message: "has no values for '%\(name)%'",
            hint: NearestName.hint(for: name, in: values.keys.sorted())
              ?? "give its values in 'placeholders' of the pack's manifest")
        }
        variants = try product(variants, known.map(value))
      }
    }
    return variants
  }

  /// What a pipeline puts where any text may stand.
  static let wildcard = "*"

  /// The names between percent signs.
  static func names(in text: String) -> [String] {
    pieces(of: text).compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
  }

  static func product<Part>(
    _ a: [[Part]], _ b: [[Part]]
  ) throws(ModifierFailure) -> [[Part]] {
    guard a.count * b.count <= 10_000 else {
      throw ModifierFailure(
        code: "placeholder", message: "makes more than 10000 values of one")
    }
    return a.flatMap { front in b.map { front + $0 } }
  }

  private enum Piece {
    case literal(String)
    case placeholder(String)
  }

  private static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if character == "\\", rest.first == "%" {
        literal.append(rest.removeFirst())
      } else if character == "%" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        let after = rest.dropFirst(name.count)
        guard !name.isEmpty, after.first == "%" else {
          literal.append(character)
          continue
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = ""
        pieces.append(.placeholder(String(name)))
        rest = after.dropFirst()
      } else {
        literal.append(character)
      }
    }
    if !literal.isEmpty || pieces.isEmpty { pieces.append(.literal(literal)) }
    return pieces
  }
}
