/// A condition: what is asked of the searches of a rule, as written.
package struct SigmaCondition: Sendable {
  package indirect enum Node: Sendable {
    case all([Node])
    case any([Node])
    case not(Node)
    case search(name: String, place: Place)
    /// `1 of`, `any of`, `all of`: nil for `them`.
    case selector(isAll: Bool, pattern: String?, place: Place)
  }

  package let root: Node
  package let place: Place

  init(root: Node, place: Place) {
    self.root = root
    self.place = place
  }

  package init?(_ node: YAMLNode, _ problems: inout Problems) {
    guard let text = node.text("'condition'", &problems), let scalar = node.scalar else {
      return nil
    }
    let source = SourceText(text, style: scalar.style, at: node.place)
    var parser = SigmaConditionParser(source)
    guard let root = parser.parse(&problems) else { return nil }
    self.root = root
    place = node.place
  }
}

/// A text inside a file, and where each of its characters stands.
struct SourceText {
  let text: String
  private let style: YAMLScalar.Style
  private let start: Place

  init(_ text: String, style: YAMLScalar.Style, at start: Place) {
    self.text = text
    self.style = style
    self.start = start
  }

  /// The place of what stands behind so many scalars, and line ends among them: exact in text on
  /// one line, the line in a block scalar.
  func place(after scalars: Int, lineEnds: Int) -> Place {
    switch style {
    case .plain: start.advanced(by: scalars)
    case .quoted: start.advanced(by: scalars + 1)
    case .block: Place(path: start.path, line: start.line + 1 + lineEnds)
    }
  }
}
