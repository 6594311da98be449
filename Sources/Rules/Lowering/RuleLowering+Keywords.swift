internal import Detect

extension RuleLowering {
  /// A value without a field: anywhere in the event or its text.
  mutating func keyword(
    _ value: ModifiedValue, _ chain: ModifierChain, _ node: YAMLNode
  ) -> Condition? {
    let isAnchored = chain.links.contains {
      [.startsWith, .endsWith].contains($0.modifier)
    }
    func anywhere(_ test: Test) -> Condition { .test(Predicate(.anywhere, test)) }
    switch value {
    case .text(let text):
      if text.tokens.allSatisfy({ $0 == .anyRun }) {
        problems.error(
          "empty-keyword", at: node.place, "the keyword matches every event",
          hint: "write the text to look for")
        return nil
      }
      return anywhere(.text((isAnchored ? text : text.opened(front: true, back: true)).pattern))
    case .expression(let expression): return checked(expression, node).map(anywhere)
    case .network(let prefix): return anywhere(.network(prefix))
    case .number(let number):
      return Condition.any(of: Keyword.tests(for: number, node).map(anywhere))
    case .boolean(let flag):
      return anywhere(
        .text(SigmaText(parsing: flag ? "true" : "false").opened(front: true, back: true).pattern))
    case .null, .exists, .compared, .timePart, .reference:
      problems.error(
        "keyword-type", at: node.place, "\(value.sort) needs a field",
        hint: "write field: value")
      return nil
    }
  }
}

enum Keyword {
  /// A number as a keyword: a value that equals it, or its digits as a word of the raw text, so
  /// that `22` is not found in `2201`.
  static func tests(for number: NumberLiteral, _ node: YAMLNode) -> [Test] {
    let digits = (node.scalar?.text ?? "").replacing(".", with: "\\.").replacing("+", with: "")
    let word = Expression("(?<![\\w.])" + digits + "(?![\\w.])")
    return [.number(number), .expression(word)]
  }
}
