package import Detect

extension RuleExplanation {
  /// The rule as one JSON object: `kind: rule`, its head, `fields`, `witness`, `program` and the
  /// parts of its condition, each with its depth.
  package static func document(
    ofRule index: Int, in set: RuleSet, witness: String, program: String
  ) -> Document {
    let info = set.ruleInfo[index]
    var document = RuleTable.json(info)
    document.set("kind", .text("rule"))
    document.set("raises_alerts", .boolean(set.rules[index].alerts))
    if info.suppressNanoseconds > 0 {
      document.set("suppress_seconds", .number(Number(info.suppressNanoseconds / 1_000_000_000)))
    }
    document.set(
      "fields",
      .list(
        info.mappedFields.map { field in
          var entry = Document()
          entry.set("name", .text(field.name))
          entry.set("targets", .list(field.fields.map { .text(set.fieldNames.name(of: $0)) }))
          return .object(entry)
        }))
    document.set("witness", .text(witness))
    document.set(
      "program", .list(program.split(separator: "\n").map { .text(String($0)) }))
    document.set("condition", .list(parts(of: set.rules[index].condition, set.fieldNames)))
    return document
  }

  /// What an event makes of the rule, as one JSON object: `kind: event`, whether the rule was
  /// considered and matches, and the parts of its condition with what they saw.
  package static func document(
    ofRule index: Int, in set: RuleSet, event: RuleFacts
  ) -> Document {
    let rule = set.rules[index]
    let isConsidered = rule.logSource.matches(event.logSource)
    var document = Document()
    document.set("kind", .text("event"))
    document.set("rule", .text(set.ruleInfo[index].id))
    document.set("log_source.products", .list(event.logSource.products.map { .text($0) }))
    document.set("log_source.categories", .list(event.logSource.categories.map { .text($0) }))
    document.set("log_source.services", .list(event.logSource.services.map { .text($0) }))
    document.set("considered", .boolean(isConsidered))
    document.set("matches", .boolean(isConsidered && event.nodes.first?.holds == true))
    document.set("condition", .list(parts(of: rule.condition, set.fieldNames, event)))
    return document
  }

  private static func parts(
    of condition: Condition, _ names: FieldNames, _ event: RuleFacts? = nil
  ) -> [Document.Value] {
    var depths: [Int] = []
    func measure(_ condition: Condition, _ depth: Int) {
      depths.append(depth)
      switch condition {
      case .all(let parts), .any(let parts): for part in parts { measure(part, depth + 1) }
      case .not(let part): measure(part, depth + 1)
      case .test: break
      }
    }
    measure(condition, 0)
    return nodes(of: condition).enumerated().map { place, part in
      var entry = Document()
      entry.set("depth", .number(Number(Int64(depths[place]))))
      switch part {
      case .all: entry.set("node", .text("all of"))
      case .any: entry.set("node", .text("one of"))
      case .not: entry.set("node", .text("not"))
      case .test(let predicate):
        entry.set("node", .text(ConditionText.describe(predicate, names)))
        if case .field(let id) = predicate.subject {
          entry.set("field", .text(names.name(of: id)))
        }
      }
      if let event { event.nodes[place].describe(part, to: &entry) }
      return .object(entry)
    }
  }
}

extension RuleFacts.Node {
  fileprivate func describe(_ part: Condition, to entry: inout Document) {
    entry.set("holds", .boolean(holds))
    guard case .test(let predicate) = part else { return }
    if case .field = predicate.subject { entry.set("missing", .boolean(values.isEmpty)) }
    if let inRecord {
      entry.set("record.start", .number(Number(Int64(inRecord.lowerBound))))
      entry.set("record.end", .number(Number(Int64(inRecord.upperBound))))
    }
    entry.set(
      "values",
      .list(
        values.enumerated().map { place, value in
          var item = Document()
          item.set("field", .text(value.name))
          item.set("text", .bytes(value.text))
          if let range = value.range {
            item.set("start", .number(Number(Int64(range.lowerBound))))
            item.set("end", .number(Number(Int64(range.upperBound))))
          }
          item.set("matched", .boolean(matching.contains(place)))
          return .object(item)
        }))
  }
}
