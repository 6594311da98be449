private import Detect

/// An alert as people read it in a chat: a title, facts, and the record when it may be shown.
///
/// What stands in it comes from logs and is hostile. It is clean text on one line, cut to a length,
/// with no address that a program would turn into a link; those who send it use elements that show
/// text and read no marks in it.
struct Notice {
  /// What happened: the rule's title.
  let title: String
  /// One line with the level and the entity.
  let summary: String
  let facts: [(name: String, value: String)]
  /// The record that completed it; nil when there is none or it may not be shown.
  let record: String?
  /// The identifiers of the rule and the alert.
  let footnote: String

  private static let titleLimit = 150
  private static let valueLimit = 300
  private static let recordLimit = 2000

  init(_ alert: Alert, receivedNanoseconds: Int64, showsRecord: Bool) {
    title = Notice.text(alert.rule.name, limit: Notice.titleLimit)
    let entity = alert.entity.map { Notice.text($0.text, limit: Notice.valueLimit) }
    summary = "\(alert.rule.level.name): \(title)" + (entity.map { " (\($0))" } ?? "")
    facts = Notice.facts(alert, receivedNanoseconds, entity)
    record =
      showsRecord
      ? alert.evidence.last?.text.map {
        Notice.text(String(decoding: $0, as: UTF8.self), limit: Notice.recordLimit)
      } : nil
    footnote = Notice.text(
      "rule \(alert.rule.id) of \(alert.rule.ruleset), alert \(alert.id)",
      limit: Notice.valueLimit)
  }

  private static func facts(
    _ alert: Alert, _ receivedNanoseconds: Int64, _ entity: String?
  ) -> [(name: String, value: String)] {
    let time = TimeText.short(nanoseconds: alert.timeNanoseconds ?? receivedNanoseconds) + " UTC"
    var facts: [(String, String?)] = [("Level", alert.rule.level.name), ("Time", time)]
    facts.append(("About", entity))
    facts.append(("Source", alert.source?.description))
    facts.append(("Destination", alert.destination?.description))
    facts.append(("User", alert.userName))
    facts.append(("Host", alert.hostName))
    let repeats = alert.repeats.map { ", and \($0.count) alerts like it" }
    let counts = alert.count > 1 || repeats != nil
    facts.append(("Events", counts ? "\(alert.count)" + (repeats ?? "") : nil))
    let techniques = alert.attribution.techniques.joined(separator: ", ")
    facts.append(("ATT&CK", techniques.isEmpty ? nil : techniques))
    let indicator = alert.indicator.map {
      "\($0.listed) (\($0.feed), confidence \($0.confidence))".replacing(".", with: "[.]")
    }
    facts.append(("Indicator", indicator))
    facts.append(("Trust", alert.trust == .trusted ? nil : alert.trust.rawValue))
    return facts.compactMap { name, value in
      value.map { (name, text($0, limit: valueLimit)) }
    }
  }

  /// Never empty, since chats refuse empty texts.
  private static func text(_ text: String, limit: Int) -> String {
    let clean = TerminalText.clean(text).replacing("://", with: "[:]//")
    let cut = TerminalText.cut(clean, columns: limit)
    return cut.allSatisfy { $0 == " " } ? "-" : cut
  }
}
