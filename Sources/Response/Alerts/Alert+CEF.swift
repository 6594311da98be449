private import Detect

extension Alert {
  /// The alert in ArcSight's Common Event Format, version 0, without a syslog header.
  ///
  /// In the header `\` and `|` are escaped; in the extension `\` and `=`, and line ends become `\n`
  /// and `\r` ("Implementing ArcSight Common Event Format", revision 26). IPv6 addresses stand in
  /// `c6a2` and `c6a3`, since `src` and `dst` of version 0 take IPv4 only.
  ///
  /// - Parameter limit: Bytes that it may take: the record's text is left out when it is more.
  package func cef(receivedNanoseconds: Int64, limit: Int = 8192) -> [UInt8] {
    let keys = AlertKeys(self, receivedNanoseconds: receivedNanoseconds)
    var out = Array("CEF:0".utf8)
    let head = [
      Product.name, Product.name, Product.version, rule.id, rule.name, "\(rule.level.tenths)",
    ]
    for part in head {
      out.append(UInt8(ascii: "|"))
      CEFText.appendHeader(part, to: &out)
    }
    out.append(UInt8(ascii: "|"))
    CEFText.append(extension: keys, id: id, to: &out)
    if let text = keys.text {
      let start = out.count
      CEFText.append("msg", String(decoding: text, as: UTF8.self), to: &out)
      if out.count > limit { out.removeSubrange(start...) }
    }
    return out
  }
}

private enum CEFText {
  static func append(extension keys: AlertKeys, id: String, to out: inout [UInt8]) {
    append("externalId", id, to: &out)
    append("rt", keys.timeMilliseconds.map(String.init), to: &out)
    append("cnt", "\(keys.count)", to: &out)
    append(keys.source, "src", "c6a2", "Source IPv6 Address", to: &out)
    append("spt", keys.sourcePort, to: &out)
    append(keys.destination, "dst", "c6a3", "Destination IPv6 Address", to: &out)
    append("dpt", keys.destinationPort, to: &out)
    append("proto", keys.transport, to: &out)
    append("duser", keys.user, to: &out)
    append("dvchost", keys.host, to: &out)
    append("act", keys.action, to: &out)
    append("cs1", keys.rule.ruleset, label: "Ruleset", to: &out)
    append("cs2", keys.techniques, label: "Technique", to: &out)
    append("cs3", keys.entity, label: "Entity", to: &out)
    append("cs4", keys.indicator?.listed, label: "Indicator", to: &out)
    append("cs5", keys.indicator?.feed, label: "Feed", to: &out)
    append("cs6", keys.incident, label: "Incident", to: &out)
    append("cn1", keys.repeats, label: "Repeats", to: &out)
  }

  private static func append(
    _ address: Address?, _ key: String, _ wideKey: String, _ label: String, to out: inout [UInt8]
  ) {
    guard let address else { return }
    if address.isIPv4 {
      append(key, address.description, to: &out)
    } else {
      append(wideKey, address.description, label: label, to: &out)
    }
  }

  static func append(
    _ key: String, _ value: String?, label: String? = nil, to out: inout [UInt8]
  ) {
    guard let value, !value.isEmpty else { return }
    if out.last != UInt8(ascii: "|") { out.append(UInt8(ascii: " ")) }
    out += Array(key.utf8) + [UInt8(ascii: "=")]
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "="): out += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): out += Array("\\n".utf8)
      case UInt8(ascii: "\r"): out += Array("\\r".utf8)
      case ..<0x20, 0x7f: out.append(UInt8(ascii: " "))
      default: out.append(byte)
      }
    }
    if let label { append(key + "Label", label, to: &out) }
  }

  /// A line end cannot stand in the header.
  static func appendHeader(_ value: String, to out: inout [UInt8]) {
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "|"): out += [UInt8(ascii: "\\"), byte]
      case ..<0x20, 0x7f: out.append(UInt8(ascii: " "))
      default: out.append(byte)
      }
    }
  }
}
