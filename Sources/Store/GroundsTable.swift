import Foundation
import GRDB
import Response

/// What many sightings share: rule, feed, policy and duration, without the indicator itself.
struct SharedGrounds: Hashable {
  let cause: Cause
  let durationSeconds: Int64
  let escalation: Escalation?
  let coolDownSeconds: Int64

  init(_ grounds: Grounds) {
    let full = grounds.cause
    cause = full.indicator == nil ? full : full.with(indicator: nil)
    durationSeconds = grounds.term.durationSeconds
    escalation = grounds.term.escalation
    coolDownSeconds = grounds.term.coolDownSeconds
  }

  private struct Record: Codable {
    var rule: String
    var name: String
    var ruleset: String
    var level: String
    var techniques: [String]
    var feed: String?
    var confidence: Int?
    var policy: String?
    var duration: Int64
    var escalation: Steps?
    /// Left out when there is none.
    var cooldown: Int64?

    struct Steps: Codable {
      var multiplier: Int64?
      var durations: [Int64]?
      var memory: Int64
      var maximum: Int64
    }
  }

  /// One text for one value.
  var document: String? {
    let steps = escalation.map { escalation in
      switch escalation.steps {
      case .multiplier(let factor):
        Record.Steps(
          multiplier: factor, memory: escalation.memorySeconds, maximum: escalation.maximumSeconds)
      case .durations(let list):
        Record.Steps(
          durations: list, memory: escalation.memorySeconds, maximum: escalation.maximumSeconds)
      }
    }
    let record = Record(
      rule: cause.ruleID, name: cause.ruleName, ruleset: cause.ruleset, level: cause.level.name,
      techniques: cause.techniques, feed: cause.feed, confidence: cause.confidence,
      policy: cause.policyRule, duration: durationSeconds, escalation: steps,
      cooldown: coolDownSeconds > 0 ? coolDownSeconds : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(record)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Nil when the text is not what ``document`` writes.
  static func grounds(_ document: String) -> Grounds? {
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(document.utf8)),
      record.duration >= 0
    else { return nil }
    let escalation = record.escalation.map { steps in
      Escalation(
        steps: steps.durations.map { .durations($0) } ?? .multiplier(steps.multiplier ?? 1),
        memorySeconds: max(0, steps.memory), maximumSeconds: max(0, steps.maximum))
    }
    return Grounds(
      cause: Cause(
        ruleID: record.rule, ruleName: record.name, ruleset: record.ruleset,
        level: Level(name: record.level) ?? .medium, techniques: record.techniques,
        feed: record.feed, confidence: record.confidence, policyRule: record.policy),
      term: Term(
        durationSeconds: record.duration, escalation: escalation,
        coolDownSeconds: max(0, record.cooldown ?? 0)))
  }
}

/// The numbers of shared grounds, as far as this process has met them.
struct GroundsNumbers {
  private var known: [SharedGrounds: Int64] = [:]
  private static let limit = 10_000

  /// The number of a row, which is made when there is none.
  mutating func number(
    _ grounds: SharedGrounds, in database: GRDB.Database
  ) throws -> Int64 {
    if let number = known[grounds] { return number }
    guard let document = grounds.document else {
      throw StoreError.failed(path: "grounds", reason: "a cause cannot be written as JSON")
    }
    try database.execute(
      sql: "INSERT INTO grounds (document) VALUES (?) ON CONFLICT (document) DO NOTHING",
      arguments: [document])
    let number = try Int64.fetchOne(
      database, sql: "SELECT number FROM grounds WHERE document = ?", arguments: [document])
    guard let number else {
      throw StoreError.failed(path: "grounds", reason: "a row is missing that was just written")
    }
    if known.count >= GroundsNumbers.limit { known.removeAll() }
    known[grounds] = number
    return number
  }
}
