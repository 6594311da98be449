extension Program {
  /// A rule as the matcher sees it: what it needs to be looked at, and its tests.
  ///
  ///     rule 0: product=linux service=sshd
  ///     witness: message contains "failed password"
  ///     all of
  ///       message = *"failed password"*
  ///       not user.name = "root"
  package func describe(rule: Int) -> String {
    let source = rules[rule].logSource
    let selector = [
      source.product.map { "product=\($0)" }, source.category.map { "category=\($0)" },
      source.service.map { "service=\($0)" },
    ].compactMap { $0 }
    var lines = [
      "rule \(rule): \(selector.isEmpty ? "any log source" : selector.joined(separator: " "))"
    ]
    lines.append("witness: \(describe(witness: compiled[rule].witness))")
    lines += describe(compiled[rule].formula, indent: "")
    return lines.joined(separator: "\n")
  }

  /// What a rule needs to be looked at, on one line.
  package func witness(of rule: Int) -> String {
    describe(witness: compiled[rule].witness).split(separator: "\n")
      .map { $0.drop { $0 == " " } }.joined(separator: " ")
  }

  private func describe(witness: [UInt32]?) -> String {
    guard let witness else { return "none; looked at for each event of its log source" }
    if witness.isEmpty { return "never holds" }
    return witness.map { id in
      id & Step.firedBit == 0 ? describe(keys[Int(id)]) : describe(group: id)
    }.joined(separator: "\n      or ")
  }

  private func describe(group id: UInt32) -> String {
    let members = groups[Int(id & ~Step.firedBit)]
    let shown = members.prefix(3).map { describe(keys[Int($0)]) }.joined(separator: " or ")
    return members.count > 3 ? "\(shown) or \(members.count - 3) more" : shown
  }

  private func describe(_ key: IndexKey) -> String {
    let field =
      key.slot == Atom.anywhere
      ? "any value" : names.name(of: fields[Int(key.slot)])
    return switch key.test {
    case .equals(let bytes): "\(field) is \(quote(bytes))"
    case .startsWith(let bytes): "\(field) starts with \(quote(bytes))"
    case .endsWith(let bytes): "\(field) ends with \(quote(bytes))"
    case .contains(let bytes): "\(field) contains \(quote(bytes))"
    case .number(let number): "\(field) is the number \(number)"
    case .address(let address): "\(field) is the address \(address)"
    case .network(let network): "\(field) is in \(network)"
    case .boolean(let flag): "\(field) is \(flag)"
    case .value: "\(field) has a value"
    case .exists: "\(field) exists"
    }
  }

  private func describe(_ formula: Formula, indent: String) -> [String] {
    switch formula {
    case .constant(let value): return [indent + (value ? "always" : "never")]
    case .group(let group):
      return [indent + "one of \(groups[group].count): \(describe(group: UInt32(group)))"]
    case .test(let atom, let isNegated):
      return [indent + (isNegated ? "not " : "") + describe(predicates[atom])]
    case .all(let parts):
      return [indent + "all of"] + parts.flatMap { describe($0, indent: indent + "  ") }
    case .any(let parts):
      return [indent + "any of"] + parts.flatMap { describe($0, indent: indent + "  ") }
    }
  }

  private func describe(_ predicate: Predicate) -> String {
    let field =
      switch predicate.subject {
      case .field(let id): names.name(of: id)
      case .anywhere: "any value"
      }
    return switch predicate.test {
    case .text(let pattern): "\(field) = \(describe(pattern))"
    case .number(let literal): "\(field) = \(describe(literal))"
    case .boolean(let flag): "\(field) = \(flag)"
    case .null: "\(field) is null"
    case .exists(let wanted): "\(field) \(wanted ? "exists" : "does not exist")"
    case .expression(let expression): "\(field) matches /\(expression.pattern)/\(flags(expression))"
    case .network(let network): "\(field) in \(network)"
    case .compare(let comparison, let literal):
      "\(field) \(comparison.rawValue) \(describe(literal))"
    case .timePart(let part, let comparison, let number):
      "\(part.rawValue) of \(field) \(comparison.rawValue) \(number)"
    case .field(let relation, let other): "\(field) \(relation) \(names.name(of: other))"
    }
  }

  private func flags(_ expression: Expression) -> String {
    (expression.ignoresCase ? "i" : "") + (expression.multiline ? "m" : "")
      + (expression.dotMatchesNewline ? "s" : "")
  }

  private func describe(_ literal: NumberLiteral) -> String {
    switch literal {
    case .whole(let number): number.description
    case .decimal(let double): "\(double)"
    }
  }

  private func describe(_ pattern: TextPattern) -> String {
    if pattern.tokens.isEmpty { return "\"\"" }
    let text = pattern.tokens.map { token in
      switch token {
      case .literal(let bytes): quote(bytes)
      case .anyRun: "*"
      case .anyOne: "?"
      case .dash: "<dash>"
      }
    }.joined()
    return pattern.isCased ? "\(text) (cased)" : text
  }

  /// Bytes as text in quotes, escaped as in JSON.
  private func quote(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    JSONText.write(bytes, to: &out)
    return String(decoding: out, as: UTF8.self)
  }
}
