import Foundation
import Response

/// Reasons as JSON in a column.
enum ReasonText {
  private struct Record: Codable {
    var rule: String
    var name: String
    var ruleset: String
    var level: String
    var techniques: [String]
    var indicator: String?
    var feed: String?
    var confidence: Int?
    var policy: String?
    var alerts: [String]
    var alertCount: Int
  }

  static func text(_ reasons: [Reason]) -> String {
    let records = reasons.map { reason in
      Record(
        rule: reason.cause.ruleID, name: reason.cause.ruleName, ruleset: reason.cause.ruleset,
        level: reason.cause.level.name, techniques: reason.cause.techniques,
        indicator: reason.cause.indicator, feed: reason.cause.feed,
        confidence: reason.cause.confidence, policy: reason.cause.policyRule,
        alerts: reason.alertIDs, alertCount: reason.alertCount)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(records) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Empty when the text is not what ``text(_:)`` writes.
  static func reasons(_ text: String) -> [Reason] {
    let records = try? JSONDecoder().decode([Record].self, from: Data(text.utf8))
    return (records ?? []).map { record in
      Reason(
        cause: Cause(
          ruleID: record.rule, ruleName: record.name, ruleset: record.ruleset,
          level: Level(name: record.level) ?? .medium, techniques: record.techniques,
          indicator: record.indicator, feed: record.feed, confidence: record.confidence,
          policyRule: record.policy),
        alertIDs: record.alerts, alertCount: record.alertCount)
    }
  }
}
