import Detect

/// A STIX 2.1 bundle: an indicator for each blocked address, network and domain, and who says so.
///
/// Identifiers hang on the decision and its expiry, so that the same list has the same bytes and one
/// that was prolonged is a new indicator.
enum STIXList {
  static func render(_ decisions: [Decision]) -> (bytes: [UInt8], entries: Int) {
    var out: [UInt8] = []
    out.reserveCapacity(600 + decisions.count * 640)
    ListText.append("{\"type\":\"bundle\",\"id\":\"bundle--", to: &out)
    let all = decisions.reduce(into: UInt64(0)) { sum, decision in
      sum = sum &* 31 &+ UInt64(bitPattern: decision.id.number &+ decision.expiresSeconds)
    }
    bundleID.appendUUID(salt: all, to: &out)
    out.append(contentsOf: identity.utf8)
    var entries = 0
    var names = CauseText(appendName)
    var techniques = CauseText { appendTechniques($0.techniques, to: &$1) }
    var start = Start()
    for decision in decisions
    where append(decision, &start, &names, &techniques, to: &out) {
      entries += 1
    }
    ListText.append("\n]}\n", to: &out)
    return (out, entries)
  }

  /// - Returns: Whether the target has a pattern; users have none.
  private static func append(
    _ decision: Decision, _ start: inout Start, _ names: inout CauseText,
    _ techniques: inout CauseText, to out: inout [UInt8]
  ) -> Bool {
    let kind: StaticString
    switch decision.target {
    case .network(let network): kind = network.isIPv4 ? "ipv4-addr" : "ipv6-addr"
    case .domain(let name) where DomainText.isDomain(name): kind = "domain-name"
    default: return false
    }
    ListText.append(
      ",\n{\"type\":\"indicator\",\"spec_version\":\"2.1\",\"id\":\"indicator--", to: &out)
    decision.id.appendUUID(salt: UInt64(bitPattern: decision.expiresSeconds), to: &out)
    out.append(contentsOf: author)
    start.append(decision.createdSeconds, to: &out)
    appendEnd(decision, to: &out)
    names.append(decision.reason.cause, to: &out)
    ListText.append(kind, to: &out)
    ListText.append(":value = '", to: &out)
    ListText.append(decision.target, to: &out)
    ListText.append("']\",\"pattern_type\":\"stix\",\"pattern_version\":\"2.1\"", to: &out)
    if let confidence = decision.confidence {
      ListText.append(",\"confidence\":", to: &out)
      ListText.append(decimal: UInt64(max(0, min(100, confidence))), to: &out)
    }
    techniques.append(decision.reason.cause, to: &out)
    out.append(UInt8(ascii: "}"))
    return true
  }

  /// From the name to the pattern.
  private static func appendName(_ cause: Cause, to out: inout [UInt8]) {
    ListText.append(",\"name\":", to: &out)
    ListText.append(json: cause.ruleName, to: &out)
    ListText.append(",\"indicator_types\":[\"malicious-activity\"],\"pattern\":\"[", to: &out)
  }

  /// A decision's start is when it was made and when it is valid from. Many begin in the same second.
  private struct Start {
    private var seconds: Int64?
    private var text: [UInt8] = []

    mutating func append(_ created: Int64, to out: inout [UInt8]) {
      if created != seconds {
        text.removeAll(keepingCapacity: true)
        ListText.append(",\"created\":\"", to: &text)
        TimeText.append(seconds: created, milliseconds: true, to: &text)
        ListText.append("\",\"modified\":\"", to: &text)
        TimeText.append(seconds: created, milliseconds: true, to: &text)
        ListText.append("\",\"valid_from\":\"", to: &text)
        TimeText.append(seconds: created, milliseconds: true, to: &text)
        text.append(UInt8(ascii: "\""))
        seconds = created
      }
      out.append(contentsOf: text)
    }
  }

  private static func appendEnd(_ decision: Decision, to out: inout [UInt8]) {
    guard decision.expiresSeconds < lastSecond else { return }
    ListText.append(",\"valid_until\":\"", to: &out)
    TimeText.append(seconds: decision.expiresSeconds, milliseconds: true, to: &out)
    out.append(UInt8(ascii: "\""))
  }

  private static func appendTechniques(_ techniques: [String], to out: inout [UInt8]) {
    for (place, technique) in techniques.enumerated() {
      out.append(contentsOf: (place == 0 ? ",\"external_references\":[" : ",").utf8)
      ListText.append("{\"source_name\":\"mitre-attack\",\"external_id\":", to: &out)
      ListText.append(json: technique, to: &out)
      out.append(UInt8(ascii: "}"))
    }
    if !techniques.isEmpty { out.append(UInt8(ascii: "]")) }
  }

  /// The year 9999 is the last that RFC 3339 can write.
  private static let lastSecond: Int64 = 253_402_300_800

  private static let identityID = "identity--3a6f1d0e-58c2-4b7a-9c1e-6d2f0b94e871"
  private static let identity =
    "\",\"objects\":[\n{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"\(identityID)\","
    + "\"created\":\"2026-01-01T00:00:00.000Z\",\"modified\":\"2026-01-01T00:00:00.000Z\","
    + "\"name\":\"detectd\",\"identity_class\":\"system\"}"
  private static let author = Array("\",\"created_by_ref\":\"\(identityID)\"".utf8)
  private static let bundleID = DecisionID(
    action: .block, origin: .policy, target: .domain("bundle"), createdSeconds: 0)
}
