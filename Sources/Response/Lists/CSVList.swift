import Detect

/// Every decision to block, one a line (RFC 4180), for spreadsheets and scripts.
enum CSVList {
  private static let header =
    "target,scope,created,expires,level,confidence,origin,rule.id,rule.name,technique,indicator,"
    + "feed,policy,alerts,id\r\n"

  static func render(_ decisions: [Decision]) -> [UInt8] {
    var out: [UInt8] = Array(header.utf8)
    out.reserveCapacity(header.utf8.count + decisions.count * 200)
    for decision in decisions {
      append(fields(of: decision), to: &out)
    }
    return out
  }

  /// The weightiest reason speaks for all.
  private static func fields(of decision: Decision) -> [String] {
    let cause = decision.reason.cause
    let isEndless = decision.expiresSeconds == Decision.never
    return [
      decision.target.description, decision.scope,
      TimeText.utc(seconds: decision.createdSeconds),
      isEndless ? "" : TimeText.utc(seconds: decision.expiresSeconds),
      decision.level.name, decision.confidence.map { "\($0)" } ?? "", decision.origin.rawValue,
      cause.ruleID, cause.ruleName, cause.techniques.joined(separator: " "),
      cause.indicator ?? "", cause.feed ?? "", cause.policyRule ?? "",
      "\(decision.alertCount)", decision.id.description,
    ]
  }

  private static func append(_ fields: [String], to out: inout [UInt8]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { out.append(UInt8(ascii: ",")) }
      append(field, to: &out)
    }
    out.append(contentsOf: "\r\n".utf8)
  }

  /// Quotes what needs it. A spreadsheet takes a field that begins with `=`, `+`, `-` or `@` for a
  /// formula, so such a field gets an apostrophe, which spreadsheets do not show.
  private static func append(_ field: String, to out: inout [UInt8]) {
    let bytes = field.utf8
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
