package import Detect

extension Alert {
  /// The alert as an ECS document: the fields of the event that completed it, and over them what
  /// detectd says.
  ///
  /// `rule.*`, `threat.*` and `detectd.*` are detectd's alone, so that a record cannot speak in its
  /// name. An event's own `rule` and `threat` (a firewall's rule name) move to `detectd.event.*`.
  ///
  /// - Parameter receivedNanoseconds: `@timestamp` of an alert whose record has no time; without it
  ///   the field is left out.
  package func document(receivedNanoseconds: Int64? = nil) -> Document {
    var document = fields
    document.remove(ownNames)
    if let time = timeNanoseconds ?? receivedNanoseconds {
      document.set(Name.timestamp, .text(TimeText.utc(nanoseconds: time)))
    }
    document.set(Name.ecsVersion, .text("8.17.0"))
    document.set(Name.eventKind, .text("alert"))
    setRule(in: &document)
    setThreat(in: &document)
    setIndicator(in: &document)
    setOwn(in: &document)
    return document
  }

  /// The names that no field of the event keeps; `event` only when it is not the object it must be.
  private var ownNames: [DocumentName] {
    fields.isObject(Name.event) ? Name.own : Name.own + [Name.event]
  }

  private func setRule(in document: inout Document) {
    document.set(Name.ruleID, .text(rule.id))
    document.set(Name.ruleName, .text(rule.name))
    document.set(Name.ruleRuleset, .text(rule.ruleset))
    document.set(Name.ruleLevel, .text(rule.level.name))
    if !rule.tags.isEmpty { document.set(Name.ruleTags, .list(rule.tags.map { .text($0) })) }
  }

  private func setThreat(in document: inout Document) {
    let techniques = attribution.techniques
    if !techniques.isEmpty || !attribution.tactics.isEmpty {
      document.set(Name.threatFramework, .text("MITRE ATT&CK"))
    }
    if !techniques.isEmpty {
      document.set(Name.techniqueID, .list(techniques.map { .text($0) }))
      let names = techniques.compactMap(Technique.name(of:))
      if !names.isEmpty {
        document.set(Name.techniqueName, .list(names.map { .text($0) }))
      }
    }
    if !attribution.tactics.isEmpty {
      document.set(Name.tacticName, .list(attribution.tactics.map { .text($0) }))
    }
    if let group = attribution.group { document.set(Name.groupName, .text(group)) }
    if let software = attribution.software {
      document.set(Name.softwareName, .text(software))
    }
  }

  private func setIndicator(in document: inout Document) {
    guard let indicator else { return }
    document.set(Name.threatIndicatorType, .text(indicator.type))
    document.set(Name.threatIndicatorName, .text(indicator.listed))
    setValue(of: indicator, in: &document)
    document.set(Name.threatIndicatorProvider, .text(indicator.feed))
    document.set(Name.threatIndicatorConfidence, .text(Alert.word(indicator.confidence)))
    document.set(Name.threatFeedName, .text(indicator.feed))
    document.set(Name.detectdIndicatorConfidence, .number(Number(Int64(indicator.confidence))))
    document.set(Name.detectdIndicatorListed, .text(indicator.listed))
    document.set(Name.detectdIndicatorSeen, .text(indicator.seen))
    document.set(Name.detectdIndicatorField, .text(indicator.field))
  }

  private func setValue(of indicator: Indicator, in document: inout Document) {
    switch indicator.value {
    case .network(let network) where network.isHost:
      document.set(Name.indicatorIP, .address(network.address))
    case .network, nil: break
    case .domain(let name): document.set(Name.threatIndicatorUrlDomain, .text(name))
    case .url(let text): document.set(Name.threatIndicatorURL, .text(text))
    case .digest(let hex): document.set(Name.digest(ofLength: hex.utf8.count), .text(hex))
    case .mail(let text): document.set(Name.threatIndicatorMail, .text(text))
    }
  }

  private func setOwn(in document: inout Document) {
    document.set(Name.alertID, .text(id))
    document.set(Name.detectdAlertKind, .text(kind.rawValue))
    document.set(Name.detectdAlertPhase, .text(phase.rawValue))
    if let entity {
      document.set(Name.detectdEntity, .text(entity.text))
      document.set(Name.detectdEntityKind, .text(entity.kind.rawValue))
    }
    document.set(Name.detectdCount, .number(Number(Int64(count))))
    if let repeats {
      document.set(Name.repeatsCount, .number(Number(Int64(repeats.count))))
      document.set(Name.repeatsSince, .text(TimeText.utc(seconds: repeats.sinceSeconds)))
    }
    if let incident {
      document.set(Name.incidentID, .text(incident.id))
      document.set(Name.incidentAlerts, .number(Number(Int64(incident.number))))
      document.set(Name.incidentSince, .text(TimeText.utc(seconds: incident.sinceSeconds)))
    }
    if trust != .trusted { document.set(Name.detectdTrust, .text(trust.rawValue)) }
    document.set(Name.detectdEventRule, from: fields, at: Name.rule)
    document.set(Name.detectdEventThreat, from: fields, at: Name.threat)
    if evidence.isEmpty { document.set(Name.detectdEvidence, .list([])) }
    for piece in evidence { document.append(piece.members, to: Name.detectdEvidence) }
  }

  /// The words of ECS for a confidence of 0 to 100, by the "None, Low, Med, High" scale of STIX 2.1
  /// appendix A.
  private static func word(_ confidence: Int) -> String {
    switch confidence {
    case ...0: "None"
    case ..<30: "Low"
    case ..<70: "Medium"
    default: "High"
    }
  }
}

extension Evidence {
  /// Input, record, offset, and the hash and text of the record when its bytes are held.
  fileprivate var members: [(DocumentName, Document.Value)] {
    var members: [(DocumentName, Document.Value)] = [
      (Name.input, .text(input)), (Name.record, .number(Number(Int64(record)))),
      (Name.offset, .number(Number(Int64(offset)))),
    ]
    if let text {
      members.append((Name.sha256, .text(SHA256.hex(of: text))))
      members.append((Name.text, .bytes(text)))
    }
    return members
  }
}

/// The names that detectd writes, split once.
private enum Name {
  static let own: [DocumentName] = ["@timestamp", "ecs", "rule", "threat", "detectd"]
  static let event: DocumentName = "event"
  static let rule: DocumentName = "rule"
  static let threat: DocumentName = "threat"
  static let timestamp: DocumentName = "@timestamp"
  static let ecsVersion: DocumentName = "ecs.version"
  static let eventKind: DocumentName = "event.kind"
  static let ruleID: DocumentName = "rule.id"
  static let ruleName: DocumentName = "rule.name"
  static let ruleRuleset: DocumentName = "rule.ruleset"
  static let ruleLevel: DocumentName = "rule.level"
  static let ruleTags: DocumentName = "rule.tags"
  static let threatFramework: DocumentName = "threat.framework"
  static let techniqueID: DocumentName = "threat.technique.id"
  static let techniqueName: DocumentName = "threat.technique.name"
  static let tacticName: DocumentName = "threat.tactic.name"
  static let groupName: DocumentName = "threat.group.name"
  static let softwareName: DocumentName = "threat.software.name"
  static let threatIndicatorType: DocumentName = "threat.indicator.type"
  static let threatIndicatorName: DocumentName = "threat.indicator.name"
  static let indicatorIP: DocumentName = "threat.indicator.ip"
  static let threatIndicatorUrlDomain: DocumentName = "threat.indicator.url.domain"
  static let threatIndicatorURL: DocumentName = "threat.indicator.url.full"
  static let threatIndicatorMail: DocumentName = "threat.indicator.email.address"
  static let threatIndicatorMD5: DocumentName = "threat.indicator.file.hash.md5"
  static let threatIndicatorSHA1: DocumentName = "threat.indicator.file.hash.sha1"
  static let threatIndicatorSHA256: DocumentName = "threat.indicator.file.hash.sha256"
  static let threatIndicatorSHA512: DocumentName = "threat.indicator.file.hash.sha512"
  static let threatIndicatorProvider: DocumentName = "threat.indicator.provider"
  static let threatIndicatorConfidence: DocumentName = "threat.indicator.confidence"
  static let threatFeedName: DocumentName = "threat.feed.name"
  static let detectdIndicatorConfidence: DocumentName = "detectd.indicator.confidence"
  static let detectdIndicatorListed: DocumentName = "detectd.indicator.listed"
  static let detectdIndicatorSeen: DocumentName = "detectd.indicator.seen"
  static let detectdIndicatorField: DocumentName = "detectd.indicator.field"
  static let alertID: DocumentName = "detectd.alert.id"
  static let detectdAlertKind: DocumentName = "detectd.alert.kind"
  static let detectdAlertPhase: DocumentName = "detectd.alert.phase"
  static let detectdEntity: DocumentName = "detectd.entity"
  static let detectdEntityKind: DocumentName = "detectd.entity_kind"
  static let detectdCount: DocumentName = "detectd.count"
  static let repeatsCount: DocumentName = "detectd.repeats.count"
  static let repeatsSince: DocumentName = "detectd.repeats.since"
  static let incidentID: DocumentName = "detectd.incident.id"
  static let incidentAlerts: DocumentName = "detectd.incident.alerts"
  static let incidentSince: DocumentName = "detectd.incident.since"
  static let detectdTrust: DocumentName = "detectd.trust"
  static let detectdEventRule: DocumentName = "detectd.event.rule"
  static let detectdEventThreat: DocumentName = "detectd.event.threat"
  static let detectdEvidence: DocumentName = "detectd.evidence"

  // Of a piece of evidence.
  static let input: DocumentName = "input"
  static let record: DocumentName = "record"
  static let offset: DocumentName = "offset"
  static let sha256: DocumentName = "sha256"
  static let text: DocumentName = "text"

  /// The hash function by the digits that its digests have.
  static func digest(ofLength digits: Int) -> DocumentName {
    switch digits {
    case 32: threatIndicatorMD5
    case 40: threatIndicatorSHA1
    case 64: threatIndicatorSHA256
    default: threatIndicatorSHA512
    }
  }
}
