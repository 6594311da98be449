import Detect
import Rules
import Testing

/// Loads the texts as files `r0.yml`, `r1.yml`… of one pack; one alone is `r.yml`.
func load(_ texts: String..., placeholders: [String: [String]] = [:]) -> RuleSet {
  var pack = Pack(name: "test")
  pack.placeholders = placeholders
  let sources = texts.enumerated().map { index, text in
    RuleSource(
      path: texts.count == 1 ? "r.yml" : "r\(index).yml", bytes: Array(text.utf8), pack: pack)
  }
  return RuleSetBuilder.build(sources)
}

/// A rule with this detection, indented by two, for a log source without a taxonomy.
func rule(_ detection: String, logSource: String = "product: windows", more: String = "") -> String
{
  let lines = detection.split(separator: "\n", omittingEmptySubsequences: false)
  let body = lines.map { "  \($0)\n" }.joined()
  return "title: t\nid: a\n\(more)logsource: {\(logSource)}\ndetection:\n\(body)"
}

/// A rule whose one search is this item.
func rule(item: String, logSource: String = "product: windows") -> String {
  rule("s:\n  \(item)\ncondition: s", logSource: logSource)
}

/// What was said of a text that is one file, but for the closing error of an empty set.
func complaints(_ text: String) -> [String] {
  load(text).problems.filter { $0.code != "no-rules" }.map(\.description)
}

/// The condition of the only rule, as text.
func listing(_ text: String, placeholders: [String: [String]] = [:]) throws -> String {
  let set = load(text, placeholders: placeholders)
  let errors = set.problems.filter { $0.severity == .error }
  #expect(errors.map(\.description) == [])
  return listing(try #require(set.rules.first).condition, set.fieldNames)
}

/// `a = b*` for text (`==` cased), `(x and y)`, `(x or y)`, `not x`; bytes that are not printable
/// ASCII as `\xNN`, a literal star or question mark as `[*]`, `[?]`.
func listing(_ condition: Condition, _ names: FieldNames) -> String {
  switch condition {
  case .all(let parts): "(" + parts.map { listing($0, names) }.joined(separator: " and ") + ")"
  case .any(let parts): "(" + parts.map { listing($0, names) }.joined(separator: " or ") + ")"
  case .not(let inner): "not " + listing(inner, names)
  case .test(let predicate): listing(predicate, names)
  }
}

private func listing(_ predicate: Predicate, _ names: FieldNames) -> String {
  let subject =
    switch predicate.subject {
    case .field(let id): names.name(of: id)
    case .anywhere: "anywhere"
    }
  switch predicate.test {
  case .text(let pattern): return "\(subject) \(pattern.isCased ? "==" : "=") \(listing(pattern))"
  case .number(.whole(let number)): return "\(subject) is \(number)"
  case .number(.decimal(let number)): return "\(subject) is \(number)"
  case .boolean(let flag): return "\(subject) is \(flag)"
  case .null: return "\(subject) is null"
  case .exists(let flag): return "\(subject) \(flag ? "exists" : "is absent")"
  case .expression(let expression):
    let flags =
      (expression.ignoresCase ? "i" : "") + (expression.multiline ? "m" : "")
      + (expression.dotMatchesNewline ? "s" : "")
    return "\(subject) ~ /\(expression.pattern)/\(flags)"
  case .network(let prefix): return "\(subject) in \(prefix)"
  case .compare(let comparison, .whole(let number)):
    return "\(subject) \(comparison.rawValue) \(number)"
  case .compare(let comparison, .decimal(let number)):
    return "\(subject) \(comparison.rawValue) \(number)"
  case .timePart(let part, let comparison, let number):
    return "\(subject).\(part.rawValue) \(comparison.rawValue) \(number)"
  case .field(let relation, let id): return "\(subject) \(relation) \(names.name(of: id))"
  }
}

func listing(_ pattern: TextPattern) -> String {
  pattern.tokens.map { token in
    switch token {
    case .anyRun: "*"
    case .anyOne: "?"
    case .dash: "<dash>"
    case .literal(let bytes):
      bytes.map { byte in
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"): "[" + String(UnicodeScalar(byte)) + "]"
        case 0x20..<0x7f: String(UnicodeScalar(byte))
        default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
      }.joined()
    }
  }.joined()
}
