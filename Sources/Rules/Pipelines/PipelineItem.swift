internal import Detect

/// One step of a pipeline: a change, and to which rules and items it is made.
struct PipelineItem: Sendable {
  enum Change: Sendable {
    /// From one name to one or several, of which each may hold the value.
    case rename(@Sendable (String) -> [String])
    case drop
    case placeholders(PipelinePlaceholders)
    case condition(AddedCondition)
    case logSource(product: String?, category: String?, service: String?)
    case ruleFailure(String)
    case itemFailure(String)
  }

  struct AddedCondition: Sendable {
    let map: YAMLMap
    let isTemplate: Bool
    let isNegated: Bool

    /// With `$product`, `$category` and `$service` of the rule in its values.
    func filled(for source: SigmaLogSource) -> YAMLMap {
      func fill(_ node: YAMLNode) -> YAMLNode {
        if let list = node.list { return YAMLNode(.list(list.map(fill)), at: node.place) }
        guard let scalar = node.scalar, case .text(var text) = scalar.value else { return node }
        for (name, value) in [
          ("product", source.product), ("category", source.category), ("service", source.service),
        ] {
          text = text.replacing("${\(name)}", with: value ?? "None")
            .replacing("$\(name)", with: value ?? "None")
        }
        let filled = YAMLScalar(text, style: scalar.style, value: .text(text))
        return YAMLNode(.scalar(filled), at: node.place)
      }
      return YAMLMap(
        map.entries.map {
          YAMLMap.Entry(
            key: $0.key, keyPlace: $0.keyPlace, keyIsQuoted: $0.keyIsQuoted, value: fill($0.value))
        }, at: map.place)
    }
  }

  let change: Change
  let place: Place
  let ruleConditions: PipelineConditions<PipelineRuleCondition>
  let itemConditions: PipelineConditions<PipelineItemCondition>
  let fieldConditions: PipelineConditions<PipelineFieldCondition>

  func applies(to rule: SigmaRule) -> Bool { ruleConditions.hold { $0.holds(of: rule) } }

  /// Whether the change is made to this item of a search.
  func covers(_ item: SigmaItem) -> Bool {
    guard itemConditions.hold({ $0.holds(of: item) }) else { return false }
    return fieldConditions.hold { condition in
      item.field == nil
        ? condition.holds(of: nil) : item.fields.contains { condition.holds(of: $0) }
    }
  }

  /// Whether a name by itself is renamed.
  func covers(field: String) -> Bool {
    itemConditions.isEmpty && fieldConditions.hold { $0.holds(of: field) }
  }
}

/// Conditions of one kind, all or one of which must hold, or must not.
struct PipelineConditions<Condition: Sendable>: Sendable {
  var conditions: [Condition] = []
  var isAny = false
  var isNegated = false

  var isEmpty: Bool { conditions.isEmpty }

  func hold(_ test: (Condition) -> Bool) -> Bool {
    if conditions.isEmpty { return true }
    return (isAny ? conditions.contains(where: test) : conditions.allSatisfy(test)) != isNegated
  }
}

extension SigmaItem {
  /// All names of the field.
  var fields: [String] { (field.map { [$0] } ?? []) + otherFields }

  /// With other names, also of a field that the values refer to.
  func renamed(_ rename: (String) -> [String], _ item: PipelineItem) -> SigmaItem {
    var renamed = self
    if field != nil {
      let conditions = item.fieldConditions
      let names = fields.flatMap { name in
        conditions.hold { $0.holds(of: name) } ? rename(name) : [name]
      }
      renamed.field = names[0]
      renamed.otherFields = Array(names.dropFirst())
    }
    if modifiers.contains(where: { $0.name == "fieldref" }) {
      renamed.values = values.flatMap { node -> [YAMLNode] in
        guard let scalar = node.scalar, case .text(let text) = scalar.value else { return [node] }
        return rename(text).map {
          YAMLNode(
            .scalar(YAMLScalar($0, style: scalar.style, value: .text($0))), at: node.place)
        }
      }
    }
    return renamed
  }
}
