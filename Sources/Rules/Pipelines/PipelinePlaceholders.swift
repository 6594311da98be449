/// `value_placeholders` and `wildcard_placeholders`: what stands for `%name%`.
struct PipelinePlaceholders: Sendable {
  /// Nil for wildcards.
  let variables: [String: [String]]?
  let include: [String]?
  let exclude: [String]?

  /// The item with values for those of its placeholders that this is for.
  func fill(_ item: SigmaItem, _ step: PipelineItem, _ problems: inout Problems) -> SigmaItem {
    guard item.modifiers.contains(where: { $0.name == "expand" }), step.covers(item) else {
      return item
    }
    var filled = item
    for node in item.values {
      for name in Placeholders.names(in: node.scalar?.text ?? "") where handles(name) {
        guard filled.placeholders[name] == nil else { continue }
        guard let variables else {
          filled.placeholders[name] = [Placeholders.wildcard]
          continue
        }
        filled.placeholders[name] = variables[name]
        if variables[name] == nil {
          problems.error(
            "placeholder", at: node.place, "the pipeline has no variable '\(name)'",
            hint: NearestName.hint(for: name, in: variables.keys.sorted())
              ?? "define it in 'vars' of the pipeline")
        }
      }
    }
    return filled
  }

  private func handles(_ name: String) -> Bool {
    include.map { $0.contains(name) } ?? exclude.map { !$0.contains(name) } ?? true
  }
}
