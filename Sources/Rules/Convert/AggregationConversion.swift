/// Legacy aggregations, `condition: search | count() by field > 5` with a `timeframe`, rewritten as
/// rules and the correlations over them.
package enum AggregationConversion {
  /// The text of a rule file with each aggregation as a correlation behind its rule; the rest of
  /// the text stays as it is.
  ///
  /// - Returns: Nil when an error was reported: one `convert` for what cannot be said as a
  ///   correlation, or what is wrong with the file.
  package static func convert(
    _ bytes: [UInt8], path: String, _ problems: inout Problems
  ) -> String? {
    let before = problems.errorCount
    let nodes = YAML.documents(in: bytes, path: path, &problems)
    guard problems.errorCount == before else { return nil }
    let chunks = YAMLChunk.split(bytes)
    var converted: [String] = []
    for chunk in chunks {
      let lines = chunk.linesBefore..<chunk.linesBefore + chunk.text.count { $0.isNewline } + 1
      let mine = nodes.filter { lines.contains($0.place.line - 1) }
      guard let map = mine.first?.map, mine.count == 1,
        let aggregated = AggregatedRule(map, chunk, &problems)
      else {
        converted.append(chunk.text)
        continue
      }
      converted.append(aggregated.documents().joined(separator: "---\n"))
    }
    return problems.errorCount == before ? converted.joined() : nil
  }
}

/// A rule whose condition has an aggregation.
private struct AggregatedRule {
  private enum Kind {
    case compared(SigmaAggregation)
    /// The searches that follow `near`.
    case near([String])
  }

  private let map: YAMLMap
  private let chunk: YAMLChunk
  private let kind: Kind
  private let search: String
  private let timeframe: String
  /// The lines of the chunk, from 0, that hold the condition and the timeframe.
  private let conditionLine: Int
  private let timeframeLine: Int?

  /// - Returns: Nil when there is no aggregation, or an error was reported.
  init?(_ map: YAMLMap, _ chunk: YAMLChunk, _ problems: inout Problems) {
    guard let detection = map["detection"]?.map, let node = detection["condition"],
      node.elements.contains(where: { AggregatedRule.isAggregation($0.scalar?.text ?? "") })
    else { return nil }
    func refuse(_ message: String, _ hint: String? = nil, at place: Place? = nil) {
      problems.error("convert", at: place ?? node.place, message, hint: hint)
    }
    guard map["action"] == nil else {
      refuse("a rule of a collection cannot be converted", "write its parts as rules of their own")
      return nil
    }
    guard let scalar = node.scalar, scalar.style != .block else {
      refuse("only a condition on one line can be converted")
      return nil
    }
    guard let pipe = scalar.text.firstIndex(of: "|") else {
      refuse("'\(scalar.text)' counts what no search says", "write: search | count() > 5")
      return nil
    }
    let span = detection["timeframe"]?.scalar?.text
    guard let span, case .success = Timespan.parse(span) else {
      refuse("the aggregation has no timeframe", "write timeframe: 5m beside the condition")
      return nil
    }
    let tail = String(scalar.text[pipe...])
    let search = scalar.text[..<pipe].trimmed
    guard !search.isEmpty, let kind = AggregatedRule.kind(of: tail) else {
      refuse("'\(tail.dropFirst().trimmed)' cannot be said as a correlation")
      return nil
    }
    self.map = map
    self.chunk = chunk
    self.kind = kind
    self.search = String(search)
    timeframe = span
    conditionLine = node.place.line - 1 - chunk.linesBefore
    timeframeLine = detection.entry("timeframe").map {
      $0.keyPlace.line - 1 - chunk.linesBefore
    }
    let lines = chunk.text.split(separator: "\n", omittingEmptySubsequences: false)
    let isOwnLine =
      lines[conditionLine].trimmed.hasPrefix("condition:") && timeframeLine != conditionLine
    guard isOwnLine else {
      refuse("only a condition on a line of its own can be converted")
      return nil
    }
  }

  /// A pipe, or a function at the beginning.
  private static func isAggregation(_ text: String) -> Bool {
    if text.contains("|") { return true }
    let word = text.trimmed.prefix { $0 != "(" && !$0.isWhitespace }
    return ["count", "sum", "avg", "min", "max"].contains(word)
      && text.trimmed.dropFirst(word.count).trimmed.hasPrefix("(")
  }

  private static func kind(of tail: String) -> Kind? {
    let spaced = "(),|".reduce(tail) { text, sign in
      text.replacing(String(sign), with: sign == "," ? " " : " \(sign) ")
    }
    let signs = [">=", "<=", "==", ">", "<"].first { spaced.contains($0) }
    let text = signs.map { spaced.replacing($0, with: " \($0) ") } ?? spaced
    let words = text.split { $0.isWhitespace }.map(String.init)
    if let aggregation = SigmaAggregation(words) {
      return YAMLScalar.number(aggregation.value) == nil ? nil : .compared(aggregation)
    }
    guard words.count > 2, words[1] == "near" else { return nil }
    let rest = words.dropFirst(2).filter { $0 != "and" }
    let isPlain = rest.allSatisfy { !["or", "not", "by", "(", ")", "1", "all"].contains($0) }
    return isPlain ? .near(Array(rest)) : nil
  }

  /// The rules without the aggregation, and the correlation over them.
  func documents() -> [String] {
    let id = map["id"]?.scalar?.text
    let reference = id ?? map["name"]?.scalar?.text ?? "converted_rule"
    let name = id == nil && map["name"] == nil ? reference : nil
    switch kind {
    case .compared(let aggregation):
      return [
        rule(condition: search, name: name),
        correlation(type: aggregation.type, [reference], condition: aggregation),
      ]
    case .near(let searches):
      let others = searches.map { (search: $0, name: "\(reference)_\($0)") }
      return [rule(condition: search, name: name)]
        + others.map { rule(condition: $0.search, name: $0.name, isCopy: true) }
        + [correlation(type: "temporal", [reference] + others.map(\.name), condition: nil)]
    }
  }

  /// The text of the rule with another condition.
  private func rule(condition: String, name: String?, isCopy: Bool = false) -> String {
    var lines: [Substring] = []
    let all = chunk.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in all.enumerated() where number != timeframeLine {
      if number == conditionLine {
        let indent = line.prefix { $0 == " " }
        lines.append("\(indent)condition: \(condition)")
      } else if isCopy, line.hasPrefix("---") || line.hasPrefix("id:") || line.hasPrefix("name:") {
        continue
      } else {
        lines.append(line)
      }
    }
    if let name {
      let place = lines.firstIndex { $0.hasPrefix("title:") } ?? 0
      lines.insert("name: \(name)", at: place + 1)
    }
    while lines.last?.trimmed.isEmpty == true { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  private func correlation(
    type: String, _ rules: [String], condition: SigmaAggregation?
  ) -> String {
    var lines = ["title: \(AggregatedRule.quoted(map["title"]?.scalar?.text ?? ""))"]
    lines.append("id: \(AggregatedRule.derivedID(from: rules[0]))")
    if let id = map["id"]?.scalar?.text {
      lines += ["related:", "  - id: \(id)", "    type: derived"]
    }
    for key in ["status", "author", "level"] {
      if let text = map[key]?.scalar?.text {
        lines.append("\(key): \(AggregatedRule.quoted(text))")
      }
    }
    let tags = map["tags"]?.elements.compactMap { $0.scalar?.text } ?? []
    if !tags.isEmpty { lines += ["tags:"] + tags.map { "  - \($0)" } }
    lines += ["correlation:", "  type: \(type)", "  rules:"] + rules.map { "    - \($0)" }
    let groupBy = condition?.groupBy ?? []
    if !groupBy.isEmpty { lines += ["  group-by:"] + groupBy.map { "    - \($0)" } }
    lines.append("  timespan: \(timeframe)")
    if let condition {
      lines += ["  condition:", "    \(condition.comparison): \(condition.value)"]
      if let field = condition.field { lines.append("    field: \(field)") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\n", with: " ").replacing("'", with: "''") + "'"
  }

  /// A UUID of version 8 (RFC 9562) that is always the same for one rule.
  private static func derivedID(from reference: String) -> String {
    func hash(_ seed: UInt64) -> UInt64 {
      "correlation of \(reference)".utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
    let high = hash(0xcbf2_9ce4_8422_2325) & ~0xf000 | 0x8000
    let low = hash(0x9ae1_6a3b_2f90_404f) & ~(3 << 62) | 1 << 63
    func hex(_ value: UInt64, _ digits: Int) -> String {
      let text = String(value & (1 << UInt64(digits * 4) - 1), radix: 16)
      return String(repeating: "0", count: digits - text.count) + text
    }
    return [
      hex(high >> 32, 8), hex(high >> 16, 4), hex(high, 4), hex(low >> 48, 4), hex(low, 12),
    ].joined(separator: "-")
  }
}

extension StringProtocol {
  fileprivate var trimmed: SubSequence {
    guard let first = firstIndex(where: { !$0.isWhitespace }),
      let last = lastIndex(where: { !$0.isWhitespace })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
