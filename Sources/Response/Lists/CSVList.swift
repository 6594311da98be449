import Detect

/// Every decision to block, one a line (RFC 4180), for spreadsheets and scripts.
enum CSVList {
  private static let header =
    "target,scope,created,expires,level,confidence,origin,rule.id,rule.name,technique,indicator,"
    + "feed,policy,alerts,id\r\n"

  static func render(_ decisions: [Decision]) -> [UInt8] {
    var out: [UInt8] = Array(header.utf8)
    out.reserveCapacity(header.utf8.count + decisions.count * 200)
    var causes = CauseText(append)
    for decision in decisions { append(decision, &causes, to: &out) }
    return out
  }

  /// The weightiest reason speaks for all.
  private static func append(
    _ decision: Decision, _ causes: inout CauseText, to out: inout [UInt8]
  ) {
    if case .network = decision.target {
      ListText.append(decision.target, to: &out)
    } else {
      append(decision.target.description, to: &out)
    }
    append(",", word: decision.scope, to: &out)
    out.append(UInt8(ascii: ","))
    TimeText.append(seconds: decision.createdSeconds, to: &out)
    out.append(UInt8(ascii: ","))
    if decision.expiresSeconds != Decision.never {
      TimeText.append(seconds: decision.expiresSeconds, to: &out)
    }
    append(",", word: decision.level.name, to: &out)
    out.append(UInt8(ascii: ","))
    if let confidence = decision.confidence {
      if confidence < 0 { out.append(UInt8(ascii: "-")) }
      ListText.append(decimal: UInt64(confidence.magnitude), to: &out)
    }
    append(",", word: decision.origin.rawValue, to: &out)
    causes.append(decision.reason.cause, to: &out)
    out.append(UInt8(ascii: ","))
    ListText.append(decimal: UInt64(max(0, decision.alertCount)), to: &out)
    out.append(UInt8(ascii: ","))
    decision.id.append(to: &out)
    ListText.append("\r\n", to: &out)
  }

  /// From the rule to the policy.
  private static func append(_ cause: Cause, to out: inout [UInt8]) {
    append(",", cause.ruleID, to: &out)
    append(",", cause.ruleName, to: &out)
    append(
      ",",
      cause.techniques.count == 1 ? cause.techniques[0] : cause.techniques.joined(separator: " "),
      to: &out)
    append(",", cause.indicator ?? "", to: &out)
    append(",", cause.feed ?? "", to: &out)
    append(",", cause.policyRule ?? "", to: &out)
  }

  private static func append(_ before: StaticString, _ field: String, to out: inout [UInt8]) {
    ListText.append(before, to: &out)
    append(field, to: &out)
  }

  /// A name of the program's own, which needs no quotes.
  private static func append(
    _ before: StaticString, word: String, to out: inout [UInt8]
  ) {
    ListText.append(before, to: &out)
    out.append(contentsOf: word.utf8)
  }

  /// Quotes what needs it. A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a
  /// formula, so such a field gets an apostrophe, which spreadsheets do not show.
  private static func append(_ field: String, to out: inout [UInt8]) {
    let bytes = field.utf8
    let isPlain =
      bytes.withContiguousStorageIfAvailable { bytes in
        bytes.allSatisfy { $0 > 0x2d && $0 != 0x3d && $0 != 0x40 || $0 == 0x20 }
      } ?? false
    if isPlain { return out.append(contentsOf: bytes) }
    let isFormula = bytes.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    guard isFormula || bytes.contains(where: { "\",\r\n".utf8.contains($0) }) else {
      return out.append(contentsOf: bytes)
    }
    out.append(UInt8(ascii: "\""))
    if isFormula { out.append(UInt8(ascii: "'")) }
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { out.append(byte) }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\""))
  }
}
