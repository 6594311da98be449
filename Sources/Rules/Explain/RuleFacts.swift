package import Detect

/// What an event says, for the parts of a rule's condition.
package struct RuleFacts: Sendable {
  /// One value of a field: its text, and where its bytes stand, as a reader may look them up.
  package struct Value: Sendable {
    /// The field's name.
    package let name: String
    package let text: [UInt8]
    /// From the beginning of the record; nil for text that the decoder made.
    package let range: Range<Int>?

    package init(name: String, text: [UInt8], range: Range<Int>?) {
      self.name = name
      self.text = text
      self.range = range
    }
  }

  /// One part of the condition.
  package struct Node: Sendable {
    package let holds: Bool
    /// The values that a test looked at; of a keyword, only those that have it.
    package var values: [Value] = []
    /// Places in `values` that make the test hold.
    package var matching: [Int] = []
    /// Where a keyword stands in the record, when it does.
    package var inRecord: Range<Int>?

    package init(holds: Bool) { self.holds = holds }
  }

  /// The event's log source.
  package let logSource: LogSource
  /// In the order of ``RuleExplanation/nodes(of:)``.
  package let nodes: [Node]

  package init(logSource: LogSource, nodes: [Node]) {
    self.logSource = logSource
    self.nodes = nodes
  }
}

extension RuleFacts {
  /// What an event of a block says, by the reference evaluator.
  ///
  /// - Complexity: O(size of the condition × size of the event), and more for nested conditions.
  package init(
    _ condition: Condition, _ event: Event, _ columns: borrowing EventColumns, _ block: Block,
    names: FieldNames, logSource: LogSource
  ) {
    var evaluator = ReferenceEvaluator()
    var nodes: [Node] = []
    for condition in RuleExplanation.nodes(of: condition) {
      var node = Node(holds: evaluator.holds(condition, event, columns, block))
      if case .test(let predicate) = condition {
        let found = evaluator.matching(predicate, event, columns, block)
        for place in columns.fields(of: event) {
          let isAsked =
            predicate.subject == .field(columns[field: place].field)
            || predicate.subject == .anywhere && found.places.contains(place)
          guard isAsked else { continue }
          if found.places.contains(place) { node.matching.append(node.values.count) }
          node.values.append(Value(place, of: event, columns, block, names))
        }
        if found.isInRecord {
          let record = Int(event.recordStart)..<Int(event.recordEnd)
          node.inRecord = RuleFacts.place(of: predicate.test, in: bytes(block, record))
        }
      }
      nodes.append(node)
    }
    self.init(logSource: logSource, nodes: nodes)
  }

  /// Where the longest literal of the test stands, ASCII case aside; all of the bytes, when there
  /// is none or only another case folding finds it.
  private static func place(of test: Test, in bytes: [UInt8]) -> Range<Int> {
    guard case .text(let pattern) = test,
      let literal = pattern.tokens.compactMap(\.literal).max(by: { $0.count < $1.count }),
      !literal.isEmpty, literal.count <= bytes.count
    else { return 0..<bytes.count }
    let wanted = literal.map(folded)
    let starts = 0...(bytes.count - wanted.count)
    let start = starts.first { start in
      wanted.indices.allSatisfy { folded(bytes[start + $0]) == wanted[$0] }
    }
    return start.map { $0..<$0 + wanted.count } ?? 0..<bytes.count
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}

extension RuleFacts.Value {
  fileprivate init(
    _ place: Int, of event: Event, _ columns: borrowing EventColumns, _ block: Block,
    _ names: FieldNames
  ) {
    let span = columns[field: place]
    let record = Int(event.recordStart)..<Int(event.recordEnd)
    let isInside =
      span.range.lowerBound >= record.lowerBound && span.range.upperBound <= record.upperBound
    let start = span.range.lowerBound - record.lowerBound
    // A field that no rule names has its name before it.
    let name =
      span.field == .unnamed && place > 0
      ? String(decoding: bytes(block, columns[field: place - 1].range), as: UTF8.self)
      : names.name(of: span.field)
    self.init(
      name: name, text: bytes(block, span.range),
      range: isInside ? start..<start + span.range.count : nil)
  }
}

private func bytes(_ block: Block, _ range: Range<Int>) -> [UInt8] {
  let line = block.line(start: range.lowerBound, end: range.upperBound)
  return range.map { line[$0] }
}
