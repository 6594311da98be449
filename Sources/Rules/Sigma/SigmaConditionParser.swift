/// Recursive descent over Sigma's condition grammar: `or` < `and` < `not` < operand.
struct SigmaConditionParser {
  private struct Token {
    let text: Substring
    let place: Place
  }

  private let source: SourceText
  private let tokens: [Token]
  private var next = 0
  private var depth = 0
  private static let words = ["and", "or", "not", "of", "them", "all", "any"]

  init(_ source: SourceText) {
    self.source = source
    tokens = SigmaConditionParser.tokens(of: source)
  }

  /// - Complexity: O(length): places are counted on the way.
  private static func tokens(of source: SourceText) -> [Token] {
    var tokens: [Token] = []
    var index = source.text.startIndex
    var scalars = 0
    var lineEnds = 0
    while index < source.text.endIndex {
      let character = source.text[index]
      var end = source.text.index(after: index)
      defer {
        let passed = source.text[index..<end].unicodeScalars
        scalars += passed.count
        lineEnds += passed.count { $0 == "\n" }
        index = end
      }
      if character.isWhitespace { continue }
      if !"()|".contains(character) {
        while end < source.text.endIndex, !source.text[end].isWhitespace,
          !"()|".contains(source.text[end])
        {
          end = source.text.index(after: end)
        }
      }
      tokens.append(
        Token(
          text: source.text[index..<end], place: source.place(after: scalars, lineEnds: lineEnds)))
    }
    return tokens
  }

  /// - Returns: Nil when an error was reported.
  mutating func parse(_ problems: inout Problems) -> SigmaCondition.Node? {
    let functions = ["count", "sum", "avg", "min", "max", "near"]
    let isCall = tokens.count > 1 && tokens[1].text == "("
    let call =
      isCall ? tokens.first.flatMap { functions.contains(String($0.text)) ? $0 : nil } : nil
    if let start = tokens.first(where: { $0.text == "|" }) ?? call {
      let aggregation = SigmaAggregation(tokens.map { String($0.text) })
      problems.error(
        "aggregation", at: start.place, "a condition cannot count events",
        hint: aggregation?.hint
          ?? "write a correlation rule (see 'Correlations' in Documentation/Rules.md)")
      return nil
    }
    guard let first = tokens.first else {
      problems.error(
        "empty-condition", at: source.place(after: 0, lineEnds: 0), "no condition")
      return nil
    }
    do throws(Failure) {
      let node = try or()
      if next < tokens.count {
        throw unexpected(tokens[next], after: next > 0 ? tokens[next - 1] : first)
      }
      return node
    } catch {
      problems.error(error.code, at: error.place, error.message, hint: error.hint)
      return nil
    }
  }

  private struct Failure: Error {
    let code: String
    let place: Place
    let message: String
    var hint: String?
  }

  private mutating func or() throws(Failure) -> SigmaCondition.Node {
    var operands = [try and()]
    while accept("or") { operands.append(try and()) }
    return operands.count == 1 ? operands[0] : .any(operands)
  }

  private mutating func and() throws(Failure) -> SigmaCondition.Node {
    var operands = [try not()]
    while accept("and") { operands.append(try not()) }
    return operands.count == 1 ? operands[0] : .all(operands)
  }

  private mutating func not() throws(Failure) -> SigmaCondition.Node {
    guard accept("not") else { return try operand() }
    try enter()
    defer { depth -= 1 }
    return .not(try not())
  }

  private mutating func enter() throws(Failure) {
    depth += 1
    guard depth <= 100 else {
      throw Failure(
        code: "condition-too-deep", place: tokens[next - 1].place,
        message: "the condition is nested more than 100 deep")
    }
  }

  private mutating func operand() throws(Failure) -> SigmaCondition.Node {
    guard next < tokens.count else { throw missing() }
    let token = tokens[next]
    next += 1
    if token.text == "(" {
      try enter()
      defer { depth -= 1 }
      let inner = try or()
      guard accept(")") else {
        throw Failure(
          code: "parenthesis", place: token.place, message: "this '(' is not closed")
      }
      return inner
    }
    if next < tokens.count, tokens[next].text == "of" { return try selector(token) }
    if token.text == "them" {
      throw Failure(
        code: "bare-them", place: token.place, message: "'them' stands alone",
        hint: "write '1 of them' or 'all of them'")
    }
    if token.text == ")" || SigmaConditionParser.words.contains(String(token.text)) {
      throw unexpected(token, after: next > 1 ? tokens[next - 2] : nil)
    }
    if token.text.contains("*") {
      throw Failure(
        code: "bare-pattern", place: token.place,
        message: "the pattern '\(token.text)' stands alone",
        hint: "write '1 of \(token.text)' or 'all of \(token.text)'")
    }
    return .search(name: String(token.text), place: token.place)
  }

  private mutating func selector(_ quantifier: Token) throws(Failure) -> SigmaCondition.Node {
    next += 1
    guard ["1", "any", "all"].contains(quantifier.text) else {
      throw Failure(
        code: "quantifier", place: quantifier.place,
        message: "'\(quantifier.text) of' is not Sigma", hint: "write '1 of' or 'all of'")
    }
    guard next < tokens.count, !"()".contains(tokens[next].text) else { throw missing() }
    let token = tokens[next]
    next += 1
    return .selector(
      isAll: quantifier.text == "all", pattern: token.text == "them" ? nil : String(token.text),
      place: token.place)
  }

  private mutating func accept(_ word: String) -> Bool {
    guard next < tokens.count, tokens[next].text == word else { return false }
    next += 1
    return true
  }

  private func missing() -> Failure {
    let last = tokens[tokens.count - 1]
    return Failure(
      code: "condition-syntax", place: last.place,
      message: "the condition ends after '\(last.text)'", hint: "name a search after it")
  }

  private func unexpected(_ token: Token, after previous: Token?) -> Failure {
    let lower = token.text.lowercased()
    if lower != token.text, ["and", "or", "not", "of"].contains(lower) {
      return Failure(
        code: "condition-case", place: token.place, message: "'\(token.text)' must be lower case",
        hint: "write '\(lower)'")
    }
    if token.text == ")" {
      return Failure(
        code: "parenthesis", place: token.place, message: "this ')' closes nothing")
    }
    let position = previous.map { " after '\($0.text)'" } ?? " at the beginning"
    return Failure(
      code: "condition-syntax", place: token.place,
      message: "'\(token.text)' cannot stand\(position)",
      hint: previous == nil || SigmaConditionParser.words.contains(String(token.text))
        ? nil : "write 'and' or 'or' between them")
  }
}
