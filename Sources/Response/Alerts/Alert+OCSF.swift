package import Detect

extension Alert {
  /// The alert as a Detection Finding (class 2004) of the Open Cybersecurity Schema Framework,
  /// with what every version from 1.1 to 1.8 requires. What the schema has no place for stands in
  /// `unmapped`.
  package func ocsf(receivedNanoseconds: Int64) -> Document {
    let milliseconds = (timeNanoseconds ?? receivedNanoseconds) / 1_000_000
    var out = Document()
    for (name, value) in [
      ("activity_id", 1), ("category_uid", 2), ("class_uid", 2004), ("type_uid", 200_401),
      ("time", milliseconds), ("severity_id", rule.level.ocsf), ("status_id", 1),
    ] as [(DocumentName, Int64)] {
      out.set(name, .number(Number(value)))
    }
    out.set("severity", .text(rule.level.name.prefix(1).uppercased() + rule.level.name.dropFirst()))
    out.set("message", .text(rule.name + (entity.map { " (\($0.text))" } ?? "")))
    out.set("count", .number(Number(Int64(count))))
    out.set("metadata.version", .text("1.3.0"))
    out.set("metadata.product.name", .text(Product.name))
    out.set("metadata.product.vendor_name", .text(Product.name))
    out.set("metadata.product.version", .text(Product.version))
    out.set("metadata.uid", .text(id))
    setFinding(in: &out)
    setEvidence(in: &out)
    if let text = evidence.last?.text { out.set("raw_data", .bytes(text)) }
    out.set("unmapped.kind", .text(kind.rawValue))
    out.set("unmapped.phase", .text(phase.rawValue))
    out.set("unmapped.ruleset", .text(rule.ruleset))
    if let repeats { out.set("unmapped.repeats", .number(Number(Int64(repeats.count)))) }
    if let incident { out.set("unmapped.incident", .text(incident.id)) }
    if let entity { out.set("unmapped.entity", .text(entity.text)) }
    return out
  }

  private func setFinding(in out: inout Document) {
    out.set("finding_info.uid", .text(id))
    out.set("finding_info.title", .text(rule.name))
    out.set("finding_info.analytic.type_id", .number(Number(Int64(kind.analyticType))))
    out.set("finding_info.analytic.uid", .text(rule.id))
    out.set("finding_info.analytic.name", .text(rule.name))
    let attacks = attribution.techniques.map { identifier -> Document.Value in
      var attack = Document()
      let parent = String(identifier.prefix { $0 != "." })
      attack.set("technique.uid", .text(parent))
      if let name = Technique.name(of: parent) { attack.set("technique.name", .text(name)) }
      if parent != identifier {
        attack.set("sub_technique.uid", .text(identifier))
        if let name = Technique.name(of: identifier) {
          attack.set("sub_technique.name", .text(name))
        }
      }
      return .object(attack)
    }
    if !attacks.isEmpty { out.set("finding_info.attacks", .list(attacks)) }
  }

  private func setEvidence(in out: inout Document) {
    var piece = Document()
    var observables: [Document.Value] = []
    for (address, end, port) in [
      (source, "src_endpoint", fields.texts("source.port").first),
      (destination, "dst_endpoint", fields.texts("destination.port").first),
    ] {
      guard let address else { continue }
      piece.set("\(end).ip", .text(address.description))
      if let number = port.flatMap(Int64.init) { piece.set("\(end).port", .number(Number(number))) }
      observables.append(
        Self.observable("evidences[].\(end).ip", 2, "IP Address", address.description))
    }
    if let userName {
      piece.set("actor.user.name", .text(userName))
      observables.append(Self.observable("evidences[].actor.user.name", 4, "User Name", userName))
    }
    if !piece.isEmpty { out.set("evidences", .list([.object(piece)])) }
    if !observables.isEmpty { out.set("observables", .list(observables)) }
  }

  private static func observable(
    _ name: String, _ typeID: Int64, _ type: String, _ value: String
  ) -> Document.Value {
    var observable = Document()
    observable.set("name", .text(name))
    observable.set("type_id", .number(Number(typeID)))
    observable.set("type", .text(type))
    observable.set("value", .text(value))
    return .object(observable)
  }
}

extension Level {
  /// `severity_id`: 1 Informational to 5 Critical.
  fileprivate var ocsf: Int64 { Int64(rawValue) + 1 }
}

extension Alert.Kind {
  /// `analytic.type_id`: 1 Rule, 2 Behavioral, 9 Exact Data Match is newer than 1.1, so 5
  /// Fingerprinting for indicators.
  fileprivate var analyticType: Int {
    switch self {
    case .rule: 1
    case .correlation: 2
    case .indicator: 5
    }
  }
}
