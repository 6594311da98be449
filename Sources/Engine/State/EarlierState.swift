private import Foundation
private import Glibc
private import Detect
import Response

/// What versions before the state file kept: one JSON file. It is taken over once.
struct EarlierState: Codable {
  var version = 1
  var checkpoints: [Checkpoint] = []
  var outputs: [String: OutputPosition] = [:]
  var decisions: [EarlierDecision] = []

  static func file(in folder: String) -> String { folder + "/state.json" }

  /// Nil when there is none.
  ///
  /// - Throws: ``RunError/badState(path:reason:)`` for one that cannot be understood: it names what
  ///   is blocked, and is not passed over in silence.
  static func load(from folder: String) throws(RunError) -> EarlierState? {
    let path = file(in: folder)
    guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
    guard let state = try? JSONDecoder().decode(EarlierState.self, from: bytes),
      state.version == 1
    else {
      throw .badState(
        path: path,
        reason: "not the state of an earlier detectd; move it away to begin without it")
    }
    return state
  }

  /// Puts it beside, once what it says stands in the state file.
  static func setDone(in folder: String) {
    rename(file(in: folder), file(in: folder) + ".imported")
  }
}

/// A decision that was in force, without the alerts that led to it.
struct EarlierDecision: Codable {
  let action: String
  let origin: String
  let scope: String
  let target: String
  let createdSeconds: Int64
  /// Nil when it does not expire.
  let expiresSeconds: Int64?
  let ruleID: String
  let ruleName: String
  let ruleset: String
  let level: String
  let techniques: [String]
  let indicator: String?
  let feed: String?
  let confidence: Int?
  let policyRule: String?

  private var decisionTarget: Decision.Target? {
    switch scope {
    case "address": Address(target).map { .network(Prefix(host: $0)) }
    case "network": (try? Prefix(parsing: target)).map(Decision.Target.network)
    case "domain": .domain(target)
    case "user": .user(target)
    default: nil
    }
  }

  /// Puts it back, when it is still in force and the never-block list lets it.
  func restore(
    into book: inout DecisionBook, neverBlock: NeverBlock, nowSeconds: Int64
  ) -> [DecisionChange] {
    guard let action = Decision.Action(rawValue: action),
      let origin = Decision.Origin(rawValue: origin), let target = decisionTarget,
      expiresSeconds.map({ $0 > nowSeconds }) ?? true
    else { return [] }
    let cause = Cause(
      ruleID: ruleID, ruleName: ruleName, ruleset: ruleset,
      level: Level(name: level) ?? .medium, techniques: techniques, indicator: indicator,
      feed: feed, confidence: confidence, policyRule: policyRule)
    return book.add(
      action, target, origin: origin, cause: cause, atSeconds: createdSeconds,
      durationSeconds: expiresSeconds.map { $0 - createdSeconds }, neverBlock: neverBlock)
  }
}
