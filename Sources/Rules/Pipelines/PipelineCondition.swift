internal import Detect

/// A condition on the rule.
enum PipelineRuleCondition: Sendable {
  case logSource(product: String?, category: String?, service: String?)
  case containsField(String)
  case containsItem(field: String, value: YAMLScalar)
  case isDetection(Bool)
  case tag(String)

  func holds(of rule: SigmaRule) -> Bool {
    switch self {
    case .logSource(let product, let category, let service):
      (product == nil || product == rule.logSource.product)
        && (category == nil || category == rule.logSource.category)
        && (service == nil || service == rule.logSource.service)
    case .containsField(let name): rule.detection.hasItem { $0.fields.contains(name) }
    case .containsItem(let field, let value):
      rule.detection.hasItem { item in
        item.fields.contains(field)
          && item.values.contains { $0.scalar.map { value.isSame(as: $0) } ?? false }
      }
    case .isDetection(let flag): flag
    case .tag(let name): rule.head.tags.contains(name)
    }
  }
}

/// A condition on one item of a search.
enum PipelineItemCondition: Sendable {
  /// `cond: all` needs all values, `cond: any` one.
  case matchesText(RegularExpression, isAll: Bool, isNegated: Bool)
  case equals(YAMLScalar, isAll: Bool)
  case hasWildcard(isAll: Bool)
  case isNull(isAll: Bool)

  func holds(of item: SigmaItem) -> Bool {
    switch self {
    case .matchesText(let expression, let isAll, let isNegated):
      return holds(item, isAll) { scalar in
        guard case .text(let text) = scalar.value else { return isNegated }
        return expression.matches(text) != isNegated
      }
    case .equals(let value, let isAll): return holds(item, isAll) { value.isSame(as: $0) }
    case .hasWildcard(let isAll):
      let opens = ["contains", "startswith", "endswith"]
      return holds(item, isAll) { scalar in
        guard case .text(let text) = scalar.value else { return false }
        return item.modifiers.contains { opens.contains($0.name) }
          || SigmaText(parsing: text).hasWildcards
      }
    case .isNull(let isAll): return holds(item, isAll) { $0.value == .null }
    }
  }

  private func holds(_ item: SigmaItem, _ isAll: Bool, _ test: (YAMLScalar) -> Bool) -> Bool {
    let scalars = item.values.compactMap(\.scalar)
    return isAll ? scalars.allSatisfy(test) : scalars.contains(where: test)
  }
}

/// A condition on the name of a field; keywords have none.
struct PipelineFieldCondition: Sendable {
  let names: [String]
  /// In place of the names; they match at the beginning.
  let expressions: [RegularExpression]
  let isExclusion: Bool

  func holds(of name: String?) -> Bool {
    guard let name else { return isExclusion }
    let isNamed =
      names.contains(name) || expressions.contains { $0.matches(name) }
    return isNamed != isExclusion
  }
}

extension RegularExpression {
  /// Whether it matches somewhere in the text; for a few names and values, not for logs.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8) + [0]
    return bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      var scratch = RegularExpressionScratch()
      let line = Line(base: base, start: 0, end: buffer.count)
      return scratch.match(self, 0..<buffer.count - 1, in: line) == .matches
    }
  }
}

extension YAMLScalar {
  /// Whether both are the same value; texts case aside.
  func isSame(as other: YAMLScalar) -> Bool {
    if case .text(let mine) = value, case .text(let theirs) = other.value {
      return mine.lowercased() == theirs.lowercased()
    }
    return value == other.value
  }
}

extension SigmaDetection {
  func hasItem(_ test: (SigmaItem) -> Bool) -> Bool {
    func has(_ search: SigmaSearch) -> Bool {
      switch search {
      case .all(let items): items.contains(where: test)
      case .any(let searches): searches.contains(where: has)
      case .keyword(let item): test(item)
      }
    }
    return searches.contains { has($0.body) }
  }
}
