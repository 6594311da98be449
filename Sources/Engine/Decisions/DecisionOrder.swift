private import Detect
private import Foundation
package import Response

/// What an operator asks for, as it waits in the state for the process that decides.
package struct DecisionOrder: Codable, Hashable, Sendable {
  package enum Kind: String, Codable, Sendable { case add, delete, undo, resetBreaker }

  package var kind: Kind
  /// Of `add` and `delete`, and of an `undo` of all that was decided on it.
  var target: String?
  var scope: String?
  /// `block` or `watch`.
  var action: String?
  /// Nil does not expire.
  var durationSeconds: Int64?
  var reason: String?
  /// Of `undo`: one of these.
  var rule: String?
  var feed: String?
  var actor: String?
  var sinceSeconds: Int64?
  var decision: String?

  /// What became of it.
  package struct Answer: Codable, Hashable, Sendable {
    /// Decisions that began, changed or ended.
    package var changes: Int
    /// Why it was not done.
    package var refusal: String?
  }

  private init(kind: Kind) { self.kind = kind }

  package static func add(
    _ action: Decision.Action, _ target: Decision.Target, durationSeconds: Int64?, reason: String
  ) -> DecisionOrder {
    var order = DecisionOrder(kind: .add)
    order.target = target.description
    order.scope = target.scope
    order.action = action.rawValue
    order.durationSeconds = durationSeconds
    order.reason = reason
    return order
  }

  package static func delete(_ target: Decision.Target) -> DecisionOrder {
    var order = DecisionOrder(kind: .delete)
    order.target = target.description
    order.scope = target.scope
    return order
  }

  package static let resetBreaker = DecisionOrder(kind: .resetBreaker)

  package static func undo(_ scope: UndoScope) -> DecisionOrder {
    var order = DecisionOrder(kind: .undo)
    switch scope {
    case .rule(let name): order.rule = name
    case .feed(let name): order.feed = name
    case .actor(let name): order.actor = name
    case .since(let seconds): order.sinceSeconds = seconds
    case .decision(let id): order.decision = id.description
    case .target(let target):
      order.target = target.description
      order.scope = target.scope
    }
    return order
  }
}

extension DecisionOrder {
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Nil when the text is no order.
  init?(json: String) {
    guard let order = try? JSONDecoder().decode(DecisionOrder.self, from: Data(json.utf8)) else {
      return nil
    }
    self = order
  }

  /// As the audit trail has it: `decisions add`, and on what.
  var title: String {
    switch kind {
    case .undo: "undo"
    case .resetBreaker: "decisions breaker --reset"
    case .add, .delete: "decisions \(kind.rawValue)"
    }
  }

  var subject: String {
    let named = [
      ("rule", rule), ("feed", feed), ("actor", actor),
      ("since", sinceSeconds.map(TimeText.utc(seconds:))), ("decision", decision),
    ]
    return target
      ?? named.compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
  }

  private var scopeOfUndo: UndoScope? {
    if let rule { return .rule(rule) }
    if let feed { return .feed(feed) }
    if let actor { return .actor(actor) }
    if let sinceSeconds { return .since(sinceSeconds) }
    return decision.flatMap { DecisionID($0) }.map(UndoScope.decision)
      ?? typedTarget.map(UndoScope.target)
  }

  /// What it takes back: by `undo`, or all on a target by `delete`. Nil for other orders.
  var undone: UndoScope? {
    switch kind {
    case .undo: scopeOfUndo
    case .delete: typedTarget.map(UndoScope.target)
    case .add, .resetBreaker: nil
    }
  }

  /// Does it. The never-block list is asked as it is for every other path.
  ///
  /// - Parameters:
  ///   - asking: Who asks for it.
  ///   - isSimulated: Everything is only simulated.
  func apply(
    to book: inout DecisionBook, asking: String, neverBlock: NeverBlock, isSimulated: Bool,
    atSeconds: Int64
  ) -> (changes: [DecisionChange], answer: Answer) {
    var changes: [DecisionChange] = []
    switch kind {
    case .add:
      guard let target = typedTarget, let action = action.flatMap(Decision.Action.init(rawValue:))
      else { return ([], Answer(changes: 0, refusal: "not an order of this version")) }
      changes = book.add(
        action, target, origin: .operator, cause: Cause(actor: asking, reason: reason ?? ""),
        atSeconds: atSeconds, durationSeconds: durationSeconds, neverBlock: neverBlock,
        isSimulated: isSimulated)
    case .delete:
      guard let target = typedTarget else {
        return ([], Answer(changes: 0, refusal: "not an order of this version"))
      }
      for action in Decision.Action.allCases {
        changes += book.delete(target, action: action, atSeconds: atSeconds)
      }
    case .undo:
      guard let scopeOfUndo else {
        return ([], Answer(changes: 0, refusal: "not an order of this version"))
      }
      changes = book.undo(scopeOfUndo, atSeconds: atSeconds)
    case .resetBreaker:
      guard book.breaker?.isTripped == true else {
        return ([], Answer(changes: 0, refusal: "the breaker has not tripped"))
      }
      book.breaker?.reset()
    }
    var answer = Answer(changes: 0)
    for change in changes {
      if case .refused(_, let cause) = change {
        answer.refusal = cause.description
      } else {
        answer.changes += 1
      }
    }
    return (changes, answer)
  }

  private var typedTarget: Decision.Target? {
    guard let target else { return nil }
    switch scope {
    case "address": return Address(target).map { .network(Prefix(host: $0)) }
    case "network": return (try? Prefix(parsing: target)).map(Decision.Target.network)
    case "domain": return .domain(target)
    case "user": return .user(target)
    default: return nil
    }
  }
}

extension DecisionOrder.Answer {
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  init?(json: String) {
    guard
      let answer = try? JSONDecoder().decode(DecisionOrder.Answer.self, from: Data(json.utf8))
    else { return nil }
    self = answer
  }
}
