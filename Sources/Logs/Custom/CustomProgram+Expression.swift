import Detect

/// A regular expression whose groups are fields.
struct ExpressionCode: Sendable {
  let expression: RegularExpression
  let groups: [Group]

  struct Group: Sendable {
    let number: Int
    let target: Int
  }
}

extension CustomProgram {
  /// Matches the line and takes the groups that took part.
  ///
  /// - Returns: False when it does not match, needs too much work, or a group is not what its kind
  ///   wants.
  func read(
    _ code: borrowing ExpressionCode, _ line: borrowing Line, _ context: borrowing DecodeContext,
    _ texts: borrowing ConstantText, _ run: inout Run, _ event: inout EventWriter
  ) -> Bool {
    if event.captures == nil { event.captures = RegularExpressionCaptures() }
    guard event.captures?.match(code.expression, line.range, in: line) == .matches else {
      return false
    }
    for index in code.groups.indices {
      let group = code.groups[index]
      guard let range = event.captures?.range(of: group.number) else { continue }
      guard take(group.target, range, context, texts, &run, &event) else { return false }
    }
    return true
  }
}
