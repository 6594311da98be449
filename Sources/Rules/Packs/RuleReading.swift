/// One file, read as far as that goes without the others.
struct ReadFile: Sendable {
  /// A document of the file, or what there was of one that has errors.
  enum Item: Sendable {
    case document(SigmaDocument)
    case refused(YAMLNode)
  }

  let items: [Item]
  let problems: Problems
  /// Documents that are not even YAML.
  let unreadable: Int

  init(_ source: RuleSource) {
    var problems = Problems()
    let nodes = YAML.documents(in: source.bytes, path: source.path, &problems)
    unreadable = problems.errorCount
    items = SigmaCollection.expand(nodes, &problems).map { node in
      SigmaDocument.read(node, &problems).map(Item.document) ?? .refused(node)
    }
    self.problems = problems
  }
}
