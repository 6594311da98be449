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
      document.set("@timestamp", .text(TimeText.utc(nanoseconds: time)))
    }
    document.set("ecs.version", .text("8.17.0"))
    document.set("event.kind", .text("alert"))
    setRule(in: &document)
    setThreat(in: &document)
    setIndicator(in: &document)
    setOwn(in: &document)
    return document
  }

  /// The names that no field of the event keeps; `event` only when it is not the object it must be.
  private var ownNames: [String] {
    let names = ["@timestamp", "ecs", "rule", "threat", "detectd"]
    return fields.isObject("event") ? names : names + ["event"]
  }

  private func setRule(in document: inout Document) {
    document.set("rule.id", .text(rule.id))
    document.set("rule.name", .text(rule.name))
    document.set("rule.ruleset", .text(rule.ruleset))
    document.set("rule.level", .text(rule.level.name))
    if !rule.tags.isEmpty { document.set("rule.tags", .list(rule.tags.map { .text($0) })) }
  }

  private func setThreat(in document: inout Document) {
    let techniques = attribution.techniques
    if !techniques.isEmpty || !attribution.tactics.isEmpty {
      document.set("threat.framework", .text("MITRE ATT&CK"))
    }
    if !techniques.isEmpty {
      document.set("threat.technique.id", .list(techniques.map { .text($0) }))
      let names = techniques.compactMap(Technique.name(of:))
      if !names.isEmpty {
        document.set("threat.technique.name", .list(names.map { .text($0) }))
      }
    }
    if !attribution.tactics.isEmpty {
      document.set("threat.tactic.name", .list(attribution.tactics.map { .text($0) }))
    }
    if let group = attribution.group { document.set("threat.group.name", .text(group)) }
    if let software = attribution.software {
      document.set("threat.software.name", .text(software))
    }
  }

  private func setIndicator(in document: inout Document) {
    guard let indicator else { return }
    document.set("threat.indicator.type", .text(indicator.type))
    document.set("threat.indicator.name", .text(indicator.listed))
    if case .network(let network)? = indicator.value, network.isHost {
      document.set("threat.indicator.ip", .text(network.address.description))
    }
    if case .domain(let name)? = indicator.value {
      document.set("threat.indicator.url.domain", .text(name))
    }
    document.set("threat.indicator.provider", .text(indicator.feed))
    document.set("threat.indicator.confidence", .text(Alert.word(indicator.confidence)))
    document.set("threat.feed.name", .text(indicator.feed))
    document.set("detectd.indicator.confidence", .number(Number(Int64(indicator.confidence))))
    document.set("detectd.indicator.listed", .text(indicator.listed))
    document.set("detectd.indicator.seen", .text(indicator.seen))
    document.set("detectd.indicator.field", .text(indicator.field))
  }

  private func setOwn(in document: inout Document) {
    document.set("detectd.alert.id", .text(id))
    document.set("detectd.alert.kind", .text(kind.rawValue))
    document.set("detectd.alert.phase", .text(phase.rawValue))
    if let entity {
      document.set("detectd.entity", .text(entity.text))
      document.set("detectd.entity_kind", .text(entity.kind.rawValue))
    }
    document.set("detectd.count", .number(Number(Int64(count))))
    document.set("detectd.event.rule", from: fields, at: "rule")
    document.set("detectd.event.threat", from: fields, at: "threat")
    if evidence.isEmpty { document.set("detectd.evidence", .list([])) }
    for piece in evidence { document.append(piece.members, to: "detectd.evidence") }
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
  fileprivate var members: [(String, Document.Value)] {
    var members: [(String, Document.Value)] = [
      ("input", .text(input)), ("record", .number(Number(Int64(record)))),
      ("offset", .number(Number(Int64(offset)))),
    ]
    if let text {
      members.append(("sha256", .text(SHA256.hex(of: text))))
      members.append(("text", .bytes(text)))
    }
    return members
  }
}
