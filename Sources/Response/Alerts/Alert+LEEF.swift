private import Detect

extension Alert {
  /// The alert in QRadar's Log Event Extended Format 2.0, with tabs between attributes, without a
  /// syslog header. Nothing can be escaped there: tabs and line ends in values become spaces, and `|`
  /// in the header a slash.
  ///
  /// - Parameter limit: Bytes that it may take: the record's text is left out when it is more.
  package func leef(receivedNanoseconds: Int64, limit: Int = 8192) -> [UInt8] {
    let keys = AlertKeys(self, receivedNanoseconds: receivedNanoseconds)
    let head = ["LEEF:2.0", Product.name, Product.name, Product.version, rule.id, "x09"]
    var out = Array(head.map(Self.headText).joined(separator: "|").utf8) + [UInt8(ascii: "|")]
    let pairs: [(String, String?)] = [
      ("devTime", keys.timeMilliseconds.map(String.init)), ("sev", "\(rule.level.tenths)"),
      ("cat", kind.rawValue), ("ruleName", rule.name), ("ruleset", rule.ruleset),
      ("alertId", id), ("count", "\(keys.count)"), ("src", keys.source?.description),
      ("srcPort", keys.sourcePort), ("dst", keys.destination?.description),
      ("dstPort", keys.destinationPort), ("proto", keys.transport), ("usrName", keys.user),
      ("identHostName", keys.host), ("action", keys.action), ("technique", keys.techniques),
      ("entity", keys.entity), ("indicator", keys.indicator?.listed),
      ("feed", keys.indicator?.feed), ("incident", keys.incident), ("repeats", keys.repeats),
    ]
    for (key, value) in pairs { Self.append(key, value, to: &out) }
    if let text = keys.text {
      let start = out.count
      Self.append("msg", String(decoding: text, as: UTF8.self), to: &out)
      if out.count > limit { out.removeSubrange(start...) }
    }
    return out
  }

  private static func headText(_ text: String) -> String {
    String(decoding: text.utf8.map { $0 == 0x7c ? 0x2f : $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
  }

  private static func append(_ key: String, _ value: String?, to out: inout [UInt8]) {
    guard let value, !value.isEmpty else { return }
    if out.last != UInt8(ascii: "|") { out.append(UInt8(ascii: "\t")) }
    out += Array(key.utf8) + [UInt8(ascii: "=")]
    out += value.utf8.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }
  }
}
