package import Detect

/// Conditions and tests in words, as `rules explain` prints them.
package enum ConditionText {
  /// `process.executable ends with '\cmd.exe'`
  package static func describe(_ predicate: Predicate, _ names: FieldNames) -> String {
    let subject =
      switch predicate.subject {
      case .field(let id): names.name(of: id)
      case .anywhere: "any value or the record"
      }
    return subject + " " + describe(predicate.test, names)
  }

  static func describe(_ test: Test, _ names: FieldNames) -> String {
    switch test {
    case .text(let pattern): describe(pattern)
    case .number(let number): "is the number \(describe(number))"
    case .boolean(let flag): "is \(flag)"
    case .null: "is absent or null"
    case .exists(let flag): flag ? "is present" : "is absent"
    case .expression(let expression): "matches /\(expression.pattern)/\(flags(of: expression))"
    case .network(let prefix): "is an address in \(prefix)"
    case .compare(let comparison, let number): "\(sign(comparison)) \(describe(number))"
    case .timePart(let part, let comparison, let number):
      "has the \(part.rawValue) \(sign(comparison)) \(number)"
    case .field(let relation, let id): "\(words(relation)) the field \(names.name(of: id))"
    }
  }

  private static func flags(of expression: Expression) -> String {
    (expression.ignoresCase ? "i" : "") + (expression.multiline ? "m" : "")
      + (expression.dotMatchesNewline ? "s" : "")
  }

  private static func describe(_ number: NumberLiteral) -> String {
    switch number {
    case .whole(let value): "\(value)"
    case .decimal(let value): "\(value)"
    }
  }

  private static func sign(_ comparison: Comparison) -> String {
    switch comparison {
    case .less: "<"
    case .lessOrEqual: "≤"
    case .greater: ">"
    case .greaterOrEqual: "≥"
    case .equal: "="
    case .notEqual: "≠"
    }
  }

  private static func words(_ relation: FieldRelation) -> String {
    switch relation {
    case .equals: "equals"
    case .contains: "contains"
    case .startsWith: "starts with"
    case .endsWith: "ends with"
    }
  }

  private static func describe(_ pattern: TextPattern) -> String {
    var tokens = pattern.tokens[...]
    if tokens.isEmpty { return "is empty" }
    if tokens.elementsEqual([.anyRun]) { return "has any value" }
    let opensFront = tokens.first == .anyRun
    let opensBack = tokens.last == .anyRun
    let verb =
      opensFront ? (opensBack ? "contains" : "ends with") : opensBack ? "starts with" : "is"
    if opensFront { tokens.removeFirst() }
    if opensBack { tokens.removeLast() }
    let isCased = pattern.isCased ? ", case as written" : ""
    return "\(verb) '\(tokens.map(text).joined())'\(isCased)"
  }

  /// Wildcards between `‹` and `›`, control characters and bytes that are not UTF-8 as `\xNN`.
  private static func text(_ token: TextPattern.Token) -> String {
    switch token {
    case .anyRun: "‹*›"
    case .anyOne: "‹?›"
    case .dash: "‹-›"
    case .literal(let bytes): printable(bytes)
    }
  }

  /// The bytes as text for a terminal.
  package static func printable(_ bytes: [UInt8]) -> String {
    func escaped(_ byte: UInt8) -> String {
      "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return bytes.map {
        0x20..<0x7f ~= $0 ? String(UnicodeScalar($0)) : escaped($0)
      }.joined()
    }
    return text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control
        ? scalar.utf8.map(escaped).joined() : String(scalar)
    }.joined()
  }
}
