private import Detect
private import Foundation
import Response

/// Alerts for Prometheus' Alertmanager, by its API v2.
///
/// Alertmanager tells alerts by their labels. They hold what stays the same while somebody does the
/// same again (the rule, its level, whom it is about), so that it groups, silences and inhibits;
/// what changes with each alert are annotations.
package struct Alertmanager: Sendable {
  /// Labels that every alert gets beside its own.
  package var labels: [(name: String, value: String)] = []
  /// How long an alert is active after it was sent.
  package var activeSeconds: Int64 = 3600

  package init() {}

  private static let labelLimit = 256
  private static let annotationLimit = 2000

  /// A JSON object without its end, when it starts: when it ends is known when it is sent.
  func line(_ alert: Alert, nowNanoseconds: Int64) -> [UInt8] {
    var out = Document()
    out.set("labels", .object(labels(of: alert)))
    out.set("annotations", .object(Alertmanager.annotations(of: alert)))
    // An alert that begins after it ends is refused.
    let start = min(alert.timeNanoseconds ?? nowNanoseconds, nowNanoseconds)
    out.set("startsAt", .text(TimeText.utc(nanoseconds: start)))
    return out.json()
  }

  private func labels(of alert: Alert) -> Document {
    var out = Document()
    var labels: [(DocumentName, String?)] = [
      ("alertname", alert.rule.name), ("severity", alert.rule.level.name),
      ("rule_id", alert.rule.id), ("ruleset", alert.rule.ruleset),
      ("entity", alert.entity?.text), ("source_ip", alert.source?.description),
      ("host", alert.hostName),
    ]
    labels += self.labels.map { (DocumentName($0.name), $0.value) }
    for (name, value) in labels {
      // An empty label is none.
      guard let value, !value.isEmpty else { continue }
      out.set(name, .text(Alertmanager.clean(value, Alertmanager.labelLimit)))
    }
    return out
  }

  private static func annotations(of alert: Alert) -> Document {
    var out = Document()
    let entity = alert.entity.map { " (\($0.text))" } ?? ""
    out.set("summary", .text(clean(alert.rule.name + entity, annotationLimit)))
    out.set("alert_id", .text(alert.id))
    out.set("count", .text("\(alert.count)"))
    let techniques = alert.attribution.techniques.joined(separator: ", ")
    if !techniques.isEmpty { out.set("techniques", .text(techniques)) }
    if let user = alert.userName { out.set("user", .text(clean(user, annotationLimit))) }
    if let destination = alert.destination {
      out.set("destination_ip", .text(destination.description))
    }
    if let indicator = alert.indicator {
      out.set(
        "indicator", .text(clean("\(indicator.listed) (\(indicator.feed))", annotationLimit)))
    }
    return out
  }

  /// One line without invisible characters: labels are shown, compared and mailed.
  private static func clean(_ text: String, _ limit: Int) -> String {
    TerminalText.cut(TerminalText.clean(text), columns: limit)
  }

  /// Whether a label can have that name ("Data model" of Prometheus).
  package static func isLabel(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39 ~= first), !name.hasPrefix("__") else {
      return false
    }
    return name.utf8.allSatisfy {
      0x61...0x7a ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "_")
    }
  }
}

/// Sends the lines of an ``Alertmanager``, many a request.
struct AlertmanagerReceiver: HTTPReceiver {
  let alertmanager: Alertmanager
  let target: PostTarget

  var group: Int { 64 }
  var answerLimit: Int { 1 << 16 }

  func request(_ lines: ArraySlice<[UInt8]>) -> PostRequest {
    let end = TimeText.utc(seconds: RunClock.nowSeconds + alertmanager.activeSeconds)
    let tail = Array(#","endsAt":"\#(end)"}"#.utf8)
    var body = [UInt8(ascii: "[")]
    for line in lines {
      if body.count > 1 { body.append(UInt8(ascii: ",")) }
      body += line.dropLast() + tail
    }
    body.append(UInt8(ascii: "]"))
    return PostRequest(
      url: target.url.appending("/api/v2/alerts"),
      headers: [("Content-Type", "application/json")] + target.headers, body: body,
      answerLimit: answerLimit)
  }
}
